use crate::diag::{Diagnostic, Span};

/// A string of the file, and where each of its bytes stands in the file: escapes and the quotes
/// around it make the two differ.
#[derive(Clone, Debug)]
#[allow(clippy::struct_field_names)]
pub struct Text {
    /// The string itself.
    pub text: String,
    /// Where the value stands in the file, quotes included.
    pub span: Span,
    places: Places,
}

#[derive(Clone, Debug)]
enum Places {
    /// Byte `i` stands at this offset + `i`.
    Shifted(usize),
    /// Byte `i` stands at `offsets[i]`; one more for the end.
    Each(Vec<usize>),
    /// All of it stands for the whole value.
    Whole,
}

impl Text {
    /// A text that stands for a value that is not a string, such as `3`.
    pub fn whole(text: String, span: Span) -> Self {
        Self { text, span, places: Places::Whole }
    }

    /// The string that `decoded` is, written in `file` at `span` with its quotes.
    pub fn quoted(file: &str, span: Span, decoded: String) -> Self {
        let raw = span.of(file);
        let (open, close) = delimiters(raw);
        let inner = raw.get(open..raw.len().saturating_sub(close)).unwrap_or("");
        let places = if inner == decoded {
            Places::Shifted(span.start + open)
        } else {
            Places::Each(offsets(inner, &decoded, span.start + open))
        };
        Self { text: decoded, span, places }
    }

    /// A part of this text, white space around it taken away.
    pub fn part(&self, from: usize, to: usize) -> Self {
        let piece = self.text.get(from..to).unwrap_or("");
        let from = from + (piece.len() - piece.trim_start().len());
        let text = piece.trim().to_owned();
        let places = match &self.places {
            Places::Shifted(offset) => Places::Shifted(offset + from),
            Places::Each(offsets) => {
                Places::Each(offsets.get(from..=from + text.len()).unwrap_or(&[]).to_vec())
            }
            Places::Whole => Places::Whole,
        };
        Self { text, span: self.span, places }
    }

    /// Where a part of the string stands in the file.
    pub fn place(&self, span: Span) -> Span {
        match &self.places {
            Places::Shifted(offset) => span.shifted(*offset),
            Places::Each(offsets) => {
                let at = |byte: usize| offsets.get(byte).or(offsets.last()).copied();
                Span::new(at(span.start).unwrap_or(self.span.start), at(span.end).unwrap_or(self.span.end))
            }
            Places::Whole => self.span,
        }
    }

    /// Where the whole string stands, without its quotes.
    pub fn inside(&self) -> Span {
        self.place(Span::new(0, self.text.len()))
    }

    /// Whether both are the same text in the same place.
    pub fn same(&self, other: &Self) -> bool {
        self.span == other.span && self.text == other.text
    }

    /// A diagnostic about the string, as one about the file.
    pub fn locate(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        for label in &mut diagnostic.labels {
            label.span = self.place(label.span);
        }
        diagnostic
    }
}

/// The bytes before and after the content of a string as written.
fn delimiters(raw: &str) -> (usize, usize) {
    for quotes in ["\"\"\"", "'''"] {
        if let Some(rest) = raw.strip_prefix(quotes) {
            // A line feed directly behind the opening quotes is not a part of the string.
            let line = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
            return (3 + line, 3);
        }
    }
    (1, 1)
}

/// For each byte of `decoded` (and its end) where it comes from in `raw`, which begins at `start`.
fn offsets(raw: &str, decoded: &str, start: usize) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(decoded.len() + 1);
    let bytes = raw.as_bytes();
    let mut at = 0;
    for c in decoded.chars() {
        at += skipped(&bytes[at.min(bytes.len())..]);
        offsets.extend(std::iter::repeat_n(start + at, c.len_utf8()));
        at += if bytes.get(at) == Some(&b'\\') { escape_length(bytes, at) } else { c.len_utf8() };
    }
    offsets.push(start + at.min(raw.len()));
    offsets
}

/// What stands in the file and not in the string: a carriage return before a line feed, and a
/// backslash at the end of a line with the white space that follows it.
fn skipped(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\r\n") {
        return 1;
    }
    let mut length = 0;
    while bytes.get(length) == Some(&b'\\')
        && matches!(bytes.get(length + 1), Some(b' ' | b'\t' | b'\r' | b'\n'))
    {
        length += 1;
        while matches!(bytes.get(length), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            length += 1;
        }
    }
    length
}

fn escape_length(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'x') => 4,
        Some(b'u') => 6,
        Some(b'U') => 10,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, decoded: &str, part: &str) -> String {
        let text = Text::quoted(file, Span::new(0, file.len()), decoded.to_owned());
        let at = decoded.find(part).unwrap();
        text.place(Span::new(at, at + part.len())).of(file).to_owned()
    }

    #[test]
    fn parts_of_a_string_stand_where_the_file_has_them() {
        assert_eq!(place("\"a + b\"", "a + b", "b"), "b");
        assert_eq!(place("\"a\\t+ \\u00e9 * b\"", "a\t+ é * b", "b"), "b");
        assert_eq!(place("\"a\\t+ \\u00e9 * b\"", "a\t+ é * b", "é"), "\\u00e9");
        assert_eq!(place("\"\"\"\n  a + \\\n   b\"\"\"", "  a + b", "b"), "b");
        assert_eq!(place("'''\na\r\nb'''", "a\nb", "b"), "b");
    }
}
