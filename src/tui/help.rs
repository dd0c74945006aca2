//! The help, drawn from the keymap.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::keymap::{Action, Context, KEYMAP};
use super::theme::Theme;
use super::widgets::{Item, List, cells, dialog};

/// The keys of a context, those that are nearest first.
#[derive(Clone, Debug)]
pub struct Help {
    context: Context,
    list: List,
}

impl Help {
    /// The help for a context.
    pub fn new(context: Context) -> Self {
        Self { context, list: List::default() }
    }

    /// Scrolls.
    pub fn go(&mut self, action: Action) {
        self.list.go(action, self.rows().len());
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
        let mut items = Vec::new();
        let mut under = None;
        for (context, keys, help) in rows {
            if under != Some(context) {
                items.push(Item::heading(Line::styled(context.title(), theme.strong)));
                under = Some(context);
            }
            let pad = " ".repeat(widest - cells(&keys) + 2);
            items.push(Item::choice(Line::from(vec![
                Span::styled(keys, theme.key),
                Span::raw(pad),
                Span::styled(help, theme.text),
            ])));
        }
        let width = items.iter().map(|item| item.line.width() + 3).max().unwrap_or(0);
        let size = [width, items.len()].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX - 4));
        let inner = dialog("Keys", (size[0], size[1]), theme, frame, area);
        self.list.view(&items, theme, frame, inner);
    }
}
