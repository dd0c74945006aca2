use super::{Dialect, Parser, RESERVED};
use crate::calc::noun;
use crate::calc::syntax::{Expr, ExprKind, Literal, Magnitude, Noun, Per, PerWhat, Tail, UnitName};
use crate::calc::token::{Symbol, TokenKind};
use crate::calc::unit::{self, Currency};
use crate::diag::{Diagnostic, Span};

impl Parser<'_> {
    /// A number and all that binds to it tighter than any operator.
    pub(super) fn literal(&mut self) -> Result<Expr, Diagnostic> {
        let after_slash = self.slash.take();
        let start = self.peek().span;
        let money = self.money()?;
        let token = self.next();
        let TokenKind::Number(number) = token.kind else {
            return Err(Diagnostic::error(
                "unexpected",
                token.span,
                "an amount is missing after the currency sign",
            )
            .help("write $5"));
        };
        let mut literal = Literal { number, money, magnitude: None, factor: false, tail: Tail::default() };
        if self.attached(&token.span)? {
            self.attach(&mut literal)?;
        } else if let TokenKind::Word(word) = &self.peek().kind {
            literal.magnitude = Magnitude::find(word).filter(|_| self.dialect == Dialect::Quantity);
            self.at += usize::from(literal.magnitude.is_some());
        }
        if !literal.factor {
            self.tail(&mut literal.tail)?;
        }
        self.denominators(&mut literal.tail, after_slash)?;
        let span = start.to(self.tokens[self.at - 1].span);
        Ok(Expr { kind: ExprKind::Literal(Box::new(literal)), span })
    }

    fn money(&mut self) -> Result<Option<Currency>, Diagnostic> {
        let TokenKind::Money(currency) = self.peek().kind else { return Ok(None) };
        self.at += 1;
        if self.is(Symbol::Minus) {
            let span = self.peek().span;
            return Err(
                Diagnostic::error("unexpected", span, "a minus after the currency sign").help("write -$5")
            );
        }
        Ok(Some(currency))
    }

    /// Whether letters follow the number directly and belong to it; `5x20` is a product.
    fn attached(&self, number: &Span) -> Result<bool, Diagnostic> {
        let token = self.peek();
        let TokenKind::Word(word) = &token.kind else { return Ok(false) };
        if token.spaced {
            return Ok(false);
        }
        if word == "x" && self.dialect == Dialect::Quantity {
            return Ok(!self.starts_operand(1));
        }
        if Magnitude::find(word).is_some_and(|_| word.len() <= 2) || unit::find(word).is_some() {
            return Ok(true);
        }
        let typed = number.to(token.span);
        let digits = number.of(self.text);
        let error = Diagnostic::error(
            "number-tail",
            typed,
            format!("`{word}` cannot stand directly behind a number"),
        )
        .here("a magnitude, a unit or `x` may");
        if word == "m" {
            return Err(error.help(format!("write {digits}min for minutes or {digits}M for million")));
        }
        if is_mil(word) {
            return Err(error.help(format!("write {digits}K for thousand or {digits}M for million")));
        }
        if is_giga(word) {
            return Err(error.help(format!("write {digits}bn for billion or {digits}GB for gigabytes")));
        }
        let small = word.to_lowercase();
        if let Some(close) = near_unit(word).or(unit::find(&small).is_some().then_some(small.as_str())) {
            return Err(error.help(format!("did you mean {digits}{close}?")));
        }
        let magnitude = ["bn", "bi", "mi", "K", "k", "M", "B", "T"].into_iter().find(|m| word.starts_with(m));
        Err(match magnitude {
            Some(magnitude) => error.help(format!("write {digits}{magnitude} {}", &word[magnitude.len()..])),
            None => error.help(format!("write {digits} {word}")),
        })
    }

    fn starts_operand(&self, ahead: usize) -> bool {
        match &self.ahead(ahead).kind {
            TokenKind::Number(_) | TokenKind::Money(_) | TokenKind::Symbol(Symbol::Open) => true,
            TokenKind::Word(word) => word == "x" || !RESERVED.contains(&word.as_str()),
            _ => false,
        }
    }

    /// Takes the letters that follow the number directly.
    fn attach(&mut self, literal: &mut Literal) -> Result<(), Diagnostic> {
        let token = self.next();
        let TokenKind::Word(word) = token.kind else { return Ok(()) };
        if word == "x" && self.dialect == Dialect::Quantity {
            literal.factor = true;
        } else if let Some(magnitude) = Magnitude::find(&word) {
            literal.magnitude = Some(magnitude);
        } else {
            // Money has no bytes: `$5B` is five billion.
            if literal.money.is_some() && word == "B" {
                literal.magnitude = Some(Magnitude::Billion);
                self.notes.push(Diagnostic::note("lone-b", token.span, "`B` of money read as billion"));
                return Ok(());
            }
            self.at -= 1;
            if literal.money.is_some() {
                return Err(Diagnostic::error("unexpected", token.span, format!("money in `{word}`"))
                    .help("a price is written $5/GB"));
            }
            literal.tail.units = self.units();
        }
        Ok(())
    }

    /// Percent, units, nouns.
    fn tail(&mut self, tail: &mut Tail) -> Result<(), Diagnostic> {
        if tail.units.is_empty() && self.skip(Symbol::Percent) {
            tail.percent = true;
        }
        if tail.units.is_empty() && !tail.percent {
            if let TokenKind::Word(word) = &self.peek().kind {
                self.refuse_two_readings(word)?;
                if unit::find(word).is_some() && !self.is_call() {
                    tail.units = self.units();
                }
            }
        }
        let lone_b = matches!(tail.units.as_slice(), [only] if only.typed == "B");
        if self.dialect == Dialect::Quantity && (tail.units.is_empty() || lone_b) {
            tail.nouns = self.nouns()?;
        }
        Ok(())
    }

    /// What may follow a closing parenthesis; its denominators are divisions.
    pub(super) fn tail_after_parentheses(&mut self) -> Result<Tail, Diagnostic> {
        let mut tail = Tail::default();
        self.tail(&mut tail)?;
        if !tail.is_empty() {
            self.denominators(&mut tail, None)?;
        }
        Ok(tail)
    }

    fn is_call(&self) -> bool {
        self.ahead(1).kind == TokenKind::Symbol(Symbol::Open) && !self.ahead(1).spaced
    }

    /// Letters that stand for two things, where they stand alone.
    fn refuse_two_readings(&self, word: &str) -> Result<(), Diagnostic> {
        if self.dialect == Dialect::Row {
            return Ok(());
        }
        if is_mil(word) {
            let message = format!("`{word}` could be thousand (Portuguese) or million (English)");
            return Err(Diagnostic::error("bare-m", self.peek().span, message)
                .help("write K for thousand or M for million"));
        }
        if is_giga(word) {
            let message = format!("`{word}` alone could be billion or gigabytes");
            return Err(Diagnostic::error("bare-g", self.peek().span, message)
                .help("write bn for billion or GB for gigabytes"));
        }
        if word != "m" {
            return Ok(());
        }
        Err(Diagnostic::error("bare-m", self.peek().span, "`m` alone could be minutes or million")
            .help("write min for minutes or M for million"))
    }

    /// A unit, or several joined by hyphens: `GB-month`. The caller has seen that one stands here.
    pub(super) fn units(&mut self) -> Vec<UnitName> {
        let mut units = Vec::new();
        loop {
            let token = self.next();
            if let TokenKind::Word(typed) = token.kind {
                if let Some(unit) = unit::find(&typed) {
                    units.push(UnitName { unit, typed, span: token.span });
                }
            }
            let hyphen = self.is(Symbol::Minus) && !self.peek().spaced && !self.ahead(1).spaced;
            let joined = matches!(&self.ahead(1).kind, TokenKind::Word(word) if unit::find(word).is_some());
            if !(hyphen && joined) {
                return units;
            }
            self.at += 1;
        }
    }

    fn nouns(&mut self) -> Result<Vec<Noun>, Diagnostic> {
        let mut nouns = Vec::new();
        while let TokenKind::Word(word) = &self.peek().kind {
            let span = self.peek().span;
            if RESERVED.contains(&word.as_str()) || unit::find(word).is_some() || self.is_call() {
                break;
            }
            self.refuse_two_readings(word)?;
            if !noun::is_known(word) {
                if let Some(close) = near_unit(word) {
                    return Err(Diagnostic::error(
                        "unknown-unit",
                        span,
                        format!("no unit is called `{word}`"),
                    )
                    .help(format!("did you mean `{close}`?")));
                }
            }
            nouns.push(Noun { word: word.clone(), span });
            self.at += 1;
        }
        Ok(nouns)
    }

    /// `/day`, `/3s`, `per order`. After a tight slash none is taken, so that `1TB/100MB/s` is seen
    /// for what it is; after a spaced one only a tight slash binds.
    fn denominators(&mut self, tail: &mut Tail, after_slash: Option<bool>) -> Result<(), Diagnostic> {
        loop {
            let sign = self.peek().clone();
            let slash = sign.kind == TokenKind::Symbol(Symbol::Slash);
            let per = self.dialect == Dialect::Quantity && self.is_word("per");
            if !slash && !per {
                return Ok(());
            }
            let tight = slash && !sign.spaced && !self.ahead(1).spaced;
            let binds = match after_slash {
                None => tight || self.dialect == Dialect::Quantity,
                Some(true) => !slash,
                Some(false) => tight || !slash,
            };
            if !binds {
                return Ok(());
            }
            let Some(per) = self.per(tight)? else { return Ok(()) };
            self.bound_slash |= after_slash.is_some();
            tail.per.push(per);
        }
    }

    /// One denominator behind the sign that the parser stands on; `None` where it is an operand.
    fn per(&mut self, tight: bool) -> Result<Option<Per>, Diagnostic> {
        let sign = self.peek().span;
        match &self.ahead(1).kind {
            TokenKind::Word(word) => {
                let called = self.ahead(2).kind == TokenKind::Symbol(Symbol::Open) && !self.ahead(2).spaced;
                let follows_path =
                    matches!(self.ahead(2).kind, TokenKind::Symbol(Symbol::Dot | Symbol::OpenSquare));
                if called || follows_path {
                    return Ok(None);
                }
                let word = word.clone();
                if word == "m" {
                    self.at += 1;
                    self.refuse_two_readings(&word)?;
                }
                if unit::find(&word).is_some() {
                    self.at += 1;
                    let units = self.units();
                    let span = sign.to(self.tokens[self.at - 1].span);
                    return Ok(Some(Per { count: None, what: PerWhat::Units(units), span }));
                }
                if self.dialect == Dialect::Row || !noun::is_known(&word) {
                    return Ok(None);
                }
                let span = self.ahead(1).span;
                self.at += 2;
                Ok(Some(Per { count: None, what: PerWhat::Noun(Noun { word, span }), span: sign.to(span) }))
            }
            TokenKind::Number(count) if tight => {
                // Only a time is counted, and only where no further slash makes it a chain.
                let count = count.clone();
                let after = self.ahead(3).clone();
                let chained = after.kind == TokenKind::Symbol(Symbol::Slash) && !after.spaced;
                let TokenKind::Word(word) = &self.ahead(2).kind else { return Ok(None) };
                let timed = unit::find(word).is_some_and(|unit| unit.calendar().is_some());
                if !timed || chained || self.ahead(2).spaced {
                    return Ok(None);
                }
                self.at += 2;
                let units = self.units();
                let span = sign.to(self.tokens[self.at - 1].span);
                Ok(Some(Per { count: Some(count), what: PerWhat::Units(units), span }))
            }
            _ => Ok(None),
        }
    }

    /// What stands behind `in`, `to` or `->`.
    pub(super) fn target(&mut self, sign: Span) -> Result<Tail, Diagnostic> {
        let mut tail = Tail::default();
        if let TokenKind::Word(word) = &self.peek().kind {
            tail.magnitude = Magnitude::find(word);
            self.at += usize::from(tail.magnitude.is_some());
        }
        if let TokenKind::Money(currency) = self.peek().kind {
            let span = self.next().span;
            let typed = if currency == Currency::Usd { "usd" } else { "brl" };
            tail.units.extend(unit::find(typed).map(|unit| UnitName { unit, typed: typed.to_owned(), span }));
        }
        self.tail(&mut tail)?;
        // `in /3s`: the space before the slash is that behind `in`.
        if tail.is_empty() && self.is(Symbol::Slash) && !self.ahead(1).spaced {
            tail.per.extend(self.per(true)?);
        }
        self.denominators(&mut tail, None)?;
        if tail.is_empty() {
            let token = self.peek();
            let typed = token.span.of(self.text);
            let message = if typed.is_empty() {
                "a unit is missing at the end".to_owned()
            } else {
                format!("`{typed}` where a unit should stand")
            };
            return Err(Diagnostic::error("unknown-unit", sign.to(token.span), message)
                .help("convert to a unit: in GB, in days, in /day, in %"));
        }
        Ok(tail)
    }
}

/// Thousand in one language, million in another.
fn is_mil(word: &str) -> bool {
    matches!(word, "mil" | "mill")
}

/// Giga of what: a count has billions, data has gigabytes.
fn is_giga(word: &str) -> bool {
    matches!(word, "G" | "g")
}

/// The unit of a prefix before a whole name, as in `msec` and `Mbyte`: the name alone would be near, and wrong by the
/// prefix.
fn prefixed(word: &str) -> Option<&'static str> {
    let prefix = word.chars().next()?;
    let (symbol, base) = match &word[prefix.len_utf8()..] {
        "sec" | "secs" | "second" | "seconds" => (prefix.to_string(), "s"),
        "byte" | "bytes" | "Byte" | "Bytes" => (prefix.to_uppercase().to_string(), "B"),
        "bits" => (prefix.to_uppercase().to_string(), "bit"),
        _ => return None,
    };
    let name = format!("{symbol}{base}");
    unit::names().find(|known| *known == name)
}

/// The unit that a word is one edit away from (a swap of neighbours is one edit), the longest where
/// several are: `minuts` is `minutes` rather than `minute`.
fn near_unit(word: &str) -> Option<&'static str> {
    if let Some(unit) = prefixed(word) {
        return Some(unit);
    }
    let long = |name: &str| name.chars().count() >= 3;
    let mut close = None;
    for name in unit::names().filter(|name| long(name) && long(word)) {
        let longer = close.is_none_or(|best: &str| name.len() > best.len());
        if longer && strsim::osa_distance(word, name) == 1 {
            close = Some(name);
        }
    }
    close
}
