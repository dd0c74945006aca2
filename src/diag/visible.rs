use std::borrow::Cow;
use std::fmt::Write;

/// Text from outside, safe to print: control characters (and the marks that reorder text) become
/// escapes such as `\x1b`, so that nothing in a file can move the cursor or hide what follows.
/// Line feeds and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if !hidden(c) {
            shown.push(c);
        } else if (c as u32) < 0x80 {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\x{:02x}", c as u32);
        } else {
            let _ = write!(shown, "\\u{{{:x}}}", c as u32);
        }
    }
    Cow::Owned(shown)
}

fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_spelt_out() {
        assert_eq!(visible("10M\x1b[2J\0"), "10M\\x1b[2J\\x00");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("mês\n\t"), "mês\n\t");
    }
}
