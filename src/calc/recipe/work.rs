use super::parameter::{Least, Parameter, Signature, Wanted};
use crate::calc::arithmetic::{Arithmetic, Fault};
use crate::calc::bounds::Bounds;
use crate::calc::dimension::Dimension;
use crate::calc::format;
use crate::calc::formula::{Formula, Function};
use crate::calc::number::Rational;
use crate::calc::quantity::{Quantity, Target};

/// A recipe under way: what it was given, what it assumed, what it has said so far.
#[derive(Debug)]
pub struct Work<'a> {
    signature: &'a Signature,
    /// How time is counted.
    pub arithmetic: Arithmetic,
    given: Vec<(&'static Parameter, Quantity)>,
    /// The parameters that were asked for.
    used: Vec<&'static str>,
    parts: Vec<Part>,
    assumed: Vec<Assumption>,
}

/// How a value came to a recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// By its flag, without the dashes.
    Flag(&'static str),
    /// By its place on the command line.
    Place,
    /// As an argument of a call, where flags have places too.
    Argument,
}

/// What nobody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// In words.
    pub text: &'static str,
    /// Whether the answer itself is the same without it.
    pub beside: bool,
}

/// One line of a derivation.
#[derive(Clone, Debug)]
pub struct Part {
    /// A short name: `average`, `peak`.
    pub name: &'static str,
    /// How it comes about, without its value.
    pub reason: String,
    /// What it is worth.
    pub value: Quantity,
}

/// What a recipe found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The answer.
    pub answer: Quantity,
    /// How it came about; one of them is the answer.
    pub parts: Vec<Part>,
    /// What nobody said.
    pub assumed: Vec<Assumption>,
}

impl Outcome {
    /// What nobody said, in words.
    pub fn assumptions(&self) -> Vec<&'static str> {
        self.assumed.iter().map(|assumed| assumed.text).collect()
    }
}

/// Why a recipe has no outcome, and which of its values is at fault, counted from 0.
#[derive(Debug)]
pub struct Misfit {
    /// The value, where it is one.
    pub value: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

impl<F: Into<Fault>> From<F> for Misfit {
    fn from(fault: F) -> Self {
        Self { value: None, fault: fault.into() }
    }
}

impl<'a> Work<'a> {
    pub(super) fn new(signature: &'a Signature, arithmetic: Arithmetic) -> Self {
        let (given, used, parts, assumed) = Default::default();
        Self { signature, arithmetic, given, used, parts, assumed }
    }

    /// Takes a value for the parameter of its flag, or for the first free one that wants it.
    pub(super) fn give(&mut self, slot: Slot, value: Quantity) -> Result<(), Fault> {
        let open: Vec<&'static Parameter> = match slot {
            Slot::Flag(name) => self.parameters().filter(|parameter| parameter.name == name).collect(),
            Slot::Place => self.parameters().filter(|parameter| !parameter.flag).collect(),
            Slot::Argument => self.parameters().filter(|parameter| !parameter.beside).collect(),
        };
        // A share in a call is told from a factor by its size.
        let bounds = value.number.bounds()?;
        let no_share = slot == Slot::Argument && !is_share(&bounds);
        let wanting = || {
            let takes = |parameter: &&&'static Parameter| {
                parameter.wanted.takes(value.dimension) && !(no_share && parameter.wanted == Wanted::Share)
            };
            open.iter().filter(takes)
        };
        let is_free = |parameter: &&&'static Parameter| parameter.several || !self.has(parameter.name);
        let Some(parameter) = wanting().find(is_free) else {
            let name = self.signature.name;
            if let Some(taken) = wanting().next() {
                return Err(Fault::TooMany(
                    format!("`{name}` has {} already: one value too many", taken.wanted.short()),
                    self.usage(),
                ));
            }
            let wants: Vec<_> = open.iter().map(|parameter| parameter.wanted.words()).collect();
            let wants = match slot {
                Slot::Flag(flag) => format!("`--{flag}` wants {}", wants.join("")),
                _ => format!("`{name}` takes {}", wants.join(", then ")),
            };
            return Err(Fault::Wants(wants, value.dimension));
        };
        self.check_size(parameter, &bounds)?;
        self.given.push((parameter, value));
        Ok(())
    }

    fn parameters(&self) -> std::slice::Iter<'static, Parameter> {
        self.signature.parameters.iter()
    }

    fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| given.name == name)
    }

    /// How the recipe is typed, for the help of an error.
    fn usage(&self) -> String {
        format!("{} (for example: {})", self.signature.usage, self.signature.example)
    }

    /// Nothing is below 0, little is 0, and no share is above all.
    fn check_size(&self, parameter: &Parameter, bounds: &Bounds) -> Result<(), Fault> {
        let zero = parameter.least == Least::Zero;
        let (wants, help) = if bounds.low.is_negative() || (bounds.low.is_zero() && !zero) {
            (if zero { "0 or more" } else { "more than 0" }, self.usage())
        } else if parameter.wanted == Wanted::Share && !is_share(bounds) {
            ("a share of at most 100%", "write shares such as 99.9%".to_owned())
        } else {
            return Ok(());
        };
        let who = if parameter.flag {
            format!("`--{}`", parameter.name)
        } else {
            format!("`{}`", self.signature.name)
        };
        Err(Fault::Other(format!("{who} wants {wants}"), help))
    }

    pub(super) fn check_complete(&self) -> Result<(), Fault> {
        let missing = self
            .parameters()
            .find(|parameter| parameter.assumed.is_none() && !parameter.flag && !self.has(parameter.name));
        match missing {
            None => Ok(()),
            Some(parameter) => Err(Fault::Other(
                format!("`{}` also wants {}", self.signature.name, parameter.wanted.words()),
                self.usage(),
            )),
        }
    }

    /// The first given value that made no difference, counted from 0, with the fault it is.
    pub(super) fn needless(&self) -> Option<(usize, Fault)> {
        let (index, (parameter, _)) =
            self.given.iter().enumerate().find(|(_, (given, _))| !self.used.contains(&given.name))?;
        let what =
            if parameter.flag { format!("`--{}`", parameter.name) } else { parameter.about.to_owned() };
        Some((index, Fault::Other(format!("{what} changes nothing here"), self.usage())))
    }

    /// The value of a parameter, if it was given.
    pub fn given(&mut self, name: &'static str) -> Option<Quantity> {
        self.used.push(name);
        self.given.iter().find(|(given, _)| given.name == name).map(|(_, value)| value.clone())
    }

    /// Every value of a parameter that takes several.
    pub fn all(&mut self, name: &'static str) -> Vec<Quantity> {
        self.used.push(name);
        self.given.iter().filter(|(given, _)| given.name == name).map(|(_, value)| value.clone()).collect()
    }

    /// The value of a parameter, given or assumed; an assumption is noted.
    pub fn value(&mut self, name: &'static str) -> Quantity {
        if let Some(value) = self.given(name) {
            return value;
        }
        for (place, parameter) in self.parameters().enumerate().filter(|(_, known)| known.name == name) {
            let assumed = parameter.assumed.as_ref().zip(parameter.assumption(place, self.arithmetic));
            if let Some((assumed, value)) = assumed {
                self.assumed.push(Assumption { text: assumed.text, beside: parameter.beside });
                return value;
            }
        }
        Quantity::plain(Rational::one())
    }

    /// Says one line of the derivation.
    pub fn say(&mut self, name: &'static str, reason: impl Into<String>, value: &Quantity) {
        self.parts.push(Part { name, reason: reason.into(), value: value.clone() });
    }

    /// How a value is said within a line.
    pub fn show(&self, value: &Quantity) -> String {
        format::show(value, self.arithmetic)
    }

    /// A rate per the unit of time it was given in: `10 requests/day`.
    pub fn written(&self, value: &Quantity) -> String {
        let (Some((unit, (numerator, denominator))), Dimension::RATE) = (value.times.only(), value.dimension)
        else {
            return self.show(value);
        };
        let target = Target {
            size: Rational::ratio(denominator, numerator).into(),
            dimension: Dimension::RATE,
            text: format!("/{unit}"),
            sign: "",
            label: crate::calc::label::Label::default(),
        };
        self.show(&Quantity { target: Some(Box::new(target)), ..value.clone() })
    }

    /// The product.
    pub fn times(&self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.arithmetic.multiply(left, right)
    }

    /// The quotient.
    pub fn per(&self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.arithmetic.divide(left, right)
    }

    /// The difference.
    pub fn minus(&self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.arithmetic.subtract(left, right)
    }

    /// The sum.
    pub fn plus(&self, left: &Quantity, right: &Quantity) -> Result<Quantity, Fault> {
        self.arithmetic.add(left, right)
    }

    /// The next whole number of something, which is counted in `noun`.
    pub fn whole(&self, value: &Quantity, noun: &str) -> Result<Quantity, Fault> {
        let number = Formula::apply(Function::Ceil, std::slice::from_ref(&value.number))?;
        Ok(counted(Quantity::new(number, Dimension::NONE), noun))
    }

    pub(super) fn outcome(self, answer: Quantity) -> Outcome {
        Outcome { answer, parts: self.parts, assumed: self.assumed }
    }
}

/// Whether all of it is at most 100 %.
fn is_share(bounds: &Bounds) -> bool {
    bounds.high.compare(&Rational::one().into()).is_le()
}

/// A quantity that counts `noun`.
pub(super) fn counted(mut value: Quantity, noun: &str) -> Quantity {
    let word = crate::calc::syntax::Noun { word: noun.to_owned(), span: crate::diag::Span::default() };
    value.label = crate::calc::label::Label::of(&[word]);
    value
}

/// The same quantity, shown in percent.
pub(super) fn in_percent(mut value: Quantity) -> Quantity {
    value.target = Some(Box::new(Target {
        size: Rational::ratio(1, 100).into(),
        dimension: Dimension::NONE,
        text: "%".to_owned(),
        sign: "",
        label: crate::calc::label::Label::default(),
    }));
    value
}
