use std::collections::BTreeMap;
use std::fmt;

use super::interface::{Give, Interface, Message, Receiver};
use super::scope::{Record, Scope};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Node, Text};
use crate::problem::model::{ComponentId, Expr, ExprKind, FaultId, NoteId, TableId, Type};
use crate::problem::read::context::Context;
use crate::problem::row::{Bare, Lower, Place, RowScope, Unknown, World};

/// Expressions of steps that faults change: by flow, step and attribute.
pub(in crate::problem::read) type Overrides = BTreeMap<(String, String, String), Vec<(FaultId, Text)>>;

/// What an expression must give.
#[derive(Clone, Copy, Debug)]
pub(super) enum Want {
    /// Anything that a value can hold.
    Any,
    /// This type.
    Type(Type),
    /// A time, which may be drawn as `5ms p99 25ms`.
    Time,
}

/// Where an expression stands: what its draws are named after.
struct Spot<'a> {
    flow: &'a str,
    step: &'a str,
    attribute: &'a str,
    /// The fault that brings it.
    fault: Option<FaultId>,
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.flow, self.step, self.attribute)?;
        self.fault.map_or(Ok(()), |fault| write!(f, "/{}", fault.0))
    }
}

/// One flow while it is being typed.
pub(super) struct Body<'a, 'c> {
    pub cx: &'a mut Context<'c>,
    pub world: &'a World,
    /// What is known of every flow.
    pub interfaces: &'a [Interface],
    /// What is known of every topic's messages.
    pub messages: &'a [Message],
    /// Which topics have a key, and which.
    pub keys: &'a [Option<(String, Span)>],
    pub overrides: &'a Overrides,
    /// Notes of all flows.
    pub notes: &'a mut Vec<(String, Option<Type>)>,
    pub scope: Scope<'a>,
    /// The flow's name.
    pub flow: String,
    /// What it gives to others.
    pub gives: Vec<Give>,
    /// What it has tried to give, and could not type.
    pub tried: Vec<(Receiver, String)>,
    /// Whom it calls, and where it sends.
    pub reaches: Vec<Receiver>,
    /// What it sends back.
    pub replies: Vec<(String, Type)>,
    /// Steps by their ids.
    pub ids: BTreeMap<String, Span>,
    /// How often each label occurred: the names of steps without an id.
    pub labels: BTreeMap<String, u32>,
    /// What `as` names, in the order of the steps: the bindings are filled when all uses are known.
    pub records: Vec<(String, Record, Span)>,
    /// Blocks around the step.
    pub blocks: Vec<ComponentId>,
    /// The step that is being typed, for overrides and the names of draws.
    pub step: (Option<String>, String),
    /// Faults whose expressions were met.
    pub touched: Vec<(String, String, String)>,
    /// Something could not be typed: the flow is not usable yet.
    pub incomplete: bool,
    /// Steps so far.
    pub steps: usize,
}

impl Body<'_, '_> {
    /// Types an expression; `attribute` is its path in the step.
    pub fn expr(&mut self, text: &Text, attribute: &str, rows: &RowScope, want: Want) -> Option<Expr> {
        let base = self.lower(text, rows, want, attribute, None)?;
        let id = if self.overrides.is_empty() { None } else { self.step.0.clone() };
        let Some(id) = id else { return Some(base) };
        let path = (self.flow.clone(), id, attribute.to_owned());
        let Some(overrides) = self.overrides.get(&path) else { return Some(base) };
        self.overridden(base, overrides, rows, path)
    }

    fn overridden(
        &mut self,
        base: Expr,
        overrides: &[(FaultId, Text)],
        rows: &RowScope,
        path: (String, String, String),
    ) -> Option<Expr> {
        let mut expr = base;
        let attribute = path.2.clone();
        self.touched.push(path);
        for (fault, text) in overrides {
            let ty = expr.ty;
            let want = if ty == Type::Time { Want::Time } else { Want::Type(ty) };
            let other = self.lower(text, rows, want, &attribute, Some(*fault))?;
            let active = Expr { kind: ExprKind::FaultActive(*fault), ty: Type::Bool, span: text.span };
            let span = expr.span;
            expr = Expr { kind: ExprKind::If(Box::new(active), Box::new(other), Box::new(expr)), ty, span };
        }
        Some(expr)
    }

    /// An attribute that is not there, but that a fault brings: true unless the fault acts.
    pub fn missing(&mut self, attribute: &str, rows: &RowScope) -> Option<Expr> {
        let path = (self.flow.clone(), self.step.0.clone()?, attribute.to_owned());
        let overrides = self.overrides.get(&path)?;
        let base = Expr { kind: ExprKind::Constant(1), ty: Type::Bool, span: Span::default() };
        self.overridden(base, overrides, rows, path)
    }

    fn lower(
        &mut self,
        text: &Text,
        rows: &RowScope,
        want: Want,
        attribute: &str,
        fault: Option<FaultId>,
    ) -> Option<Expr> {
        let spot = Spot { flow: &self.flow, step: &self.step.1, attribute, fault };
        let diagnostics = &mut self.cx.diagnostics;
        let rows = rows.clone();
        let mut lower = Lower::new(self.world, self.cx.cache, &mut self.scope, rows, diagnostics, &spot);
        let typed = match want {
            Want::Any => lower.any(text),
            Want::Type(ty) => lower.typed(text, ty),
            Want::Time => lower.time(text),
        };
        self.keep(typed)
    }

    /// Remembers that something is missing.
    pub fn keep<T>(&mut self, typed: Result<T, Unknown>) -> Option<T> {
        self.incomplete |= typed.is_err();
        typed.ok()
    }

    /// The node of an expression as text; what cannot be one has been said.
    pub fn text(&mut self, node: &Node) -> Option<Text> {
        let text = node.expression();
        if text.is_none() {
            let error = Diagnostic::error(
                "wrong-shape",
                node.span,
                format!("an expression belongs here, and this is {}", node.words()),
            )
            .help("write it as a text: \"reserved + 1\"");
            self.cx.say(error);
        }
        text
    }

    /// An expression in a node.
    pub fn node(&mut self, node: &Node, attribute: &str, rows: &RowScope, want: Want) -> Option<Expr> {
        let text = self.text(node)?;
        self.expr(&text, attribute, rows, want)
    }

    /// The note with this name.
    pub fn note(&mut self, name: &str, ty: Option<Type>, span: Span) -> NoteId {
        let at = self.notes.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.notes.push((name.to_owned(), ty));
            self.notes.len() - 1
        });
        if self.notes[at].1 != ty {
            let error = Diagnostic::error(
                "note",
                span,
                format!("`{name}` is noted with another kind of value elsewhere"),
            )
            .help("give one of the two another name");
            self.cx.say(error);
        }
        NoteId(u32::try_from(at).unwrap_or(u32::MAX))
    }
}

/// Values of the request and nothing else.
pub(super) fn values() -> RowScope {
    RowScope::default()
}

/// Values of the request and the truth about tables, for notes.
pub(super) fn truth() -> RowScope {
    RowScope { place: Place::Note, ..RowScope::default() }
}

/// A row of a table and values of the request.
pub(super) fn row(table: TableId) -> RowScope {
    RowScope { this: Some((table, Bare::Row)), ..RowScope::default() }
}
