use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::calc::Sheet;
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
    /// Names of the sheet beside them: estimates, and inputs with something wrong.
    others: Vec<String>,
    /// Quantities by their texts.
    pub quantities: RefCell<BTreeMap<String, Amount>>,
    /// What has another meaning under another of these, by its number.
    differences: RefCell<BTreeMap<usize, Rc<Vec<String>>>>,
}

impl Memory {
    /// The quantities under these names.
    pub(super) fn scale(&self, world: &World, sheet: &Sheet) -> Rc<Scale> {
        let mut amounts = world.inputs.clone();
        let scale = world.scale.clone().unwrap_or_else(crate::calc::Rational::one);
        amounts.insert("scale".to_owned(), Amount { value: scale, dimension: crate::calc::Dimension::NONE });
        let others: Vec<String> =
            sheet.names().filter(|name| !amounts.contains_key(*name)).map(str::to_owned).collect();
        let mut known = self.scales.borrow_mut();
        // What the sheet knows beside the inputs has no exact amount to compare: it stays with its variant.
        let same =
            known.iter().find(|one| others.is_empty() && one.others.is_empty() && one.amounts == amounts);
        if let Some(same) = same {
            return Rc::clone(same);
        }
        let number = known.len();
        let (quantities, differences) = (RefCell::default(), RefCell::default());
        known.push(Rc::new(Scale { number, amounts, others, quantities, differences }));
        Rc::clone(&known[known.len() - 1])
    }
}

impl Scale {
    /// The names that do not surely mean the same in both.
    pub fn differences(&self, other: &Self) -> Rc<Vec<String>> {
        let mut known = self.differences.borrow_mut();
        let found = known.entry(other.number).or_insert_with(|| {
            let names = self.amounts.keys().chain(other.amounts.keys());
            let differs = names.filter(|name| self.amounts.get(*name) != other.amounts.get(*name));
            Rc::new(differs.chain(&self.others).chain(&other.others).cloned().collect())
        });
        Rc::clone(found)
    }
}
