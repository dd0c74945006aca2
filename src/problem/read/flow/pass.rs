use super::body::{Body, Want, values};
use super::interface::{Give, Need, Receiver, Why};
use super::scope::Record;
use super::step::Done;
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Node, Table};
use crate::problem::model::{Action, Called, Expr, ExprKind, FlowId, Send, Slot, TopicId, Type};
use crate::problem::read::fields::Fields;
use crate::problem::read::names::refer;
use crate::problem::row::{Found, Frame, Term};

/// Something that is passed on: its name, what it should be, how much it is needed.
struct Wanted {
    name: String,
    ty: Option<Type>,
    need: Need,
}

impl Body<'_, '_> {
    pub fn call(&mut self, verb: &'static str, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get(verb)?;
        let name = node.string()?;
        let names = self.world.flows.iter().map(String::as_str);
        let flow = refer(self.cx, node, "flow", names, self.world.flow(name))?;
        if let Some(&block) = self.blocks.last() {
            let (at, kind) = &self.world.components[block.index()];
            if matches!(*kind, "redis" | "kafka" | "queue" | "world") {
                let what = crate::problem::read::component::block_name(kind).unwrap_or("a block");
                let error = Diagnostic::error(
                    "elsewhere",
                    node.span,
                    format!("a flow cannot be called from {what} on `{at}`"),
                )
                .help("call it before or after the block");
                self.cx.say(error);
            }
        }
        let wanted: Vec<Wanted> = self.interfaces[flow.index()]
            .params
            .iter()
            .map(|param| Wanted { name: param.name.clone(), ty: param.ty, need: param.need })
            .collect();
        let set = fields.get("set").and_then(Node::table);
        let passed = self.pass(Receiver::Flow(flow), name, &wanted, set, fields.span);
        let pass = passed
            .into_iter()
            .map(|(at, expr)| (Slot(u32::try_from(at).unwrap_or(u32::MAX)), expr))
            .collect();
        let called = Called { flow, pass };
        let action = if verb == "call" { Action::Call(called) } else { Action::Start(called) };
        Some(Done { action, label: format!("{verb} {name}"), record: Record::Answer(flow) })
    }

    pub fn send(&mut self, fields: &Fields<'_>) -> Option<Done> {
        let node = fields.get("send")?;
        let name = node.string()?;
        let names = self.world.topics.iter().map(String::as_str);
        let topic = refer(self.cx, node, "topic", names, self.world.topic(name))?;
        let wanted: Vec<Wanted> = self.messages[topic.index()]
            .fields
            .iter()
            .map(|field| Wanted { name: field.name.clone(), ty: field.ty, need: field.need })
            .collect();
        let set = fields.get("set").and_then(Node::table);
        let passed = self.pass(Receiver::Topic(topic), name, &wanted, set, fields.span);
        let mut carried: Vec<Option<Expr>> = vec![None; wanted.len()];
        for (at, expr) in passed {
            carried[at] = Some(expr);
        }
        let key = match fields.get("key") {
            Some(node) => Some(self.node(node, "key", &values(), Want::Any)?),
            None => None,
        };
        let delay = match fields.get("delay") {
            Some(node) => Some(self.node(node, "delay", &values(), Want::Time)?),
            None => None,
        };
        if let (Some(delay), Some(node)) = (&delay, fields.get("delay")) {
            self.delay_fits(topic, delay, node.span);
        }
        let action = Action::Send(Send { topic, fields: carried, key, delay });
        Some(Done { action, label: format!("send {name}"), record: Record::Outcome })
    }

    fn delay_fits(&mut self, topic: TopicId, delay: &Expr, span: Span) {
        if matches!(delay.kind, ExprKind::Constant(nanos) if nanos < 0) {
            let name = &self.world.topics[topic.index()];
            let error = Diagnostic::error(
                "negative",
                span,
                format!("a message to `{name}` cannot arrive before it is sent"),
            )
            .help("write a delay of 0s or more");
            self.cx.say(error);
        }
    }

    /// What is given to each thing that is wanted: from `set`, else the value of the same name.
    fn pass(
        &mut self,
        to: Receiver,
        name: &str,
        wanted: &[Wanted],
        set: Option<&Table>,
        span: Span,
    ) -> Vec<(usize, Expr)> {
        let mut passed = Vec::new();
        self.reaches.push(to);
        for (at, want) in wanted.iter().enumerate() {
            let said = set.and_then(|set| set.get(&want.name));
            let there = said.is_some() || self.is_there(&want.name, span);
            let expr = match said {
                Some(node) => self.said(node, want),
                None => self.same_name(to, want, span),
            };
            let Some(expr) = expr else {
                if there {
                    self.tried.push((to, want.name.clone()));
                }
                continue;
            };
            self.gives.push(Give { to, name: want.name.clone(), ty: expr.ty });
            if let Some(expr) = self.taken(expr, want, name) {
                passed.push((at, expr));
            }
        }
        for entry in set.map(|set| &set.entries[..]).unwrap_or_default() {
            if !wanted.iter().any(|want| want.name == entry.key) {
                self.not_wanted(to, name, wanted, entry.span, &entry.key);
            }
        }
        passed
    }

    fn said(&mut self, node: &Node, want: &Wanted) -> Option<Expr> {
        let attribute = format!("set.{}", want.name);
        match want.ty {
            // A label is understood by the type that is known already.
            Some(ty @ Type::Enum(_)) => self.node(node, &attribute, &values(), Want::Type(ty)),
            Some(Type::Decimal) => self.node(node, &attribute, &values(), Want::Type(Type::Decimal)),
            Some(Type::Id) => self.node(node, &attribute, &values(), Want::Type(Type::Id)),
            _ => self.node(node, &attribute, &values(), Want::Any),
        }
    }

    /// Whether something here has this name, whatever it holds. A name that this flow itself still waits for is
    /// nothing to give: who needs it says that it is missing.
    fn is_there(&mut self, name: &str, span: Span) -> bool {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        match self.scope.known(&path, span) {
            Some(Found::Value(..) | Found::Not(_)) => true,
            Some(Found::Untyped) => !self.scope.waits_for(name),
            Some(Found::Nothing(_)) | None => false,
        }
    }

    fn same_name(&mut self, to: Receiver, want: &Wanted, span: Span) -> Option<Expr> {
        let path: Vec<String> = want.name.split('.').map(str::to_owned).collect();
        let known = self.scope.known(&path, span);
        let found = match (known, want.need) {
            (Some(found), _) => found,
            (None, Need::Hard) => self.scope.hard(&want.name, span, Why::For(to)),
            (None, _) => {
                let (slot, ty) = self.scope.soft(&want.name, None, span)?;
                Found::Value(slot, ty)
            }
        };
        match found {
            Found::Value(slot, ty) => Some(Expr { kind: ExprKind::Value(slot), ty, span }),
            Found::Not(slot) => {
                let ok = Expr { kind: ExprKind::Value(slot), ty: Type::Bool, span };
                Some(Expr { kind: ExprKind::Not(Box::new(ok)), ty: Type::Bool, span })
            }
            Found::Untyped => {
                self.incomplete = true;
                None
            }
            Found::Nothing(why) => {
                self.incomplete |= want.need == Need::Hard;
                self.cannot_give(to, want, span, why);
                None
            }
        }
    }

    /// What a step left has no such part. Where somebody else gives it, it is missing here; else who needs it says so.
    fn cannot_give(&mut self, to: Receiver, want: &Wanted, span: Span, why: Option<String>) {
        if want.need != Need::Hard || want.ty.is_none() {
            return;
        }
        let receiver = match to {
            Receiver::Flow(flow) => &self.world.flows[flow.index()],
            Receiver::Topic(topic) => &self.world.topics[topic.index()],
        };
        let name = &want.name;
        let why = why.unwrap_or_else(|| "nothing here is called so".to_owned());
        let error =
            Diagnostic::error("unknown-name", span, format!("`{receiver}` needs `{name}`, and {why}"));
        self.cx.say(error.help(format!("give another name to what `as` leaves here, or to `{name}`")));
    }

    /// The same as the receiver takes it.
    fn taken(&mut self, expr: Expr, want: &Wanted, receiver: &str) -> Option<Expr> {
        let Some(ty) = want.ty else {
            self.incomplete = true;
            return None;
        };
        let (span, actual) = (expr.span, expr.ty);
        if let Some(expr) = Term::Typed(expr).fit(ty) {
            return Some(expr);
        }
        self.incomplete = true;
        if crate::problem::row::join(actual, ty).is_none() {
            let words = [actual, ty].map(|ty| crate::problem::row::type_words(ty, self.world));
            let message =
                format!("`{receiver}` takes `{}` as {}, and here it is {}", want.name, words[1], words[0]);
            let error = Diagnostic::error("type", span, message)
                .help(format!("say what it is given: set = {{ {} = … }}", want.name));
            self.cx.say(error);
        }
        None
    }

    fn not_wanted(&mut self, to: Receiver, name: &str, wanted: &[Wanted], span: Span, key: &str) {
        let names: Vec<&str> = wanted.iter().map(|want| want.name.as_str()).collect();
        let key_of =
            |topic: TopicId| self.keys[topic.index()].as_ref().is_some_and(|(field, _)| field == key);
        if let Receiver::Topic(topic) = to {
            if key_of(topic) {
                return;
            }
        }
        let (code, message) = match to {
            Receiver::Flow(_) => ("unused", format!("`{name}` does not use `{key}`")),
            Receiver::Topic(_) => ("unused", format!("no consumer of `{name}` uses `{key}`")),
        };
        let help = nearest(key, names.iter().copied())
            .map_or_else(|| "leave it out".to_owned(), |near| format!("did you mean `{near}`?"));
        self.cx.say(Diagnostic::warning(code, span, message).help(help));
    }
}

/// A flow that outcomes are drawn for needs the value that they are drawn by.
pub(super) fn needs_outcome(
    body: &mut Body<'_, '_>,
    name: &str,
    span: Span,
    component: &str,
) -> Option<Slot> {
    let path = [name.to_owned()];
    let found = body.scope.known(&path, span).unwrap_or_else(|| {
        let why = format!("outcomes of `{component}` are drawn per `{name}`, and nothing here is called so");
        body.scope.hard(name, span, Why::Implied(why))
    });
    if let Found::Value(slot, _) = found { Some(slot) } else { None }
}

/// The flow with this number, for receivers.
pub(super) fn flow_id(at: usize) -> FlowId {
    FlowId(u32::try_from(at).unwrap_or(u32::MAX))
}
