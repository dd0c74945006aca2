/// "We chose X over Y because Z, accepting W", in its parts.
#[derive(Debug, PartialEq, Eq)]
pub struct TradeOff<'a> {
    /// What was chosen …
    pub chosen: &'a str,
    /// … and what was not.
    pub over: &'a str,
    /// The reason.
    pub because: &'a str,
    /// The cost.
    pub accepting: &'a str,
}

impl<'a> TradeOff<'a> {
    /// Takes a sentence apart; `None` where one of the four parts is not there.
    pub fn read(text: &'a str) -> Option<Self> {
        let lower = text.to_lowercase();
        // Lower case may change lengths outside ASCII; then the sentence is looked at as it stands.
        let lower = if lower.len() == text.len() { lower } else { text.to_owned() };
        let find = |from: usize, all: &[&str]| -> Option<(usize, usize)> {
            let found = all
                .iter()
                .filter_map(|word| lower[from..].find(word).map(|at| (from + at, from + at + word.len())));
            found.min()
        };
        let (_, begin) = find(0, &["chose ", "choose ", "picked ", "took "])?;
        let (over, after_over) = find(begin, &[" over ", " instead of ", " rather than "])?;
        let (because, after_because) = find(after_over, &[" because ", " since ", ": "])?;
        let (accepting, after_accepting) =
            find(after_because, &["accepting ", "at the cost of ", "which costs "])?;
        let part = |from: usize, to: usize| {
            text.get(from..to).map(|part| part.trim().trim_end_matches([',', '.', ';']))
        };
        let parts = Self {
            chosen: part(begin, over)?,
            over: part(after_over, because)?,
            because: part(after_because, accepting)?,
            accepting: part(after_accepting, text.len())?,
        };
        let all = [parts.chosen, parts.over, parts.because, parts.accepting];
        all.iter().all(|part| !part.is_empty()).then_some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_off_has_four_parts() {
        let text = "We chose a stale page over an exact one because it must answer in 100 ms, accepting a 409 now and then.";
        let parts = TradeOff::read(text).unwrap();
        assert_eq!((parts.chosen, parts.over), ("a stale page", "an exact one"));
        assert_eq!((parts.because, parts.accepting), ("it must answer in 100 ms", "a 409 now and then"));
        assert_eq!(TradeOff::read("We traded consistency for availability."), None);
        assert_eq!(TradeOff::read("we chose a over because b, accepting c"), None);
    }
}
