//! Looking for the load at which something breaks: twice as much, or half, until the answer changes, and then between
//! the two, in steps of two digits.

/// What a load has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// Every rule holds.
    Holds,
    /// One breaks.
    Breaks,
    /// It takes more than may be run: less may still be tried.
    TooMuch,
    /// Nothing more can be found: somebody asked to end.
    Ended,
}

/// The greatest load found to hold and the least found to break.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Edge {
    pub holds: Option<f64>,
    pub breaks: Option<f64>,
}

/// Multiples between which is searched: below, nothing is left of most loads; above, `--load` takes none.
pub(super) const RANGE: (f64, f64) = (0.01, 1e6);

/// How far apart the two may stay: half of what is between two numbers of two digits that begin with a 1.
const NEAR: f64 = 1.05;

/// Tries loads from the file's own on. What holds at a load is taken to hold below it.
pub(super) fn climb(mut at: impl FnMut(f64) -> Tried) -> Edge {
    let mut edge = Edge::default();
    // What is too much to break or not to break.
    let mut wall = None;
    let mut load = 1.0;
    while (RANGE.0..=RANGE.1).contains(&load) {
        match at(load) {
            Tried::Holds => edge.holds = Some(load),
            Tried::Breaks => edge.breaks = Some(load),
            Tried::TooMuch => wall = Some(load),
            Tried::Ended => return edge,
        }
        if edge.holds.is_some() && edge.breaks.or(wall).is_some() {
            break;
        }
        load = two_digits(if edge.holds.is_some() { load * 2.0 } else { load / 2.0 });
    }
    while let (Some(low), Some(high)) = (edge.holds, edge.breaks.or(wall)) {
        // The middle of the two as a ratio: from 1x to 4x that is 2x.
        let middle = two_digits((low * high).sqrt());
        if middle <= low || middle >= high || high / low <= NEAR {
            break;
        }
        match at(middle) {
            Tried::Holds => edge.holds = Some(middle),
            Tried::Breaks => edge.breaks = Some(middle),
            Tried::TooMuch => wall = Some(middle),
            Tried::Ended => break,
        }
    }
    edge
}

/// A number to two significant digits: what is said of a load, and what was run.
fn two_digits(number: f64) -> f64 {
    format!("{number:.1e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches for an edge at `at`; the loads that were tried and what was found.
    fn search(at: f64) -> (Vec<f64>, Edge) {
        let mut tried = Vec::new();
        let edge = climb(|load| {
            tried.push(load);
            if load < at { Tried::Holds } else { Tried::Breaks }
        });
        (tried, edge)
    }

    #[test]
    fn it_doubles_until_something_breaks_and_then_halves_the_ratio() {
        // The root of 2 x 4 is 2.83; of 2.8 x 4, 3.35; of 2.8 x 3.3, 3.04 - and 3.0 to 3.1 is near enough.
        let (tried, edge) = search(3.05);
        assert_eq!(tried, [1.0, 2.0, 4.0, 2.8, 3.3, 3.0, 3.1]);
        assert_eq!(edge, Edge { holds: Some(3.0), breaks: Some(3.1) });
    }

    #[test]
    fn what_breaks_at_once_is_looked_for_below() {
        let (tried, edge) = search(0.3);
        assert_eq!(tried[..4], [1.0, 0.5, 0.25, 0.35]);
        assert_eq!(edge, Edge { holds: Some(0.29), breaks: Some(0.3) });
    }

    #[test]
    fn each_edge_is_known_to_a_tenth() {
        for at in [0.02, 0.5, 1.0, 1.05, 1.999, 7.3, 64.0, 99.9, 12_345.0] {
            let edge = search(at).1;
            let (Some(low), Some(high)) = (edge.holds, edge.breaks) else { panic!("{at}: {edge:?}") };
            assert!(low < at && at <= high, "{at}: {edge:?}");
            assert!(high / low < 1.11, "{at}: {edge:?}");
        }
    }

    #[test]
    fn what_never_breaks_or_always_does_ends_at_the_range() {
        let (tried, edge) = search(f64::INFINITY);
        assert_eq!((edge.breaks, edge.holds), (None, tried.last().copied()));
        assert!(tried.last().is_some_and(|last| *last <= RANGE.1 && *last * 2.0 > RANGE.1));
        let (tried, edge) = search(0.0);
        assert_eq!(edge, Edge { holds: None, breaks: tried.last().copied() });
        assert!(tried.last().is_some_and(|last| *last >= RANGE.0 && *last / 2.0 < RANGE.0));
    }

    #[test]
    fn below_what_is_too_much_the_search_goes_on() {
        let edge = climb(|load| if load < 5.0 { Tried::Holds } else { Tried::TooMuch });
        assert_eq!(edge, Edge { holds: Some(4.8), breaks: None });
        let edge = climb(|load| match load {
            5.0.. => Tried::TooMuch,
            4.5.. => Tried::Breaks,
            _ => Tried::Holds,
        });
        assert_eq!(edge, Edge { holds: Some(4.4), breaks: Some(4.6) });
        let edge = climb(|load| if load < 0.5 { Tried::Holds } else { Tried::TooMuch });
        assert_eq!(edge.breaks, None);
        assert!(edge.holds.is_some_and(|holds| (0.45..0.5).contains(&holds)));
    }

    #[test]
    fn who_asks_to_end_gets_what_was_found() {
        let edge = climb(|load| match load {
            2.0 => Tried::Breaks,
            1.0 => Tried::Holds,
            _ => Tried::Ended,
        });
        assert_eq!(edge, Edge { holds: Some(1.0), breaks: Some(2.0) });
    }
}
