use serde::{Deserialize, Serialize};

use super::answers::{Answers, Closing};
use super::assessment::{Assessment, Next, Score};
use super::evidence::{Broken, Evidence, Tenfold};
use super::length::{in_minutes, minutes};
use super::score::{Script, Source};
use super::standards::Standards;
use crate::problem::model::Problem;

/// What is left of a mock: the verdict, what it rests on, what was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Of the contract.
    pub version: u32,
    /// The problem's id.
    pub problem: String,
    /// What it is called.
    pub title: String,
    /// The length of the phases that were held, in minutes.
    pub minutes: u32,
    /// The seed of the interviewer.
    pub seed: u64,
    /// Whether all phases were held.
    pub whole: bool,
    /// The judgement.
    pub assessment: Assessment,
    /// What runs of the candidate's design showed.
    pub evidence: Option<Evidence>,
    /// Chosen options that no load of this problem needs.
    #[serde(default)]
    pub needless: Vec<Needless>,
    /// What the interviewer brought up.
    pub script: Script,
    /// Seconds planned and spent, by phase.
    pub seconds: Vec<(String, u64, u64)>,
    /// What was said.
    pub answers: Answers,
}

impl Report {
    /// The length of the phases that were held, in minutes; of a rehearsal by the plan, since older reports have the
    /// length of the whole mock in `minutes`.
    pub fn length(&self) -> u32 {
        if self.whole {
            return self.minutes;
        }
        match self.seconds.iter().map(|(_, planned, _)| planned).sum() {
            0 => self.minutes,
            planned => minutes(planned),
        }
    }
}

/// A chosen option that the problem does not need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needless {
    /// The decision.
    pub decision: String,
    /// The option.
    pub option: String,
    /// What it adds for nothing.
    pub adds: String,
}

/// How many lines of each kind a debrief has at most.
const LINES: usize = 8;

/// The report as Markdown, with a debrief: did well, went wrong, should have said.
pub fn markdown(report: &Report, problem: Option<&Problem>, standards: &Standards) -> String {
    let assessment = &report.assessment;
    let mut out = format!("# {}: {}\n\n", report.title, verdict(assessment));
    out += &format!("{} of 100 points, {}.\n", round(assessment.points), length(report));
    if assessment.provisional {
        out += "\nProvisional: criteria that need judgement were not graded and count neither way.\n";
    }
    out += "\n| criterion | points | of | by oneself |\n|---|---:|---:|---:|\n";
    for score in &assessment.scores {
        let granted = score
            .granted
            .map_or_else(|| "-".to_owned(), |granted| format!("{} of {}", granted.met, granted.of));
        let shown = if score.shown { "" } else { " (not shown)" };
        out += &format!(
            "| {}{shown} | {} | {} | {granted} |\n",
            score.criterion.title(),
            round(score.points()),
            round(score.possible())
        );
    }
    for part in parts(report, problem, standards) {
        out += &format!("\n## {}\n\n", part.title);
        out += &part.lines.join("\n");
        out.push('\n');
    }
    out += &beside(report, problem);
    out
}

/// How long the mock was; a rehearsal says of what.
fn length(report: &Report) -> String {
    let length = in_minutes(report.length());
    if report.whole {
        return length;
    }
    let held = report.seconds.iter().filter(|(_, planned, _)| *planned > 0);
    let ids: Vec<&str> = held.map(|(id, ..)| id.as_str()).collect();
    format!("a rehearsal of {} alone, {length}", ids.join(", "))
}

/// A part of a report: its heading, and lines of which those that begin with `- ` are points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// What stands below.
    pub lines: Vec<String>,
}

impl Part {
    fn new(title: impl Into<String>, lines: Vec<String>) -> Self {
        Self { title: title.into(), lines }
    }
}

/// What follows the table of a report: what would have moved the verdict, the debrief, the runs. What there is nothing
/// to say about is left out.
pub fn parts(report: &Report, problem: Option<&Problem>, standards: &Standards) -> Vec<Part> {
    let assessment = &report.assessment;
    let scores = &assessment.scores;
    let mut parts = Vec::new();
    if let Some(next) = &assessment.next {
        parts.push(Part::new(way(next), better(assessment, next)));
    }
    let well = section(scores, |item| item.fix.is_none() && item.earned > 0.0);
    parts.push(Part::new("Did well", well));
    let wrong = section(scores, |item| item.fix.is_some() && item.says != "not shown");
    parts.push(Part::new("Went wrong", wrong));
    let fixes = scores.iter().flat_map(|score| {
        let mut fixes: Vec<&String> = score.items.iter().filter_map(|item| item.fix.as_ref()).collect();
        fixes.dedup();
        fixes.into_iter().take(2).map(|fix| format!("- {}: {fix}", score.criterion.title()))
    });
    parts.push(Part::new("Should have said", fixes.collect()));
    let habits = assessment.gaps.iter().map(|gap| {
        let says = standards.gaps.get(gap).map_or("", |habit| habit.says.as_str());
        format!("- {}: {says}", gap.replace('_', " "))
    });
    parts.push(Part::new("Habits", habits.collect()));
    let needless = report.needless.iter();
    let needless = needless.map(|one| format!("- {}: {} ({})", one.decision, one.option, one.adds));
    parts.push(Part::new("Not needed here", needless.collect()));
    parts.push(Part::new("What runs of this design showed", runs(report)));
    parts.push(Part::new("For you to judge", own(report, problem)));
    parts.retain(|part| !part.lines.is_empty());
    parts
}

/// What is missing, in points and promises: "11 points to Hire", "1 broken promise away from Hire".
fn way(next: &Next) -> String {
    let promises = match next.mend {
        0 => None,
        1 => Some("1 broken promise".to_owned()),
        many => Some(format!("{many} broken promises")),
    };
    let points = (next.missing > 0.0).then(|| format!("{} points", round(next.missing.max(0.1))));
    let all: Vec<String> = points.into_iter().chain(promises).collect();
    let way = if next.mend == 0 { "to" } else { "away from" };
    format!("{} {way} {}", all.join(" and "), next.verdict)
}

/// What holds the verdict down, and what would have moved it.
fn better(assessment: &Assessment, next: &Next) -> Vec<String> {
    let mut lines = Vec::new();
    // A cap is told where it holds the verdict down or stands in the way of the next.
    let binds = next.mend > 0 || assessment.verdict != assessment.by_points;
    if let Some(cap) = assessment.cap.as_ref().filter(|_| binds) {
        let count = match cap.broken.len() {
            1 => "one choice breaks".to_owned(),
            many => format!("{many} choices break"),
        };
        let points = if assessment.by_points == assessment.verdict {
            String::new()
        } else {
            format!(" By points alone it would be {}.", assessment.by_points)
        };
        lines.push(format!(
            "A design in which {count} a promise of the system is at most {}, whatever its points.{points}",
            cap.at_most
        ));
        lines.push(String::new());
        lines.extend(cap.broken.iter().map(|breach| format!("- {}{}", breach.says, seen(&breach.source))));
        lines.extend([String::new(), "What would have moved it:".to_owned(), String::new()]);
    }
    lines.extend(next.moves.iter().map(|one| {
        let points = if one.points > 0.0 { format!(" (+{})", round(one.points)) } else { String::new() };
        format!("- {}{points}: {}", one.criterion.title(), one.says)
    }));
    if next.moves.iter().map(|one| one.points).sum::<f64>() < next.missing {
        lines.push("- The rest is judgement: grade yourself against the rubric.".to_owned());
    }
    lines
}

/// What no program can judge: the answers to push-back and to the change, each beside a strong one.
fn own(report: &Report, problem: Option<&Problem>) -> Vec<String> {
    let Some(problem) = problem else { return Vec::new() };
    let said = |text: Option<&String>| {
        let text = text.map_or("", |text| text.trim());
        if text.is_empty() { "not shown".to_owned() } else { format!("\"{}\"", text.replace('\n', " ")) }
    };
    let mut lines = Vec::new();
    let mut add = |asked: &str, mine: String, strong: &str| {
        lines.extend([format!("- {asked}"), format!("  - you: {mine}"), format!("  - strong: {strong}")]);
    };
    for id in &report.script.pushback {
        if let Some(pushback) = problem.pushback.iter().find(|pushback| pushback.id == *id) {
            add(&pushback.ask, said(report.answers.replies.get(id)), &pushback.strong);
        }
    }
    let changed = report.script.change.as_ref();
    if let Some(change) = problem.changes.iter().find(|change| Some(&change.id) == changed) {
        add(&change.says, said(Some(&report.answers.change)), &change.strong);
    }
    if !lines.is_empty() {
        let how =
            "No points were given or taken for these by the program: they count where you grade yourself.";
        lines.splice(0..0, [how.to_owned(), String::new()]);
    }
    lines
}

/// The verdict, and whether it is provisional.
pub fn verdict(assessment: &Assessment) -> String {
    let provisional = if assessment.provisional { " (provisional)" } else { "" };
    format!("{}{provisional}", assessment.verdict)
}

fn section(scores: &[Score], wanted: impl Fn(&super::Item) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for score in scores {
        let all: Vec<_> = score.items.iter().filter(|item| wanted(item)).collect();
        for item in all.iter().take(LINES) {
            lines.push(format!("- {}: {}{}", score.criterion.title(), item.says, seen(&item.source)));
        }
        if all.len() > LINES {
            lines.push(format!(
                "- {}: and {} more, which --json lists",
                score.criterion.title(),
                all.len() - LINES
            ));
        }
    }
    if lines.is_empty() {
        lines.push("- Nothing that could be seen.".to_owned());
    }
    lines
}

/// Where a piece of evidence is seen.
fn seen(source: &Source) -> String {
    match source {
        Source::Said { phase, words } => {
            let short: String = words.chars().take(100).collect();
            let more = if short.len() < words.len() { "…" } else { "" };
            let phase = if phase.is_empty() { String::new() } else { format!("{phase}: ") };
            format!(" ({phase}\"{}{more}\")", short.replace('\n', " "))
        }
        Source::Run(command) => format!(" (`{command}`)"),
        Source::File(_) | Source::Clock => String::new(),
    }
}

fn runs(report: &Report) -> Vec<String> {
    let Some(evidence) = report.evidence.as_ref().filter(|evidence| evidence.seeds > 0) else {
        return Vec::new();
    };
    if report.answers.choices.is_empty() {
        // A rehearsal of other phases has no design.
        if !report.whole {
            return Vec::new();
        }
        return vec!["- Nothing was decided, so there was no design of yours to run.".to_owned()];
    }
    let mut lines = Vec::new();
    if evidence.broken.is_empty() {
        lines.push(format!("- Every promise that the reference keeps, over {} seeds.", evidence.seeds));
    }
    // The same promise in scenario after scenario is one finding.
    let mut findings: Vec<(&Broken, usize)> = Vec::new();
    for broken in &evidence.broken {
        let same =
            |(known, _): &&mut (&Broken, usize)| known.option == broken.option && known.says == broken.says;
        match findings.iter_mut().find(same) {
            Some((_, more)) => *more += 1,
            None => findings.push((broken, 0)),
        }
    }
    for (broken, more) in findings {
        let by = broken.option.as_ref().map_or_else(|| "all choices together".to_owned(), Clone::clone);
        let others = match more {
            0 => String::new(),
            1 => " and 1 more scenario".to_owned(),
            many => format!(" and {many} more scenarios"),
        };
        lines.push(format!(
            "- {by} in {}{others}: \"{}\" broke in {} of {} runs (`{}`)",
            broken.scenario, broken.says, broken.seen, evidence.seeds, broken.reproduce
        ));
    }
    if let Some(tenfold) = &evidence.tenfold {
        lines.push(format!("- At ten times the load {} (`{}`)", tenfold_text(tenfold), tenfold.reproduce));
    }
    if let Some(failure) = evidence.failure.as_ref().filter(|failure| failure.measured) {
        let command = failure.reproduce.as_ref().map_or_else(String::new, |line| format!(" (`{line}`)"));
        lines.push(format!("- Under the injected failure, {}{command}:", failure.failure.replace('_', " ")));
        lines.extend(failure.lines.iter().map(|line| format!("  - {line}")));
    }
    lines.extend(evidence.left_out.iter().map(|left| format!("- Not run: {left}")));
    lines
}

/// What ten times the load does, in a sentence without its end.
pub fn tenfold_text(tenfold: &Tenfold) -> String {
    let missed = if tenfold.missed.is_empty() {
        "every objective holds".to_owned()
    } else {
        format!("missed: {}", tenfold.missed.join(", "))
    };
    format!("{}; {missed}", tenfold.text())
}

/// The candidate's answer and the model's, side by side.
fn beside(report: &Report, problem: Option<&Problem>) -> String {
    let Some(problem) = problem else { return String::new() };
    let mut out = String::new();
    // A rehearsal of other phases gives away no decision.
    let decided = report.whole || !report.answers.choices.is_empty();
    if decided {
        out += "\n## Beside the model answer\n\n| decision | yours | the file's | because |\n|---|---|---|---|\n";
    }
    for decision in problem.decisions.iter().filter(|_| decided) {
        let Some(chosen) = decision.options.get(decision.chosen) else { continue };
        let mine = report.answers.choices.get(&decision.id).map_or("-", |chosen| chosen.option.as_str());
        out += &format!(
            "| {} | {} | {} | {} |\n",
            cell(&decision.ask),
            cell(mine),
            cell(&chosen.id),
            cell(&chosen.why)
        );
    }
    let closed = report.whole || report.answers.wrapup != Closing::default();
    if let Some(wrapup) = problem.wrapup.as_ref().filter(|_| closed) {
        out += &format!(
            "\nThe last minute, as it could have been said:\n\n> {}\n",
            wrapup.spoken.trim().replace('\n', "\n> ")
        );
    }
    out
}

fn cell(text: &str) -> String {
    text.replace('|', "/").replace('\n', " ")
}

/// Points as one says them: whole, or with one digit below ten.
pub fn round(points: f64) -> String {
    if points.abs() < 10.0 { format!("{points:.1}") } else { format!("{points:.0}") }
}
