use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::{Diagnostic, Severity, visible};

/// A text that diagnostics speak about.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's name; `None` for a line that was typed.
    pub name: Option<&'a str>,
    /// The text itself.
    pub text: &'a str,
    /// The number of its first line: 1 unless it is a part of something longer.
    pub line: usize,
}

impl<'a> Source<'a> {
    /// A line that was typed.
    pub fn typed(text: &'a str) -> Self {
        Self { name: None, text, line: 1 }
    }
}

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With ANSI styles.
    pub color: bool,
    /// Cells of a line: sentences are broken between words, and of a longer line of the text a part is shown.
    pub width: Option<usize>,
}

impl From<bool> for Look {
    /// With colour or without, in lines of any length.
    fn from(color: bool) -> Self {
        Self { color, width: None }
    }
}

/// Draws `diagnostics` as compilers do: the message, the line with marks under it, the help.
/// The result ends in a line feed unless it is empty.
pub fn render(diagnostics: &[Diagnostic], source: Source<'_>, look: impl Into<Look>) -> String {
    let look = look.into();
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let mut renderer = renderer.decor_style(DecorStyle::Ascii);
    if let Some(width) = look.width {
        renderer = renderer.term_width(width);
    }
    let name = source.name.map(visible);
    let shown = lines(source.text);
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        drawn.push_str(&draw(&renderer, diagnostic, name.as_deref(), (source, &*shown), look.width));
        drawn.push('\n');
    }
    drawn
}

fn draw(
    renderer: &Renderer,
    diagnostic: &Diagnostic,
    name: Option<&str>,
    (source, text): (Source<'_>, &str),
    width: Option<usize>,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    // Behind `error[code]: `, and behind `   = help: ` under numbers of so many digits.
    let lines = source.line + text.lines().count();
    let (before, digits) = (diagnostic.code.len() + WARNING, lines.to_string().len());
    let message = filled(&visible(&diagnostic.message), width, before);
    let title = level.primary_title(&*message).id(diagnostic.code);
    let labels: Vec<_> = diagnostic.labels.iter().map(|label| (label.span, visible(&label.text))).collect();
    let help = diagnostic.help.as_deref().map(|help| filled(&visible(help), width, digits + HELP));
    let mut group = Group::with_title(title);
    if !text.is_empty() {
        let mut snippet = Snippet::source(text).line_start(source.line);
        if let Some(name) = name {
            snippet = snippet.path(name);
        }
        for (index, (span, label)) in labels.iter().enumerate() {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let mut annotation = kind.span(fit(source.text, span.start, span.end));
            if !label.is_empty() {
                annotation = annotation.label(&**label);
            }
            snippet = snippet.annotation(annotation);
        }
        group = group.element(snippet);
    } else if let Some(name) = name {
        // Where nothing can be shown, of an empty file or of a line that is no text, the place is named.
        group = group.element(Origin::path(name).line(source.line));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(&**help));
    }
    renderer.render(&[group])
}

/// Cells of `warning[]: ` and of ` = help: `.
const WARNING: usize = 11;
const HELP: usize = 9;
/// Fewer cells than this are no line.
const NARROWEST: usize = 20;

/// A sentence in lines of at most `width` cells, each behind so many that are taken.
fn filled(text: &str, width: Option<usize>, taken: usize) -> String {
    let Some(width) = width else { return text.to_owned() };
    textwrap::fill(
        text,
        textwrap::Options::new(width.saturating_sub(taken).max(NARROWEST))
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation),
    )
}

/// A text as it is shown: escapes spelt out, every line ended by a line feed alone.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        Cow::Owned(visible(&text.replace("\r\n", "\n")).into_owned())
    } else {
        visible(text)
    }
}

/// The range in the text as it is shown: on character boundaries, behind escapes that were spelt out.
fn fit(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let snap = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        // Behind the carriage return of a line is its end.
        let before = before.strip_suffix('\r').filter(|_| text[at..].starts_with('\n')).unwrap_or(before);
        lines(before).len()
    };
    let start = snap(start);
    start..snap(end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn nothing_from_the_text_reaches_the_terminal_raw() {
        let text = "10M\x1b[2J/dya\0";
        let error = Diagnostic::error("unknown-unit", Span::new(0, 99), "no unit `\x1b[31m`").help("day\x07");
        let drawn = render(&[error], Source { name: Some("\x1bfile"), text, line: 1 }, false);
        assert!(!drawn.contains(['\x1b', '\0', '\x07']), "{drawn:?}");
    }

    #[test]
    fn what_cannot_be_shown_still_has_its_place() {
        let error = Diagnostic::error("missing", Span::default(), "the file has no `id`").help("add one");
        let drawn = render(&[error], Source { name: Some("a.toml"), text: "", line: 7 }, false);
        assert!(drawn.contains("--> a.toml:7\n") && drawn.contains("help: add one"), "{drawn}");
    }

    #[test]
    fn lines_that_end_in_two_characters_look_as_others() {
        let unix = "a = 1\nrate = \"10M/dya\"\nb = 2\n";
        let dos = unix.replace('\n', "\r\n");
        let drawn = |text: &str, word: &str| {
            let at = text.find(word).unwrap();
            let error = Diagnostic::error("unknown-unit", Span::new(at, at + word.len()), "no unit");
            render(&[error], Source { name: Some("a.toml"), text, line: 1 }, false)
        };
        for word in ["a", "dya", "\"10M/dya\"", "b = 2"] {
            assert_eq!(drawn(unix, word), drawn(&dos, word));
        }
        // A mark that ends between the two ends with the line.
        assert_eq!(drawn(unix, "a = 1"), drawn(&dos, "a = 1\r"));
    }

    #[test]
    fn sentences_are_broken_between_words() {
        let text = "a = 1\n".repeat(120) + "rate = \"10M/dya\"";
        let place = text.len() - 4;
        let message = "a word that stands for no unit and for no name that is defined anywhere in this file";
        let help =
            "did you mean `day`, or one of the many other units that stand in the reference of the format?";
        let error = Diagnostic::error("unknown-unit", Span::new(place, place + 3), message).help(help);
        let source = Source { name: Some("a.toml"), text: &text, line: 1 };
        let words = |drawn: &str| drawn.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let wide = render(std::slice::from_ref(&error), source, false);
        for width in [40, 60, 80] {
            let drawn =
                render(std::slice::from_ref(&error), source, Look { color: false, width: Some(width) });
            assert!(drawn.lines().all(|line| line.chars().count() <= width), "{width}:\n{drawn}");
            assert_eq!(words(&drawn), words(&wide));
        }
        assert!(
            wide.lines().any(|line| line.ends_with(message)) && wide.lines().any(|line| line.ends_with(help))
        );
    }

    #[test]
    fn the_mark_stands_under_the_word() {
        let error = Diagnostic::error("unknown-unit", Span::new(4, 7), "no unit `dya`")
            .here("not a unit")
            .help("day");
        let drawn = render(&[error], Source::typed("10M/dya"), false);
        let lines: Vec<&str> = drawn.lines().collect();
        let at = lines.iter().position(|line| line.contains("10M/dya")).unwrap();
        assert_eq!(lines[at].find("dya"), lines[at + 1].find("^^^"));
        assert_eq!(lines[0], "error[unknown-unit]: no unit `dya`");
        assert!(drawn.contains("help: day"));
    }
}
