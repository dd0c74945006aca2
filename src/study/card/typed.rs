//! An answer from a line of text, for where there is no screen.

use super::{Answer, Wants};
use crate::diag::{Diagnostic, Span};

/// Reads a line as an answer to what is wanted; `?` says that it is not known.
///
/// # Errors
/// When the line says nothing that could be meant: the same question then stands as before.
pub(super) fn read(wants: &Wants, text: &str) -> Result<Answer, Diagnostic> {
    let line = text.trim();
    if line == "?" {
        return Ok(Answer::Unknown);
    }
    match wants {
        Wants::Recall if line.is_empty() => Ok(Answer::Revealed),
        Wants::Recall | Wants::Number { .. } => Ok(Answer::Typed(line.to_owned())),
        Wants::Choice(choices) => choice(choices, text),
        Wants::Blanks(count) => words(*count, text),
        Wants::Order(items) => order(items.len(), text),
    }
}

fn choice(choices: &[String], text: &str) -> Result<Answer, Diagnostic> {
    let line = text.trim();
    let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let letter = || {
        let mut letters = line.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?.to_ascii_lowercase();
        letters.next().is_none().then(|| usize::from(letter as u8 - b'a'))
    };
    let same = || choices.iter().position(|choice| choice.eq_ignore_ascii_case(line));
    match number.or_else(letter).or_else(same) {
        Some(place) if place < choices.len() => Ok(Answer::Chosen(place)),
        _ => Err(unclear(text, "this is none of the choices", format!("type 1 to {}", choices.len()))),
    }
}

fn words(count: usize, text: &str) -> Result<Answer, Diagnostic> {
    if count == 1 && !text.trim().is_empty() {
        return Ok(Answer::Words(vec![text.trim().to_owned()]));
    }
    let split = |mark: char| text.split(mark).map(|word| word.trim().to_owned()).collect::<Vec<_>>();
    let mut found = split(';');
    if found.len() != count {
        found = split(',');
    }
    if found.len() == count && found.iter().all(|word| !word.is_empty()) {
        return Ok(Answer::Words(found));
    }
    let blanks = if count == 1 { "a word".to_owned() } else { format!("{count} words with ; between") };
    Err(unclear(text, "this does not fill the blanks", format!("type {blanks}")))
}

fn order(count: usize, text: &str) -> Result<Answer, Diagnostic> {
    let apart = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>' | '-'));
    let mut parts: Vec<String> = apart.filter(|part| !part.is_empty()).map(str::to_owned).collect();
    // `312` is as good as `3 1 2` while each number has one digit.
    if let ([all], true) = (parts.as_slice(), (2..10).contains(&count)) {
        parts = all.chars().map(String::from).collect();
    }
    let places: Option<Vec<usize>> =
        parts.iter().map(|part| part.parse::<usize>().ok()?.checked_sub(1)).collect();
    let each_once =
        |places: &[usize]| places.len() == count && (0..count).all(|place| places.contains(&place));
    match places {
        Some(places) if each_once(&places) => Ok(Answer::Order(places)),
        _ => Err(unclear(
            text,
            "this is no order of the items",
            format!("type each number from 1 to {count} once"),
        )),
    }
}

fn unclear(text: &str, message: &str, help: String) -> Diagnostic {
    let (message, help) = if text.trim().is_empty() {
        ("nothing was typed".to_owned(), format!("{help}; ? where you do not know"))
    } else {
        (message.to_owned(), help)
    };
    Diagnostic::error("unclear-answer", Span::new(0, text.len()), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_numbers_letters_or_their_words() {
        let wants = Wants::Choice(vec!["Kafka".to_owned(), "a queue".to_owned()]);
        for (text, place) in [("1", 0), (" 2 ", 1), ("b", 1), ("A", 0), ("kafka", 0), ("A queue", 1)] {
            assert_eq!(read(&wants, text), Ok(Answer::Chosen(place)), "{text}");
        }
        for text in ["0", "3", "c", "", "1 2", "-1", "99999999999999999999999"] {
            assert_eq!(read(&wants, text).unwrap_err().code, "unclear-answer", "{text}");
        }
        assert_eq!(read(&wants, "?"), Ok(Answer::Unknown));
    }

    #[test]
    fn orders_name_each_item_once() {
        let wants = Wants::Order(vec![String::new(); 3]);
        for text in ["3 1 2", "3,1,2", "312", "3 > 1 > 2", "3-1-2"] {
            assert_eq!(read(&wants, text), Ok(Answer::Order(vec![2, 0, 1])), "{text}");
        }
        for text in ["", "1 2", "1 1 2", "0 1 2", "1 2 4", "abc", "1 2 3 3"] {
            assert!(read(&wants, text).is_err(), "{text}");
        }
    }

    #[test]
    fn blanks_take_as_many_words_as_there_are() {
        let both = Ok(Answer::Words(vec!["a b".to_owned(), "c".to_owned()]));
        assert_eq!(read(&Wants::Blanks(2), "a b; c"), both);
        assert_eq!(read(&Wants::Blanks(2), "a b, c"), both);
        assert_eq!(read(&Wants::Blanks(1), "16,384"), Ok(Answer::Words(vec!["16,384".to_owned()])));
        assert!(read(&Wants::Blanks(2), "a").is_err() && read(&Wants::Blanks(1), " ").is_err());
        assert_eq!(read(&Wants::Recall, ""), Ok(Answer::Revealed));
    }
}
