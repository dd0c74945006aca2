//! The loop: messages come in, the state changes, effects are performed, the screen is drawn.

use std::io::{self, BufWriter};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::crossterm::event::{self, Event as Raw, KeyEventKind};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};

use super::clock::{Clock, Now, SystemClock};
use super::guard::{self, Guard};
use super::screen::{Reply, Request, Screen};
use super::signals;
use super::state::{Effect, Event, Msg, State, update};
use super::theme::Theme;
use super::view::view;
use crate::calc::capacity::Refs;

/// The least time between two frames: thirty a second.
const FRAME: Duration = Duration::from_millis(33);
/// Exit code of a program that lost its terminal.
const HANGUP: u8 = 129;

/// What is outside of the screens.
pub trait World {
    /// Is told, before anything is asked, where answers go that take a while.
    fn begin(&mut self, _post: Post) {}

    /// Does what a screen asks for; the answer, where there is one, reaches the screen on top.
    fn perform(&mut self, request: Request, now: Now) -> Option<Reply>;
}

/// Where a thread puts an answer that took a while; it reaches the screen that is on top by then.
#[derive(Clone, Debug)]
pub struct Post(Sender<Event>);

impl Post {
    /// A post whose messages come out of this receiver.
    pub fn new() -> (Self, Receiver<Event>) {
        let (sender, receiver) = mpsc::channel();
        (Self(sender), receiver)
    }

    /// Puts an answer there; once the screens are gone it is lost.
    pub fn send(&self, reply: Reply) {
        let _ = self.0.send(Event::Reply(reply));
    }
}

/// How the screens ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The exit code.
    pub code: u8,
    /// What went wrong in the last moment, when no screen could tell it.
    pub complaints: Vec<String>,
}

/// Takes the terminal, shows `first` and what it leads to, and gives the terminal back.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn run(first: Box<dyn Screen>, refs: Refs, theme: &Theme, world: &mut dyn World) -> io::Result<Ended> {
    let guard = Guard::take()?;
    let clock = SystemClock::start();
    let (sender, receiver) = mpsc::channel();
    signals::listen(&sender)?;
    world.begin(Post(sender.clone()));
    // The receiver is here.
    let _ = sender.send(Event::Started);
    read_keys(sender);
    let terminal = blank()?;
    let size = terminal.size()?;
    let state = State::new(first, refs, (size.width, size.height));
    let mut stage = Stage { guard, terminal, theme: *theme };
    turn(state, &mut stage, &receiver, &clock, world)
}

type Screenful = Terminal<CrosstermBackend<BufWriter<io::Stdout>>>;

/// A terminal of which nothing is known to be drawn yet.
fn blank() -> io::Result<Screenful> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout())))
}

/// The terminal as the loop uses it.
struct Stage {
    guard: Guard,
    terminal: Screenful,
    theme: Theme,
}

impl Stage {
    fn draw(&mut self, state: &State) -> io::Result<()> {
        // What is drawn appears at once, on terminals that know how.
        execute!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| view(state, &self.theme, frame))?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Everything anew, on a terminal that somebody else may have used.
    fn redraw(&mut self) -> io::Result<()> {
        self.guard.retake()?;
        // `Terminal::clear` would ask where the cursor is, and the answer would go to the thread that reads keys.
        self.terminal = blank()?;
        Backend::clear(self.terminal.backend_mut())
    }

    fn suspend(&mut self) -> io::Result<()> {
        // Elsewhere than on Unix there is no shell that could continue it.
        if cfg!(unix) {
            Backend::flush(self.terminal.backend_mut())?;
            guard::give_back();
            signals::stop()?;
            self.redraw()?;
        }
        Ok(())
    }
}

fn turn(
    mut state: State,
    stage: &mut Stage,
    messages: &Receiver<Event>,
    clock: &dyn Clock,
    world: &mut dyn World,
) -> io::Result<Ended> {
    let mut drawn: Option<Duration> = None;
    let mut is_stale = true;
    loop {
        let now = clock.now();
        let due = drawn.map_or(Duration::ZERO, |drawn| drawn + FRAME);
        if is_stale && now.elapsed >= due {
            stage.draw(&state)?;
            drawn = Some(now.elapsed);
            is_stale = false;
        }
        let wake = [state.deadline(), is_stale.then_some(due)].into_iter().flatten().min();
        let event = match wake {
            None => messages.recv().unwrap_or(Event::End(HANGUP)),
            Some(wake) => match messages.recv_timeout(wake.saturating_sub(now.elapsed)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Disconnected) => Event::End(HANGUP),
                Err(RecvTimeoutError::Timeout) => {
                    if state.deadline().is_none_or(|deadline| deadline > clock.now().elapsed) {
                        continue;
                    }
                    Event::Tick
                }
            },
        };
        is_stale = true;
        let mut complaints = Vec::new();
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in update(&mut state, Msg { now: clock.now(), event }) {
                match effect {
                    Effect::Ask(request) => {
                        let reply = world.perform(request, clock.now());
                        if let Some(complaint) = reply.as_ref().and_then(Reply::complaint) {
                            complaints.push(complaint.to_owned());
                        }
                        events.extend(reply.map(Event::Reply));
                    }
                    Effect::Suspend => stage.suspend()?,
                    Effect::Redraw => stage.redraw()?,
                    Effect::End(code) => return Ok(Ended { code, complaints }),
                }
            }
        }
    }
}

/// Reads the terminal in a thread of its own until the program ends.
fn read_keys(sender: Sender<Event>) {
    thread::spawn(move || {
        let farewell = Farewell(sender);
        while let Ok(raw) = event::read() {
            let event = match raw {
                // Some terminals also tell when a key is released.
                Raw::Key(key) if key.kind != KeyEventKind::Release => Event::Key(key),
                Raw::Paste(text) => Event::Paste(text),
                Raw::Resize(columns, rows) => Event::Resized(columns, rows),
                _ => continue,
            };
            if farewell.0.send(event).is_err() {
                return;
            }
        }
    });
}

/// Tells the loop that no key will come any more, however the thread ended.
struct Farewell(Sender<Event>);

impl Drop for Farewell {
    fn drop(&mut self) {
        let _ = self.0.send(Event::End(HANGUP));
    }
}
