use crate::diag::Span;
use crate::problem::model::{Expr, FlowId, TopicId, Type};
use crate::problem::row::join;

/// What is known of a flow by those that call it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::problem::read) struct Interface {
    /// The values that callers, messages or rows may give; the slot of each is its position.
    pub params: Vec<Param>,
    /// What it sends back.
    pub replies: Vec<(String, Type)>,
}

/// A value that comes from outside.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::problem::read) struct Param {
    /// Its name.
    pub name: String,
    /// What it holds, once somebody has said so.
    pub ty: Option<Type>,
    /// How much it is needed.
    pub need: Need,
    /// Whether somebody gives it.
    pub given: bool,
    /// What it is where nobody gives it.
    pub fallback: Option<Expr>,
    /// Where it is used first.
    pub span: Span,
    /// For what.
    pub why: Why,
}

/// For what a value from outside is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::problem::read) enum Why {
    /// An expression names it; the name beside it is what could have been meant there.
    Named(Option<String>),
    /// A key or an outcome needs it; the text says so.
    Implied(String),
    /// The key of a step with `where` needs it, which may have meant many rows; the texts say so, and by which words it
    /// goes over many.
    KeyOfMany(String, &'static str),
    /// To be given to a flow, or put into a message.
    For(Receiver),
}

/// How much a value from outside is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::problem::read) enum Need {
    /// It fills a column that has an initial value otherwise.
    Soft,
    /// `with` has a default.
    Default,
    /// Nothing works without.
    Hard,
}

/// What a topic's messages carry; the position is that of the field.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::problem::read) struct Message {
    /// The fields.
    pub fields: Vec<Carried>,
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::problem::read) struct Carried {
    /// Its name.
    pub name: String,
    /// What it holds, once a sender has said so.
    pub ty: Option<Type>,
    /// How much consumers need it.
    pub need: Need,
    /// Who needs it, for errors.
    pub by: String,
}

/// Something that a flow gives to another, or puts into a message.
#[derive(Clone, Debug)]
pub(in crate::problem::read) struct Give {
    /// To whom.
    pub to: Receiver,
    /// Under which name.
    pub name: String,
    /// What it holds.
    pub ty: Type,
}

/// Who is given something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::problem::read) enum Receiver {
    /// A flow.
    Flow(FlowId),
    /// The messages of a topic.
    Topic(TopicId),
}

impl Interface {
    /// The position of a param.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.params.iter().position(|param| param.name == name)
    }

    /// Learns that somebody gives a param; whether that is news.
    pub fn give(&mut self, name: &str, ty: Type) -> bool {
        let Some(param) = self.params.iter_mut().find(|param| param.name == name) else { return false };
        let news = !param.given;
        param.given = true;
        widen(&mut param.ty, ty) || news
    }
}

impl Message {
    /// The position of a field.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Learns that a field is needed; whether that is news.
    pub fn need(&mut self, name: &str, need: Need, by: &str) -> bool {
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) if field.need >= need => false,
            Some(field) => {
                field.need = need;
                by.clone_into(&mut field.by);
                true
            }
            None => {
                self.fields.push(Carried { name: name.to_owned(), ty: None, need, by: by.to_owned() });
                true
            }
        }
    }

    /// Learns what a field holds; whether that is news.
    pub fn give(&mut self, name: &str, ty: Type) -> bool {
        let field = self.fields.iter_mut().find(|field| field.name == name);
        field.is_some_and(|field| widen(&mut field.ty, ty))
    }
}

/// Widens a type to hold another too, where one type can; whether that changed it.
pub(in crate::problem::read) fn widen(known: &mut Option<Type>, ty: Type) -> bool {
    let wider = known.map_or(Some(ty), |known| join(known, ty));
    if wider.is_none() || wider == *known {
        return false;
    }
    *known = wider;
    true
}
