use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::interface::{Interface, Message, Receiver};
use super::typed::{Known, Typed};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Text, Value};
use crate::problem::model::{ComponentId, EnumType, FaultId, Table, Type};
use crate::problem::read::memory::Scale;
use crate::problem::row::World;

/// A flow is remembered in so many forms; then all of them are forgotten.
const MAX_FORMS: usize = 256;

/// Flows that were typed before. A variant changes few flows of a design and little that the others see, so
/// most flows of a variant were typed for another one.
#[derive(Default)]
pub(in crate::problem::read) struct Typings {
    surroundings: Vec<Rc<Surroundings>>,
    flows: BTreeMap<String, Vec<Typing>>,
    words: RefCell<Vec<(Entry, Rc<Words>)>>,
}

/// Words that may name a quantity.
type Words = BTreeSet<String>;

/// What the flows of a variant see in common.
pub(super) struct Surroundings {
    enums: Vec<EnumType>,
    components: Vec<(String, &'static str)>,
    tables: Vec<Table>,
    topics: Vec<String>,
    flows: Vec<String>,
    terms: Vec<(String, Text)>,
    keys: Vec<Option<(String, Span)>>,
    overrides: Vec<(Path, Vec<(FaultId, Text)>)>,
    per: Vec<(ComponentId, String)>,
    fair: Vec<(ComponentId, String)>,
    /// The words of terms and of what faults change.
    words: OnceCell<Words>,
}

type Path = (String, String, String);

/// What a round has before it types a flow.
pub(super) struct Before<'a> {
    pub around: &'a Rc<Surroundings>,
    pub scale: &'a Rc<Scale>,
    pub entry: &'a Entry,
    /// The flow's number.
    pub at: usize,
    pub interfaces: &'a [Interface],
    pub messages: &'a [Message],
    pub lets: &'a BTreeMap<String, Type>,
    pub notes: &'a [(String, Option<Type>)],
}

/// What it has afterwards.
pub(super) struct After {
    pub typed: Rc<Typed>,
    pub diagnostics: Vec<Diagnostic>,
    pub lets: BTreeMap<String, Type>,
    pub notes: Vec<(String, Option<Type>)>,
    /// Whether the flow must be typed once more.
    pub widened: bool,
    /// The terms that it used.
    pub terms: Vec<String>,
}

/// A flow with all that its types depend on.
struct Typing {
    around: Rc<Surroundings>,
    scale: Rc<Scale>,
    entry: Entry,
    interface: Interface,
    /// What was known of the flows and topics that it reaches.
    reached: Vec<(usize, Interface)>,
    carried: Vec<(usize, Message)>,
    lets: BTreeMap<String, Type>,
    notes: Vec<(String, Option<Type>)>,
    after: Rc<After>,
}

impl Typings {
    /// What the flows of a variant see in common; the same for variants that agree in it.
    pub(super) fn around(&mut self, known: &Known<'_>) -> Rc<Surroundings> {
        if let Some(same) = self.surroundings.iter().find(|one| one.fits(known)) {
            return Rc::clone(same);
        }
        self.surroundings.push(Rc::new(Surroundings::of(known)));
        Rc::clone(&self.surroundings[self.surroundings.len() - 1])
    }

    /// What typing a flow brought when everything it depends on was the same.
    pub(super) fn find(&self, before: &Before<'_>) -> Option<Rc<After>> {
        let forms = self.flows.get(&before.entry.key)?;
        forms
            .iter()
            .find(|form| form.fits(before) && self.quantities(form, before))
            .map(|form| Rc::clone(&form.after))
    }

    /// Whether the quantities of a flow are the same. A diagnostic may speak of any name, to say which was meant.
    fn quantities(&self, form: &Typing, before: &Before<'_>) -> bool {
        if Rc::ptr_eq(&form.scale, before.scale) {
            return true;
        }
        let differences = form.scale.differences(before.scale);
        if differences.is_empty() || !form.after.diagnostics.is_empty() {
            return differences.is_empty();
        }
        let (own, common) = (self.words(&form.entry), before.around.words());
        !differences.iter().any(|name| own.contains(name) || common.contains(name))
    }

    /// Every word in a flow.
    fn words(&self, entry: &Entry) -> Rc<Words> {
        let mut known = self.words.borrow_mut();
        if let Some((_, words)) = known.iter().find(|(other, _)| other.node.shares(&entry.node)) {
            return Rc::clone(words);
        }
        let mut words = Words::new();
        words_of(&entry.node, &mut words);
        let words = Rc::new(words);
        known.push((entry.clone(), Rc::clone(&words)));
        words
    }

    /// Remembers what typing a flow brought.
    pub(super) fn keep(&mut self, before: &Before<'_>, after: After) {
        let forms = self.flows.entry(before.entry.key.clone()).or_default();
        if forms.len() == MAX_FORMS {
            forms.clear();
            self.words.borrow_mut().clear();
        }
        forms.push(Typing::of(before, after));
    }
}

impl Surroundings {
    fn of(known: &Known<'_>) -> Self {
        let World { enums, components, tables, topics, flows, terms, .. } = known.world;
        Self {
            enums: enums.clone(),
            components: components.clone(),
            tables: tables.clone(),
            topics: topics.clone(),
            flows: flows.clone(),
            terms: terms.iter().map(|(name, text)| (name.clone(), text.clone())).collect(),
            keys: known.keys.to_vec(),
            overrides: known.overrides.iter().map(|(path, texts)| (path.clone(), texts.clone())).collect(),
            per: known.per.to_vec(),
            fair: known.fair.to_vec(),
            words: OnceCell::new(),
        }
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| {
            let mut words = Words::new();
            let overrides = self.overrides.iter().flat_map(|(_, texts)| texts);
            let texts = self.terms.iter().map(|(_, text)| text).chain(overrides.map(|(_, text)| text));
            texts.for_each(|text| split(&text.text, &mut words));
            words
        })
    }

    fn fits(&self, known: &Known<'_>) -> bool {
        let world = known.world;
        self.enums == world.enums
            && self.components == world.components
            && self.topics == world.topics
            && self.flows == world.flows
            && self.keys == known.keys
            && self.per == known.per
            && self.fair == known.fair
            && self.tables.len() == world.tables.len()
            && self.tables.iter().zip(&world.tables).all(|(a, b)| alike(a, b))
            && self.terms.len() == world.terms.len()
            && self.terms.iter().zip(&world.terms).all(|((a, this), (b, that))| a == b && this.same(that))
            && self.overrides.len() == known.overrides.len()
            && self.overrides.iter().zip(known.overrides).all(|((a, these), (b, those))| {
                a == b
                    && these.len() == those.len()
                    && these.iter().zip(those).all(|((a, this), (b, that))| a == b && this.same(that))
            })
    }
}

/// Whether two tables look alike to a flow: it sees columns, the key and whether there is but one row.
fn alike(left: &Table, right: &Table) -> bool {
    left.id == right.id
        && left.component == right.component
        && left.columns == right.columns
        && left.key == right.key
        && left.numbered == right.numbered
        && left.rows.one() == right.rows.one()
}

impl Typing {
    fn of(before: &Before<'_>, after: After) -> Self {
        let (mut reached, mut carried) = (BTreeSet::new(), BTreeSet::new());
        for receiver in &after.typed.reaches {
            match receiver {
                Receiver::Flow(flow) => reached.insert(flow.index()),
                Receiver::Topic(topic) => carried.insert(topic.index()),
            };
        }
        if let Some((topic, dead)) = after.typed.fed.topic {
            carried.insert(topic.index());
            carried.extend(dead.map(crate::problem::model::TopicId::index));
        }
        Self {
            around: Rc::clone(before.around),
            scale: Rc::clone(before.scale),
            entry: before.entry.clone(),
            interface: before.interfaces[before.at].clone(),
            reached: reached.into_iter().map(|at| (at, before.interfaces[at].clone())).collect(),
            carried: carried.into_iter().map(|at| (at, before.messages[at].clone())).collect(),
            lets: before.lets.clone(),
            notes: before.notes.to_vec(),
            after: Rc::new(after),
        }
    }

    fn fits(&self, before: &Before<'_>) -> bool {
        Rc::ptr_eq(&self.around, before.around)
            && self.entry.span == before.entry.span
            && self.entry.node.identical(&before.entry.node)
            && self.interface == before.interfaces[before.at]
            && self.reached.iter().all(|(at, interface)| before.interfaces.get(*at) == Some(interface))
            && self.carried.iter().all(|(at, message)| before.messages.get(*at) == Some(message))
            && self.lets == *before.lets
            && self.notes == before.notes
    }
}

/// Every word in a part of a file, keys included.
fn words_of(node: &Node, words: &mut Words) {
    match &node.value {
        Value::String(text) => split(&text.text, words),
        Value::Array(items) => items.iter().for_each(|item| words_of(item, words)),
        Value::Table(table) => {
            for entry in &table.entries {
                split(&entry.key, words);
                words_of(&entry.node, words);
            }
        }
        _ => {}
    }
}

fn split(text: &str, words: &mut Words) {
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
        if !word.is_empty() && !words.contains(word) {
            words.insert(word.to_owned());
        }
    }
}
