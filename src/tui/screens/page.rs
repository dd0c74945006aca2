use ratatui::Frame;
use ratatui::layout::Rect;

use crate::problem::page::Page;
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Screen, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::PageView;

/// A page to read.
pub struct PageScreen {
    title: String,
    view: PageView,
}

impl PageScreen {
    /// The page under this name.
    pub fn new(title: &str, page: Page) -> Self {
        Self { title: title.to_owned(), view: PageView::new(page) }
    }
}

impl Screen for PageScreen {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn status(&self) -> String {
        self.view.place()
    }

    fn context(&self) -> Context {
        Context::Page
    }

    fn update(&mut self, input: Input, _: Now) -> Vec<Wish> {
        match input {
            Input::Action(Action::Back) => vec![Wish::Back],
            Input::Action(action) => {
                self.view.go(action);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        self.view.view(theme, frame, area);
    }
}
