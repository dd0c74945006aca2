//! From text to the syntax tree: one parser, two dialects.
//!
//! - this file: what can be parsed, and the parser's small tools;
//! - `expression`: operators, loosest first;
//! - `primary`: parentheses, names, calls and rows;
//! - `literal`: numbers with all that binds to them.

mod expression;
mod literal;
mod primary;

use super::lex::lex;
use super::limits;
use super::syntax::{Expr, ExprKind, Noun};
use super::token::{Symbol, Token, TokenKind};
use super::unit;
use crate::diag::{Diagnostic, Span};

/// Words with a meaning of their own: no name can be called so, except `x` where a value stands.
pub const RESERVED: [&str; 10] = ["x", "in", "to", "as", "per", "of", "and", "or", "not", "where"];

/// How a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As people type in a shell: nouns, `x` for times, `B` for bytes or billion.
    Quantity,
    /// As designs say it over rows: no nouns, `x` is a name, `in (a, b)` is membership.
    Row,
}

/// An expression with notes on how it was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree.
    pub expr: Expr,
    /// Readings that a person might have meant otherwise.
    pub notes: Vec<Diagnostic>,
}

/// A line of a sheet: an expression, perhaps with a name.
#[derive(Clone, Debug)]
pub struct Line {
    /// The name that the line defines.
    pub definition: Option<Noun>,
    /// Its value.
    pub parsed: Parsed,
}

/// Parses one expression and nothing after it.
pub fn parse(text: &str, dialect: Dialect) -> Result<Parsed, Diagnostic> {
    let mut parser = Parser::new(text, dialect)?;
    let expr = parser.whole()?;
    Ok(Parsed { expr, notes: parser.notes })
}

/// Parses a line of a sheet: `orders = 10M/day`, `orders x 3`, or nothing but white space and a comment.
pub fn parse_line(text: &str) -> Result<Option<Line>, Diagnostic> {
    let mut parser = Parser::new(text, Dialect::Quantity)?;
    if parser.at_end() {
        return Ok(None);
    }
    let definition = parser.definition()?;
    let expr = parser.whole()?;
    Ok(Some(Line { definition, parsed: Parsed { expr, notes: parser.notes } }))
}

/// Parses values that stand side by side, as on a recipe's command line: `10M/day 500B 5 years`.
/// A number, a sign of money or a parenthesis after a complete value begins the next one.
pub fn parse_values(text: &str) -> Result<Vec<Parsed>, Diagnostic> {
    let mut parser = Parser::new(text, Dialect::Quantity)?;
    let mut values = Vec::new();
    while !parser.at_end() {
        let expr = parser.conversion()?;
        values.push(Parsed { expr, notes: std::mem::take(&mut parser.notes) });
        parser.skip(Symbol::Comma);
    }
    Ok(values)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    dialect: Dialect,
    notes: Vec<Diagnostic>,
    /// Set by a division for the operand that follows it: whether the slash had no space around it.
    slash: Option<bool>,
    /// Set by a literal that took a tight `/u` although a spaced slash stood before it.
    bound_slash: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, dialect: Dialect) -> Result<Self, Diagnostic> {
        let tokens = lex(text)?;
        Ok(Self {
            text,
            tokens,
            at: 0,
            depth: 0,
            dialect,
            notes: Vec::new(),
            slash: None,
            bound_slash: false,
        })
    }

    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> &Token {
        &self.tokens[(self.at + count).min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn at_end(&self) -> bool {
        self.peek().kind == TokenKind::End
    }

    fn is(&self, symbol: Symbol) -> bool {
        self.peek().kind == TokenKind::Symbol(symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().kind, TokenKind::Word(typed) if typed == word)
    }

    fn skip(&mut self, symbol: Symbol) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    /// One level deeper, refused beyond the limit.
    fn deeper(&mut self, span: Span) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            return Err(Diagnostic::error(
                "too-deep",
                span,
                format!("expressions inside each other beyond the limit of {} levels", limits::DEPTH),
            )
            .help("give the inner parts names, one to a line"));
        }
        Ok(())
    }

    /// The optional `name =` before a line's expression.
    fn definition(&mut self) -> Result<Option<Noun>, Diagnostic> {
        let TokenKind::Word(word) = &self.peek().kind else { return Ok(None) };
        if self.ahead(1).kind != TokenKind::Symbol(Symbol::Equals) {
            return Ok(None);
        }
        let (word, span) = (word.clone(), self.peek().span);
        let refuse =
            |message: String, help: &str| Err(Diagnostic::error("name", span, message).help(help.to_owned()));
        if unit::find(&word).is_some() {
            return refuse(
                format!("`{word}` is a unit, and a name never hides a unit"),
                "choose another name",
            );
        }
        if word != "x" && RESERVED.contains(&word.as_str()) {
            return refuse(format!("`{word}` is a word of the language"), "choose another name");
        }
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !word.chars().all(lower) {
            let fixed: String = word.to_lowercase().chars().filter(|&c| lower(c)).collect();
            let fix = if fixed.is_empty() { "orders_per_day".to_owned() } else { fixed };
            return refuse(
                format!("`{word}` cannot be a name: names are lower case, digits and `_`"),
                &format!("write `{fix} = …`"),
            );
        }
        self.at += 2;
        if self.at_end() {
            return Err(Diagnostic::error(
                "unexpected-end",
                self.peek().span,
                format!("`{word}` is given no value"),
            )
            .help(format!("write `{word} = 10M/day`")));
        }
        Ok(Some(Noun { word, span }))
    }

    /// The whole text as one expression.
    fn whole(&mut self) -> Result<Expr, Diagnostic> {
        if self.is(Symbol::About) && self.at == 0 {
            self.at += 1;
            self.notes.push(Diagnostic::note(
                "about",
                self.peek().span,
                "`~` read as about: it changes nothing",
            ));
        }
        let expr = self.conversion()?;
        if self.at_end() { Ok(expr) } else { Err(self.left_over(&expr)) }
    }

    /// The error for a token that no rule takes after a complete expression.
    fn left_over(&self, expr: &Expr) -> Diagnostic {
        let token = self.peek();
        let typed = token.span.of(self.text);
        let error = |message: String| Diagnostic::error("unexpected", token.span, message);
        match &token.kind {
            TokenKind::Symbol(Symbol::Close) => {
                error("a `)` that nothing opens".to_owned()).help("remove it, or open it with `(`")
            }
            TokenKind::Symbol(Symbol::Equals) => error("`=` after an expression".to_owned())
                .help("a definition is one name, then `=`: orders = 10M/day"),
            TokenKind::Symbol(Symbol::Comma) => error("a `,` outside a call".to_owned())
                .help("one expression to a line; group digits in threes: 1,000,000"),
            TokenKind::Word(word) if word == "where" => {
                error("`where` outside a call".to_owned()).help("it belongs inside: count(orders where paid)")
            }
            TokenKind::Word(word)
                if word == "in" && self.text[token.span.end..].trim_start().starts_with('[') =>
            {
                error("`in` with brackets".to_owned())
                    .help("labels stand in parentheses: state in (open, paid)")
            }
            TokenKind::Word(word) if word == "in" || word == "to" => {
                error(format!("a second `{word}`")).help("convert once, at the end")
            }
            // Behind any other operand it multiplies.
            TokenKind::Word(word) if word == "x" && self.dialect == Dialect::Quantity => {
                error("`x` behind a conversion".to_owned())
                    .help("convert once, at the end: multiply before `in` or `to`")
            }
            TokenKind::Symbol(Symbol::Arrow) => {
                error("a second `->`".to_owned()).help("convert once, at the end")
            }
            TokenKind::Symbol(Symbol::DotDot) => {
                error("a range of a range".to_owned()).help("a range has two ends: 5..20")
            }
            TokenKind::Symbol(Symbol::Dot) => {
                error("a second point in a number".to_owned()).help(match grouped(self.text, expr.span) {
                    Some(number) => format!("group digits in threes with commas: {number}"),
                    None => "a number has one point; a range has two: 1.2..3".to_owned(),
                })
            }
            // `10M orders a day`
            _ if ends_in_article(expr.span.of(self.text)) => {
                let (before, _) = expr.span.of(self.text).trim().rsplit_once(' ').unwrap_or_default();
                error(format!("an operator is missing before `{typed}`"))
                    .help(format!("a denominator has a slash or `per`: {before} per {typed}"))
            }
            kind => {
                let error = error(format!("an operator is missing before `{typed}`"))
                    .label(expr.span, "this is complete");
                let help = self.joined(expr, kind, typed);
                error.help(help.unwrap_or_else(|| {
                    "put an operator between the two, or leave one of them out".to_owned()
                }))
            }
        }
    }

    /// How an operand that follows a complete expression was probably meant, where that can be told.
    fn joined(&self, expr: &Expr, next: &TokenKind, typed: &str) -> Option<String> {
        let before = expr.span.of(self.text).trim();
        let percentile = |word: &str| word.strip_prefix('p').is_some_and(|rest| rest.parse::<f64>().is_ok());
        let sign = match self.dialect {
            Dialect::Quantity => "x",
            Dialect::Row => "*",
        };
        match (&expr.kind, next) {
            (_, TokenKind::Word(word)) if word == "x" && self.dialect == Dialect::Row => {
                Some("here `x` is a name: multiply with `*`".to_owned())
            }
            (ExprKind::Literal(_), TokenKind::Word(word)) if percentile(word) => {
                Some("a time to draw has its median and its 99th percentile: 5ms p99 25ms".to_owned())
            }
            (_, TokenKind::Word(word)) if percentile(word) => None,
            (ExprKind::Name(_), TokenKind::Word(word)) if unit::find(word).is_none() => {
                let rest = &self.tokens[self.at..];
                let words = rest.iter().map_while(|token| match &token.kind {
                    TokenKind::Word(word) => Some(word.as_str()),
                    _ => None,
                });
                let words: Vec<&str> = std::iter::once(before).chain(words).collect();
                // A sentence is no name.
                (words.len() <= 3).then(|| format!("names have no spaces: {}", words.join("_")))
            }
            (ExprKind::Binary(..), TokenKind::Word(word)) if self.dialect == Dialect::Row => {
                let number = self.at.checked_sub(1).map(|last| &self.tokens[last].kind);
                matches!(number, Some(TokenKind::Number(_)))
                    .then(|| format!("`{word}` is no unit: leave it out, or put an operator before it"))
            }
            // What the multiplication would take is the last operand, not the whole.
            (ExprKind::Binary(..) | ExprKind::Compare(..), _) => None,
            _ => Some(format!("multiply with `{sign}`: {before} {sign} {typed}")),
        }
    }
}

/// A number whose groups of three are parted by points, as `1.000.000` is, with commas in their place.
fn grouped(text: &str, begun: Span) -> Option<String> {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let rest = text.get(begun.start..)?;
    let number = &rest[..rest.find(|c| !digits(c)).unwrap_or(rest.len())];
    let mut groups = number.split('.');
    let first = groups.next()?;
    let whole = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    whole.then(|| number.replace('.', ","))
}

/// Whether the last word only leads to a unit of time: `orders a day`, `orders every 3s`.
fn ends_in_article(text: &str) -> bool {
    text.trim().rsplit_once(' ').is_some_and(|(_, last)| matches!(last, "a" | "an" | "each" | "every"))
}
