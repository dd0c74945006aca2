use super::parameter::{Parameter, Signature};
use crate::calc::arithmetic::{Arithmetic, Fault};
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
    given: Vec<(&'static str, Quantity)>,
    parts: Vec<Part>,
    assumed: Vec<&'static str>,
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
    pub assumed: Vec<&'static str>,
}

impl<'a> Work<'a> {
    pub(super) fn new(signature: &'a Signature, arithmetic: Arithmetic) -> Self {
        Self { signature, arithmetic, given: Vec::new(), parts: Vec::new(), assumed: Vec::new() }
    }

    /// Takes a value for the parameter of this name, or for the first free one that wants it.
    pub(super) fn give(&mut self, name: Option<&'static str>, value: Quantity) -> Result<(), Fault> {
        let free = |parameter: &&Parameter| {
            parameter.several || !self.given.iter().any(|(given, _)| *given == parameter.name)
        };
        let mut parameters = self.signature.parameters.iter();
        let chosen = match name {
            Some(name) => parameters.find(|parameter| parameter.name == name),
            None => parameters.filter(free).find(|parameter| parameter.wanted.takes(value.dimension)),
        };
        let Some(parameter) = chosen else {
            let wants = self.signature.parameters.iter().filter(|parameter| !parameter.flag);
            let wants: Vec<_> = wants.map(|parameter| parameter.wanted.words()).collect();
            return Err(Fault::Wants(
                format!("`{}` takes {}", self.signature.name, wants.join(", then ")),
                value.dimension,
            ));
        };
        if !parameter.wanted.takes(value.dimension) {
            let wants = format!("`--{}` wants {}", parameter.name, parameter.wanted.words());
            return Err(Fault::Wants(wants, value.dimension));
        }
        self.given.push((parameter.name, value));
        Ok(())
    }

    pub(super) fn check_complete(&self) -> Result<(), Fault> {
        let missing = self.signature.parameters.iter().find(|parameter| {
            parameter.assumed.is_none()
                && !parameter.flag
                && !self.given.iter().any(|(name, _)| *name == parameter.name)
        });
        match missing {
            None => Ok(()),
            Some(parameter) => Err(Fault::Other(
                format!("`{}` also wants {}", self.signature.name, parameter.wanted.words()),
                format!("{} (for example: {})", self.signature.usage, self.signature.example),
            )),
        }
    }

    /// The value of a parameter, if it was given.
    pub fn given(&self, name: &str) -> Option<Quantity> {
        self.given.iter().find(|(given, _)| *given == name).map(|(_, value)| value.clone())
    }

    /// Every value of a parameter that takes several.
    pub fn all(&self, name: &str) -> Vec<Quantity> {
        self.given.iter().filter(|(given, _)| *given == name).map(|(_, value)| value.clone()).collect()
    }

    /// The value of a parameter, given or assumed; an assumption is noted.
    pub fn value(&mut self, name: &str) -> Quantity {
        if let Some(value) = self.given(name) {
            return value;
        }
        for (place, parameter) in self.signature.parameters.iter().enumerate() {
            if let (true, Some(assumed)) = (parameter.name == name, parameter.assumption(place)) {
                self.assumed.extend(parameter.assumed.as_ref().map(|assumption| assumption.text));
                return assumed;
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
