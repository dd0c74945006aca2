use super::parameter::Signature;
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::quantity::Quantity;

/// One recipe.
#[derive(Debug)]
pub struct Recipe {
    /// What it answers, in one line.
    pub about: &'static str,
    /// What it is called and takes.
    pub signature: Signature,
    /// The sum itself.
    pub run: fn(&mut Work<'_>) -> Result<Quantity, Fault>,
}
