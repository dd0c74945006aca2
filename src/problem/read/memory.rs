use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::problem::model::Amount;
use crate::problem::row::{Cache, World};

/// What reading one file has worked out already. Its variants say mostly the same, so most of what one needs
/// was worked out for another; what is remembered is what would come out again, diagnostics included.
#[derive(Default)]
pub(crate) struct Memory {
    /// Syntax trees of expressions.
    pub(super) trees: Cache,
    /// Quantities under the names that they were evaluated with.
    scales: RefCell<Vec<Rc<Scale>>>,
}

/// The named quantities of a variant, `scale` among them, and what was evaluated with them.
pub(super) struct Scale {
    number: usize,
    amounts: BTreeMap<String, Amount>,
    /// Quantities by their texts.
    pub quantities: RefCell<BTreeMap<String, Amount>>,
    /// What has another meaning under another of these, by its number.
    differences: RefCell<BTreeMap<usize, Rc<Vec<String>>>>,
}

impl Memory {
    /// The quantities under these names.
    pub(super) fn scale(&self, world: &World) -> Rc<Scale> {
        let mut amounts = world.inputs.clone();
        let scale = world.scale.clone().unwrap_or_else(crate::calc::Rational::one);
        amounts.insert("scale".to_owned(), Amount { value: scale, dimension: crate::calc::Dimension::NONE });
        let mut known = self.scales.borrow_mut();
        let same = known.iter().find(|one| one.amounts == amounts);
        if let Some(same) = same {
            return Rc::clone(same);
        }
        let number = known.len();
        let (quantities, differences) = (RefCell::default(), RefCell::default());
        known.push(Rc::new(Scale { number, amounts, quantities, differences }));
        Rc::clone(&known[known.len() - 1])
    }
}

impl Scale {
    /// The names that do not mean the same in both.
    pub fn differences(&self, other: &Self) -> Rc<Vec<String>> {
        let mut known = self.differences.borrow_mut();
        let found = known.entry(other.number).or_insert_with(|| {
            let names = self.amounts.keys().chain(other.amounts.keys());
            let differs = names.filter(|name| self.amounts.get(*name) != other.amounts.get(*name));
            Rc::new(differs.cloned().collect())
        });
        Rc::clone(found)
    }
}
