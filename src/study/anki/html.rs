//! Text to HTML and back, as far as cards need it.

/// Plain text as it stands in a field.
pub(super) fn escape(text: &str) -> String {
    let text =
        text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\t', " ").replace("\r\n", "\n").replace('\n', "<br>")
}

/// A field as plain text: lines for what breaks them, other marks left out. `None` where it has a picture or a sound.
pub(super) fn plain(field: &str) -> Option<String> {
    let lower = field.to_ascii_lowercase();
    if lower.contains("<img")
        || lower.contains("[sound:")
        || lower.contains("<video")
        || lower.contains("<audio")
    {
        return None;
    }
    let mut text = String::new();
    let mut rest = field;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let Some(length) = rest[open..].find('>') else {
            text.push_str(&rest[open..]);
            rest = "";
            break;
        };
        let name: String = rest[open + 1..open + length]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        match name.as_str() {
            "br" | "div" | "p" | "li" | "ul" | "ol" | "tr" | "hr" | "h1" | "h2" | "h3" | "pre" => {
                text.push('\n');
            }
            "" => text.push_str(&rest[open..=open + length]),
            _ => {}
        }
        rest = &rest[open + length + 1..];
    }
    text.push_str(rest);
    let lines = unescape(&text);
    let lines: Vec<&str> = lines.lines().map(str::trim).collect();
    // One empty line at most between two others.
    let mut kept: Vec<&str> = Vec::new();
    for line in lines {
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    Some(kept.join("\n").trim().to_owned())
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|&end| end < 10).map(|end| &rest[1..end]);
        let letter = entity.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            _ => {
                let digits = name.strip_prefix('#')?;
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (letter, entity) {
            (Some(letter), Some(name)) => {
                plain.push(letter);
                rest = &rest[name.len() + 2..];
            }
            _ => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_there_and_back() {
        for text in ["a < b & c > d", "two\nlines", "x &amp; y", "tokens >= 1", "\"quoted\"", "a &lt b"] {
            assert_eq!(plain(&escape(text)).as_deref(), Some(text), "{}", escape(text));
        }
        assert_eq!(escape("a\tb"), "a b");
    }

    #[test]
    fn marks_are_left_out_and_lines_kept() {
        assert_eq!(
            plain("<div>one</div><div><b>two</b> &#38; &#x41;</div>").as_deref(),
            Some("one\n\ntwo & A")
        );
        assert_eq!(plain("a<br/>b<br>").as_deref(), Some("a\nb"));
        assert_eq!(plain("1 <2 and").as_deref(), Some("1 <2 and"));
        assert_eq!(plain("x <img src=\"a.png\">"), None);
        assert_eq!(plain("[sound:a.mp3]"), None);
    }
}
