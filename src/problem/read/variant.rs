use super::context::Context;
use super::decision;
use super::design::{Built, design, silent};
use super::file::{File, tidy};
use super::scenario;
use crate::diag::{Diagnostic, Span, nearest, there_are};
use crate::problem::check;
use crate::problem::document::{Node, Table, Text, Value, parse_value};
use crate::problem::model::{Design, FaultId};
use crate::problem::patch::{Change, Path, Strictness, apply, flatten};

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
    /// The design of a variant, checked.
    ///
    /// # Errors
    /// Everything that is wrong with the variant, and the text that it speaks about.
    pub fn design(&self, variant: &Variant) -> Result<Design, Refused> {
        let (text, patches, errors) = self.typed(variant);
        let mut cx = Context::new(&self.memory);
        cx.diagnostics = errors;
        let table = self.patched(&mut cx, variant, &patches);
        if let Some(table) = table.filter(|_| cx.diagnostics.is_empty()) {
            let patched = !variant.choices.is_empty() || !variant.set.is_empty();
            let built = design(&mut cx, &self.typings, &table, variant.scenario.as_deref(), patched);
            if let Some(Built { mut design, complete: true, .. }) = built {
                check::events(&mut design);
                check::variant(&design, &self.assigned, &mut cx.diagnostics);
                check::idle(&design, &self.table, &table, &mut cx.diagnostics);
                self.more_faults(&mut cx, variant, &mut design);
                if !cx.diagnostics.iter().any(Diagnostic::is_error) {
                    return Ok(design);
                }
            }
        }
        let mut diagnostics = tidy(cx.diagnostics, &text, &cx.flawed);
        if !diagnostics.iter().any(Diagnostic::is_error) {
            diagnostics.push(silent(None));
        }
        Err(Refused { text, diagnostics })
    }

    fn more_faults(&self, cx: &mut Context<'_>, variant: &Variant, design: &mut Design) {
        for name in &variant.faults {
            let Some(at) = design.faults.iter().position(|fault| fault.id == *name) else {
                let names = design.faults.iter().map(|fault| fault.id.as_str());
                let end = Span::new(self.text.len(), self.text.len());
                cx.say(super::names::unknown(end, "fault", name, names));
                continue;
            };
            let id = FaultId(u32::try_from(at).unwrap_or(u32::MAX));
            if !design.scenario.faults.contains(&id) {
                design.scenario.faults.push(id);
            }
        }
    }

    pub(super) fn apply_given(&self, cx: &mut Context<'_>, table: &mut Table, given: &[(String, String)]) {
        for (decision, option) in given {
            self.apply_option(cx, table, decision, option, Strictness::Lenient);
        }
    }

    /// Applies the patches of an option.
    pub(super) fn apply_option(
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

    pub(super) fn apply_scenario(
        &self,
        cx: &mut Context<'_>,
        table: &mut Table,
        name: Option<&str>,
        strictness: Strictness,
    ) {
        let scenarios = table.table("scenarios").cloned().unwrap_or_default();
        let Some(name) = name else { return };
        // What is wrong with `like` is said when the scenario is read.
        let mut quiet = Context::new(&self.memory);
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
        if let Some(error) = self.conflict(&given) {
            cx.say(error);
            return None;
        }
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
                let help = near.map_or_else(|| there_are(options), |near| format!("did you mean `{near}`?"));
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
