use super::definition::{Load, Recipe};
use super::parameter::{Parameter, Signature, Wanted};
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::quantity::Quantity;

/// Little's law: how many are under way at once. Source: J. D. C. Little, 1961, L = λW.
pub static RECIPE: Recipe = Recipe {
    about: "how many are under way at once: rate x duration (Little's law)",
    signature: Signature {
        name: "concurrent",
        usage: "napkin concurrent RATE DURATION",
        example: "napkin concurrent 10M/day 20min",
        parameters: &[
            Parameter::needed("rate", Wanted::Rate, "how many begin per time"),
            Parameter::needed("duration", Wanted::Time, "how long each one lasts"),
        ],
    },
    load: Load::AtOnce,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, duration) = (work.value("rate"), work.value("duration"));
    let at_once = work.times(&rate, &duration)?;
    let reason = format!("{} begin, and each lasts {}", work.show(&rate), work.show(&duration));
    work.say("at once", reason, &at_once);
    Ok(at_once)
}
