//! The help, drawn from the keymap.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::keymap::{Action, Context, KEYMAP};
use super::theme::Theme;
use super::widgets::{Scrolled, cells, dialog, wrapped};

/// The keys of a context, those that are nearest first.
#[derive(Clone, Debug)]
pub struct Help {
    context: Context,
    lines: Scrolled,
}

/// Keys stand so far behind their heading.
const INDENT: usize = 2;
/// What a key does is told in so many cells at least.
const LEAST: usize = 12;

impl Help {
    /// The help for a context.
    pub fn new(context: Context) -> Self {
        Self { context, lines: Scrolled::default() }
    }

    /// Scrolls.
    pub fn go(&self, action: Action) {
        self.lines.go(action);
    }

    /// The keys with what they do, under the context they belong to.
    fn rows(&self) -> Vec<(Context, String, &'static str)> {
        let bindings = |context: Context| KEYMAP.iter().filter(move |binding| binding.context == context);
        let chain = self.context.chain().iter();
        let mut rows: Vec<(Context, String, &'static str)> = Vec::new();
        for binding in chain.flat_map(|context| bindings(*context)) {
            let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
            let keys = keys.join(", ");
            match rows.last_mut() {
                // Keys that do the same share a line.
                Some((context, before, help)) if (*context, *help) == (binding.context, binding.help) => {
                    before.push_str(", ");
                    before.push_str(&keys);
                }
                _ => rows.push((binding.context, keys, binding.help)),
            }
        }
        rows
    }

    /// Draws it over the screen.
    pub fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let rows = self.rows();
        let widest = rows.iter().map(|(_, keys, _)| cells(keys)).max().unwrap_or(0);
        let before = INDENT + widest + 2;
        // The frame of the dialog takes four cells, and the signs that tell of more take one.
        let room = usize::from(area.width).saturating_sub(before + 5).max(LEAST);
        let mut lines = Vec::new();
        let mut under = None;
        for (context, keys, help) in rows {
            if under != Some(context) {
                lines.push(Line::styled(context.title(), theme.strong));
                under = Some(context);
            }
            for (at, part) in wrapped(help, room).into_iter().enumerate() {
                let keys = if at == 0 { keys.as_str() } else { "" };
                let pad = " ".repeat(before - INDENT - cells(keys));
                lines.push(Line::from(vec![
                    Span::raw(" ".repeat(INDENT)),
                    Span::styled(keys.to_owned(), theme.key),
                    Span::raw(pad),
                    Span::styled(part, theme.text),
                ]));
            }
        }
        let width = lines.iter().map(|line| line.width() + 1).max().unwrap_or(0);
        let size = [width, lines.len()].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX - 4));
        let inner = dialog("Keys", (size[0], size[1]), theme, frame, area);
        self.lines.view(lines, theme, frame, inner);
    }
}
