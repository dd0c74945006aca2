//! The shell around every screen: which is on top, what lies over it, and what becomes of a message.

use std::time::Duration;

use ratatui::crossterm::event::KeyEvent;

use super::clock::Now;
use super::help::Help;
use super::key::Key;
use super::keymap::{self, Action, Context};
use super::screen::{Input, Reply, Request, Screen, Wish};
use super::widgets::Calculator;
use crate::calc::capacity::Refs;

/// The smallest terminal that is drawn on: columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Something that happened, and when.
pub struct Msg {
    /// When.
    pub now: Now,
    /// What.
    pub event: Event,
}

/// What can happen.
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resized(u16, u16),
    /// The program begins.
    Started,
    /// A deadline has come.
    Tick,
    /// The outside answers.
    Reply(Reply),
    /// The program must end with this exit code: a signal, or the terminal is gone.
    End(u8),
    /// The shell continues the program.
    Continued,
}

/// What the runtime is to do.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few a second, each moved once")]
pub enum Effect {
    /// Something outside; its answer comes back as a message.
    Ask(Request),
    /// Give the terminal back and stop until the shell continues.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// End with this exit code.
    End(u8),
}

/// Everything there is on the screen.
pub struct State {
    screens: Vec<Box<dyn Screen>>,
    pub(super) size: (u16, u16),
    pub(super) calculator: Option<Calculator>,
    /// The calculator while it is closed, with its names.
    drawer: Calculator,
    pub(super) help: Option<Help>,
    pub(super) question: Option<String>,
    pub(super) said: Option<String>,
}

impl State {
    /// The shell with this screen in a terminal of so many columns and rows.
    pub fn new(first: Box<dyn Screen>, refs: Refs, size: (u16, u16)) -> Self {
        Self {
            screens: vec![first],
            size,
            calculator: None,
            drawer: Calculator::new(refs),
            help: None,
            question: None,
            said: None,
        }
    }

    /// The screen on top; `None` once the last was left.
    pub fn screen(&self) -> Option<&dyn Screen> {
        self.screens.last().map(AsRef::as_ref)
    }

    /// What keys mean at this moment.
    pub fn context(&self) -> Context {
        if self.question.is_some() {
            Context::Confirm
        } else if self.help.is_some() {
            Context::Help
        } else if self.calculator.is_some() {
            Context::Calculator
        } else {
            self.screen().map_or(Context::Everywhere, Screen::context)
        }
    }

    /// When the next tick is due, measured from the start of the screens.
    pub fn deadline(&self) -> Option<Duration> {
        self.screen().and_then(Screen::deadline)
    }

    /// Whether the terminal is too small to be drawn on.
    pub fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }
}

/// Takes a message; what is to be done comes back, and only the runtime does it.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let Msg { now, event } = msg;
    let input = match event {
        Event::Key(event) => return key(state, event, now),
        Event::Paste(text) => {
            if let Some(calculator) = &mut state.calculator {
                calculator.paste(&text);
                return Vec::new();
            }
            if state.question.is_some() || state.help.is_some() || state.is_too_small() {
                return Vec::new();
            }
            Input::Paste(text)
        }
        Event::Resized(columns, rows) => {
            state.size = (columns, rows);
            return Vec::new();
        }
        Event::Started => Input::Shown,
        Event::Tick => Input::Tick,
        Event::Reply(Reply::Opened(Ok(screen))) => return open(state, screen, now),
        Event::Reply(reply) => Input::Reply(reply),
        Event::End(code) => return end(state, code),
        Event::Continued => return vec![Effect::Redraw],
    };
    pass(state, input, now)
}

fn key(state: &mut State, event: KeyEvent, now: Now) -> Vec<Effect> {
    let context = state.context();
    let action = keymap::action(context, Key::from(event));
    match action {
        Some(Action::Interrupt) => return end(state, INTERRUPTED),
        Some(Action::Suspend) => return vec![Effect::Suspend],
        Some(Action::Redraw) => return vec![Effect::Redraw],
        // What cannot be seen cannot be meant.
        _ if state.is_too_small() => return Vec::new(),
        _ => {}
    }
    state.said = None;
    match (context, action) {
        (Context::Confirm, Some(Action::Yes)) => {
            state.question = None;
            back(state, now)
        }
        (Context::Confirm, action) => {
            if action == Some(Action::No) {
                state.question = None;
            }
            Vec::new()
        }
        (Context::Help, Some(Action::Back | Action::Help)) => {
            state.help = None;
            Vec::new()
        }
        (Context::Help, action) => {
            if let (Some(help), Some(action)) = (&mut state.help, action) {
                help.go(action);
            }
            Vec::new()
        }
        (_, Some(Action::Help)) => {
            state.help = Some(Help::new(context));
            Vec::new()
        }
        (Context::Calculator, Some(Action::Back | Action::Calculator)) => {
            if let Some(calculator) = state.calculator.take() {
                state.drawer = calculator;
            }
            Vec::new()
        }
        (Context::Calculator, action) => {
            if let Some(calculator) = &mut state.calculator {
                match action {
                    Some(action) => calculator.act(action),
                    None => calculator.key(event),
                }
            }
            Vec::new()
        }
        (_, Some(Action::Calculator)) => {
            state.calculator = Some(state.drawer.clone());
            Vec::new()
        }
        (_, Some(Action::Quit)) => end(state, 0),
        (_, Some(action)) => pass(state, Input::Action(action), now),
        (_, None) => pass(state, Input::Key(event), now),
    }
}

/// The exit code of a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// Lets the screen on top take something, and carries out what it wishes.
fn pass(state: &mut State, input: Input, now: Now) -> Vec<Effect> {
    let Some(screen) = state.screens.last_mut() else { return Vec::new() };
    let wishes = screen.update(input, now);
    let mut effects = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Open(screen) => effects.extend(open(state, screen, now)),
            Wish::Back => effects.extend(back(state, now)),
            Wish::Confirm(question) => state.question = Some(question),
            Wish::Say(text) => state.said = Some(text),
            Wish::Ask(request) => effects.push(Effect::Ask(request)),
        }
    }
    effects
}

fn open(state: &mut State, screen: Box<dyn Screen>, now: Now) -> Vec<Effect> {
    state.screens.push(screen);
    pass(state, Input::Shown, now)
}

/// Leaves the screen on top; with the last one the program ends.
fn back(state: &mut State, now: Now) -> Vec<Effect> {
    let Some(mut screen) = state.screens.pop() else { return Vec::new() };
    let mut effects: Vec<Effect> = screen.leave().into_iter().map(Effect::Ask).collect();
    if state.screens.is_empty() {
        effects.push(Effect::End(0));
    } else {
        effects.extend(pass(state, Input::Shown, now));
    }
    effects
}

/// Leaves every screen, the uppermost first.
fn end(state: &mut State, code: u8) -> Vec<Effect> {
    let mut effects = Vec::new();
    while let Some(mut screen) = state.screens.pop() {
        effects.extend(screen.leave().into_iter().map(Effect::Ask));
    }
    effects.push(Effect::End(code));
    effects
}
