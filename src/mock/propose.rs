use super::past::Past;

/// The problem that should be practised next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub problem: String,
    /// Why this one.
    pub why: Why,
}

/// Why a problem is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was never practised: the easiest of so many, itself included.
    Never(usize),
    /// No problem was practised more rarely: so many times, the last time at this time in milliseconds UTC.
    Rarely(usize, i64),
}

/// Levels from the easiest; others come behind them.
const LEVELS: [&str; 3] = ["easy", "medium", "hard"];

/// The problem that was practised least: the fewest whole mocks; of those never practised the easiest, of the others
/// the one that was practised longest ago; then the first. `problems` are ids and levels. Rehearsals of single phases
/// do not count. `None` where there are no problems.
pub fn propose(problems: &[(&str, &str)], past: &[Past]) -> Option<Proposal> {
    let standing = |id: &str| {
        let held = past.iter().filter(|mock| mock.problem == id && (mock.whole || mock.human));
        held.fold((0, i64::MIN), |(times, last), mock| (times + 1, mock.at.max(last)))
    };
    let level = |level: &str| LEVELS.iter().position(|known| *known == level).unwrap_or(LEVELS.len());
    let ranked = problems.iter().map(|(id, name)| (standing(id), level(name), *id));
    let ((times, last), _, id) = ranked.min_by_key(|(standing, level, _)| (*standing, *level))?;
    let never = problems.iter().filter(|(id, _)| standing(id).0 == 0).count();
    let why = if times == 0 { Why::Never(never) } else { Why::Rarely(times, last) };
    Some(Proposal { problem: id.to_owned(), why })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBLEMS: [(&str, &str); 4] = [("a", "hard"), ("b", "easy"), ("c", "easy"), ("d", "odd")];

    fn held(problem: &str, at: i64, whole: bool) -> Past {
        Past { problem: problem.to_owned(), at, whole, ..Past::default() }
    }

    fn proposed(past: &[Past]) -> (String, Why) {
        let proposal = propose(&PROBLEMS, past).unwrap();
        (proposal.problem, proposal.why)
    }

    #[test]
    fn the_easiest_of_the_new_then_the_one_longest_ago() {
        assert_eq!(proposed(&[]), ("b".to_owned(), Why::Never(4)));
        let mut past = vec![held("b", 50, true)];
        assert_eq!(proposed(&past), ("c".to_owned(), Why::Never(3)));
        // A rehearsal is no mock.
        past.push(held("c", 60, false));
        assert_eq!(proposed(&past), ("c".to_owned(), Why::Never(3)));
        past.extend([held("c", 70, true), held("a", 40, true), held("d", 45, true)]);
        assert_eq!(proposed(&past), ("a".to_owned(), Why::Rarely(1, 40)));
        past.push(held("a", 80, true));
        assert_eq!(proposed(&past), ("d".to_owned(), Why::Rarely(1, 45)));
        // With a human it is one as well.
        past.push(Past { human: true, ..held("d", 90, false) });
        assert_eq!(proposed(&past), ("b".to_owned(), Why::Rarely(1, 50)));
        assert_eq!(propose(&[], &past), None);
    }
}
