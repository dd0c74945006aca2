use std::collections::{BTreeMap, BTreeSet};

use super::interface::{Interface, Need, Param, Why, widen};
use crate::diag::Span;
use crate::problem::model::{ColumnId, EnumId, Expr, FlowId, Seen, Slot, TableId, Type, Value};
use crate::problem::row::{Found, Frame, World};

/// What a step with `as` leaves under its name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Record {
    /// A row, found or not.
    Row(TableId),
    /// Rows of a scan; `near` knows how far each is.
    Rows(TableId, bool),
    /// A number.
    Number(Type),
    /// The answer of a flow.
    Answer(FlowId),
    /// Only whether it went well.
    Outcome,
    /// What a step left that could not be typed.
    Untyped,
}

/// The names of a loop's body.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    /// `o` of `o in late`; `None`: the columns are values themselves.
    alias: Option<String>,
    over: LoopOver,
    /// The parts of rows that the body uses.
    pub parts: Vec<(Seen, Slot)>,
}

#[derive(Clone, Debug)]
enum LoopOver {
    Rows { table: TableId, near: bool, name: String },
    Item(Slot),
}

/// The names of one flow.
pub(super) struct Scope<'a> {
    world: &'a World,
    /// What is known of it from outside, and what it turns out to need.
    pub interface: Interface,
    /// Replies of other flows, for the parts of their answers.
    others: &'a [Interface],
    /// Every value; the first are the params of the interface.
    pub values: Vec<(String, Option<Type>, Option<Expr>)>,
    /// What `as` has left so far.
    records: BTreeMap<String, Record>,
    /// Which parts of it are used, by name and part.
    pub parts: BTreeMap<(String, String), Slot>,
    /// Loops around the step.
    pub loops: Vec<Loop>,
    /// The table whose row started the flow.
    pub row: Option<TableId>,
    /// Types of values that `let` gives, from earlier rounds too.
    pub lets: &'a mut BTreeMap<String, Type>,
    /// Whether a type turned out wider than it was read with.
    pub widened: bool,
    /// Params that this round has met; the others are not needed any more.
    met: BTreeSet<String>,
}

impl<'a> Scope<'a> {
    pub fn new(
        world: &'a World,
        interface: Interface,
        others: &'a [Interface],
        lets: &'a mut BTreeMap<String, Type>,
    ) -> Self {
        let values = interface
            .params
            .iter()
            .map(|param| (param.name.clone(), param.ty, param.fallback.clone()))
            .collect();
        Self {
            world,
            interface,
            others,
            values,
            records: BTreeMap::new(),
            parts: BTreeMap::new(),
            loops: Vec::new(),
            row: None,
            lets,
            widened: false,
            met: BTreeSet::new(),
        }
    }

    fn slot(at: usize) -> Slot {
        Slot(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The value with this name, made where there is none.
    fn value(&mut self, name: &str, ty: Option<Type>) -> Slot {
        let at = self.values.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            self.values.push((name.to_owned(), None, None));
            self.values.len() - 1
        });
        if let Some(ty) = ty {
            let known = &mut self.values[at].1;
            if known.is_none() {
                *known = Some(ty);
            } else if widen(known, ty) {
                self.widened = true;
            }
        }
        Self::slot(at)
    }

    /// Registers a need. A name that is needed more than before counts as that.
    fn need(&mut self, name: &str, need: Need, fallback: Option<Expr>, span: Span, why: Why) -> Slot {
        if let Some(at) = self.interface.position(name) {
            let param = &mut self.interface.params[at];
            if !self.met.contains(&param.name) {
                // What an earlier round needed it for may be settled now.
                self.met.insert(param.name.clone());
                (param.need, param.span, param.why) = (need, span, why);
            } else if param.need < need {
                (param.need, param.span, param.why) = (need, span, why);
            }
            return self.value(name, None);
        }
        self.met.insert(name.to_owned());
        self.interface.params.push(Param {
            name: name.to_owned(),
            ty: None,
            need,
            given: false,
            fallback,
            span,
            why,
        });
        // Its slot is wrong until the flow is typed again: params come first.
        self.value(name, None)
    }

    /// A value of `with`: a default that callers may replace.
    pub fn with(&mut self, name: &str, ty: Option<Type>, expr: Option<Expr>, span: Span) {
        self.need(name, Need::Default, None, span, Why::Named(None));
        if let Some(param) = self.interface.params.iter_mut().find(|param| param.name == name) {
            if let Some(ty) = ty {
                widen(&mut param.ty, ty);
            }
            param.need = Need::Default;
        }
        let slot = self.value(name, ty);
        self.values[slot.index()].2 = expr;
    }

    /// A value that fills a column where somebody has it.
    pub fn soft(&mut self, name: &str, fallback: Option<Expr>, span: Span) -> Option<(Slot, Type)> {
        let slot = self.need(name, Need::Soft, fallback, span, Why::Named(None));
        let param = self.interface.params.iter().find(|param| param.name == name)?;
        if param.given { param.ty.map(|ty| (slot, ty)) } else { None }
    }

    /// A value that another flow needs, or a topic.
    pub fn hard(&mut self, name: &str, span: Span, why: Why) -> Found {
        let slot = self.need(name, Need::Hard, None, span, why);
        self.param(name, slot)
    }

    fn param(&self, name: &str, slot: Slot) -> Found {
        match self.interface.params.iter().find(|param| param.name == name).and_then(|param| param.ty) {
            Some(ty) => Found::Value(slot, ty),
            None => Found::Untyped,
        }
    }

    /// The value that `let` gives: that of a loop where the name is one of its columns.
    pub fn assign(&mut self, name: &str, ty: Type) -> (Slot, Type) {
        if let Some(Found::Value(slot, known)) = self.in_loops(&[name.to_owned()]) {
            return (slot, known);
        }
        if self.interface.position(name).is_some() {
            self.met.insert(name.to_owned());
        }
        let mut known = self.lets.get(name).copied().or(self
            .interface
            .params
            .iter()
            .find(|param| param.name == name)
            .and_then(|param| param.ty));
        if widen(&mut known, ty) && self.lets.get(name).is_some_and(|&before| Some(before) != known) {
            self.widened = true;
        }
        let ty = known.unwrap_or(ty);
        self.lets.insert(name.to_owned(), ty);
        if let Some(param) = self.interface.params.iter_mut().find(|param| param.name == name) {
            if widen(&mut param.ty, ty) {
                self.widened = true;
            }
        }
        (self.value(name, Some(ty)), ty)
    }

    /// What `as` leaves under a name; whether the name can be that.
    pub fn record(&mut self, name: &str, record: Record) -> bool {
        let ty = match &record {
            Record::Rows(table, _) => Some(Type::Rows(*table)),
            Record::Number(ty) => Some(*ty),
            _ => None,
        };
        self.records.insert(name.to_owned(), record);
        let Some(ty) = ty else { return true };
        let slot = self.value(name, Some(ty));
        self.values[slot.index()].1 == Some(ty)
    }

    /// A value that could not be typed.
    pub fn untyped(&mut self, name: &str) {
        if self.in_loops(&[name.to_owned()]).is_none() {
            self.value(name, None);
        }
    }

    /// Whether a name is only something that this flow needs, and that nobody gives it yet.
    pub fn waits_for(&self, name: &str) -> bool {
        self.interface
            .params
            .iter()
            .any(|param| param.name == name && param.need == Need::Hard && !param.given && param.ty.is_none())
    }

    /// The names of its values, without those that it only waits for.
    fn own_names(&self) -> Vec<String> {
        let names = self.values.iter().map(|(name, ..)| name);
        names.filter(|name| !name.contains('#') && !self.waits_for(name)).cloned().collect()
    }

    /// The names that a loop can walk.
    pub fn lists(&self) -> Vec<&str> {
        let walked = |ty: &Option<Type>| matches!(ty, Some(Type::Rows(_) | Type::List(_)));
        self.values.iter().filter(|(_, ty, _)| walked(ty)).map(|(name, ..)| name.as_str()).collect()
    }

    /// What of the interface this round has met.
    pub fn needed(&self) -> Interface {
        let params =
            self.interface.params.iter().filter(|param| self.met.contains(&param.name)).cloned().collect();
        Interface { params, replies: self.interface.replies.clone() }
    }

    /// The slot of a value, where it has one.
    pub fn find(&self, name: &str) -> Option<Slot> {
        self.values.iter().position(|(known, ..)| known == name).map(Self::slot)
    }

    /// Enters a loop over rows.
    pub fn enter_rows(&mut self, alias: Option<String>, table: TableId, near: bool, name: &str) {
        let name = alias.clone().unwrap_or_else(|| name.to_owned());
        self.loops.push(Loop { alias, over: LoopOver::Rows { table, near, name }, parts: Vec::new() });
    }

    /// Enters a loop over items or numbers; the slot of the item.
    pub fn enter_items(&mut self, alias: String) -> Slot {
        let slot = self.value(&format!("{alias}#{}", self.loops.len()), Some(Type::Int));
        self.loops.push(Loop { alias: Some(alias), over: LoopOver::Item(slot), parts: Vec::new() });
        slot
    }

    /// Whether rows under this name know how far they are.
    pub fn is_near(&self, name: &str) -> bool {
        matches!(self.records.get(name), Some(Record::Rows(_, true)))
    }

    fn in_loops(&mut self, path: &[String]) -> Option<Found> {
        for at in (0..self.loops.len()).rev() {
            let Loop { alias, over, .. } = &self.loops[at];
            let part = match (alias, over, path) {
                (Some(alias), LoopOver::Item(slot), [name]) if alias == name => {
                    return Some(Found::Value(*slot, Type::Int));
                }
                (Some(alias), LoopOver::Rows { .. }, [head, part]) if alias == head => part,
                (None, LoopOver::Rows { .. }, [part]) => part,
                _ => continue,
            };
            let LoopOver::Rows { table, near, name } = over else { continue };
            let (seen, ty) = match self.world.column(*table, part) {
                Some((column, ty)) => (Seen::Column(column), ty),
                None if part == "dist" && *near => (Seen::Distance, Type::Length),
                None => continue,
            };
            let name = format!("{name}#{at}_{}.{part}", table.0);
            let slot = self.value(&name, Some(ty));
            let parts = &mut self.loops[at].parts;
            if !parts.contains(&(seen, slot)) {
                parts.push((seen, slot));
            }
            return Some(Found::Value(slot, ty));
        }
        None
    }

    /// A part of what `as` left.
    fn part(&mut self, name: &str, part: &str) -> Option<Found> {
        let record = self.records.get(name)?.clone();
        if record == Record::Untyped {
            return Some(Found::Untyped);
        }
        let (_, ty) = match self.seen(&record, name, part) {
            Ok(seen) => seen,
            Err(why) => return Some(Found::Nothing(Some(why))),
        };
        let stem = if part == "no" { "ok" } else { part };
        let slot = self.value(&format!("{name}.{stem}"), Some(ty));
        if self.values[slot.index()].1 != Some(ty) {
            let why = format!("`{name}.{stem}` was something else before: give one of the two another name");
            return Some(Found::Nothing(Some(why)));
        }
        self.parts.insert((name.to_owned(), stem.to_owned()), slot);
        Some(if part == "no" { Found::Not(slot) } else { Found::Value(slot, ty) })
    }

    /// What a part of a record is; else why there is none.
    pub fn seen(&self, record: &Record, name: &str, part: &str) -> Result<(Seen, Type), String> {
        match part {
            "ok" | "no" => return Ok((Seen::Ok, Type::Bool)),
            "unknown" => return Ok((Seen::Unknown, Type::Bool)),
            "reason" => return Ok((Seen::Reason, Type::Enum(EnumId(0)))),
            "status" => return Ok((Seen::Status, Type::Int)),
            _ => {}
        }
        match record {
            Record::Row(_) | Record::Rows(..) if part == "found" => Ok((Seen::Found, Type::Bool)),
            Record::Row(_) | Record::Rows(..) | Record::Number(_) if part == "as_of" => {
                Ok((Seen::AsOf, Type::Time))
            }
            Record::Row(table) => {
                let id = &self.world.tables[table.index()].id;
                let column = self.world.column(*table, part).map(|(column, ty)| (Seen::Column(column), ty));
                column.ok_or_else(|| format!("`{name}` is a row of `{id}`, which has no column `{part}`"))
            }
            Record::Answer(flow) => {
                let replies = &self.others[flow.index()].replies;
                match replies.iter().position(|(known, _)| known == part) {
                    Some(at) => Ok((Seen::Reply(at), replies[at].1)),
                    None => Err(format!("no reply of `{}` sets `{part}`", self.world.flows[flow.index()])),
                }
            }
            Record::Rows(..) => Err(format!("`{name}` is a list of rows: walk it with each = \"{name}\"")),
            Record::Number(_) | Record::Outcome | Record::Untyped => Err(format!("`{name}` has no `{part}`")),
        }
    }

    /// The column of the row that started the flow.
    fn of_row(&mut self, name: &str) -> Option<Found> {
        let (_, ty) = self.world.column(self.row?, name)?;
        let slot = if self.interface.position(name).is_some() {
            self.met.insert(name.to_owned());
            self.value(name, None)
        } else {
            self.need(name, Need::Hard, None, Span::default(), Why::Named(None))
        };
        Some(Found::Value(slot, ty))
    }

    /// The columns of the row that started the flow which are values of it.
    pub fn row_values(&self) -> Vec<(ColumnId, Slot)> {
        let Some(table) = self.row else { return Vec::new() };
        let params = self.interface.params.iter().enumerate();
        params
            .filter_map(|(at, param)| Some((self.world.column(table, &param.name)?.0, Self::slot(at))))
            .collect()
    }

    /// The values as the model has them; `None` where a type is missing.
    pub fn finish(&self) -> Option<Vec<Value>> {
        self.values
            .iter()
            .map(|(name, ty, default)| {
                // A param that nobody gives and nobody needs is never looked at.
                let idle =
                    self.interface.params.iter().any(|param| param.name == *name && param.need == Need::Soft);
                let ty = ty.or(idle.then_some(Type::Int))?;
                Some(Value { name: shown(name), ty, default: default.clone() })
            })
            .collect()
    }
}

/// A loop's value `late#0_3.order` is shown as `late.order`.
fn shown(name: &str) -> String {
    match name.split_once('#') {
        None => name.to_owned(),
        Some((head, rest)) => match rest.split_once('.') {
            Some((_, part)) => format!("{head}.{part}"),
            None => head.to_owned(),
        },
    }
}

impl Frame for Scope<'_> {
    fn known(&mut self, path: &[String], span: Span) -> Option<Found> {
        if let Some(found) = self.in_loops(path) {
            return Some(found);
        }
        match path {
            [name] => {
                if let Some(at) = self.interface.position(name) {
                    let param = &self.interface.params[at];
                    // What only an earlier round needed is asked for again, so that this one says what for.
                    let assigned = self.find(name).and_then(|slot| self.values[slot.index()].1);
                    let settled = self.met.contains(name) && param.need != Need::Soft;
                    if settled || param.given || assigned.is_some() {
                        let ty = param.ty.or(assigned);
                        let need = param.need;
                        let slot = self.need(name, need, None, span, Why::Named(None));
                        return Some(ty.map_or(Found::Untyped, |ty| Found::Value(slot, ty)));
                    }
                }
                if let Some(found) = self.of_row(name) {
                    return Some(found);
                }
                if self.records.get(name) == Some(&Record::Untyped) {
                    return Some(Found::Untyped);
                }
                if self.records.contains_key(name)
                    && !matches!(self.records[name], Record::Rows(..) | Record::Number(_))
                {
                    return Some(Found::Nothing(Some(format!(
                        "`{name}` is what a step left: ask {name}.ok, or one of its columns"
                    ))));
                }
                if self.interface.position(name).is_some() {
                    return None;
                }
                let slot = self.find(name)?;
                Some(self.values[slot.index()].1.map_or(Found::Untyped, |ty| Found::Value(slot, ty)))
            }
            [head, part] => {
                if let Some(found) = self.part(head, part) {
                    return Some(found);
                }
                let name = path.join(".");
                let at = self.interface.position(&name)?;
                if !self.interface.params[at].given {
                    return None;
                }
                let slot = self.need(&name, Need::Hard, None, span, Why::Named(None));
                Some(self.interface.params[at].ty.map_or(Found::Untyped, |ty| Found::Value(slot, ty)))
            }
            _ => None,
        }
    }

    fn wanted(&mut self, path: &[String], span: Span, near: Option<String>) -> Found {
        let name = path.join(".");
        let slot = self.need(&name, Need::Hard, None, span, Why::Named(near));
        self.param(&name, slot)
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.own_names();
        for each in &self.loops {
            if let LoopOver::Rows { table, .. } = each.over {
                let columns = self.world.tables[table.index()].columns.iter();
                names.extend(columns.map(|column| match &each.alias {
                    Some(alias) => format!("{alias}.{}", column.name),
                    None => column.name.clone(),
                }));
            }
        }
        for (name, record) in &self.records {
            if let Record::Row(table) = record {
                names.extend(
                    self.world.tables[table.index()]
                        .columns
                        .iter()
                        .map(|column| format!("{name}.{}", column.name)),
                );
            }
            names.push(format!("{name}.ok"));
        }
        names
    }
}
