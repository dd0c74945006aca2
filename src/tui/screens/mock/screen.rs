use std::collections::BTreeMap;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::decisions::DecisionsPane;
use super::growth::GrowthPane;
use super::header::{Page, header, pages};
use super::held::{Held, Interview, Pane, draw};
use super::napkin::NapkinPane;
use super::panel::{Kind, Panel};
use super::plain::PlainPane;
use super::questions::QuestionsPane;
use super::quick::{Quick, QuickPane};
use super::sketch::SketchPane;
use super::time::{clock, pace};
use super::wrapup::WrapupPane;
use crate::mock::{Aid, Attempt, CueKind};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{cut, split, wrapped};

/// Between two ticks: what was written is kept at the next one.
const TICK: Duration = Duration::from_secs(1);
/// While nothing is written, the clock is kept this often.
const KEEP: Duration = Duration::from_secs(5);
/// Who hears nothing for this long was not there, and the clock stood: milliseconds.
const AWAY: u64 = 10_000;
/// From this width on the notes stand beside the aid.
const WIDE: u16 = 110;

/// A mock on the screen, from the brief to the end of the last phase.
pub struct MockScreen {
    id: String,
    held: Held,
    notes: Vec<PlainPane>,
    aids: BTreeMap<Aid, Box<dyn Pane>>,
    page: Page,
    panel: Option<Panel>,
    now: Now,
    /// What is to be added to the time since the screens opened for a time that other sessions understand.
    origin: Option<u64>,
    /// The last moment that the clock was told, as other sessions understand it.
    seen: u64,
    tick: Duration,
    kept: Duration,
    is_changed: bool,
    /// Why it could not be kept.
    failed: Option<String>,
    /// Whether the interviewer has asked to stay, when the deep dive was to be left early.
    is_held_back: bool,
    /// Whether it was handed on to be judged.
    is_over: bool,
}

impl MockScreen {
    /// A mock of this id that begins, or goes on where it was kept.
    pub fn new(id: String, interview: Interview, attempt: Attempt) -> Self {
        let held = Held::new(interview, attempt);
        let framework = &held.interview.framework;
        let phases = held.attempt.phases.iter().filter_map(|at| framework.phases.get(*at));
        let notes = phases.clone().map(|phase| PlainPane::new(&phase.id, &held)).collect();
        let mut aids: BTreeMap<Aid, Box<dyn Pane>> = BTreeMap::new();
        aids.insert(Aid::Napkin, Box::new(NapkinPane::new(&held)));
        for phase in phases {
            aids.entry(phase.aid).or_insert_with(|| aid(phase.aid, &held));
        }
        Self {
            id,
            notes,
            aids,
            page: Page::Aid,
            panel: (!held.attempt.clock.has_begun()).then(|| Panel::new(Kind::Start)),
            held,
            now: Now::default(),
            origin: None,
            seen: 0,
            tick: Duration::ZERO,
            kept: Duration::ZERO,
            is_changed: false,
            failed: None,
            is_held_back: false,
            is_over: false,
        }
    }

    /// This moment, in milliseconds since 1970 by a clock that does not jump while the screens are open.
    fn time(&mut self) -> u64 {
        let elapsed = u64::try_from(self.now.elapsed.as_millis()).unwrap_or(u64::MAX);
        let utc = u64::try_from(self.now.utc_ms).unwrap_or(0);
        self.origin.get_or_insert(utc.saturating_sub(elapsed)).saturating_add(elapsed)
    }

    fn is_under_way(&self) -> bool {
        self.seen > 0 && !self.held.attempt.clock.has_ended()
    }

    /// Lets the clock go on to this moment; who was away comes back to where it stood.
    fn pass(&mut self) {
        let time = self.time();
        if !self.is_under_way() {
            return;
        }
        let gap = time.saturating_sub(self.seen);
        let clock = &mut self.held.attempt.clock;
        if gap > AWAY {
            clock.start(time);
        } else {
            clock.tick(time);
            if !clock.is_paused() {
                self.held.speak(gap);
            }
        }
        self.seen = self.seen.max(time);
    }

    fn begin(&mut self) -> Vec<Wish> {
        let time = self.time();
        let before = self.held.attempt.clock.stood();
        let is_new = !self.held.attempt.clock.has_begun();
        self.held.attempt.clock.start(time);
        self.seen = time.max(1);
        self.tick = self.now.elapsed + TICK;
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
        let attempt = Box::new(self.held.attempt.clone());
        vec![Wish::Ask(Request::RunMock { id: self.id.clone(), attempt })]
    }

    /// Writes all of it down.
    fn keep(&mut self) -> Vec<Wish> {
        self.is_changed = false;
        self.kept = self.now.elapsed;
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
            let Held { attempt, interview, .. } = &mut self.held;
            if let Some((kind, _)) = attempt.bring(&interview.problem, &interview.framework) {
                let mut wishes = self.brought(kind);
                wishes.push(Wish::Say("the interviewer has something to say; F8 again goes on".to_owned()));
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
        let time = self.seen;
        let clock = &mut self.held.attempt.clock;
        if forward {
            clock.next(time)
        } else {
            clock.back(time)
        }
        self.held.is_aloud = false;
        self.is_held_back = false;
        self.is_changed = true;
        self.enter();
        self.arrive(left)
    }

    /// The interviewer has brought something up.
    fn brought(&mut self, kind: CueKind) -> Vec<Wish> {
        self.is_changed = true;
        if let Some(pane) = self.aids.get_mut(&Aid::Decisions) {
            pane.refresh(&self.held);
        }
        if kind == CueKind::Failure { self.run() } else { Vec::new() }
    }

    fn ticked(&mut self) -> Vec<Wish> {
        // The seconds of the clock, not those since the last key.
        self.tick = (self.tick + TICK).max(self.now.elapsed + Duration::from_millis(1));
        let mut wishes = Vec::new();
        if !self.is_under_way() {
            return wishes;
        }
        let Held { attempt, interview, .. } = &mut self.held;
        if let Some((kind, _)) = attempt.cue(&interview.problem, &interview.framework) {
            wishes.extend(self.brought(kind));
        }
        if self.is_changed || self.now.elapsed >= self.kept + KEEP {
            wishes.extend(self.keep());
        }
        wishes
    }

    fn end(&mut self) -> Vec<Wish> {
        self.held.is_aloud = false;
        let time = self.seen;
        self.held.attempt.clock.end(time);
        self.panel = None;
        let mut wishes = self.keep();
        wishes.extend(self.hand_on());
        wishes
    }

    /// To what comes after the last phase.
    fn hand_on(&mut self) -> Vec<Wish> {
        self.is_over = true;
        vec![Wish::Back]
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
                let time = self.seen;
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
                    let wishes = pane.act(action, held);
                    self.wrote();
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
            (Kind::Ended, Action::Open) => return self.hand_on(),
            (Kind::Start | Kind::Ended, Action::Back) => return vec![Wish::Back],
            (Kind::End, Action::Yes) => return self.end(),
            (Kind::Guide | Kind::Brief, Action::Back) | (Kind::End, Action::No) => self.panel = None,
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
            let time = self.seen;
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
        if self.seen > 0 {
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
            Reply::Opened(Err(why)) if self.is_over => {
                self.is_over = false;
                self.panel = Some(Panel::new(Kind::Ended));
                return vec![Wish::Say(why)];
            }
            _ => {}
        }
        Vec::new()
    }
}

/// The part of an aid.
fn aid(aid: Aid, held: &Held) -> Box<dyn Pane> {
    match aid {
        Aid::Questions => Box::new(QuestionsPane::new(held)),
        Aid::Napkin => Box::new(NapkinPane::new(held)),
        Aid::Entities => Box::new(QuickPane::new(Quick::Entities, held)),
        Aid::Endpoints => Box::new(QuickPane::new(Quick::Endpoints, held)),
        Aid::Sketch => Box::new(SketchPane::new(held)),
        Aid::Decisions => Box::new(DecisionsPane::new(held)),
        Aid::Growth => Box::new(GrowthPane::new(held)),
        Aid::Wrapup => Box::new(WrapupPane::new(held)),
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
            format!("{} minutes", time.whole() / 60_000)
        }
    }

    fn context(&self) -> Context {
        match self.panel.as_ref().map(|panel| panel.kind) {
            Some(Kind::Start | Kind::Ended) => return Context::MockDoor,
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
        self.now = now;
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
                    pane.key(key, held);
                }
                self.wrote();
                Vec::new()
            }
            Input::Paste(text) => {
                self.wakes();
                if let Some((pane, held)) = self.pane() {
                    pane.paste(&text, held);
                }
                self.wrote();
                Vec::new()
            }
        }
    }

    fn deadline(&self) -> Option<Duration> {
        self.is_under_way().then_some(self.tick)
    }

    fn leave(&mut self) -> Vec<Request> {
        if self.is_under_way() { vec![self.request()] } else { Vec::new() }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        if let Some(panel) =
            self.panel.as_ref().filter(|panel| matches!(panel.kind, Kind::Start | Kind::Ended))
        {
            panel.view(&self.held, theme, frame, area);
            return;
        }
        let (line, rest) = split(area, 1);
        header(&self.held, theme, frame, line);
        let rest = self.notices(theme, frame, rest);
        if let Some(panel) = &self.panel {
            panel.view(&self.held, theme, frame, split(rest, 1).1);
            return;
        }
        let (line, rest) = split(rest, 1);
        pages(&self.held, self.page, theme, frame, line);
        let rest = self.hints(area.height, theme, frame, rest);
        self.body(theme, frame, rest);
    }
}

impl MockScreen {
    /// What must be seen wherever one is: that nothing is kept, and what the interviewer says. What is left below.
    fn notices(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let width = usize::from(area.width.saturating_sub(2));
        let mut lines = Vec::new();
        if let Some(why) = &self.failed {
            let text = cut(&format!("not kept, it is tried again: {why}"), width, &theme.signs);
            lines.push(Line::styled(format!(" {text}"), theme.bad));
        }
        let aid = self.held.phase().and_then(|phase| self.aids.get(&phase.aid));
        if let Some(news) = aid.and_then(|pane| pane.news(&self.held)) {
            let most = if area.height >= 16 { 2 } else { 1 };
            let text = wrapped(&format!("The interviewer: {news}"), width.saturating_sub(18));
            let more = text.len() > most;
            for (at, part) in text.into_iter().take(most).enumerate() {
                let mut line = Line::styled(format!(" {part}"), theme.accent);
                if at + 1 == most || !more && at == 0 {
                    let sign = if more { theme.signs.more } else { "" };
                    line.push_span(Span::styled(sign, theme.dim));
                    line.push_span(Span::styled("  Ctrl-O answers", theme.key));
                }
                lines.push(line);
            }
        }
        let (above, below) = split(area, u16::try_from(lines.len()).unwrap_or(0));
        draw(lines, frame, above);
        below
    }

    /// What to do in this phase, as far as there is room; the guide has the rest. What is left below.
    fn hints(&self, height: u16, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let Some(phase) = self.held.phase() else { return area };
        let most = match height {
            0..18 => 1,
            18..30 => 2,
            _ => 3,
        };
        let width = usize::from(area.width.saturating_sub(2));
        let mut lines = wrapped(&phase.does.join(" "), width);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = cut(&format!("{last} {}", " ".repeat(width)), width, &theme.signs);
                *last = format!("{}{}", last.trim_end_matches(theme.signs.more).trim_end(), theme.signs.more);
            }
        }
        let (above, below) = split(area, u16::try_from(lines.len()).unwrap_or(0));
        draw(lines.into_iter().map(|line| Line::styled(format!(" {line}"), theme.dim)), frame, above);
        below
    }

    fn body(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let Some(phase) = self.held.phase() else { return };
        let (aid, sheet) = (self.aids.get(&phase.aid), self.aids.get(&Aid::Napkin));
        let notes = self.notes.get(self.held.attempt.clock.phase());
        let left = if self.page == Page::Sheet { sheet } else { aid };
        if area.width >= WIDE {
            let width = area.width * 5 / 8;
            if let Some(pane) = left {
                pane.view(&self.held, self.page != Page::Notes, theme, frame, Rect { width, ..area });
            }
            for y in area.y..area.bottom() {
                let place = Rect { x: area.x + width, y, width: 1, height: 1 };
                frame.render_widget(Span::styled(theme.signs.wall, theme.border), place);
            }
            let right = Rect { x: area.x + width + 1, width: area.width - width - 1, ..area };
            let (line, right) = split(right, 1);
            frame.render_widget(Line::styled(" notes", theme.dim), line);
            if let Some(pane) = notes {
                pane.view(&self.held, self.page == Page::Notes, theme, frame, right);
            }
        } else if self.page == Page::Notes {
            if let Some(pane) = notes {
                pane.view(&self.held, true, theme, frame, area);
            }
        } else if let Some(pane) = left {
            pane.view(&self.held, true, theme, frame, area);
        }
    }
}
