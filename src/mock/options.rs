use crate::calc::random::Stream;
use crate::problem::model::{Choice, Problem};

/// The stream by which options are put in order.
const OPTIONS: u64 = 11;
/// No decision has more options than lie between two places of the stream.
const APART: usize = 1000;

/// The options of the decision at this place in the order of a mock with this seed: the file has the right one first.
pub fn options(problem: &Problem, at: usize, seed: u64) -> Vec<&Choice> {
    let Some(decision) = problem.decisions.get(at) else { return Vec::new() };
    let stream = Stream::new(seed, OPTIONS);
    let key = |option: usize| {
        let place = u64::try_from(at * APART + option).unwrap_or(0);
        stream.request(place).draw(0, 0).bits()
    };
    let mut options: Vec<(u64, &Choice)> =
        decision.options.iter().enumerate().map(|(option, choice)| (key(option), choice)).collect();
    options.sort_by_key(|(key, _)| *key);
    options.into_iter().map(|(_, choice)| choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{File, Library};

    #[test]
    fn the_first_option_gives_nothing_away() {
        let library = Library::built_in();
        let problems = library.entries().iter().map(|entry| File::parse(&entry.text).unwrap().read().problem);
        let (mut all, mut told) = (0, 0);
        for problem in problems {
            for (at, decision) in problem.decisions.iter().enumerate() {
                let shown: Vec<&str> =
                    options(&problem, at, 1).iter().map(|option| option.id.as_str()).collect();
                let mut sorted = shown.clone();
                sorted.sort_unstable();
                let mut wanted: Vec<&str> =
                    decision.options.iter().map(|option| option.id.as_str()).collect();
                wanted.sort_unstable();
                assert_eq!(sorted, wanted, "{}: every option once", decision.id);
                all += 1;
                told += usize::from(shown[0] == decision.options[decision.chosen].id);
            }
        }
        // A decision has two options at least: by chance half of the right ones come first at most.
        assert!(all > 50 && told * 2 < all, "{told} of {all}");
    }
}
