use super::{Dialect, Parser, RESERVED};
use crate::calc::syntax::{Call, Expr, ExprKind};
use crate::calc::token::{Symbol, TokenKind};
use crate::calc::unit;
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Result<Expr, Diagnostic> {
        let token = self.peek().clone();
        match &token.kind {
            TokenKind::Number(_) | TokenKind::Money(_) => self.literal(),
            TokenKind::Symbol(Symbol::Open) => {
                self.slash = None;
                self.parentheses()
            }
            TokenKind::Word(word) => {
                self.slash = None;
                self.word(word, token.span)
            }
            TokenKind::End => Err(Diagnostic::error(
                "unexpected-end",
                token.span,
                if self.at == 0 {
                    "there is no expression here"
                } else {
                    "the expression ends where a value should stand"
                },
            )
            .help(if self.at == 0 {
                "type one, such as 10M orders/day x 20min"
            } else {
                "add the value, or remove the last operator"
            })),
            TokenKind::Symbol(Symbol::Close)
                if self.at > 0 && self.tokens[self.at - 1].kind == TokenKind::Symbol(Symbol::Open) =>
            {
                Err(Diagnostic::error("unexpected", token.span, "nothing between the parentheses")
                    .help("put a value there, or remove them"))
            }
            TokenKind::Symbol(Symbol::Percent) => {
                Err(Diagnostic::error("unexpected", token.span, "`%` without a number before it")
                    .help("write 5%"))
            }
            TokenKind::Symbol(symbol) => Err(Diagnostic::error(
                "unexpected",
                token.span,
                format!("`{}` where a value should stand", symbol.text()),
            )
            .help("a value is a number, a name, a call or an expression in parentheses")),
        }
    }

    fn parentheses(&mut self) -> Result<Expr, Diagnostic> {
        let open = self.next();
        self.deeper(open.span)?;
        let inner = self.disjunction()?;
        self.close(Symbol::Close, open.span)?;
        self.depth -= 1;
        let span = open.span.to(self.tokens[self.at - 1].span);
        if self.dialect == Dialect::Row {
            return Ok(Expr { kind: inner.kind, span });
        }
        let tail = self.tail_after_parentheses()?;
        if tail.is_empty() {
            return Ok(Expr { kind: inner.kind, span });
        }
        let span = span.to(self.tokens[self.at - 1].span);
        Ok(Expr { kind: ExprKind::Scaled { inner: Box::new(inner), tail }, span })
    }

    fn close(&mut self, symbol: Symbol, open: Span) -> Result<(), Diagnostic> {
        if self.skip(symbol) {
            return Ok(());
        }
        let token = self.peek();
        let message = if token.kind == TokenKind::End {
            format!("a `{}` that nothing closes", open.of(self.text))
        } else {
            format!("an operator or `{}` is missing before `{}`", symbol.text(), token.span.of(self.text))
        };
        Err(Diagnostic::error("unclosed", token.span, message)
            .label(open, "opened here")
            .help(format!("close it with `{}`", symbol.text())))
    }

    /// Expressions between commas up to `end`.
    pub(super) fn list(&mut self, end: Symbol, open: Span) -> Result<Vec<Expr>, Diagnostic> {
        let mut items = Vec::new();
        if self.skip(end) {
            return Ok(items);
        }
        loop {
            items.push(self.disjunction()?);
            if !self.skip(Symbol::Comma) {
                self.close(end, open)?;
                return Ok(items);
            }
        }
    }

    fn word(&mut self, word: &str, span: Span) -> Result<Expr, Diagnostic> {
        let called = self.ahead(1).kind == TokenKind::Symbol(Symbol::Open) && !self.ahead(1).spaced;
        if called && (word == "if" || !RESERVED.contains(&word)) {
            return self.call(word, span);
        }
        let is_operator = RESERVED.contains(&word) && word != "x";
        if is_operator {
            return Err(Diagnostic::error(
                "unexpected",
                span,
                format!("`{word}` where a value should stand"),
            )
            .help("a value is a number, a name, a call or an expression in parentheses"));
        }
        if self.dialect == Dialect::Quantity && unit::find(word).is_some() {
            return Err(Diagnostic::error("unit-alone", span, format!("the unit `{word}` without a number"))
                .help(format!("write 1 {word}")));
        }
        let path = self.path()?;
        if self.is(Symbol::OpenSquare) && !self.peek().spaced && path.len() == 1 {
            return self.lookup(word, span);
        }
        let span = span.to(self.tokens[self.at - 1].span);
        Ok(Expr { kind: ExprKind::Name(path), span })
    }

    /// `order.latency.p99`
    fn path(&mut self) -> Result<Vec<String>, Diagnostic> {
        let mut path = Vec::new();
        loop {
            let token = self.next();
            let TokenKind::Word(part) = token.kind else {
                if matches!(path.first().map(String::as_str), Some("bash" | "zsh" | "sh" | "dash")) {
                    let message = "the shell put its own name in place of `$0`";
                    return Err(Diagnostic::error("shell", token.span, message).help(
                        "put the expression in single quotes, or write the amount with usd: 0.023 usd",
                    ));
                }
                return Err(Diagnostic::error("unexpected", token.span, "a name is missing after the dot")
                    .help("write it without space: order.latency.p99"));
            };
            path.push(part);
            if !self.is(Symbol::Dot) {
                return Ok(path);
            }
            self.at += 1;
        }
    }

    fn call(&mut self, function: &str, name: Span) -> Result<Expr, Diagnostic> {
        self.at += 1;
        let open = self.next();
        self.deeper(open.span)?;
        let mut arguments = Vec::new();
        let mut filter = None;
        if !self.skip(Symbol::Close) {
            loop {
                arguments.push(self.disjunction()?);
                if self.is_word("where") {
                    self.at += 1;
                    filter = Some(Box::new(self.disjunction()?));
                    self.close(Symbol::Close, open.span)?;
                    break;
                }
                if !self.skip(Symbol::Comma) {
                    self.close(Symbol::Close, open.span)?;
                    break;
                }
            }
        }
        self.depth -= 1;
        let span = name.to(self.tokens[self.at - 1].span);
        Ok(Expr {
            kind: ExprKind::Call(Call { function: function.to_owned(), name, arguments, filter }),
            span,
        })
    }

    fn lookup(&mut self, table: &str, start: Span) -> Result<Expr, Diagnostic> {
        let open = self.next();
        self.deeper(open.span)?;
        let keys = self.list(Symbol::CloseSquare, open.span)?;
        self.depth -= 1;
        let mut column = Vec::new();
        if self.is(Symbol::Dot) {
            self.at += 1;
            column = self.path()?;
        }
        let span = start.to(self.tokens[self.at - 1].span);
        Ok(Expr { kind: ExprKind::Lookup { table: table.to_owned(), keys, column }, span })
    }
}
