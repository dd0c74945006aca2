use super::rating::Rating;

/// Short waits before a card counts as learned, or as learned again; in milliseconds, each at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps(Vec<i64>);

/// What follows an answer to a card on its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It stays on the steps.
    Step {
        /// The step it is on now, from 0.
        step: u8,
        /// Until it is asked again, in milliseconds.
        wait: i64,
    },
    /// It leaves the steps: from here the model of memory decides.
    Learned,
}

impl Steps {
    /// The most steps there may be.
    pub const MOST: usize = 20;

    /// These waits, in milliseconds.
    pub fn new(waits: Vec<i64>) -> Self {
        Self(waits)
    }

    /// The waits, in milliseconds.
    pub fn waits(&self) -> &[i64] {
        &self.0
    }

    /// What follows `rating` on step `step`: Again begins anew, Hard repeats (half way to the next step on the
    /// first one), Good goes on, Easy leaves. The same as py-fsrs 6.3.2 and Anki do.
    pub fn next(&self, step: u8, rating: Rating) -> Next {
        let waits = &self.0;
        let at = usize::from(step);
        if waits.is_empty() || (at >= waits.len() && rating.passed()) {
            return Next::Learned;
        }
        match rating {
            Rating::Again => Next::Step { step: 0, wait: waits[0] },
            Rating::Hard => {
                let wait = match (at, waits.get(1)) {
                    (0, None) => waits[0] * 3 / 2,
                    (0, Some(second)) => i64::midpoint(waits[0], *second),
                    _ => waits[at],
                };
                Next::Step { step, wait }
            }
            Rating::Good => match waits.get(at + 1) {
                Some(&wait) => Next::Step { step: step + 1, wait },
                None => Next::Learned,
            },
            Rating::Easy => Next::Learned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn two_steps_as_py_fsrs_has_them() {
        let steps = Steps::new(vec![MINUTE, 10 * MINUTE]);
        assert_eq!(steps.next(0, Rating::Again), Next::Step { step: 0, wait: MINUTE });
        assert_eq!(steps.next(0, Rating::Hard), Next::Step { step: 0, wait: 330_000 });
        assert_eq!(steps.next(0, Rating::Good), Next::Step { step: 1, wait: 10 * MINUTE });
        assert_eq!(steps.next(1, Rating::Hard), Next::Step { step: 1, wait: 10 * MINUTE });
        assert_eq!(steps.next(1, Rating::Good), Next::Learned);
        assert_eq!(steps.next(0, Rating::Easy), Next::Learned);
    }

    #[test]
    fn one_step_none_and_fewer_than_before() {
        let one = Steps::new(vec![10 * MINUTE]);
        assert_eq!(one.next(0, Rating::Hard), Next::Step { step: 0, wait: 15 * MINUTE });
        assert_eq!(one.next(3, Rating::Hard), Next::Learned);
        assert_eq!(one.next(3, Rating::Again), Next::Step { step: 0, wait: 10 * MINUTE });
        assert_eq!(Steps::new(Vec::new()).next(0, Rating::Again), Next::Learned);
    }
}
