use std::fmt::Write as _;

/// A sentence with blanks, written with double braces: `orders a ZSET by {{score}}`. Further spellings of what
/// is missing stand behind a bar: `{{ms|milliseconds}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloze {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence with blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words that stand there.
    Text(String),
    /// What is missing: the spellings that are right, the first of which is shown.
    Blank(Vec<String>),
}

impl Cloze {
    /// Reads a sentence; `None` where it has no blank, an empty one, or braces that do not close.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (inside, behind) = after.split_once("}}")?;
            let words: Vec<String> = inside.split('|').map(|word| word.trim().to_owned()).collect();
            if words.iter().any(String::is_empty) || inside.contains(['{', '}']) {
                return None;
            }
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Blank(words));
            rest = behind;
        }
        if pieces.is_empty() || rest.contains("}}") {
            return None;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Some(Self { pieces })
    }

    /// What is missing, one for each blank.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        self.blanks().map(|words| words.first().map_or("", String::as_str))
    }

    /// The spellings that are right, for each blank.
    pub fn blanks(&self) -> impl Iterator<Item = &[String]> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Blank(words) => Some(words.as_slice()),
            Piece::Text(_) => None,
        })
    }

    /// The sentence as it is asked: a line for each blank, numbered where there are several.
    pub fn shown(&self) -> String {
        let several = self.blanks().count() > 1;
        let mut shown = String::new();
        let mut number = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => shown.push_str(text),
                Piece::Blank(_) => {
                    number += 1;
                    shown.push_str("____");
                    if several {
                        let _ = write!(shown, "({number})");
                    }
                }
            }
        }
        shown
    }

    /// The sentence with its blanks filled.
    pub fn filled(&self) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Blank(words) => words.first().map_or("", String::as_str),
        });
        words.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_shown_and_filled() {
        let cloze = Cloze::parse("A {{ZSET|sorted set}} is ordered by {{score}}.").unwrap();
        assert_eq!(cloze.shown(), "A ____(1) is ordered by ____(2).");
        assert_eq!(cloze.filled(), "A ZSET is ordered by score.");
        assert_eq!(cloze.answers().collect::<Vec<_>>(), ["ZSET", "score"]);
        assert_eq!(Cloze::parse("one {{blank}}").unwrap().shown(), "one ____");
    }

    #[test]
    fn braces_that_say_nothing_are_refused() {
        for text in ["no blank", "{{}}", "{{a|}}", "open {{a", "a }} b {{c}} }}", "{{ {{a}} }}", ""] {
            assert_eq!(Cloze::parse(text), None, "{text}");
        }
    }
}
