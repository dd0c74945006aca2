use super::content;
use super::context::Context;
use super::decision::{self, decision};
use super::design::{Built, design, file_fields};
use super::scenario;
use crate::diag::{Diagnostic, Label, Span, nearest};
use crate::problem::check;
use crate::problem::document::{Entry, Node, Table, Text, Value, parse, parse_value};
use crate::problem::model::{Design, Problem, Scenario};
use crate::problem::patch::{Change, Path, Strictness, apply, flatten};
use crate::problem::row::Cache;

/// The version of the format that this program reads.
const SCHEMA: i64 = 1;

/// A problem file whose syntax is right.
pub struct File {
    text: String,
    table: Table,
    cache: Cache,
}

/// What a file says, and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The problem; its design is missing where it could not be typed.
    pub problem: Problem,
    /// Errors, warnings and notes, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// A variant of a design: the reference with options, a scenario and further changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// The scenario; `None`: the first.
    pub scenario: Option<String>,
    /// Options: decision and option.
    pub choices: Vec<(String, String)>,
    /// Paths and their new values, as typed behind `--set`.
    pub set: Vec<(String, String)>,
    /// Faults that act beside those of the scenario.
    pub faults: Vec<String>,
}

/// Why a variant cannot be made.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What the diagnostics speak about: the file, and behind it what was typed.
    pub text: String,
    /// What is wrong.
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
            Ok(Self { text: text.to_owned(), table, cache: Cache::default() })
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
        let mut cx = Context::new(&self.cache);
        let mut problem = self.content(&mut cx);
        if self.has_design() {
            let built = self.reference(&mut cx);
            if let Some(built) = built {
                if built.complete {
                    check::reference(&built.design, &self.table, &built.used_terms, &mut cx.diagnostics);
                }
                problem.scenarios.push(built.design.scenario.clone());
                problem.promises.clone_from(&built.promises);
                let reference = built.complete && !cx.diagnostics.iter().any(Diagnostic::is_error);
                self.other_scenarios(&mut cx, &mut problem);
                self.options(&mut cx, &problem, reference);
                check::decisions(&problem, &built.design, &mut cx.diagnostics);
                check::cost(&problem.scenarios, &mut cx.diagnostics);
                problem.design = (built.complete).then_some(built.design);
            }
        } else {
            self.not_running(&mut cx, &mut problem);
        }
        let diagnostics = tidy(cx.diagnostics);
        if diagnostics.iter().any(Diagnostic::is_error) {
            problem.design = None;
        }
        Reading { problem, diagnostics }
    }

    /// The design of a variant, checked.
    ///
    /// # Errors
    /// Everything that is wrong with the variant, and the text that it speaks about.
    pub fn design(&self, variant: &Variant) -> Result<Design, Refused> {
        let (text, patches, errors) = self.typed(variant);
        let mut cx = Context::new(&self.cache);
        cx.diagnostics = errors;
        let table = self.patched(&mut cx, variant, &patches);
        if let Some(table) = table.filter(|_| cx.diagnostics.is_empty()) {
            let patched = !variant.choices.is_empty() || !variant.set.is_empty();
            let built = design(&mut cx, &table, variant.scenario.as_deref(), patched);
            if let Some(Built { mut design, complete: true, .. }) = built {
                check::events(&mut design);
                check::variant(&design, &mut cx.diagnostics);
                self.more_faults(&mut cx, variant, &mut design);
                if !cx.diagnostics.iter().any(Diagnostic::is_error) {
                    return Ok(design);
                }
            }
        }
        Err(Refused { text, diagnostics: tidy(cx.diagnostics) })
    }

    fn more_faults(&self, cx: &mut Context<'_>, variant: &Variant, design: &mut Design) {
        for name in &variant.faults {
            match design.faults.iter().position(|fault| fault.id == *name) {
                Some(at) => {
                    let id = crate::problem::model::FaultId(u32::try_from(at).unwrap_or(u32::MAX));
                    if !design.scenario.faults.contains(&id) {
                        design.scenario.faults.push(id);
                    }
                }
                None => {
                    let names = design.faults.iter().map(|fault| fault.id.as_str());
                    let end = Span::new(self.text.len(), self.text.len());
                    cx.say(super::names::unknown(end, "fault", name, names));
                }
            }
        }
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
            minutes: fields.whole("minutes").and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(60),
            themes: fields.words("themes"),
            statement: fields.text("statement"),
            out_of_scope: fields.words("out_of_scope"),
            requirements: fields.words("requirements"),
            answers: content::answers(cx, &fields),
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

    /// The inputs in both arithmetics, for estimates. What is wrong with them is said with the design,
    /// where there is one.
    fn sheet(&self, cx: &mut Context<'_>) {
        let mut errors = Vec::new();
        let scenarios = self.table.table("scenarios");
        let scale = scenarios.and_then(|table| table.entries.first()).and_then(scenario::scale);
        let scale = scale.map_or_else(|| "1".to_owned(), |text| text.text);
        let _ = cx.sheet.define("scale", &scale);
        for entry in self.table.table("inputs").map(|table| &table.entries[..]).unwrap_or_default() {
            let Some(text) = entry.node.expression() else { continue };
            if let Err(error) = cx.sheet.define(&entry.key, &text.text) {
                errors.push(text.locate(error));
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
        let mut fresh = Context::new(&self.cache);
        std::mem::swap(&mut fresh.sheet, &mut cx.sheet);
        let built = design(&mut fresh, &table, None, false);
        std::mem::swap(&mut fresh.sheet, &mut cx.sheet);
        cx.diagnostics.append(&mut fresh.diagnostics);
        built.map(|mut built| {
            check::events(&mut built.design);
            built
        })
    }

    fn scenario_names(&self) -> Vec<String> {
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
        let mut fresh = Context::new(&self.cache);
        let mut built = design(&mut fresh, table, scenario, patched);
        if let Some(built) = built.as_mut().filter(|built| built.complete) {
            check::events(&mut built.design);
            check::variant(&built.design, &mut fresh.diagnostics);
        }
        // Warnings of a variant are mostly those of the reference seen from another side.
        for error in fresh.diagnostics.into_iter().filter(Diagnostic::is_error) {
            cx.say(error.label(of.span, of.text.clone()));
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

    fn apply_given(&self, cx: &mut Context<'_>, table: &mut Table, given: &[(String, String)]) {
        for (decision, option) in given {
            self.apply_option(cx, table, decision, option, Strictness::Lenient);
        }
    }

    /// Applies the patches of an option.
    fn apply_option(
        &self,
        cx: &mut Context<'_>,
        table: &mut Table,
        decision: &str,
        option: &str,
        strictness: Strictness,
    ) {
        let found = self
            .table
            .table("decisions")
            .and_then(|table| table.table(decision)?.table("options")?.table(option));
        let Some(found) = found else { return };
        for (word, change) in
            [("add", Change::Add), ("set", Change::Set), ("before", Change::Before), ("after", Change::After)]
        {
            if let Some(patch) = found.table(word) {
                self.apply_all(cx, table, patch, change, strictness);
            }
        }
    }

    fn apply_all(
        &self,
        cx: &mut Context<'_>,
        table: &mut Table,
        patch: &Table,
        change: Change,
        strictness: Strictness,
    ) {
        let mut errors = Vec::new();
        for (path, node) in flatten(patch, &mut errors) {
            if let Err(error) = apply(table, &path, change, node, strictness) {
                errors.push(error);
            }
        }
        cx.diagnostics.extend(errors);
    }

    fn apply_scenario(
        &self,
        cx: &mut Context<'_>,
        table: &mut Table,
        name: Option<&str>,
        strictness: Strictness,
    ) {
        let scenarios = table.table("scenarios").cloned().unwrap_or_default();
        let Some(name) = name else { return };
        // What is wrong with `like` is said when the scenario is read.
        let mut quiet = Context::new(&self.cache);
        let Some(entry) = scenario::words(&scenarios, name, &mut quiet) else { return };
        if let Some(patch) = entry.node.table().and_then(|table| table.table("set")) {
            self.apply_all(cx, table, patch, Change::Set, strictness);
        }
    }

    /// What was typed behind `--set`, as a text behind the file, so that errors can point at it.
    fn typed(&self, variant: &Variant) -> (String, Vec<(Path, Node)>, Vec<Diagnostic>) {
        let mut text = self.text.clone();
        let (mut patches, mut errors) = (Vec::new(), Vec::new());
        for (path, value) in &variant.set {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            let start = text.len();
            text.push_str(path);
            text.push_str(" = ");
            let at = text.len();
            text.push_str(value);
            let span = Span::new(at, text.len());
            let path_span = Span::new(start, start + path.len());
            let node = typed_value(value, span);
            let mut key = Table::default();
            key.put(path, path_span, node);
            // One key is one path, whatever its value is.
            if let Some(entry) = key.entries.first_mut() {
                if let Some(table) = entry.node.table_mut() {
                    table.inline = true;
                }
            }
            patches.extend(flatten(&key, &mut errors).into_iter().map(|(path, node)| (path, node.clone())));
        }
        (text, patches, errors)
    }

    fn patched(&self, cx: &mut Context<'_>, variant: &Variant, patches: &[(Path, Node)]) -> Option<Table> {
        let mut table = self.table.clone();
        self.known_choices(cx, variant)?;
        let runs =
            |path: &Path| path.parts.first().is_some_and(|first| first == "scenarios" || first == "faults");
        for (path, node) in patches.iter().filter(|(path, _)| runs(path)) {
            if let Err(error) = apply(&mut table, path, Change::Set, node, Strictness::Strict) {
                cx.say(error);
            }
        }
        let given = self.given(&variant.choices);
        self.apply_given(cx, &mut table, &given);
        let strictness = if variant.choices.is_empty() { Strictness::Strict } else { Strictness::Lenient };
        let names = self.scenario_names();
        let scenario = match &variant.scenario {
            Some(name) if !names.contains(name) => {
                let end = Span::new(self.text.len(), self.text.len());
                cx.say(super::names::unknown(end, "scenario", name, names.iter().map(String::as_str)));
                return None;
            }
            Some(name) => Some(name.as_str()),
            None => names.first().map(String::as_str),
        };
        self.apply_scenario(cx, &mut table, scenario, strictness);
        for (path, node) in patches.iter().filter(|(path, _)| !runs(path)) {
            if let Err(error) = apply(&mut table, path, Change::Set, node, Strictness::Strict) {
                cx.say(error);
            }
        }
        Some(table)
    }

    /// Options with those that they need, each once.
    fn given(&self, choices: &[(String, String)]) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        for (decision, option) in choices {
            let found = self
                .table
                .table("decisions")
                .and_then(|table| table.table(decision)?.table("options")?.table(option));
            let given = found.and_then(|found| found.table("given"));
            for entry in given.map(|given| &given.entries[..]).unwrap_or_default() {
                let pair = (entry.key.clone(), entry.node.string().unwrap_or_default().to_owned());
                if !all.contains(&pair) && !choices.iter().any(|(decision, _)| *decision == pair.0) {
                    all.push(pair);
                }
            }
            let pair = (decision.clone(), option.clone());
            if !all.contains(&pair) {
                all.push(pair);
            }
        }
        all
    }

    fn known_choices(&self, cx: &mut Context<'_>, variant: &Variant) -> Option<()> {
        let names = decision::Names::of(&self.table, true);
        let end = Span::new(self.text.len(), self.text.len());
        for (decision, option) in &variant.choices {
            let Some((_, options)) = names.decisions.iter().find(|(name, _)| name == decision) else {
                cx.say(super::names::unknown(
                    end,
                    "decision",
                    decision,
                    names.decisions.iter().map(|(name, _)| *name),
                ));
                return None;
            };
            if !options.contains(&option.as_str()) {
                let near = nearest(option, options.iter().copied());
                let help = near.map_or_else(
                    || format!("there are {}", options.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                cx.say(
                    Diagnostic::error(
                        "unknown-name",
                        end,
                        format!("decision `{decision}` has no option `{option}`"),
                    )
                    .help(help),
                );
                return None;
            }
        }
        Some(())
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
                "the design does not run yet: rules, faults and options are read as sentences",
            )
            .help("add [components], [flows] and [scenarios], and they are run");
            cx.say(note);
        }
    }
}

/// A value as typed: TOML where it is, else a text.
fn typed_value(value: &str, span: Span) -> Node {
    let toml = parse_value(value).filter(|node| node.span.end == "v = ".len() + value.trim_end().len());
    match toml {
        Some(node) => shifted(node, span.start - "v = ".len()),
        None => Node { value: Value::String(Text::whole(value.to_owned(), span)), span },
    }
}

/// The same value at another place.
fn shifted(mut node: Node, by: usize) -> Node {
    node.span = node.span.shifted(by);
    if let Value::String(text) = &mut node.value {
        *text = Text::whole(text.text.clone(), node.span);
    }
    for item in node.array_mut().into_iter().flatten() {
        *item = shifted(item.clone(), by);
    }
    for entry in node.table_mut().into_iter().flat_map(|table| &mut table.entries) {
        entry.span = entry.span.shifted(by);
        entry.node = shifted(entry.node.clone(), by);
    }
    node
}

/// In the order of the file, each thing once.
fn tidy(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
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
