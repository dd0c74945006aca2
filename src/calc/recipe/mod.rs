//! Recipes: the ten sums of every interview, each with its derivation and what it assumed.
//!
//! A recipe is one function over quantities, run once in exact and once in interview arithmetic. It
//! serves the command line and expressions alike.

mod availability;
mod bandwidth;
mod cache;
mod concurrent;
mod connections;
mod definition;
mod drain;
mod parameter;
mod peak;
mod qps;
mod servers;
mod storage;
mod work;

pub use definition::{Load, Recipe};
pub use parameter::{Assumed, Least, Parameter, Signature, Wanted};
pub use work::{Assumption, Misfit, Outcome, Part, Slot, Work};

use super::arithmetic::Arithmetic;
use super::quantity::Quantity;

/// All recipes, in the order of the help.
pub static ALL: [&Recipe; 10] = [
    &qps::RECIPE,
    &concurrent::RECIPE,
    &peak::RECIPE,
    &storage::RECIPE,
    &bandwidth::RECIPE,
    &cache::RECIPE,
    &servers::RECIPE,
    &connections::RECIPE,
    &availability::RECIPE,
    &drain::RECIPE,
];

/// The recipe of this name.
pub fn find(name: &str) -> Option<&'static Recipe> {
    ALL.into_iter().find(|recipe| recipe.signature.name == name)
}

/// The names of all recipes.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().map(|recipe| recipe.signature.name)
}

/// Runs a recipe on the arguments of a call: each goes to the first parameter that wants it.
pub fn call(recipe: &Recipe, arithmetic: Arithmetic, arguments: &[Quantity]) -> Result<Outcome, Misfit> {
    run(recipe, arithmetic, arguments.iter().map(|argument| (Slot::Argument, argument.clone())))
}

/// Runs a recipe on values, each for the parameter of its flag or for the first that wants it.
pub fn run(
    recipe: &Recipe,
    arithmetic: Arithmetic,
    given: impl IntoIterator<Item = (Slot, Quantity)>,
) -> Result<Outcome, Misfit> {
    let mut work = Work::new(&recipe.signature, arithmetic);
    for (index, (slot, value)) in given.into_iter().enumerate() {
        work.give(slot, value).map_err(|fault| Misfit { value: Some(index), fault })?;
    }
    work.check_complete()?;
    let answer = (recipe.run)(&mut work)?;
    if let Some((index, fault)) = work.needless() {
        return Err(Misfit { value: Some(index), fault });
    }
    Ok(work.outcome(answer))
}
