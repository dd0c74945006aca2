use std::rc::Rc;

use super::memory::{Memory, Scale};
use crate::calc::format::grouped;
use crate::calc::syntax::ExprKind;
use crate::calc::{Dimension, Sheet};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Text;
use crate::problem::model::{Amount, Duration, Nanos};
use crate::problem::row::{Cache, World, literal_amount};

/// No count in a file is greater.
pub(super) const MAX_COUNT: u64 = 1_000_000_000_000;

/// No time in a file is longer: a year.
const MAX_TIME: i64 = 31_536_000_000_000_000;

/// What reading needs everywhere: the quantities of the file, and what is wrong with it.
pub(crate) struct Context<'a> {
    /// The inputs, in calc.
    pub sheet: Sheet,
    /// Trees that were parsed before.
    pub(super) cache: &'a Cache,
    /// What was worked out before.
    memory: &'a Memory,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Inputs without a value, for something is wrong with them: that they are unknown elsewhere says nothing new.
    pub flawed: Vec<String>,
    /// The named quantities, once all of them are read.
    scale: Option<Rc<Scale>>,
}

impl<'a> Context<'a> {
    pub fn new(memory: &'a Memory) -> Self {
        Self {
            sheet: Sheet::new(),
            cache: &memory.trees,
            memory,
            diagnostics: Vec::new(),
            flawed: Vec::new(),
            scale: None,
        }
    }

    /// The named quantities of a design; from now on they do not change.
    pub(super) fn scale(&mut self, world: &World) -> Rc<Scale> {
        let scale = self.scale.take().unwrap_or_else(|| self.memory.scale(world));
        self.scale = Some(Rc::clone(&scale));
        scale
    }

    /// Says what is wrong.
    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A quantity, evaluated.
    pub fn quantity(&mut self, text: &Text) -> Option<Amount> {
        let known = self.scale.as_ref().and_then(|scale| scale.quantities.borrow().get(&text.text).cloned());
        if known.is_some() {
            return known;
        }
        let amount = match self.evaluated(text) {
            Ok(amount) => amount,
            Err(error) => {
                self.say(text.locate(error));
                return None;
            }
        };
        if let Some(scale) = &self.scale {
            scale.quantities.borrow_mut().insert(text.text.clone(), amount.clone());
        }
        Some(amount)
    }

    /// The value of a text, or what is wrong, as one about the text.
    pub(super) fn evaluated(&self, text: &Text) -> Result<Amount, Diagnostic> {
        if let Some(amount) = self.literal(text) {
            return Ok(amount);
        }
        let quantity = self.sheet.quantity(&text.text).map_err(|mut error| {
            if error.help.as_deref().is_some_and(|help| help.starts_with("define it")) {
                error.help = Some("define it in [inputs], or write a number with its unit".to_owned());
            }
            error
        })?;
        let Some(number) = quantity.number.value() else {
            let whole = Span::new(0, text.text.len());
            return Err(Diagnostic::error("range", whole, "a range where one value belongs")
                .help("write one number; ranges belong to estimates"));
        };
        Ok(Amount { value: number.rational(), dimension: quantity.dimension.in_seconds() })
    }

    /// A number with its unit and nothing else needs no calculator. A lone `B` does: it has two readings.
    fn literal(&self, text: &Text) -> Option<Amount> {
        let tree = self.cache.parse(&text.text).ok()?;
        let ExprKind::Literal(literal) = &tree.kind else { return None };
        if literal.lone_b().is_some() { None } else { literal_amount(literal) }
    }

    /// A quantity of this dimension.
    pub fn amount(&mut self, text: &Text, dimension: Dimension, example: &str) -> Option<Amount> {
        let amount = self.quantity(text)?;
        if amount.dimension == dimension {
            return Some(amount);
        }
        let words = (amount.dimension.words(), dimension.words());
        let error =
            Diagnostic::error("dimension", text.inside(), format!("{} where {} belongs", words.0, words.1))
                .help(format!("write it like {example}"));
        self.say(error);
        None
    }

    /// A time in nanoseconds.
    pub fn time(&mut self, text: &Text) -> Option<Nanos> {
        let amount = self.amount(text, Dimension::TIME, "30s")?;
        let nanos =
            amount.value.checked_mul(&crate::calc::Rational::integer(1_000_000_000)).ok()?.round().to_i64();
        if nanos.is_none_or(|nanos| nanos.abs() > MAX_TIME) {
            let error = Diagnostic::error("too-large", text.inside(), "a time beyond the limit of a year")
                .help("a run lasts minutes: use a smaller time");
            self.say(error);
            return None;
        }
        nanos
    }

    /// A time that is not negative.
    pub fn positive_time(&mut self, text: &Text) -> Option<Nanos> {
        let time = self.time(text)?;
        if time < 0 {
            let error =
                Diagnostic::error("negative", text.inside(), "a time below 0").help("write how long it is");
            self.say(error);
            return None;
        }
        Some(time)
    }

    /// A rate per second.
    pub fn rate(&mut self, text: &Text) -> Option<f64> {
        let rate = self.amount(text, Dimension::RATE, "25/s")?.value;
        self.not_negative(rate.to_f64(), text.inside())
    }

    /// A plain number.
    pub fn factor(&mut self, text: &Text) -> Option<f64> {
        let factor = self.amount(text, Dimension::NONE, "1.5")?.value;
        self.not_negative(factor.to_f64(), text.inside())
    }

    fn not_negative(&mut self, value: f64, span: Span) -> Option<f64> {
        if value.is_finite() && value >= 0.0 {
            return Some(value);
        }
        self.say(Diagnostic::error("negative", span, "a number below 0").help("write 0 or more"));
        None
    }

    /// A share from 0 to 1.
    pub fn share(&mut self, text: &Text) -> Option<f64> {
        let share = self.factor(text)?;
        if share <= 1.0 {
            return Some(share);
        }
        let error =
            Diagnostic::error("share", text.inside(), "a share above 100 %").help("write it in per cent: 5%");
        self.say(error);
        None
    }

    /// A whole number from `least`.
    pub fn count(&mut self, text: &Text, least: u64) -> Option<u64> {
        let value = self.amount(text, Dimension::NONE, "500")?.value;
        let whole =
            value.to_i64().and_then(|count| u64::try_from(count).ok()).filter(|&count| count <= MAX_COUNT);
        let span = text.inside();
        let error = match whole {
            Some(count) if count >= least => return Some(count),
            Some(_) => {
                Diagnostic::error("rounds-to-nothing", span, format!("0 where at least {least} belongs"))
                    .help("write 1 or more; a scaled count is rounded up: ceil(n * scale)")
            }
            None if value.is_integer() && !value.is_negative() => {
                Diagnostic::error("too-large", span, beyond(MAX_COUNT))
                    .help("a run holds thousands, not billions: use a slice, and `scale` for the load")
            }
            None if value.is_negative() => {
                Diagnostic::error("negative", span, "a count below 0").help("write 0 or more")
            }
            None => {
                Diagnostic::error("not-whole", span, format!("{} is not a whole number", value.decimal(6)))
                    .help("round it: ceil(n * scale)")
            }
        };
        self.say(error);
        None
    }

    /// A count that fits 32 bits.
    pub fn small(&mut self, text: &Text, least: u64) -> Option<u32> {
        let count = self.count(text, least)?;
        if let Ok(count) = u32::try_from(count) {
            return Some(count);
        }
        let error = Diagnostic::error("too-large", text.inside(), beyond(u32::MAX.into()))
            .help("use a slice, and `scale` for the load");
        self.say(error);
        None
    }

    /// Bytes.
    pub fn data(&mut self, text: &Text) -> Option<u64> {
        let amount = self.amount(text, Dimension::INFORMATION, "10GB")?;
        let bytes = amount.value.round().to_i64().and_then(|bytes| u64::try_from(bytes).ok());
        if bytes.is_none() {
            let error =
                Diagnostic::error("too-large", text.inside(), "an amount of data that cannot be held")
                    .help("write it like 10GB");
            self.say(error);
        }
        bytes
    }

    /// A duration to draw.
    pub fn duration(&mut self, text: &Text) -> Option<Duration> {
        if let Some(at) = text.text.find(" p99 ") {
            let median = self.positive_time(&text.part(0, at));
            let p99 = self.positive_time(&text.part(at + 5, text.text.len()));
            let (median, p99) = (median?, p99?);
            if median > 0 && p99 >= median {
                return Some(Duration::Lognormal { median, p99 });
            }
            let error = Diagnostic::error(
                "lognormal",
                text.inside(),
                "a 99th percentile below the median, or a median of 0",
            )
            .help("write the median first: 5ms p99 25ms");
            self.say(error);
            return None;
        }
        for (name, count) in [("uniform(", 2), ("exponential(", 1)] {
            if !text.text.starts_with(name) || !text.text.ends_with(')') {
                continue;
            }
            let inside = text.part(name.len(), text.text.len() - 1);
            let parts: Vec<Text> = split(&inside);
            let times: Vec<Nanos> = parts.iter().map_while(|part| self.positive_time(part)).collect();
            if parts.len() == count && times.len() < count {
                return None;
            }
            match times.as_slice() {
                [low, high] if count == 2 && low <= high => {
                    return Some(Duration::Uniform { low: *low, high: *high });
                }
                [mean] if count == 1 && *mean > 0 => return Some(Duration::Exponential { mean: *mean }),
                _ => {}
            }
            let error = Diagnostic::error("duration", text.inside(), "this cannot be drawn from")
                .help("write uniform(2ms, 10ms), the lower end first, or exponential(5ms)");
            self.say(error);
            return None;
        }
        self.positive_time(text).map(Duration::Constant)
    }
}

/// What is wrong with a count that is too large.
fn beyond(most: u64) -> String {
    format!("a count beyond the limit of {}", grouped(&most.to_string()))
}

/// The parts between commas that stand outside parentheses.
fn split(text: &Text) -> Vec<Text> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in text.text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text.part(start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.part(start, text.text.len()));
    parts
}
