use super::world::World;
use crate::calc::{Dimension, Rational};
use crate::diag::Span;
use crate::problem::model::{Amount, DECIMALS, Expr, ExprKind, Rounding, Type};

/// An expression on its way to its type: constants stay exact until they meet something typed.
#[derive(Clone, Debug)]
pub(in crate::problem) enum Term {
    /// A number with its dimension, where it stands, and whether it was written with a decimal point:
    /// then it is a decimal even where it is whole.
    Constant(Amount, Span, bool),
    /// A typed expression.
    Typed(Expr),
}

impl Term {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Constant(_, span, _) => *span,
            Self::Typed(expr) => expr.span,
        }
    }

    /// What it is, for errors.
    pub fn words(&self, world: &World) -> String {
        match self {
            Self::Constant(amount, ..) => amount.dimension.in_seconds().words(),
            Self::Typed(expr) => type_words(expr.ty, world),
        }
    }

    /// The type it has by itself: that of a constant is the nearest that can hold it.
    pub fn natural(&self) -> Option<Type> {
        match self {
            Self::Typed(expr) => Some(expr.ty),
            Self::Constant(amount, _, point) => match of_dimension(amount.dimension)? {
                Type::Decimal if amount.value.is_integer() && !point => Some(Type::Int),
                ty => Some(ty),
            },
        }
    }

    /// The same with this type, where it fits: whole numbers become decimals and ids.
    pub fn fit(self, ty: Type) -> Option<Expr> {
        match self {
            Self::Constant(amount, span, _) => {
                let dimension = of_type(ty)?;
                if amount.dimension.in_seconds() != dimension
                    || (ty == Type::Int && !amount.value.is_integer())
                {
                    return None;
                }
                let units = Rational::integer(units(ty));
                let value = amount.value.checked_mul(&units).ok()?.round().to_i64()?;
                Some(Expr { kind: ExprKind::Constant(value), ty, span })
            }
            Self::Typed(expr) if expr.ty == ty => Some(expr),
            Self::Typed(expr) => match (expr.ty, ty) {
                (Type::Int, Type::Id) => Some(Expr { ty, ..expr }),
                (Type::Int, Type::Decimal) => {
                    let span = expr.span;
                    let kind = ExprKind::Scale {
                        inner: Box::new(expr),
                        numerator: DECIMALS,
                        denominator: 1,
                        rounding: Rounding::Down,
                    };
                    Some(Expr { kind, ty, span })
                }
                _ => None,
            },
        }
    }
}

/// The type that both can have.
pub(in crate::problem) fn join(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        _ if left == right => Some(left),
        (Type::Int, Type::Decimal | Type::Id) => Some(right),
        (Type::Decimal | Type::Id, Type::Int) => Some(left),
        _ => None,
    }
}

/// How many units of its representation make one of its base unit.
pub(super) fn units(ty: Type) -> i64 {
    match ty {
        Type::Decimal => DECIMALS,
        Type::Time => 1_000_000_000,
        Type::Money => 100,
        Type::Length => 1000,
        _ => 1,
    }
}

/// The dimension of what arithmetic can be done with.
pub(super) fn of_type(ty: Type) -> Option<Dimension> {
    Some(match ty {
        Type::Int | Type::Decimal | Type::Id => Dimension::NONE,
        Type::Time => Dimension::TIME,
        Type::Money => Dimension::USD,
        Type::Length => Dimension::LENGTH,
        _ => return None,
    })
}

/// The type that holds this dimension.
pub(super) fn of_dimension(dimension: Dimension) -> Option<Type> {
    let dimension = dimension.in_seconds();
    [Type::Decimal, Type::Time, Type::Money, Type::Length]
        .into_iter()
        .find(|&ty| of_type(ty) == Some(dimension))
}

/// What a type is called in messages.
pub(in crate::problem) fn type_words(ty: Type, world: &World) -> String {
    match ty {
        Type::Int => "a whole number".into(),
        Type::Decimal => "a decimal".into(),
        Type::Bool => "true or false".into(),
        Type::Enum(list) => {
            let name = world.enums.get(list.index()).map_or("?", |list| &list.name);
            format!("a label of {name}")
        }
        Type::Time => "a time".into(),
        Type::Money => "money".into(),
        Type::Length => "a length".into(),
        Type::Id => "an id".into(),
        Type::List(_) => "a list".into(),
        Type::Rows(table) => {
            let name = world.tables.get(table.index()).map_or("?", |table| &table.id);
            format!("rows of {name}")
        }
    }
}
