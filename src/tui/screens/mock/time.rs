//! Times as they stand on a clock.

/// Milliseconds as minutes and seconds: `2:05`.
pub(super) fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Milliseconds that are left, so that what was spent and what is left make up the whole.
pub(super) fn left(milliseconds: u64) -> String {
    clock(milliseconds.saturating_add(999))
}

/// How far behind the plan one is: `1:20 behind`, `0:40 in hand`.
pub(super) fn pace(behind: i64) -> String {
    if behind > 0 {
        format!("{} behind", clock(behind.unsigned_abs()))
    } else {
        format!("{} in hand", left(behind.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_on_a_clock() {
        assert_eq!(
            (clock(0), clock(125_999), clock(3_600_000)),
            ("0:00".into(), "2:05".into(), "60:00".into())
        );
        // 1.2 s of 15 s are gone: 0:01 and 0:14.
        assert_eq!((clock(1200), left(13_800)), ("0:01".into(), "0:14".into()));
        assert_eq!((pace(80_000), pace(-40_000)), ("1:20 behind".into(), "0:40 in hand".into()));
    }
}
