use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::calc::syntax::Expr;
use crate::calc::{Dialect, Rational, parse};
use crate::diag::Diagnostic;
use crate::problem::document::Text;
use crate::problem::model::{
    Amount, ColumnId, ComponentId, EnumId, EnumType, FlowId, NoteId, Reason, Table, TableId, TopicId, Type,
};

/// Syntax trees of expressions that were parsed before: variants of a design say mostly the same.
#[derive(Default)]
pub(in crate::problem) struct Cache {
    rows: Trees,
    quantities: Trees,
}

type Trees = RefCell<BTreeMap<String, Result<Rc<Expr>, Diagnostic>>>;

impl Cache {
    /// The tree of an expression over rows; an error's spans are within the text.
    pub fn parse(&self, text: &str) -> Result<Rc<Expr>, Diagnostic> {
        tree(&self.rows, text, Dialect::Row)
    }

    /// The tree of an expression over what is measured; an error's spans are within the text.
    pub fn quantity(&self, text: &str) -> Result<Rc<Expr>, Diagnostic> {
        tree(&self.quantities, text, Dialect::Quantity)
    }
}

fn tree(trees: &Trees, text: &str, dialect: Dialect) -> Result<Rc<Expr>, Diagnostic> {
    if let Some(known) = trees.borrow().get(text) {
        return known.clone();
    }
    let parsed = parse(text, dialect).map(|parsed| Rc::new(parsed.expr));
    trees.borrow_mut().insert(text.to_owned(), parsed.clone());
    parsed
}

/// What everything in a design may refer to.
#[derive(Default)]
pub(in crate::problem) struct World {
    /// The quantities of the file, and what each is.
    pub inputs: BTreeMap<String, Amount>,
    /// The plain number `scale`.
    pub scale: Option<Rational>,
    /// Lists of labels.
    pub enums: Vec<EnumType>,
    /// Components by name, with their kinds.
    pub components: Vec<(String, &'static str)>,
    /// Tables with their columns.
    pub tables: Vec<Table>,
    /// Topics by name.
    pub topics: Vec<String>,
    /// Flows by name.
    pub flows: Vec<String>,
    /// What steps note, with the type of the values.
    pub notes: Vec<(String, Option<Type>)>,
    /// Named expressions.
    pub terms: BTreeMap<String, Text>,
    /// Terms that were used.
    pub used_terms: RefCell<Vec<String>>,
}

fn number<T>(at: usize, make: impl Fn(u32) -> T) -> T {
    make(u32::try_from(at).unwrap_or(u32::MAX))
}

impl World {
    /// A world that knows the reasons of failures and nothing else.
    pub fn new() -> Self {
        let labels = Reason::ALL.iter().map(|reason| reason.word().to_owned()).collect();
        Self { enums: vec![EnumType { name: "reason".into(), labels }], ..Self::default() }
    }

    /// The component with this name.
    pub fn component(&self, name: &str) -> Option<ComponentId> {
        self.components.iter().position(|(known, _)| known == name).map(|at| number(at, ComponentId))
    }

    /// The table with this name.
    pub fn table(&self, name: &str) -> Option<TableId> {
        self.tables.iter().position(|known| known.id == name).map(|at| number(at, TableId))
    }

    /// The topic with this name.
    pub fn topic(&self, name: &str) -> Option<TopicId> {
        self.topics.iter().position(|known| known == name).map(|at| number(at, TopicId))
    }

    /// The flow with this name.
    pub fn flow(&self, name: &str) -> Option<FlowId> {
        self.flows.iter().position(|known| known == name).map(|at| number(at, FlowId))
    }

    /// The note with this name.
    pub fn note(&self, name: &str) -> Option<NoteId> {
        self.notes.iter().position(|(known, _)| known == name).map(|at| number(at, NoteId))
    }

    /// What else has this name, with its article.
    pub fn owner(&self, name: &str) -> Option<&'static str> {
        if self.component(name).is_some() {
            Some("a component")
        } else if self.table(name).is_some() {
            Some("a table")
        } else if self.topic(name).is_some() {
            Some("a topic")
        } else if self.flow(name).is_some() {
            Some("a flow")
        } else {
            None
        }
    }

    /// The column of a table with this name, and its type.
    pub fn column(&self, table: TableId, name: &str) -> Option<(ColumnId, Type)> {
        let columns = &self.tables.get(table.index())?.columns;
        let at = columns.iter().position(|column| column.name == name)?;
        Some((number(at, ColumnId), columns[at].ty))
    }

    /// The position of a label in its list.
    pub fn label(&self, list: EnumId, label: &str) -> Option<i64> {
        let labels = &self.enums.get(list.index())?.labels;
        labels.iter().position(|known| known == label).and_then(|at| i64::try_from(at).ok())
    }

    /// The list with these labels, made where there is none.
    pub fn intern(&mut self, name: &str, labels: Vec<String>) -> EnumId {
        let at = self.enums.iter().position(|list| list.labels == labels).unwrap_or_else(|| {
            self.enums.push(EnumType { name: name.to_owned(), labels });
            self.enums.len() - 1
        });
        number(at, EnumId)
    }
}

/// A stable number for a name: FNV-1a.
pub(in crate::problem) fn stream(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
