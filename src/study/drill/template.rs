use std::collections::BTreeMap;

use crate::calc::format::{Digits, show_value, show_with};
use crate::calc::{Arithmetic, Sheet, Value, answer};
use crate::diag::{Diagnostic, Span};

/// What a wording may mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The numbers, for expressions.
    pub sheet: Sheet,
    /// What stands for a name as it is: words, and numbers as they were written.
    pub texts: BTreeMap<String, String>,
    /// The right answer as `{=answer}` and `{~answer}` show it, in the unit in which it is asked for.
    pub answer: Option<[String; 2]>,
}

/// A wording with its places filled: `{name}` is a word or a number as written, `{=EXPR}` what an expression comes
/// to, `{~EXPR}` the same as one says it.
pub(crate) fn fill(wording: &str, scope: &Scope) -> Result<String, Diagnostic> {
    let mut filled = String::new();
    let mut rest = wording;
    let mut at = 0;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            let span = Span::new(at + open, wording.len());
            return Err(Diagnostic::error("open-brace", span, "a { without its }")
                .help("write {name}, {=EXPR} or {~EXPR}"));
        };
        let inside = &rest[open + 1..open + length];
        let start = at + open + 1;
        filled.push_str(&rest[..open]);
        filled.push_str(&place(inside, scope).map_err(|error| error.shifted(start))?);
        at += open + length + 1;
        rest = &rest[open + length + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}

fn place(inside: &str, scope: &Scope) -> Result<String, Diagnostic> {
    if let (Some([exact, said]), "=answer" | "~answer") = (&scope.answer, inside) {
        return Ok(if inside.starts_with('=') { exact.clone() } else { said.clone() });
    }
    if let Some(text) = inside.strip_prefix('=') {
        let value = scope.sheet.evaluate(text).map_err(|error| error.shifted(1))?;
        return Ok(show_value(&value, Arithmetic::Exact, Digits::Full));
    }
    if let Some(text) = inside.strip_prefix('~') {
        let found = answer(&mut scope.sheet.clone(), text).map_err(|error| error.shifted(1))?;
        return Ok(match found {
            Some(found) => match found.interview.unwrap_or(found.exact) {
                Value::Quantity(quantity) => show_with(&quantity, Arithmetic::Interview, Digits::Spoken(2)),
                truth @ Value::Truth(_) => show_value(&truth, Arithmetic::Interview, Digits::Full),
            },
            None => String::new(),
        });
    }
    scope.texts.get(inside).cloned().ok_or_else(|| {
        let known: Vec<&str> = scope.texts.keys().map(String::as_str).collect();
        let error = Diagnostic::error(
            "unknown-name",
            Span::new(0, inside.len()),
            format!("nothing is called `{inside}`"),
        );
        match crate::diag::nearest(inside, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean {{{near}}}?")),
            None => error.help(format!("its names are {}; {{=EXPR}} shows a value", known.join(", "))),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_show_words_values_and_what_one_says() {
        let mut scope = Scope::default();
        scope.sheet.define("n", "10M").unwrap();
        scope.texts.insert("n".to_owned(), "10M".to_owned());
        scope.texts.insert("what".to_owned(), "orders".to_owned());
        let filled = fill("{n} {what} a day are {=n / 1 day}, aloud {~n / 1 day}.", &scope);
        assert_eq!(filled.unwrap(), "10M orders a day are 115.7/s, aloud 100/s.");
    }

    #[test]
    fn errors_point_into_the_wording() {
        let scope = Scope { texts: [("what".to_owned(), "x".to_owned())].into(), ..Scope::default() };
        let error = fill("how {waht}?", &scope).unwrap_err();
        assert_eq!((error.span(), error.help.as_deref()), (Span::new(5, 9), Some("did you mean {what}?")));
        let error = fill("so {=2 x nn}", &scope).unwrap_err();
        assert_eq!(error.span().of("so {=2 x nn}"), "nn");
        assert_eq!(fill("so {what", &scope).unwrap_err().code, "open-brace");
    }
}
