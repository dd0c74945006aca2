use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::body::Body;
use super::interface::{Carried, Interface, Message, Need, Receiver};
use super::lead::{names_before, started};
use super::memory::{After, Before, Surroundings, Typings};
use super::missing::Missing;
use super::pass::flow_id;
use super::scope::Scope;
use super::typed::{Fed, Known, Typed};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Table};
use crate::problem::model::{ComponentId, Flow, MessageField, Slot, Trigger, Type};
use crate::problem::read::context::Context;
use crate::problem::read::fields::Fields;
use crate::problem::row::{Frame, World};

/// Rounds in which flows may still learn from each other.
const MAX_ROUNDS: usize = 64;

/// All flows, typed.
pub(in crate::problem::read) struct Solved {
    /// The flows; those that could not be typed are without steps.
    pub flows: Vec<Flow>,
    /// What each topic's messages carry.
    pub fields: Vec<Vec<MessageField>>,
    /// What steps note.
    pub notes: Vec<(String, Option<Type>)>,
    /// Step ids of each flow.
    pub ids: Vec<BTreeMap<String, Span>>,
    /// Values by which outcomes of externals are drawn: component, flow, slot.
    pub outcomes: Vec<(ComponentId, crate::problem::model::FlowId, Slot)>,
    /// Expressions of steps that faults change and that were found.
    pub touched: Vec<(String, String, String)>,
    /// Which flows something starts. The others have no steps where their values have no types.
    pub started: Vec<bool>,
    /// Whether every flow could be typed.
    pub complete: bool,
    /// What the first flow that could not be typed waits for, and where: for the case that nothing else is wrong.
    pub waits: Option<(Span, String)>,
}

/// One flow between rounds.
struct State<'t> {
    entry: &'t Entry,
    lets: BTreeMap<String, Type>,
    dirty: bool,
    result: Option<Rc<Typed>>,
    diagnostics: Vec<Diagnostic>,
}

/// Types all flows.
pub(in crate::problem::read) fn solve(
    cx: &mut Context<'_>,
    typings: &RefCell<Typings>,
    known: &Known<'_>,
    entries: &[&Entry],
) -> Solved {
    let mut states: Vec<State<'_>> = entries
        .iter()
        .map(|entry| State {
            entry,
            lets: BTreeMap::new(),
            dirty: true,
            result: None,
            diagnostics: Vec::new(),
        })
        .collect();
    let mut interfaces = vec![Interface::default(); entries.len()];
    let mut messages = vec![Message::default(); known.world.topics.len()];
    for (topic, key) in known.keys.iter().enumerate() {
        if let Some((key, _)) = key {
            messages[topic].need(key, Need::Hard, &known.world.topics[topic]);
        }
    }
    let around = typings.borrow_mut().around(known);
    let mut notes = Vec::new();
    for _ in 0..MAX_ROUNDS {
        if states.iter().all(|state| !state.dirty) {
            break;
        }
        for at in 0..states.len() {
            if !std::mem::take(&mut states[at].dirty) {
                continue;
            }
            let typed =
                again(cx, typings, known, &around, &mut states[at], &interfaces, &messages, &mut notes, at);
            let news = learn(known.world, at, &typed, &mut interfaces, &mut messages);
            states[at].result = Some(typed);
            news.spread(&mut states);
        }
    }
    finish(cx, known, &states, &interfaces, &messages, notes)
}

/// Types one flow with what is known now, or remembers how that went before.
#[allow(clippy::too_many_arguments)]
fn again(
    cx: &mut Context<'_>,
    typings: &RefCell<Typings>,
    known: &Known<'_>,
    around: &Rc<Surroundings>,
    state: &mut State<'_>,
    interfaces: &[Interface],
    messages: &[Message],
    notes: &mut Vec<(String, Option<Type>)>,
    at: usize,
) -> Rc<Typed> {
    let scale = cx.scale(known.world);
    let (scale, entry) = (&scale, state.entry);
    let before = Before { around, scale, entry, at, interfaces, messages, lets: &state.lets, notes };
    let remembered = typings.borrow().find(&before);
    if let Some(after) = remembered {
        known.world.used_terms.borrow_mut().extend(after.terms.iter().cloned());
        state.diagnostics.clone_from(&after.diagnostics);
        state.lets.clone_from(&after.lets);
        state.dirty = after.widened;
        notes.clone_from(&after.notes);
        return Rc::clone(&after.typed);
    }
    let (lets, noted) = (state.lets.clone(), notes.clone());
    let terms = known.world.used_terms.borrow().len();
    let outer = std::mem::take(&mut cx.diagnostics);
    let typed = Rc::new(one(cx, known, state, interfaces, messages, notes, at));
    state.diagnostics = std::mem::replace(&mut cx.diagnostics, outer);
    let after = After {
        typed: Rc::clone(&typed),
        diagnostics: state.diagnostics.clone(),
        lets: state.lets.clone(),
        notes: notes.clone(),
        widened: state.dirty,
        terms: known.world.used_terms.borrow()[terms..].to_vec(),
    };
    let before = Before { around, scale, entry, at, interfaces, messages, lets: &lets, notes: &noted };
    typings.borrow_mut().keep(&before, after);
    typed
}

/// Types one flow with what is known now.
fn one(
    cx: &mut Context<'_>,
    known: &Known<'_>,
    state: &mut State<'_>,
    interfaces: &[Interface],
    messages: &[Message],
    notes: &mut Vec<(String, Option<Type>)>,
    at: usize,
) -> Typed {
    let empty = Table::default();
    let entry = state.entry;
    let fields = Fields::open(
        cx,
        "flow",
        "",
        entry.node.table().unwrap_or(&empty),
        entry.span,
        format!("flow `{}`", entry.key),
    );
    let scope = Scope::new(known.world, interfaces[at].clone(), interfaces, &mut state.lets);
    let mut body = Body {
        cx,
        world: known.world,
        interfaces,
        messages,
        keys: known.keys,
        overrides: known.overrides,
        notes,
        scope,
        flow: entry.key.clone(),
        gives: Vec::new(),
        tried: Vec::new(),
        reaches: Vec::new(),
        replies: Vec::new(),
        ids: BTreeMap::new(),
        labels: BTreeMap::new(),
        records: Vec::new(),
        blocks: Vec::new(),
        step: (None, String::new()),
        touched: Vec::new(),
        incomplete: false,
        steps: 0,
    };
    let on = body.on(&fields);
    let started = body.trigger(&fields);
    let fed = Fed::of(&started);
    body.scope.row = fed.row;
    body.with(&fields);
    let mut steps = fields.get("steps").map(|node| body.list(node)).unwrap_or_default();
    body.bind(&mut steps);
    let outcomes = outcomes(&mut body, known, &on, &steps, entry.span);
    for (component, value) in known.fair {
        if on.last() == Some(component) {
            body.scope.soft(value, None, entry.span);
        }
    }
    let trigger = body.started(started);
    let refusals = fields.refusals(body.cx);
    let widened = body.scope.widened;
    let values = body.scope.finish();
    let incomplete = body.incomplete || values.is_none();
    let names = body.scope.names();
    let flow = values.map(|values| Flow {
        id: entry.key.clone(),
        span: entry.span,
        on: on.clone(),
        endpoint: fields.optional("endpoint"),
        refusals,
        trigger,
        values,
        replies: body.replies.clone(),
        steps,
    });
    let mut interface = body.scope.needed();
    interface.replies = body.replies;
    let (gives, tried, reaches, ids, touched) =
        (body.gives, body.tried, body.reaches, body.ids, body.touched);
    state.dirty = widened;
    Typed { flow, on, interface, names, fed, gives, tried, reaches, ids, outcomes, touched, incomplete }
}

/// Values by which outcomes of externals are drawn for visits of this flow.
fn outcomes(
    body: &mut Body<'_, '_>,
    known: &Known<'_>,
    on: &[ComponentId],
    steps: &[crate::problem::model::Step],
    span: Span,
) -> Vec<(ComponentId, Slot)> {
    let mut found = Vec::new();
    for (component, value) in known.per {
        if on.contains(component) || crate::problem::read::visits(steps, *component, &known.world.tables) {
            let name = &known.world.components[component.index()].0;
            let slot = super::pass::needs_outcome(body, value, span, name);
            found.extend(slot.map(|slot| (*component, slot)));
        }
    }
    found
}

/// What is news for others.
#[derive(Default)]
struct News {
    /// Flows that were given something, or whose own needs changed.
    flows: Vec<usize>,
    /// Flows of which something changed that their callers see.
    interfaces: Vec<usize>,
    /// Topics whose messages changed.
    topics: Vec<usize>,
}

impl News {
    /// Marks the flows that must be typed again.
    fn spread(&self, states: &mut [State<'_>]) {
        for (at, state) in states.iter_mut().enumerate() {
            let Some(typed) = &state.result else { continue };
            let consumes = typed.fed.topic.is_some_and(|(topic, dead)| {
                self.topics.contains(&topic.index())
                    || dead.is_some_and(|dead| self.topics.contains(&dead.index()))
            });
            let sees = typed.reaches.iter().any(|receiver| match receiver {
                Receiver::Flow(flow) => self.interfaces.contains(&flow.index()),
                Receiver::Topic(topic) => self.topics.contains(&topic.index()),
            });
            state.dirty |= self.flows.contains(&at) || consumes || sees;
        }
    }
}

/// Spreads what a flow turned out to need and give.
fn learn(
    world: &World,
    at: usize,
    typed: &Typed,
    interfaces: &mut [Interface],
    messages: &mut [Message],
) -> News {
    let mut news = News::default();
    // Another round may have given something since: keep both.
    let mut interface = typed.interface.clone();
    for param in &mut interface.params {
        if let Some(old) = interfaces[at].params.iter().find(|old| old.name == param.name) {
            param.given |= old.given;
        }
    }
    for (name, ty) in &interfaces[at].replies {
        if !interface.replies.iter().any(|(known, _)| known == name) {
            interface.replies.push((name.clone(), *ty));
        }
    }
    feeds(world, at, typed.fed, &mut interface, messages, &mut news);
    if interface != interfaces[at] {
        interfaces[at] = interface;
        news.flows.push(at);
        news.interfaces.push(at);
    }
    for give in &typed.gives {
        match give.to {
            Receiver::Flow(flow) => {
                if interfaces[flow.index()].give(&give.name, give.ty) {
                    news.flows.push(flow.index());
                    news.interfaces.push(flow.index());
                }
            }
            Receiver::Topic(topic) => {
                if messages[topic.index()].give(&give.name, give.ty) {
                    news.topics.push(topic.index());
                }
            }
        }
    }
    news
}

/// What a trigger gives: columns of rows, fields of messages.
fn feeds(
    world: &World,
    at: usize,
    fed: Fed,
    interface: &mut Interface,
    messages: &mut [Message],
    news: &mut News,
) {
    if let Some(table) = fed.row {
        for column in &world.tables[table.index()].columns {
            interface.give(&column.name, column.ty);
        }
    }
    let Some((topic, dead)) = fed.topic else { return };
    let (mut needs, mut buried) = (false, false);
    for param in &interface.params {
        needs |= messages[topic.index()].need(&param.name, param.need, &world.flows[at]);
    }
    if let Some(dead) = dead {
        for field in messages[dead.index()].fields.clone() {
            needs |= messages[topic.index()].need(&field.name, field.need, &field.by);
        }
        for field in messages[topic.index()].fields.clone() {
            if let Some(ty) = field.ty {
                buried |= messages[dead.index()].give(&field.name, ty);
            }
        }
        news.topics.extend(buried.then_some(dead.index()));
    }
    news.topics.extend(needs.then_some(topic.index()));
    for field in &messages[topic.index()].fields {
        if let Some(ty) = field.ty {
            interface.give(&field.name, ty);
        }
    }
}

fn finish(
    cx: &mut Context<'_>,
    known: &Known<'_>,
    states: &[State<'_>],
    interfaces: &[Interface],
    messages: &[Message],
    notes: Vec<(String, Option<Type>)>,
) -> Solved {
    let all: Vec<Option<&Typed>> = states.iter().map(|state| state.result.as_deref()).collect();
    let (started, sent) = started(&all, messages.len());
    let mut solved = Solved {
        flows: Vec::new(),
        fields: Vec::new(),
        notes,
        ids: Vec::new(),
        outcomes: Vec::new(),
        touched: Vec::new(),
        started,
        complete: true,
        waits: None,
    };
    let tried: Vec<(Receiver, String)> = states
        .iter()
        .filter_map(|state| state.result.as_ref())
        .flat_map(|typed| typed.tried.iter().cloned())
        .collect();
    for (at, state) in states.iter().enumerate() {
        let entry = state.entry;
        cx.diagnostics.extend(state.diagnostics.iter().cloned());
        let Some(typed) = &state.result else { continue };
        if solved.started[at] {
            solved.complete &= !typed.incomplete;
            if typed.incomplete && solved.waits.is_none() {
                solved.waits = Some(waits(&interfaces[at], entry));
            }
            Missing {
                known,
                interfaces,
                messages,
                tried: &tried,
                before: &|| names_before(&all, at),
                flow: at,
                name: &entry.key,
            }
            .say(cx, typed);
        }
        solved.ids.push(typed.ids.clone());
        solved.touched.extend(typed.touched.iter().cloned());
        solved
            .outcomes
            .extend(typed.outcomes.iter().map(|(component, slot)| (*component, flow_id(at), *slot)));
        solved.flows.push(typed.flow.clone().unwrap_or_else(|| Flow {
            id: entry.key.clone(),
            span: entry.span,
            on: typed.on.clone(),
            endpoint: None,
            refusals: Vec::new(),
            trigger: Trigger::Called,
            values: Vec::new(),
            replies: Vec::new(),
            steps: Vec::new(),
        }));
    }
    for (topic, message) in messages.iter().enumerate() {
        let of = |to: Receiver| matches!(to, Receiver::Topic(id) if id.index() == topic);
        let key = known.keys[topic].as_ref().map(|(key, _)| key);
        if sent[topic] && !tried.iter().any(|(to, name)| of(*to) && Some(name) == key) {
            without_key(cx, known, topic, message);
        }
        solved.fields.push(fields(message, topic, &solved.flows));
    }
    solved
}

/// What a flow waits for: a value whose type nobody has said, else it is the flow as a whole.
fn waits(interface: &Interface, entry: &Entry) -> (Span, String) {
    let param = interface.params.iter().find(|param| param.need == Need::Hard && param.ty.is_none());
    match param {
        Some(param) => {
            (param.span, format!("what `{}` is in flow `{}` cannot be told", param.name, entry.key))
        }
        None => (entry.span, format!("what the values of flow `{}` are cannot be told", entry.key)),
    }
}

/// The error where no sender of a topic gives its key.
fn without_key(cx: &mut Context<'_>, known: &Known<'_>, topic: usize, message: &Message) {
    let name = &known.world.topics[topic];
    let Some((key, span)) = &known.keys[topic] else { return };
    // Where a consumer needs it, it is said there.
    let missing = |field: &Carried| field.name == *key && field.ty.is_none() && field.by == *name;
    if message.fields.iter().any(missing) {
        let message = format!("no message in `{name}` has its key `{key}`");
        cx.say(
            Diagnostic::error("unknown-name", *span, message)
                .help(format!("send it: set = {{ {key} = … }}, or a value of the same name")),
        );
    }
}

/// The fields of a topic.
fn fields(message: &Message, topic: usize, flows: &[Flow]) -> Vec<MessageField> {
    message
        .fields
        .iter()
        .filter_map(|field| {
            let at = message.position(&field.name)?;
            let always = flows.iter().all(|flow| crate::problem::read::always_sends(&flow.steps, topic, at));
            Some(MessageField { name: field.name.clone(), ty: field.ty.unwrap_or(Type::Int), always })
        })
        .collect()
}
