use std::collections::BTreeMap;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::aids::aids;
use super::field::Typed;
use super::header::Page;
use super::held::{Held, Interview, Pane};
use super::panel::{Kind, Panel};
use super::plain::PlainPane;
use super::time::{clock, pace};
use super::watch::{Passed, Watch};
use crate::mock::{Aid, Attempt, CueKind, in_minutes};
use crate::store::OpenMock;
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::screens::VerdictScreen;
use crate::tui::theme::Theme;

/// A mock on the screen, from the brief to the end of the last phase.
pub struct MockScreen {
    id: String,
    pub(super) held: Held,
    pub(super) notes: Vec<PlainPane>,
    pub(super) aids: BTreeMap<Aid, Box<dyn Pane>>,
    pub(super) page: Page,
    pub(super) panel: Option<Panel>,
    watch: Watch,
    is_changed: bool,
    /// Why it could not be kept.
    pub(super) failed: Option<String>,
    /// Whether the interviewer has asked to stay, when the deep dive was to be left early.
    is_held_back: bool,
    /// Whether it was handed on to be judged.
    is_over: bool,
    /// The options with which the design was run last.
    ran: Option<Vec<(String, String)>>,
    /// Keeps other terminals out, as long as this screen is there.
    _lock: Option<OpenMock>,
}

impl MockScreen {
    /// A mock of this id that begins, or goes on where it was kept.
    pub fn new(id: String, interview: Interview, attempt: Attempt) -> Self {
        let held = Held::new(interview, attempt);
        let framework = &held.interview.framework;
        let phases = held.attempt.phases.iter().filter_map(|at| framework.phases.get(*at));
        let notes = phases.clone().map(|phase| PlainPane::new(&phase.id, &held)).collect();
        let aids = aids(phases, &held);
        Self {
            id,
            notes,
            aids,
            page: Page::Aid,
            panel: (!held.attempt.clock.has_begun()).then(|| Panel::new(Kind::Start)),
            held,
            watch: Watch::default(),
            is_changed: false,
            failed: None,
            is_held_back: false,
            is_over: false,
            ran: None,
            _lock: None,
        }
    }

    /// The same, open here and in no other terminal.
    pub fn locked(self, lock: OpenMock) -> Self {
        Self { _lock: Some(lock), ..self }
    }

    fn is_under_way(&self) -> bool {
        self.watch.is_started() && !self.held.attempt.clock.has_ended()
    }

    /// Lets the clock go on to this moment; who was away comes back to where it stood.
    fn pass(&mut self) {
        if !self.is_under_way() {
            return;
        }
        let passed = self.watch.pass();
        let (time, clock) = (self.watch.time(), &mut self.held.attempt.clock);
        match passed {
            Passed::Away => clock.start(time),
            Passed::Time(gap) => {
                clock.tick(time);
                if !clock.is_paused() {
                    self.held.speak(gap);
                }
            }
        }
    }

    fn begin(&mut self) -> Vec<Wish> {
        let time = self.watch.time();
        let before = self.held.attempt.clock.stood();
        let is_new = !self.held.attempt.clock.has_begun();
        self.held.attempt.clock.start(time);
        self.watch.start();
        self.panel = None;
        self.enter();
        let mut wishes = self.keep();
        if !is_new {
            let away = clock(self.held.attempt.clock.stood() - before);
            wishes.push(Wish::Say(format!("taken up where it was left; the clock stood for {away}")));
            wishes.extend(self.arrive(None));
        }
        wishes
    }

    /// Puts the keys into the first field of the phase.
    fn enter(&mut self) {
        self.page = Page::Aid;
        if let Some(aid) = self.held.phase().map(|phase| phase.aid) {
            if let Some(pane) = self.aids.get_mut(&aid) {
                pane.enter(true, &self.held);
            }
        }
    }

    /// What comes with the phase that begins; `left` is the aid of the one before.
    fn arrive(&mut self, left: Option<Aid>) -> Vec<Wish> {
        let here = self.held.phase().map(|phase| phase.aid);
        if left != here && (left == Some(Aid::Decisions) || here == Some(Aid::Growth)) {
            return self.run();
        }
        Vec::new()
    }

    /// Asks for runs of what was chosen.
    fn run(&mut self) -> Vec<Wish> {
        if !self.held.can_run() {
            return Vec::new();
        }
        self.held.evidence = None;
        self.held.is_running = true;
        self.ran = Some(self.options());
        let attempt = Box::new(self.held.attempt.clone());
        vec![Wish::Ask(Request::RunMock { id: self.id.clone(), attempt })]
    }

    /// What was chosen so far.
    fn options(&self) -> Vec<(String, String)> {
        let choices = self.held.attempt.answers.choices.iter();
        choices.map(|(decision, chosen)| (decision.clone(), chosen.option.clone())).collect()
    }

    /// Runs again what has run, where the choice is another now.
    fn run_again(&mut self) -> Vec<Wish> {
        let is_other = self.ran.as_ref().is_some_and(|ran| *ran != self.options());
        if is_other { self.run() } else { Vec::new() }
    }

    /// Writes all of it down.
    fn keep(&mut self) -> Vec<Wish> {
        self.is_changed = false;
        self.watch.kept();
        vec![Wish::Ask(self.request())]
    }

    fn request(&self) -> Request {
        Request::KeepMock { id: self.id.clone(), attempt: Box::new(self.held.attempt.clone()) }
    }

    fn go_on(&mut self, forward: bool) -> Vec<Wish> {
        let left = self.held.phase().map(|phase| phase.aid);
        let phases = self.held.attempt.phases.len();
        let at = self.held.attempt.clock.phase();
        if forward && left == Some(Aid::Decisions) && !self.is_held_back {
            self.is_held_back = true;
            let mut wishes = self.bring_rest();
            let waiting = self.aids.get(&Aid::Decisions).map_or(0, |pane| pane.news(&self.held).len());
            if waiting > 0 {
                let what = if waiting == 1 { "1 thing" } else { &format!("{waiting} things") };
                let say = format!("the interviewer has {what} to say: Ctrl-O answers, F8 again goes on");
                wishes.push(Wish::Say(say));
                return wishes;
            }
        }
        if forward && at + 1 >= phases {
            self.panel = Some(Panel::new(Kind::End));
            return Vec::new();
        }
        if !forward && at == 0 {
            return vec![Wish::Say("this is the first phase".to_owned())];
        }
        let time = self.watch.time();
        let clock = &mut self.held.attempt.clock;
        if forward {
            clock.next(time);
        } else {
            clock.back(time);
        }
        self.held.is_aloud = false;
        self.is_held_back = false;
        self.enter();
        // Where one is must not wait for the next tick.
        let mut wishes = self.keep();
        wishes.extend(self.arrive(left));
        wishes
    }

    /// The interviewer says all that is left for this phase; each waits until it is looked at.
    fn bring_rest(&mut self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        loop {
            let Held { attempt, interview, .. } = &mut self.held;
            let Some((kind, _)) = attempt.bring(&interview.problem, &interview.framework) else {
                return wishes;
            };
            wishes.extend(self.brought(kind));
        }
    }

    /// The interviewer has brought something up.
    fn brought(&mut self, kind: CueKind) -> Vec<Wish> {
        if let Some(pane) = self.aids.get_mut(&Aid::Decisions) {
            pane.refresh(&self.held);
        }
        let mut wishes = self.keep();
        if kind == CueKind::Failure {
            wishes.extend(self.run());
        }
        wishes
    }

    fn ticked(&mut self) -> Vec<Wish> {
        self.watch.tick();
        let mut wishes = Vec::new();
        if !self.is_under_way() {
            return wishes;
        }
        let Held { attempt, interview, .. } = &mut self.held;
        if let Some((kind, _)) = attempt.cue(&interview.problem, &interview.framework) {
            wishes.extend(self.brought(kind));
        }
        if self.is_changed || self.watch.is_late() {
            wishes.extend(self.keep());
        }
        wishes
    }

    fn end(&mut self) -> Vec<Wish> {
        self.held.is_aloud = false;
        let time = self.watch.time();
        self.held.attempt.clock.end(time);
        self.panel = None;
        let mut wishes = self.keep();
        wishes.extend(self.hand_on());
        wishes
    }

    /// To what comes after the last phase.
    fn hand_on(&mut self) -> Vec<Wish> {
        self.is_over = true;
        let (interview, attempt) = (self.held.interview.clone(), self.held.attempt.clone());
        let next = VerdictScreen::new(self.id.clone(), interview, attempt, self.held.evidence.clone());
        vec![Wish::Open(Box::new(next))]
    }

    /// The part that has the keys.
    fn pane(&mut self) -> Option<(&mut dyn Pane, &mut Held)> {
        let aid = self.held.phase()?.aid;
        let at = self.held.attempt.clock.phase();
        let pane: &mut dyn Pane = match self.page {
            Page::Aid => self.aids.get_mut(&aid)?.as_mut(),
            Page::Sheet => self.aids.get_mut(&Aid::Napkin)?.as_mut(),
            Page::Notes => self.notes.get_mut(at)?,
        };
        Some((pane, &mut self.held))
    }

    /// Turns to a page, or back from it.
    fn turn(&mut self, page: Page) {
        self.page = if self.page == page { Page::Aid } else { page };
    }

    fn step(&mut self, forward: bool) {
        if let Some((pane, held)) = self.pane() {
            if pane.step(forward, held) {
                return;
            }
        }
        self.page = if self.page == Page::Aid { Page::Notes } else { Page::Aid };
        if let Some((pane, held)) = self.pane() {
            pane.enter(forward, held);
        }
    }

    fn act(&mut self, action: Action) -> Vec<Wish> {
        if let Some(panel) = &self.panel {
            return self.read(panel.kind, action);
        }
        match action {
            Action::Back => {
                let question = "Leave the mock? It is kept, and goes on where it stands.";
                return vec![Wish::Confirm(question.to_owned())];
            }
            Action::NextPhase => return self.go_on(true),
            Action::LastPhase => return self.go_on(false),
            Action::Pause => {
                let time = self.watch.time();
                self.held.attempt.clock.pause(time);
                self.is_changed = true;
            }
            Action::NextField => self.step(true),
            Action::LastField => self.step(false),
            Action::Notes => self.turn(Page::Notes),
            Action::Sheet => {
                let is_here = self.held.phase().is_some_and(|phase| phase.aid == Aid::Napkin);
                self.turn(if is_here { Page::Aid } else { Page::Sheet });
            }
            Action::Guide => self.panel = Some(Panel::new(Kind::Guide)),
            Action::Problem => self.panel = Some(Panel::new(Kind::Brief)),
            action => {
                if action == Action::See {
                    self.page = Page::Aid;
                }
                self.is_changed = true;
                if let Some((pane, held)) = self.pane() {
                    let mut wishes = pane.act(action, held);
                    self.wrote();
                    wishes.extend(self.run_again());
                    return wishes;
                }
            }
        }
        Vec::new()
    }

    /// An action while something is read.
    fn read(&mut self, kind: Kind, action: Action) -> Vec<Wish> {
        match (kind, action) {
            (Kind::Start, Action::Open) => return self.begin(),
            (Kind::Start, Action::Back) => return vec![Wish::Back],
            (Kind::End, Action::Yes) => return self.end(),
            (Kind::Guide | Kind::Brief, Action::Back) | (Kind::End, Action::No) => self.panel = None,
            (Kind::Guide | Kind::Brief, Action::See) => {
                self.panel = None;
                return self.act(action);
            }
            _ => {
                if let Some(panel) = &self.panel {
                    panel.scrolled.go(action);
                }
            }
        }
        Vec::new()
    }

    /// Text or a choice has reached the mock.
    fn wrote(&mut self) {
        self.is_changed = true;
        let Held { attempt, interview, .. } = &mut self.held;
        attempt.notice(&interview.framework, &interview.standards);
    }

    /// Whoever writes is not pausing.
    fn wakes(&mut self) {
        if self.held.attempt.clock.is_paused() {
            let time = self.watch.time();
            self.held.attempt.clock.pause(time);
        }
    }

    fn shown(&mut self) -> Vec<Wish> {
        if self.is_over {
            return vec![Wish::Back];
        }
        let clock = &self.held.attempt.clock;
        if clock.has_ended() {
            return self.hand_on();
        }
        if self.watch.is_started() {
            // Somebody else was on top, and may have had the answer.
            return if self.held.is_running { self.run() } else { Vec::new() };
        }
        if clock.has_begun() { self.begin() } else { Vec::new() }
    }

    fn replied(&mut self, reply: Reply) -> Vec<Wish> {
        match reply {
            Reply::Kept(Ok(())) => self.failed = None,
            Reply::Kept(Err(why)) => {
                self.is_changed = true;
                self.failed = Some(why);
            }
            Reply::Ran { id, evidence } if id == self.id => {
                self.held.is_running = false;
                self.held.evidence = Some(*evidence);
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Screen for MockScreen {
    fn title(&self) -> String {
        format!("mock: {}", self.held.interview.problem.title)
    }

    fn status(&self) -> String {
        let time = &self.held.attempt.clock;
        if time.has_begun() {
            format!("{} of {}, {}", clock(time.total()), clock(time.whole()), pace(time.behind()))
        } else {
            in_minutes(time.minutes())
        }
    }

    fn context(&self) -> Context {
        match self.panel.as_ref().map(|panel| panel.kind) {
            Some(Kind::Start) => return Context::MockDoor,
            Some(Kind::Guide | Kind::Brief) => return Context::MockPanel,
            Some(Kind::End) => return Context::MockEnd,
            None => {}
        }
        let aid = self.held.phase().and_then(|phase| self.aids.get(&phase.aid));
        match self.page {
            Page::Aid => aid.map_or(Context::Mock, |pane| pane.context()),
            Page::Notes | Page::Sheet => Context::MockLines,
        }
    }

    fn update(&mut self, input: Input, now: Now) -> Vec<Wish> {
        self.watch.look(now);
        self.pass();
        match input {
            Input::Shown => self.shown(),
            Input::Tick => self.ticked(),
            Input::Reply(reply) => self.replied(reply),
            Input::Action(action) => self.act(action),
            Input::Key(_) | Input::Paste(_) if self.panel.is_some() => Vec::new(),
            Input::Key(key) => {
                self.wakes();
                if let Some((pane, held)) = self.pane() {
                    pane.take(Typed::Key(key), held);
                }
                self.wrote();
                Vec::new()
            }
            Input::Paste(text) => {
                self.wakes();
                if let Some((pane, held)) = self.pane() {
                    pane.take(Typed::Paste(&text), held);
                }
                self.wrote();
                Vec::new()
            }
        }
    }

    fn deadline(&self) -> Option<Duration> {
        self.is_under_way().then(|| self.watch.deadline())
    }

    fn leave(&mut self) -> Vec<Request> {
        if self.is_under_way() { vec![self.request()] } else { Vec::new() }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        self.draw(theme, frame, area);
    }
}
