/// The candidate that `word` was probably meant to be: the closest by edit distance (one swap of
/// neighbours counts as one edit), within a third of the longer of the two; else one that begins with
/// the word, or the other way round. `None` when nothing is near.
///
/// Ties go to the earlier candidate, so callers list the likelier words first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = word.to_lowercase();
    let length = typed.chars().count();
    let mut best: Option<(usize, &'a str)> = None;
    let mut prefixed: Option<&'a str> = None;
    for candidate in candidates {
        let known = candidate.to_lowercase();
        let distance = strsim::osa_distance(&typed, &known);
        let allowed = (length.max(known.chars().count()) / 3).max(1);
        // One edit turns any one-letter word into any other: that is no likeness.
        if distance <= allowed && distance < length && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if prefixed.is_none()
            && length >= 3
            && (known.starts_with(&typed) || typed.starts_with(&known))
            && known.len() >= 3
        {
            prefixed = Some(candidate);
        }
    }
    best.map(|(_, candidate)| candidate).or(prefixed)
}

/// The names that there are, in words: "there is morning", "there are one, two".
pub fn there_are(names: &[&str]) -> String {
    match names {
        [] => "there are none".to_owned(),
        [one] => format!("there is {one}"),
        _ => format!("there are {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_wins_and_strangers_are_refused() {
        let words = ["storage", "servers", "sim", "show"];
        assert_eq!(nearest("storgae", words), Some("storage"));
        assert_eq!(nearest("simm", words), Some("sim"));
        assert_eq!(nearest("serv", words), Some("servers"));
        // A swap and a letter left out: two edits in a word of six.
        assert_eq!(nearest("shwoe", ["garage", "shower"]), Some("shower"));
        assert_eq!(nearest("banana", words), None);
        assert_eq!(nearest("q", ["x"]), None);
        assert_eq!(nearest("", words), None);
    }

    #[test]
    fn one_name_is_and_several_are() {
        assert_eq!(there_are(&[]), "there are none");
        assert_eq!(there_are(&["morning"]), "there is morning");
        assert_eq!(there_are(&["one", "two"]), "there are one, two");
    }
}
