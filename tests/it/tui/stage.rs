//! A shell without a terminal: keys go in, the screen comes out, the clock is the test's, and so is the disk.

use std::time::Duration;

use napkin::calc::capacity::Refs;
use napkin::tui::{Effect, Event, Msg, Now, Palette, Reply, Request, Screen, State, Theme, update, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Sizes at which every screen is looked at.
pub const SIZES: [(u16, u16); 3] = [(60, 16), (80, 24), (120, 40)];

/// 2026-11-21 12:00 UTC.
pub const NOON: i64 = 1_795_262_400_000;

type Outside = Box<dyn FnMut(&Request) -> Option<Reply>>;

/// A shell on a stage.
pub struct Stage {
    pub state: State,
    pub theme: Theme,
    pub now: Now,
    /// Everything that went outside.
    pub asked: Vec<Request>,
    /// The exit code, once the program ended.
    pub ended: Option<u8>,
    size: (u16, u16),
    outside: Outside,
}

impl Stage {
    /// A screen of this size; nothing outside answers.
    pub fn new(first: Box<dyn Screen>, size: (u16, u16)) -> Self {
        Self::at(NOON, first, size)
    }

    /// The same at another time of day.
    pub fn at(utc_ms: i64, first: Box<dyn Screen>, size: (u16, u16)) -> Self {
        let mut stage = Self {
            state: State::new(first, Refs::headlines(), size),
            theme: Theme::new(Palette::None, false),
            now: Now { elapsed: Duration::ZERO, utc_ms },
            asked: Vec::new(),
            ended: None,
            size,
            outside: Box::new(|_| None),
        };
        stage.send(Event::Started);
        stage
    }

    /// The same with somebody outside who answers.
    pub fn with(
        first: Box<dyn Screen>,
        size: (u16, u16),
        outside: impl FnMut(&Request) -> Option<Reply> + 'static,
    ) -> Self {
        let mut stage = Self::new(first, size);
        stage.outside = Box::new(outside);
        stage.send(Event::Started);
        stage
    }

    /// Something happens.
    pub fn send(&mut self, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in update(&mut self.state, Msg { now: self.now, event }) {
                match effect {
                    Effect::Ask(request) => {
                        events.extend((self.outside)(&request).map(Event::Reply));
                        self.asked.push(request);
                    }
                    Effect::End(code) => self.ended = Some(code),
                    Effect::Suspend | Effect::Redraw => {}
                }
            }
        }
    }

    /// Keys one after another: `j`, `Enter`, `Ctrl-S` …, with spaces between.
    pub fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.send(Event::Key(key_event(key)));
        }
    }

    /// Types a text, letter by letter.
    pub fn types(&mut self, text: &str) {
        for letter in text.chars() {
            let code = if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) };
            self.send(Event::Key(KeyEvent::from(code)));
        }
    }

    /// Time goes by; the deadlines in it are met.
    pub fn wait(&mut self, time: Duration) {
        let until = self.now.elapsed + time;
        while let Some(deadline) = self.state.deadline().filter(|deadline| *deadline <= until) {
            let step = deadline.saturating_sub(self.now.elapsed);
            self.pass(step);
            self.send(Event::Tick);
            assert!(self.state.deadline() != Some(deadline), "a tick leads to the same deadline");
        }
        self.pass(until.saturating_sub(self.now.elapsed));
    }

    fn pass(&mut self, time: Duration) {
        self.now.elapsed += time;
        self.now.utc_ms += i64::try_from(time.as_millis()).unwrap();
    }

    /// The window gets another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.send(Event::Resized(size.0, size.1));
    }

    /// What is drawn.
    pub fn buffer(&self) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| view(&self.state, &self.theme, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// What is drawn, as lines without the spaces at their ends.
    pub fn screen(&self) -> String {
        let buffer = self.buffer();
        let width = usize::from(self.size.0).max(1);
        let rows = buffer.content.chunks(width);
        let mut text = String::new();
        for row in rows {
            let mut line = String::new();
            let mut skip = 0;
            for cell in row {
                // A wide letter takes the cell behind it, too.
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
                } else {
                    skip -= 1;
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Asserts that a text is to be seen.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "`{text}` is not on the screen:\n{screen}");
    }

    /// Asserts that a text is not to be seen.
    #[track_caller]
    pub fn hides(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "`{text}` is on the screen:\n{screen}");
    }
}

fn key_event(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("Ctrl-").and_then(|rest| rest.chars().next()) {
        return KeyEvent::new(KeyCode::Char(letter.to_ascii_lowercase()), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Backspace" => KeyCode::Backspace,
        name if name.len() == 2 && name.starts_with('F') => KeyCode::F(name[1..].parse().unwrap()),
        letter if letter.chars().count() == 1 => KeyCode::Char(letter.chars().next().unwrap()),
        other => panic!("no key is called {other}"),
    };
    KeyEvent::from(code)
}
