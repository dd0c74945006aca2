use super::limits;
use super::number::Rational;
use super::token::{Symbol, Token, TokenKind};
use super::unit::Currency;
use crate::diag::{Diagnostic, Span, visible};

/// Cuts `text` into tokens; the last one is [`TokenKind::End`].
///
/// A comma between digits groups them in threes, except inside a call or a list, where it separates.
/// Letters that follow a number directly are a token of their own without space before it.
pub fn lex(text: &str) -> Result<Vec<Token>, Diagnostic> {
    if text.len() > limits::LINE_BYTES {
        let whole = Span::new(0, 0);
        return Err(Diagnostic::error(
            "line-too-long",
            whole,
            format!("a line of {} bytes: the limit is {} bytes", text.len(), limits::LINE_BYTES),
        )
        .help("give the parts names, one to a line"));
    }
    Lexer { text, at: 0, tokens: Vec::new(), lists: Vec::new() }.run()
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// For each open parenthesis or bracket, whether commas separate inside it.
    lists: Vec<bool>,
}

impl Lexer<'_> {
    fn run(mut self) -> Result<Vec<Token>, Diagnostic> {
        loop {
            let before = self.at;
            self.skip_space();
            let spaced = self.at > before || self.at == 0;
            let start = self.at;
            let Some(c) = self.peek() else {
                self.push(TokenKind::End, start, spaced);
                return Ok(self.tokens);
            };
            if c == '#' {
                self.push(TokenKind::End, start, spaced);
                return Ok(self.tokens);
            }
            let kind = if c.is_ascii_digit() || (c == '.' && self.starts_fraction()) {
                TokenKind::Number(self.number()?)
            } else if self.text[start..].starts_with("R$") {
                self.at += 2;
                TokenKind::Money(Currency::Brl)
            } else if c == '$' {
                self.at += 1;
                TokenKind::Money(Currency::Usd)
            } else if c.is_alphabetic() || c == '_' {
                TokenKind::Word(self.word(spaced)?)
            } else {
                TokenKind::Symbol(self.symbol(c)?)
            };
            self.track(&kind, spaced);
            self.push(kind, start, spaced);
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn push(&mut self, kind: TokenKind, start: usize, spaced: bool) {
        self.tokens.push(Token { kind, span: Span::new(start, self.at), spaced });
    }

    fn skip_space(&mut self) {
        while let Some(c) = self.peek() {
            if !c.is_whitespace() {
                break;
            }
            self.at += c.len_utf8();
        }
    }

    /// Remembers which parentheses hold a list: calls, and what follows the word `in`.
    fn track(&mut self, kind: &TokenKind, spaced: bool) {
        match kind {
            TokenKind::Symbol(Symbol::Open) => {
                let list = match self.tokens.last().map(|token| &token.kind) {
                    Some(TokenKind::Word(word)) => word == "in" || !spaced,
                    _ => false,
                };
                let inherited = self.lists.last().copied().unwrap_or(false);
                self.lists.push(list || inherited);
            }
            TokenKind::Symbol(Symbol::OpenSquare) => self.lists.push(true),
            TokenKind::Symbol(Symbol::Close | Symbol::CloseSquare) => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    /// A dot begins a number only where no name or number ends.
    fn starts_fraction(&self) -> bool {
        let after_operand = self.tokens.last().is_some_and(|token| {
            token.span.end == self.at
                && matches!(
                    token.kind,
                    TokenKind::Word(_)
                        | TokenKind::Number(_)
                        | TokenKind::Symbol(Symbol::Close | Symbol::CloseSquare)
                )
        });
        !after_operand && self.byte(1).is_some_and(|b| b.is_ascii_digit())
    }

    fn number(&mut self) -> Result<Rational, Diagnostic> {
        let start = self.at;
        let mut digits = String::new();
        self.take_digits(&mut digits);
        let in_list = self.lists.last().copied().unwrap_or(false);
        if !in_list {
            self.take_groups(start, &mut digits)?;
        }
        if self.peek() == Some('.') && self.byte(1).is_some_and(|b| b.is_ascii_digit()) {
            digits.push('.');
            self.at += 1;
            self.take_digits(&mut digits);
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(1 + sign).is_some_and(|b| b.is_ascii_digit()) {
                digits.push('e');
                if sign == 1 && self.byte(1) == Some(b'-') {
                    digits.push('-');
                }
                self.at += 1 + sign;
                self.take_digits(&mut digits);
            }
        }
        let span = Span::new(start, self.at);
        if digits.len() > limits::DIGITS {
            return Err(Diagnostic::error(
                "too-many-digits",
                span,
                format!("a number of {} digits: the limit is {}", digits.len(), limits::DIGITS),
            )
            .help("write a power of ten, such as 1e30"));
        }
        Rational::parse(&digits).ok_or_else(|| {
            Diagnostic::error("number-too-large", span, "a number beyond 4,096 bits: the limit is 4,096 bits")
                .help("no system has that many of anything: use a smaller exponent")
        })
    }

    fn take_digits(&mut self, digits: &mut String) {
        while let Some(b) = self.byte(0).filter(u8::is_ascii_digit) {
            digits.push(char::from(b));
            self.at += 1;
        }
    }

    /// `1,000,000`: after one to three digits, groups of exactly three.
    fn take_groups(&mut self, start: usize, digits: &mut String) -> Result<(), Diagnostic> {
        let first = digits.len();
        let mut groups = 0;
        while self.byte(0) == Some(b',') && self.byte(1).is_some_and(|b| b.is_ascii_digit()) {
            let rest = &self.text[self.at + 1..];
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if length != 3 || first > 3 {
                let span = Span::new(start, self.at + 1 + length);
                let typed = span.of(self.text);
                let fix = if groups == 0 {
                    format!("a decimal point is a dot: {}", typed.replace(',', "."))
                } else {
                    format!("group digits in threes, or write none: {}", typed.replace(',', ""))
                };
                return Err(Diagnostic::error("comma", span, format!("`{typed}` is not a number")).help(fix));
            }
            digits.push_str(&rest[..3]);
            self.at += 4;
            groups += 1;
        }
        Ok(())
    }

    /// A word. Directly behind a number it is a tail of letters alone, so that `5x20` multiplies.
    fn word(&mut self, spaced: bool) -> Result<String, Diagnostic> {
        let start = self.at;
        let tail =
            !spaced && self.tokens.last().is_some_and(|token| matches!(token.kind, TokenKind::Number(_)));
        while let Some(c) = self.peek() {
            let part = c.is_alphabetic() || (!tail && (c == '_' || c.is_ascii_digit()));
            if !part {
                break;
            }
            self.at += c.len_utf8();
        }
        if tail && self.at == start {
            // `1_000`
            self.at += 1;
            return Err(Diagnostic::error("number-tail", Span::new(start, self.at), "`_` inside a number")
                .help("group digits with commas, or write none: 1,000 or 1000"));
        }
        let word = &self.text[start..self.at];
        if tail && word != "x" && self.byte(0).is_some_and(|b| b.is_ascii_digit() || b == b'_') {
            let span = Span::new(start, self.at + 1);
            return Err(Diagnostic::error(
                "number-tail",
                span,
                format!("`{word}` directly between two numbers"),
            )
            .help(format!("put a space or an operator after `{word}`")));
        }
        Ok(word.to_owned())
    }

    fn symbol(&mut self, c: char) -> Result<Symbol, Diagnostic> {
        let rest = &self.text[self.at..];
        let two: String = rest.chars().take(2).collect();
        let (symbol, length) = match two.as_str() {
            ".." => (Symbol::DotDot, 2),
            "->" => (Symbol::Arrow, 2),
            "==" => (Symbol::Same, 2),
            "!=" => (Symbol::Differs, 2),
            "<=" => (Symbol::AtMost, 2),
            ">=" => (Symbol::AtLeast, 2),
            "**" => return Err(self.foreign(2, "a power is written `^`")),
            "&&" => return Err(self.foreign(2, "write `and`")),
            "||" => return Err(self.foreign(2, "write `or`")),
            _ => {
                let symbol = match c {
                    '+' => Symbol::Plus,
                    '-' | '\u{2212}' | '\u{2013}' => Symbol::Minus,
                    '*' | '×' | '·' => Symbol::Times,
                    '/' | '÷' => Symbol::Slash,
                    '^' => Symbol::Caret,
                    '%' => Symbol::Percent,
                    '(' => Symbol::Open,
                    ')' => Symbol::Close,
                    '[' => Symbol::OpenSquare,
                    ']' => Symbol::CloseSquare,
                    ',' => Symbol::Comma,
                    '.' => Symbol::Dot,
                    '=' => Symbol::Equals,
                    '<' => Symbol::Less,
                    '>' => Symbol::Greater,
                    '→' => Symbol::Arrow,
                    '≤' => Symbol::AtMost,
                    '≥' => Symbol::AtLeast,
                    '≠' => Symbol::Differs,
                    '~' | '≈' => Symbol::About,
                    '!' => return Err(self.foreign(1, "write `not`")),
                    '&' => return Err(self.foreign(1, "write `and`")),
                    '|' => return Err(self.foreign(1, "write `or`")),
                    ';' => return Err(self.foreign(1, "one expression to a line")),
                    '€' | '£' => return Err(self.foreign(1, "amounts are in `$` or `R$`")),
                    _ => return Err(self.foreign(1, "remove it")),
                };
                (symbol, c.len_utf8())
            }
        };
        self.at += length;
        Ok(symbol)
    }

    fn foreign(&self, characters: usize, fix: &str) -> Diagnostic {
        let length = self.text[self.at..].chars().take(characters).map(char::len_utf8).sum::<usize>();
        let span = Span::new(self.at, self.at + length);
        let shown = visible(span.of(self.text)).into_owned();
        let message = if span.of(self.text).chars().any(char::is_control) {
            format!("a control character, {shown}")
        } else {
            format!("`{shown}` is not a sign of this language")
        };
        Diagnostic::error("unknown-sign", span, message).help(fix)
    }
}
