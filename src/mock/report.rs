use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::assessment::{Assessment, Score};
use super::evidence::{Evidence, Tenfold};
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
    /// Its length in minutes.
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
const LINES: usize = 6;

/// The report as Markdown, with a debrief: did well, went wrong, should have said.
pub fn markdown(report: &Report, problem: Option<&Problem>, standards: &Standards) -> String {
    let assessment = &report.assessment;
    let mut out = format!("# {}: {}\n\n", report.title, verdict(assessment));
    out += &format!("{} of 100 points, {} minutes", round(assessment.points), report.minutes);
    out += if report.whole { ".\n" } else { ", some of the phases.\n" };
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
    if let Some(next) = &assessment.next {
        out += &format!("\n## {} points to {}\n\n", round(next.missing.max(0.1)), next.verdict);
        for one in &next.moves {
            out += &format!("- {} (+{}): {}\n", one.criterion.title(), round(one.points), one.says);
        }
        if next.moves.iter().map(|one| one.points).sum::<f64>() < next.missing {
            out += "- The rest is judgement: grade yourself against the rubric.\n";
        }
    }
    out += &section("Did well", &assessment.scores, |item| item.fix.is_none() && item.earned > 0.0);
    out += &section("Went wrong", &assessment.scores, |item| item.fix.is_some() && item.says != "not shown");
    out += "\n## Should have said\n\n";
    for score in &assessment.scores {
        let mut fixes: Vec<&String> = score.items.iter().filter_map(|item| item.fix.as_ref()).collect();
        fixes.dedup();
        for fix in fixes.into_iter().take(2) {
            out += &format!("- {}: {fix}\n", score.criterion.title());
        }
    }
    if !assessment.gaps.is_empty() {
        out += "\n## Habits\n\n";
        for gap in &assessment.gaps {
            let says = standards.gaps.get(gap).map_or("", |habit| habit.says.as_str());
            out += &format!("- {}: {says}\n", gap.replace('_', " "));
        }
    }
    out += &needless(report);
    out += &runs(report);
    out += &own(report, problem);
    out += &beside(report, problem);
    out
}

/// Chosen options that nothing here needs.
fn needless(report: &Report) -> String {
    if report.needless.is_empty() {
        return String::new();
    }
    let lines =
        report.needless.iter().map(|one| format!("- {}: {} ({})\n", one.decision, one.option, one.adds));
    format!("\n## Not needed here\n\n{}", lines.collect::<String>())
}

/// What no program can judge: the answers to push-back and to the change, each beside a strong one.
fn own(report: &Report, problem: Option<&Problem>) -> String {
    let Some(problem) = problem else { return String::new() };
    let said = |text: Option<&String>| {
        let text = text.map_or("", |text| text.trim());
        if text.is_empty() { "not shown".to_owned() } else { format!("\"{}\"", text.replace('\n', " ")) }
    };
    let mut lines = String::new();
    for id in &report.script.pushback {
        let Some(pushback) = problem.pushback.iter().find(|pushback| pushback.id == *id) else { continue };
        let mine = said(report.answers.replies.get(id));
        lines += &format!("- {}\n  - you: {mine}\n  - strong: {}\n", pushback.ask, pushback.strong);
    }
    let changed = report.script.change.as_ref();
    if let Some(change) = problem.changes.iter().find(|change| Some(&change.id) == changed) {
        let mine = said(Some(&report.answers.change));
        lines += &format!("- {}\n  - you: {mine}\n  - strong: {}\n", change.says, change.strong);
    }
    if lines.is_empty() {
        return lines;
    }
    let how = "No points were given or taken for these by the program: they count where you grade yourself.";
    format!("\n## For you to judge\n\n{how}\n\n{lines}")
}

fn verdict(assessment: &Assessment) -> String {
    let provisional = if assessment.provisional { " (provisional)" } else { "" };
    format!("{}{provisional}", assessment.verdict)
}

fn section(title: &str, scores: &[Score], wanted: impl Fn(&super::Item) -> bool) -> String {
    let mut out = format!("\n## {title}\n\n");
    let mut none = true;
    for score in scores {
        for item in score.items.iter().filter(|item| wanted(item)).take(LINES) {
            none = false;
            out += &format!("- {}: {}{}\n", score.criterion.title(), item.says, seen(&item.source));
        }
    }
    if none {
        out += "- Nothing that could be seen.\n";
    }
    out
}

/// Where a piece of evidence is seen.
fn seen(source: &Source) -> String {
    match source {
        Source::Said { phase, words } => {
            let short: String = words.chars().take(100).collect();
            let more = if short.len() < words.len() { "…" } else { "" };
            format!(" ({phase}: \"{}{more}\")", short.replace('\n', " "))
        }
        Source::Run(command) => format!(" (`{command}`)"),
        Source::File(_) | Source::Clock => String::new(),
    }
}

fn runs(report: &Report) -> String {
    let Some(evidence) = report.evidence.as_ref().filter(|evidence| evidence.seeds > 0) else {
        return String::new();
    };
    let mut out = "\n## What runs of this design showed\n\n".to_owned();
    if evidence.broken.is_empty() {
        out += &format!("- Every promise that the reference keeps, over {} seeds.\n", evidence.seeds);
    }
    for broken in &evidence.broken {
        let by = broken.option.as_ref().map_or_else(|| "all choices together".to_owned(), Clone::clone);
        out += &format!(
            "- {by} in {}: \"{}\" broke in {} of {} runs (`{}`)\n",
            broken.scenario, broken.says, broken.seen, evidence.seeds, broken.reproduce
        );
    }
    if let Some(tenfold) = &evidence.tenfold {
        out += &format!("- At ten times the load {} (`{}`)\n", tenfold_text(tenfold), tenfold.reproduce);
    }
    if let Some(failure) = evidence.failure.as_ref().filter(|failure| failure.measured) {
        let command = failure.reproduce.as_ref().map_or_else(String::new, |line| format!(" (`{line}`)"));
        out += &format!("- Under the injected failure, {}{command}:\n", failure.failure.replace('_', " "));
        out += &failure.lines.iter().map(|line| format!("  - {line}\n")).collect::<String>();
    }
    for left in &evidence.left_out {
        out += &format!("- Not run: {left}\n");
    }
    out
}

/// What ten times the load does, in a sentence without its end.
pub fn tenfold_text(tenfold: &Tenfold) -> String {
    let busiest = tenfold.busiest.as_ref().map_or_else(
        || "no part is at its limit".to_owned(),
        |(name, kind)| format!("{name} ({kind}) is {} % busy", round(tenfold.utilization * 100.0)),
    );
    let missed = if tenfold.missed.is_empty() {
        "every objective holds".to_owned()
    } else {
        format!("missed: {}", tenfold.missed.join(", "))
    };
    format!("{busiest}; {missed}")
}

/// The candidate's answer and the model's, side by side.
fn beside(report: &Report, problem: Option<&Problem>) -> String {
    let Some(problem) = problem else { return String::new() };
    let mut out =
        "\n## Beside the model answer\n\n| decision | yours | the file's | because |\n|---|---|---|---|\n"
            .to_owned();
    for decision in &problem.decisions {
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
    if let Some(wrapup) = &problem.wrapup {
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
fn round(points: f64) -> String {
    if points.abs() < 10.0 { format!("{points:.1}") } else { format!("{points:.0}") }
}
