use serde::Serialize;

use super::criterion::Criterion;
use super::past::Past;
use super::words::count;

/// How one criterion goes from mock to mock.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// The criterion's id.
    pub criterion: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The share that was earned in each mock, the oldest first; `None` where it was not judged.
    pub shares: Vec<Option<f64>>,
    /// The last of them, 0 to 1.
    pub last: f64,
    /// The mean of all of them.
    pub mean: f64,
    /// Where it goes.
    pub course: Course,
}

/// Where a criterion goes: the last mock against the mean of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It was judged once.
    First,
    /// Up by more than a twentieth.
    Better,
    /// Down by more than a twentieth.
    Worse,
    /// Neither.
    Same,
}

/// Smaller differences are no change.
const CHANGE: f64 = 0.05;

/// The trend of every criterion that was ever judged, in the order of an interview. Mocks are in the order of time.
pub fn trends(past: &[Past]) -> Vec<Trend> {
    Criterion::ALL.into_iter().filter_map(|criterion| trend(criterion, past)).collect()
}

fn trend(criterion: Criterion, past: &[Past]) -> Option<Trend> {
    let shares: Vec<Option<f64>> = past.iter().map(|mock| mock.share(criterion.id())).collect();
    let judged: Vec<f64> = shares.iter().copied().flatten().collect();
    let (last, before) = judged.split_last()?;
    let mean = |shares: &[f64]| shares.iter().sum::<f64>() / count(shares.len());
    let course = match before {
        [] => Course::First,
        _ if *last > mean(before) + CHANGE => Course::Better,
        _ if *last < mean(before) - CHANGE => Course::Worse,
        _ => Course::Same,
    };
    Some(Trend {
        criterion: criterion.id(),
        title: criterion.title(),
        shares,
        last: *last,
        mean: mean(&judged),
        course,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mock(shares: &[(&str, f64)]) -> Past {
        let scores = shares.iter().map(|(criterion, share)| ((*criterion).to_owned(), *share)).collect();
        Past { scores, ..Past::default() }
    }

    #[test]
    fn the_last_mock_is_set_against_those_before() {
        let past = [
            mock(&[("depth", 0.2), ("data", 0.5), ("scaling", 0.75)]),
            mock(&[("depth", 0.4)]),
            Past::default(),
            mock(&[("depth", 0.9), ("data", 0.45), ("scaling", 0.25), ("estimates", 1.0)]),
        ];
        let found = trends(&past);
        let courses: Vec<(&str, Course)> =
            found.iter().map(|trend| (trend.criterion, trend.course)).collect();
        let wanted = [
            ("estimates", Course::First),
            ("data", Course::Same),
            ("depth", Course::Better),
            ("scaling", Course::Worse),
        ];
        assert_eq!(courses, wanted);
        assert_eq!(found[2].shares, [Some(0.2), Some(0.4), None, Some(0.9)]);
        // (0.2 + 0.4 + 0.9) / 3 = 0.5
        assert!((found[2].mean - 0.5).abs() < 1e-12 && (found[2].last - 0.9).abs() < 1e-12);
        assert!(trends(&[]).is_empty());
    }
}
