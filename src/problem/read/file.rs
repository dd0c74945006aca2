use std::cell::RefCell;

use super::content;
use super::context::Context;
use super::decision::{self, decision};
use super::design::{Built, design, file_fields, silent};
use super::flow::Typings;
use super::memory::Memory;
use super::names::in_order;
use super::scenario;
use super::taken;
use crate::diag::{Diagnostic, Label, Span};
use crate::problem::check::{self, Assigned};
use crate::problem::document::{Entry, Node, Table, parse};
use crate::problem::model::{Lesson, Problem, Scenario};
use crate::problem::patch::Strictness;

/// The version of the format that this program reads.
const SCHEMA: i64 = 1;
/// A design that is to teach has so many wrong options that run.
const LESSONS: usize = 8;

/// A problem file whose syntax is right.
pub struct File {
    pub(super) text: String,
    pub(super) table: Table,
    pub(super) memory: Memory,
    /// Flows that were typed.
    pub(super) typings: RefCell<Typings>,
    /// Flows whose values were checked to be set.
    pub(super) assigned: Assigned,
}

/// What a file says, and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The problem; its design is missing where it could not be typed.
    pub problem: Problem,
    /// Errors, warnings and notes, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl File {
    /// Reads the syntax of a file.
    ///
    /// # Errors
    /// Every syntax error.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (table, errors) = parse(text);
        if errors.is_empty() {
            Ok(Self {
                text: text.to_owned(),
                table,
                memory: Memory::default(),
                typings: RefCell::default(),
                assigned: Assigned::default(),
            })
        } else {
            Err(errors)
        }
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file has a design.
    pub fn has_design(&self) -> bool {
        ["components", "flows"]
            .iter()
            .any(|section| self.table.table(section).is_some_and(|table| !table.entries.is_empty()))
    }

    /// Reads everything: the content, the design in its default scenario, every other scenario and every
    /// option.
    pub fn read(&self) -> Reading {
        let mut cx = Context::new(&self.memory);
        let mut problem = self.content(&mut cx);
        if self.has_design() {
            let built = self.reference(&mut cx);
            if let Some(built) = built {
                if built.complete {
                    check::reference(
                        &built.design,
                        &problem,
                        &self.table,
                        &built.used_terms,
                        &self.assigned,
                        &mut cx.diagnostics,
                    );
                }
                problem.scenarios.push(built.design.scenario.clone());
                problem.promises.clone_from(&built.promises);
                let reference = built.complete && !cx.diagnostics.iter().any(Diagnostic::is_error);
                self.other_scenarios(&mut cx, &mut problem);
                self.options(&mut cx, &problem, reference);
                check::decisions(&problem, &built.design, &self.table, &mut cx.diagnostics);
                check::cost(&problem.scenarios, &mut cx.diagnostics);
                problem.design = (built.complete).then_some(built.design);
            }
        } else {
            self.not_running(&mut cx, &mut problem);
        }
        let mut diagnostics = tidy(cx.diagnostics, &self.text, &cx.flawed);
        if diagnostics.iter().any(Diagnostic::is_error) {
            problem.design = None;
        } else if self.has_design() && problem.design.is_none() {
            diagnostics.push(silent(None));
        }
        Reading { problem, diagnostics }
    }

    /// What to say of a design that is right and teaches little: few of its options are wrong and run.
    pub fn few_lessons(&self, problem: &Problem) -> Option<Diagnostic> {
        problem.design.as_ref()?;
        let options = problem.decisions.iter().flat_map(|decision| &decision.options);
        let run = options.filter(|o| o.patches && matches!(o.lesson, Lesson::Wrong { .. })).count();
        let entry = self.table.entry("decisions").or_else(|| self.table.entry("flows"))?;
        let run = match run {
            LESSONS.. => return None,
            0 => "no wrong option runs".to_owned(),
            1 => "one wrong option runs".to_owned(),
            _ => format!("{run} wrong options run"),
        };
        let help =
            format!("each is a lesson: a whole problem has at least {LESSONS} that `napkin prove` runs");
        Some(Diagnostic::note("few-lessons", entry.span, run).help(help))
    }

    /// The brief and everything that people read.
    fn content(&self, cx: &mut Context<'_>) -> Problem {
        let fields = file_fields(cx, &self.table);
        if let Some(entry) = fields.entry("schema") {
            if fields.whole("schema") != Some(SCHEMA) {
                let error = Diagnostic::error(
                    "schema",
                    entry.node.span,
                    format!("this program reads schema {SCHEMA}"),
                )
                .help(format!("write schema = {SCHEMA}, or use a newer program"));
                cx.say(error);
            }
        }
        check::id(
            &fields.text("id"),
            fields.get("id").map_or(Span::default(), |node| node.span),
            &mut cx.diagnostics,
        );
        self.sheet(cx);
        let runs = self.has_design();
        let names = decision::Names::of(&self.table, runs);
        let decisions = fields.named(cx, "decisions");
        Problem {
            id: fields.text("id"),
            title: fields.text("title"),
            level: fields.choice("level"),
            minutes: content::minutes(cx, &fields),
            themes: fields.words("themes"),
            statement: fields.text("statement"),
            out_of_scope: fields.words("out_of_scope"),
            requirements: fields.words("requirements"),
            answers: content::answers(cx, &fields),
            inputs: self.inputs(),
            estimates: content::estimates(cx, &fields),
            entities: content::entities(cx, &fields),
            endpoints: content::endpoints(cx, &fields),
            assumptions: fields.words("assumptions"),
            operations: content::operations(cx, &fields),
            pushback: content::pushback(cx, &fields),
            failures: content::failures(cx, &fields),
            changes: content::changes(cx, &fields),
            rubric: content::rubric(cx, &fields),
            scaling: content::scaling(cx, &fields),
            wrapup: content::wrapup(cx, &fields),
            gaps: content::gaps(cx, &fields),
            sources: content::sources(cx, &fields),
            promises: Vec::new(),
            decisions: decisions
                .into_iter()
                .map(|(entry, table)| decision(cx, &names, entry, table))
                .collect(),
            design: None,
            scenarios: Vec::new(),
        }
    }

    /// The inputs as they are written.
    fn inputs(&self) -> Vec<(String, String)> {
        let entries = self.table.table("inputs").map(|table| &table.entries[..]).unwrap_or_default();
        entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.node.expression()?.text))).collect()
    }

    /// The inputs in both arithmetics, for estimates. What is wrong with them is said with the design,
    /// where there is one.
    fn sheet(&self, cx: &mut Context<'_>) {
        let mut errors = Vec::new();
        let scenarios = self.table.table("scenarios");
        let scale = scenarios.and_then(|table| table.entries.first()).and_then(scenario::scale);
        let scale = scale.map_or_else(|| "1".to_owned(), |text| text.text);
        let _ = cx.sheet.define("scale", &scale);
        let all = self.table.table("inputs").map(|table| &table.entries[..]).unwrap_or_default();
        for (at, entry) in all.iter().enumerate() {
            let Some(text) = entry.node.expression() else { continue };
            if let Err(error) = cx.sheet.define(&entry.key, &text.text) {
                errors.push(text.locate(in_order(error, &text.text, &entry.key, &all[at + 1..])));
                cx.flawed.push(entry.key.clone());
            }
        }
        if !self.has_design() {
            cx.diagnostics.extend(errors);
        }
    }

    fn reference(&self, cx: &mut Context<'_>) -> Option<Built> {
        let first = self.scenario_names().first().cloned();
        let mut table = self.table.clone();
        self.apply_scenario(cx, &mut table, first.as_deref(), Strictness::Strict);
        // With a sheet of its own: estimates, and inputs before their line, have no value in a design.
        let mut fresh = Context::new(&self.memory);
        let built = design(&mut fresh, &self.typings, &table, None, false);
        cx.diagnostics.append(&mut fresh.diagnostics);
        cx.flawed.append(&mut fresh.flawed);
        built.map(|mut built| {
            if !built.design.components.is_empty() {
                check::events(&mut built.design);
            }
            built
        })
    }

    /// The scenarios by name, in order.
    pub(super) fn scenario_names(&self) -> Vec<String> {
        let scenarios = self.table.table("scenarios");
        scenarios
            .map(|table| table.entries.iter().map(|entry| entry.key.clone()).collect())
            .unwrap_or_default()
    }

    /// Every scenario but the first: its patches on the reference, and what they lead to.
    fn other_scenarios(&self, cx: &mut Context<'_>, problem: &mut Problem) {
        for name in self.scenario_names().iter().skip(1) {
            let mut table = self.table.clone();
            self.apply_scenario(cx, &mut table, Some(name), Strictness::Strict);
            let span = self
                .table
                .table("scenarios")
                .and_then(|table| table.entry(name))
                .map_or(Span::default(), |entry| entry.span);
            let of = Label { span, text: "in this scenario".into() };
            let built = self.another(cx, &table, Some(name), &of, false);
            problem.scenarios.extend(built.map(|built| built.design.scenario));
        }
    }

    /// Reads a patched file; only what is new is said.
    fn another(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        scenario: Option<&str>,
        of: &Label,
        patched: bool,
    ) -> Option<Built> {
        let mut fresh = Context::new(&self.memory);
        let mut built = design(&mut fresh, &self.typings, table, scenario, patched);
        if let Some(built) = built.as_mut().filter(|built| built.complete) {
            check::events(&mut built.design);
            check::variant(&built.design, &self.assigned, &mut fresh.diagnostics);
            check::late(&built.design, &mut fresh.diagnostics);
            check::idle(&built.design, &self.table, table, &mut fresh.diagnostics);
        }
        // Warnings of a variant are mostly those of the reference seen from another side.
        for error in fresh.diagnostics.into_iter().filter(Diagnostic::is_error) {
            let (first, last) =
                (error.span().start.min(of.span.start), error.span().start.max(of.span.start));
            // On the same line it is plain where it belongs.
            let elsewhere = self.text.get(first..last).is_none_or(|between| between.contains('\n'));
            let error = taken::explained(error, &self.text, &self.table, table);
            cx.say(if elsewhere { error.label(of.span, of.text.clone()) } else { error });
        }
        built
    }

    /// Every option that changes the design, in the scenario that shows it.
    fn options(&self, cx: &mut Context<'_>, problem: &Problem, reference: bool) {
        for decision in &problem.decisions {
            for choice in decision.options.iter().filter(|choice| choice.patches) {
                let mut table = self.table.clone();
                let before = cx.diagnostics.len();
                self.apply_given(cx, &mut table, &choice.given);
                self.apply_option(cx, &mut table, &decision.id, &choice.id, Strictness::Strict);
                if !reference || cx.diagnostics.len() > before {
                    continue;
                }
                let first = problem.scenarios.first().map(|scenario| scenario.id.as_str());
                let scenario = choice.shown_in.as_deref().or(first);
                let known: Vec<&Scenario> =
                    problem.scenarios.iter().filter(|known| Some(known.id.as_str()) == scenario).collect();
                if known.is_empty() {
                    continue;
                }
                self.apply_scenario(cx, &mut table, scenario, Strictness::Lenient);
                let of = Label { span: choice.span, text: "with this option".into() };
                self.another(cx, &table, scenario, &of, true);
            }
        }
    }

    /// A file without a design: rules have their sentences alone, and that is said once.
    fn not_running(&self, cx: &mut Context<'_>, problem: &mut Problem) {
        for section in ["objectives", "invariants"] {
            for entry in self.table.table(section).map(|table| &table.entries[..]).unwrap_or_default() {
                let says = entry.node.table().and_then(|table| table.get("says")).and_then(Node::string);
                let says = says.or(entry.node.string()).unwrap_or_default().to_owned();
                let promise = crate::problem::model::Promise {
                    id: entry.key.clone(),
                    invariant: section == "invariants",
                    says,
                    runs: false,
                };
                problem.promises.push(promise);
            }
        }
        let entry: Option<&Entry> = ["objectives", "invariants", "faults", "decisions"]
            .iter()
            .find_map(|word| self.table.entry(word));
        if let Some(entry) = entry {
            let note = Diagnostic::note(
                "no-design",
                entry.span,
                "the design does not run yet: rules, faults and options are read as sentences, without their expressions",
            )
            .help("add [components], [flows] and [scenarios], and they are run");
            cx.say(note);
        }
    }
}

/// In the order of the file, each thing once, and nothing that only follows from a flawed input.
pub(super) fn tidy(mut diagnostics: Vec<Diagnostic>, text: &str, flawed: &[String]) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| {
        let of = diagnostic.span().of(text);
        diagnostic.code != "unknown-name" || flawed.iter().all(|name| of != name)
    });
    let key = |diagnostic: &Diagnostic| {
        (
            diagnostic.span(),
            diagnostic.severity,
            diagnostic.code,
            diagnostic.message.clone(),
            diagnostic.labels.len(),
        )
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup_by(|a, b| a.span() == b.span() && a.code == b.code && a.message == b.message);
    diagnostics
}
