use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::mock::{Clock, Framework, Mark, Phase};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Request, Screen, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, bar, cells, cut, padded, rule, split, wrapped};

/// Between two looks at the clock.
const TICK: Duration = Duration::from_secs(1);
/// Who hears nothing for this long was not there, and the clock stood: milliseconds.
const AWAY: u64 = 10_000;
/// From this width on the phases stand beside the prompts.
const WIDE: u16 = 100;

/// The phases of an interview on a clock, with prompts and pace and nothing else: for paper, or with a friend.
pub struct TimerScreen {
    framework: Framework,
    /// The phases that are run, by their places.
    phases: Vec<usize>,
    clock: Clock,
    bell: bool,
    /// What was rung for last: the phase, and whether it was over.
    rung: Option<(usize, bool)>,
    seen: u64,
    tick: Option<Duration>,
    prompts: Scrolled,
}

impl TimerScreen {
    /// A timer for so many minutes, cut in proportion; with a bell before and at the end of each phase, or without.
    pub fn new(framework: Framework, minutes: u32, phases: Vec<usize>, bell: bool) -> Self {
        let seconds = framework.seconds(minutes);
        let held: Vec<u64> = phases.iter().filter_map(|at| seconds.get(*at).copied()).collect();
        Self {
            framework,
            phases,
            clock: Clock::new(&held),
            bell,
            rung: None,
            seen: 0,
            tick: None,
            prompts: Scrolled::default(),
        }
    }

    fn phase(&self) -> Option<&Phase> {
        self.framework.phases.get(*self.phases.get(self.clock.phase())?)
    }

    /// Lets the time pass up to now; a laptop that was shut does not count.
    fn pass(&mut self, now: Now) {
        let time = u64::try_from(now.elapsed.as_millis()).unwrap_or(u64::MAX);
        if self.tick.is_none() || time.saturating_sub(self.seen) > AWAY {
            self.clock.start(time);
        } else {
            self.clock.tick(time);
        }
        self.seen = self.seen.max(time);
        if self.tick.is_none_or(|tick| tick <= now.elapsed) {
            self.tick = Some(now.elapsed + TICK);
        }
    }

    /// The bell, once for each warning and once for each end.
    fn ring(&mut self) -> Vec<Wish> {
        let over = match self.clock.mark() {
            Mark::Within => return Vec::new(),
            Mark::Soon => false,
            Mark::Over(_) => true,
        };
        let place = (self.clock.phase(), over);
        if !self.bell || self.clock.has_ended() || self.clock.is_paused() || self.rung == Some(place) {
            return Vec::new();
        }
        self.rung = Some(place);
        vec![Wish::Ask(Request::Bell)]
    }

    fn act(&mut self, action: Action) -> Vec<Wish> {
        match action {
            Action::Back if self.clock.has_ended() => return vec![Wish::Back],
            Action::Back => return vec![Wish::Confirm("End the timer?".to_owned())],
            Action::NextPhase => {
                self.clock.next(self.seen);
                self.prompts.to_top();
            }
            Action::LastPhase => {
                self.clock.back(self.seen);
                self.prompts.to_top();
            }
            Action::Pause => self.clock.pause(self.seen),
            action => {
                self.prompts.go(action);
            }
        }
        Vec::new()
    }

    /// What the phase asks for.
    fn guide(&self, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let Some(phase) = self.phase().filter(|_| !self.clock.has_ended()) else { return Vec::new() };
        let mut lines = Vec::new();
        let parts = [
            ("what to do", &phase.does),
            ("a strong answer", &phase.strong),
            ("typical mistakes", &phase.mistakes),
        ];
        for (title, points) in parts.into_iter().filter(|(_, points)| !points.is_empty()) {
            lines.push(Line::styled(format!(" {title}"), theme.accent));
            for point in points {
                for (at, line) in wrapped(point, width.saturating_sub(4)).into_iter().enumerate() {
                    let sign = if at == 0 { theme.signs.dot } else { " " };
                    lines.push(Line::styled(format!(" {sign} {line}"), theme.text));
                }
            }
        }
        lines
    }

    /// Every phase with its time.
    fn plan(&self, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let rows = self.phases.iter().enumerate().filter_map(|(at, place)| {
            let phase = self.framework.phases.get(*place)?;
            let here = at == self.clock.phase() && !self.clock.has_ended();
            let (spent, planned) = (self.clock.spent(at), self.clock.planned(at));
            let times = if spent > 0 || here {
                format!("{} of {}", time(spent), time(planned))
            } else {
                time(planned)
            };
            let style = match () {
                () if here => theme.strong,
                () if spent > planned => theme.warn,
                () => theme.text,
            };
            let over = if spent >= planned + 1000 { " over" } else { "" };
            let pointer = if here { theme.signs.pointer } else { " " };
            let room = width.saturating_sub(cells(&times) + 9);
            let title = padded(&phase.title, room, &theme.signs);
            Some(Line::styled(format!(" {pointer} {title} {times}{over}"), style))
        });
        rows.collect()
    }

    fn head(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (first, second) = split(area, 1);
        let clock = &self.clock;
        if clock.has_ended() {
            let says = format!(" It is over: {} of {}.", time(clock.total()), time(clock.whole()));
            frame.render_widget(Line::styled(says, theme.strong), first);
            return;
        }
        let at = clock.phase();
        let (spent, planned) = (clock.spent(at), clock.planned(at));
        let (mark, style) = match clock.mark() {
            _ if clock.is_paused() => ("paused".to_owned(), theme.warn),
            Mark::Within => (format!("{} left", left(planned, spent)), theme.dim),
            Mark::Soon => (format!("ends in {}", left(planned, spent)), theme.warn),
            Mark::Over(over) => (format!("{} over", time(over)), theme.bad),
        };
        let title = self.phase().map_or("", |phase| phase.title.as_str());
        let times = format!("  {} of {}  ", time(spent), time(planned));
        let number = format!(" {}/{} ", at + 1, self.phases.len());
        let room = usize::from(area.width).saturating_sub(cells(&number) + cells(&times) + cells(&mark) + 1);
        frame.render_widget(
            Line::from(vec![
                Span::styled(number, theme.dim),
                Span::styled(cut(title, room, &theme.signs), theme.strong),
                Span::styled(times, theme.text),
                Span::styled(mark, style),
            ]),
            first,
        );
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of some hours")]
        let share = clock.total() as f64 / clock.whole().max(1) as f64;
        let behind = clock.behind();
        let pace = if behind > 0 { "behind" } else { "in hand" };
        let mut line = Line::raw(" ");
        line.extend(bar(share, 20, theme).spans);
        let whole = format!(
            "  in all {} of {}, {} {pace}",
            time(clock.total()),
            time(clock.whole()),
            time(behind.unsigned_abs())
        );
        line.push_span(Span::styled(whole, theme.dim));
        frame.render_widget(line, second);
    }
}

impl Screen for TimerScreen {
    fn title(&self) -> String {
        format!("timer: {}", self.framework.title)
    }

    fn status(&self) -> String {
        if self.bell { "bell".to_owned() } else { String::new() }
    }

    fn context(&self) -> Context {
        Context::Timer
    }

    fn update(&mut self, input: Input, now: Now) -> Vec<Wish> {
        self.pass(now);
        let mut wishes = match input {
            Input::Action(action) => self.act(action),
            _ => Vec::new(),
        };
        wishes.extend(self.ring());
        wishes
    }

    fn deadline(&self) -> Option<Duration> {
        self.tick.filter(|_| !self.clock.has_ended())
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (head, body) = split(area, 2);
        self.head(theme, frame, head);
        let (line, body) = split(body, 1);
        rule("", theme, frame, line);
        if self.clock.has_ended() {
            self.prompts.view(self.plan(usize::from(body.width).min(70), theme), theme, frame, body);
            return;
        }
        if body.width >= WIDE {
            let left = Rect { width: body.width - 46, ..body };
            let right = Rect { x: body.x + left.width, width: 46, ..body };
            self.prompts.view(self.guide(usize::from(left.width), theme), theme, frame, left);
            for (y, line) in (right.y..right.bottom()).zip(self.plan(46, theme)) {
                frame.render_widget(line, Rect { y, height: 1, ..right });
            }
            return;
        }
        // Below the prompts, as many of the phases as there is room for.
        let mut lines = self.guide(usize::from(body.width), theme);
        lines.push(Line::default());
        lines.extend(self.plan(usize::from(body.width).min(70), theme));
        self.prompts.view(lines, theme, frame, body);
    }
}

/// What is left, so that it adds up with what is shown as spent.
fn left(planned: u64, spent: u64) -> String {
    time(planned.saturating_sub(spent / 1000 * 1000))
}

/// Minutes and seconds.
fn time(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
