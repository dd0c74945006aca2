use super::parameter::Signature;
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::quantity::Quantity;

/// What a quantity loads, where its unit does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// What its unit says: a rate writes, an amount of data is stored.
    AsItIs,
    /// A count of things that are there at the same time.
    AtOnce,
    /// An amount of data that is kept in memory.
    InMemory,
}

/// One recipe.
#[derive(Debug)]
pub struct Recipe {
    /// What it answers, in one line.
    pub about: &'static str,
    /// What it is called and takes.
    pub signature: Signature,
    /// What its answer loads.
    pub load: Load,
    /// The sum itself.
    pub run: fn(&mut Work<'_>) -> Result<Quantity, Fault>,
}
