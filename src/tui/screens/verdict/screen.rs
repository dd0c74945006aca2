use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::grading::Grades;
use super::report::ReportView;
use crate::mock::{Attempt, Evidence, judge};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::screens::Interview;
use crate::tui::theme::Theme;
use crate::tui::widgets::wrapped;

/// Where one is after the last phase.
enum Stage {
    Grading,
    Waiting,
    Report(Box<ReportView>),
}

/// After the last phase of a mock: one's own grades, the runs, the report with the model answer.
pub struct VerdictScreen {
    id: String,
    interview: Interview,
    attempt: Attempt,
    evidence: Option<Evidence>,
    grades: Grades,
    stage: Stage,
    /// Whether the report is on disk.
    is_kept: bool,
}

impl VerdictScreen {
    /// What comes after a mock of this id, with what its runs have shown so far.
    pub fn new(id: String, interview: Interview, attempt: Attempt, evidence: Option<Evidence>) -> Self {
        let grades = Grades::new(&interview.problem, &interview.framework, &attempt);
        let stage = if grades.are_done(&attempt) { Stage::Waiting } else { Stage::Grading };
        Self { id, interview, attempt, evidence, grades, stage, is_kept: false }
    }

    fn can_run(&self) -> bool {
        self.interview.problem.design.is_some()
    }

    /// Asks for runs that are not there yet.
    fn run(&self) -> Vec<Wish> {
        if self.evidence.is_some() || !self.can_run() {
            return Vec::new();
        }
        vec![Wish::Ask(Request::RunMock { id: self.id.clone(), attempt: Box::new(self.attempt.clone()) })]
    }

    fn keep(&self) -> Wish {
        Wish::Ask(Request::KeepMock { id: self.id.clone(), attempt: Box::new(self.attempt.clone()) })
    }

    /// On to the report, once the grades are given and the runs are there.
    fn go_on(&mut self) -> Vec<Wish> {
        self.stage = Stage::Waiting;
        if self.evidence.is_some() || !self.can_run() { self.judge() } else { self.run() }
    }

    fn judge(&mut self) -> Vec<Wish> {
        let Interview { problem, framework, standards, .. } = &self.interview;
        let report = judge(problem, framework, standards, &self.attempt, self.evidence.as_ref());
        self.stage = Stage::Report(Box::new(ReportView::new(report)));
        self.finish().into_iter().map(Wish::Ask).collect()
    }

    /// The request to write the report, until it is written.
    fn finish(&self) -> Option<Request> {
        match &self.stage {
            Stage::Report(view) if !self.is_kept => {
                Some(Request::FinishMock { id: self.id.clone(), report: Box::new(view.report.clone()) })
            }
            _ => None,
        }
    }

    fn act(&mut self, action: Action) -> Vec<Wish> {
        match (&mut self.stage, action) {
            (Stage::Report(_), Action::Back) => vec![Wish::Back],
            (_, Action::Back) => {
                vec![Wish::Confirm(
                    "Leave before the verdict? The mock is kept, and goes on here.".to_owned(),
                )]
            }
            (Stage::Report(view), action) => {
                view.act(action);
                Vec::new()
            }
            (Stage::Waiting, Action::Skip) => self.judge(),
            (Stage::Waiting, Action::LastField) => {
                self.grades.back(&mut self.attempt);
                if !self.grades.are_done(&self.attempt) {
                    self.stage = Stage::Grading;
                }
                vec![self.keep()]
            }
            (Stage::Waiting, _) => Vec::new(),
            (Stage::Grading, action) => {
                if !self.grades.act(action, &mut self.attempt) {
                    return Vec::new();
                }
                let mut wishes = vec![self.keep()];
                if self.grades.are_done(&self.attempt) {
                    wishes.extend(self.go_on());
                }
                wishes
            }
        }
    }

    fn waiting(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let text = "Your design runs: at the asked load, at ten times the load, under the failure, over several seeds. It takes some seconds; the report comes by itself.\n\ns shows it without them, b goes back to your grades.";
        let width = usize::from(area.width.saturating_sub(3)).min(80);
        let lines = wrapped(text, width).into_iter().map(|line| Line::styled(format!(" {line}"), theme.text));
        for (y, line) in (area.y + 1.min(area.height)..area.bottom()).zip(lines) {
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
    }
}

impl Screen for VerdictScreen {
    fn title(&self) -> String {
        let name = &self.interview.problem.title;
        match &self.stage {
            Stage::Grading => format!("{name}: your own judgement"),
            Stage::Waiting => format!("{name}: runs"),
            Stage::Report(_) => format!("{name}: report"),
        }
    }

    fn status(&self) -> String {
        match &self.stage {
            Stage::Grading => self.grades.status(&self.attempt),
            Stage::Waiting => "running".to_owned(),
            Stage::Report(view) => view.status(),
        }
    }

    fn context(&self) -> Context {
        match &self.stage {
            Stage::Grading => Context::Grading,
            Stage::Waiting => Context::Waiting,
            Stage::Report(_) => Context::Verdict,
        }
    }

    fn update(&mut self, input: Input, _: Now) -> Vec<Wish> {
        match input {
            Input::Action(action) => self.act(action),
            Input::Shown => match self.stage {
                Stage::Grading => self.run(),
                Stage::Waiting => self.go_on(),
                Stage::Report(_) => Vec::new(),
            },
            Input::Reply(Reply::Ran { id, evidence }) if id == self.id => {
                self.evidence = Some(*evidence);
                if matches!(self.stage, Stage::Waiting) { self.judge() } else { Vec::new() }
            }
            Input::Reply(Reply::Finished(Ok(due))) => {
                self.is_kept = true;
                match due {
                    0 => Vec::new(),
                    1 => vec![Wish::Say("1 card of what went wrong is due: the quiz asks it".to_owned())],
                    many => vec![Wish::Say(format!(
                        "{many} cards of what went wrong are due: the quiz asks them"
                    ))],
                }
            }
            Input::Reply(Reply::Finished(Err(why))) => {
                vec![Wish::Say(format!("the report is not kept: {why}"))]
            }
            Input::Reply(Reply::Kept(Err(why))) => vec![Wish::Say(why)],
            _ => Vec::new(),
        }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let Interview { problem, framework, standards, .. } = &self.interview;
        match &self.stage {
            Stage::Grading => {
                let note = match (&self.evidence, self.can_run()) {
                    (Some(_), _) => "your design has run",
                    (None, true) => "your design runs meanwhile",
                    (None, false) => "",
                };
                self.grades.view(&self.attempt, framework, note, theme, frame, area);
            }
            Stage::Waiting => self.waiting(theme, frame, area),
            Stage::Report(view) => view.view(problem, framework, standards, theme, frame, area),
        }
    }

    fn leave(&mut self) -> Vec<Request> {
        self.finish().into_iter().collect()
    }
}
