use super::context::Context;
use crate::calc::syntax::{Expr, ExprKind, Operator};
use crate::calc::{Dialect, Dimension, parse};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Text;
use crate::problem::model::Measured;
use crate::problem::row::{World, dimension_of, observable};

type Typed = (Measured, Dimension);

/// Arithmetic over what is measured, with its dimension.
pub(super) fn measured(cx: &mut Context<'_>, world: &World, text: &Text, tree: &Expr) -> Option<Typed> {
    if is_constant(world, tree) {
        let part = text.part(tree.span.start, tree.span.end);
        let amount = cx.quantity(&part)?;
        return Some((Measured::Constant(amount.value.to_f64()), amount.dimension));
    }
    let span = text.place(tree.span);
    match &tree.kind {
        ExprKind::Name(path) => name(cx, world, path, span),
        ExprKind::Call(call) if call.function == "most" => most(cx, world, text, &call.arguments, span),
        ExprKind::Call(call)
            if matches!(call.function.as_str(), "min" | "max") && call.arguments.len() == 2 =>
        {
            let ((a, left), (b, right)) = (
                measured(cx, world, text, &call.arguments[0])?,
                measured(cx, world, text, &call.arguments[1])?,
            );
            same(cx, left, right, span)?;
            let (a, b) = (Box::new(a), Box::new(b));
            Some((if call.function == "min" { Measured::Min(a, b) } else { Measured::Max(a, b) }, left))
        }
        ExprKind::Binary(operator, a, b) => {
            let ((a, left), (b, right)) = (measured(cx, world, text, a)?, measured(cx, world, text, b)?);
            let (a, b) = (Box::new(a), Box::new(b));
            Some(match operator {
                Operator::Multiply => (Measured::Multiply(a, b), left + right),
                Operator::Divide => (Measured::Divide(a, b), left - right),
                Operator::Add => {
                    same(cx, left, right, span)?;
                    (Measured::Add(a, b), left)
                }
                Operator::Subtract => {
                    same(cx, left, right, span)?;
                    (Measured::Subtract(a, b), left)
                }
                Operator::And | Operator::Or => return refuse(cx, span),
            })
        }
        _ => refuse(cx, span),
    }
}

fn refuse<T>(cx: &mut Context<'_>, span: Span) -> Option<T> {
    cx.say(
        Diagnostic::error("rule", span, "an objective compares two figures")
            .help("figures are what is measured, numbers, + - * /, min, max and most(note, window); conditions on rows are invariants"),
    );
    None
}

fn same(cx: &mut Context<'_>, left: Dimension, right: Dimension, span: Span) -> Option<()> {
    if left == right {
        return Some(());
    }
    let error = Diagnostic::error("dimension", span, format!("{} with {}", left.words(), right.words()))
        .help("both must be the same");
    cx.say(error);
    None
}

fn name(cx: &mut Context<'_>, world: &World, path: &[String], span: Span) -> Option<Typed> {
    if let ([name], Some(term)) = (path, path.first().and_then(|name| world.terms.get(name)).cloned()) {
        world.used_terms.borrow_mut().push(name.clone());
        return match parse(&term.text, Dialect::Quantity) {
            Ok(parsed) => measured(cx, world, &term, &parsed.expr),
            Err(error) => {
                let error = term.locate(error);
                cx.say(error);
                None
            }
        };
    }
    match observable(world, path) {
        Ok(observable) => Some((Measured::Of(observable), dimension_of(world, observable))),
        Err((message, help)) => {
            cx.say(Diagnostic::error("unknown-observable", span, message).help(help));
            None
        }
    }
}

fn most(cx: &mut Context<'_>, world: &World, text: &Text, arguments: &[Expr], span: Span) -> Option<Typed> {
    let [note, window] = arguments else {
        let error = Diagnostic::error("arguments", span, "`most` takes a note and a window")
            .help("write most(admitted, 2s)");
        cx.say(error);
        return None;
    };
    let found = match &note.kind {
        ExprKind::Name(path) if path.len() == 1 => world.note(&path[0]).ok_or(path[0].clone()),
        _ => Err(text.part(note.span.start, note.span.end).text),
    };
    let window = cx.positive_time(&text.part(window.span.start, window.span.end));
    match found {
        Ok(note) => Some((Measured::Most(note, window?), Dimension::NONE)),
        Err(name) => {
            let names = world.notes.iter().map(|(name, _)| name.as_str());
            cx.say(super::names::unknown(text.place(note.span), "note", &name, names));
            None
        }
    }
}

/// Whether nothing measured is in it.
fn is_constant(world: &World, tree: &Expr) -> bool {
    let mut constant = true;
    tree.walk(&mut |part| match &part.kind {
        ExprKind::Name(path) => {
            constant &= path.len() == 1 && path[0] != "x" && world.inputs.contains_key(&path[0])
                || path.len() == 1 && path[0] == "scale";
        }
        ExprKind::Call(call) => constant &= call.function != "most",
        _ => {}
    });
    constant
}
