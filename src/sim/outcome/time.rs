/// A duration in the unit that suits it: `1.5 ms`.
pub fn duration(nanos: u64) -> String {
    const UNITS: [(u64, &str); 5] = [
        (3_600_000_000_000, "h"),
        (60_000_000_000, "min"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "us"),
    ];
    let Some((unit, word)) = UNITS.into_iter().find(|(unit, _)| nanos >= *unit) else {
        return format!("{nanos} ns");
    };
    let (whole, thousandths) = (nanos / unit, nanos % unit * 1000 / unit);
    let digits = format!("{thousandths:03}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { format!("{whole} {word}") } else { format!("{whole}.{digits} {word}") }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn a_duration_has_the_unit_that_suits_it() {
        assert_eq!(duration(0), "0 ns");
        assert_eq!(duration(1_500), "1.5 us");
        assert_eq!(duration(90_000_000_000), "1.5 min");
        assert_eq!(duration(2_000_000_000), "2 s");
        assert_eq!(duration(5_400_000_000_000), "1.5 h");
    }
}
