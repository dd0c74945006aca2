use super::number::Rational;
use super::unit::Currency;
use crate::diag::Span;

/// One token of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Whether white space (or the start of the text) comes before it: `A / L/u` turns on it.
    pub spaced: bool,
}

/// What a token can be.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// Digits, with groups of three and a decimal exponent where there are any.
    Number(Rational),
    /// A word: a unit, a noun, a name or an operator; the parser knows which.
    Word(String),
    /// `$` or `R$`.
    Money(Currency),
    /// Everything else.
    Symbol(Symbol),
    /// The end of the text.
    End,
}

/// The signs of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*` or `×`
    Times,
    /// `/` or `÷`
    Slash,
    /// `^`
    Caret,
    /// `%`
    Percent,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenSquare,
    /// `]`
    CloseSquare,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `->`
    Arrow,
    /// `=`
    Equals,
    /// `==`
    Same,
    /// `!=`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `~`
    About,
}

impl Symbol {
    /// How the sign is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Slash => "/",
            Self::Caret => "^",
            Self::Percent => "%",
            Self::Open => "(",
            Self::Close => ")",
            Self::OpenSquare => "[",
            Self::CloseSquare => "]",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::DotDot => "..",
            Self::Arrow => "->",
            Self::Equals => "=",
            Self::Same => "==",
            Self::Differs => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::About => "~",
        }
    }
}
