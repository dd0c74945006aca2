/// The length of so many planned seconds in minutes: one that has begun counts, so that no rehearsal has none.
pub fn minutes(seconds: u64) -> u32 {
    u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)
}

/// `1 minute`, `5 minutes`.
pub fn in_minutes(minutes: u32) -> String {
    super::words::counted(minutes, "minute")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_that_has_begun_counts() {
        assert_eq!([0, 20, 60, 61, 205, 3600].map(minutes), [0, 1, 1, 2, 4, 60]);
        assert_eq!((in_minutes(1), in_minutes(4)), ("1 minute".to_owned(), "4 minutes".to_owned()));
    }
}
