use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::quantity::Quantity;

/// The size of a pool: Little's law with room to spare.
pub static RECIPE: Recipe = Recipe {
    about: "the size of a connection pool: rate x time held, with room to spare",
    signature: Signature {
        name: "connections",
        usage: "napkin connections RATE TIME [--busy 70%]",
        example: "napkin connections 5K/s 5ms",
        parameters: &[
            Parameter::needed("rate", Wanted::Rate, "requests that take a connection"),
            Parameter::needed("time", Wanted::Time, "how long one is held"),
            Parameter::flag(
                "busy",
                Wanted::Share,
                "how busy the pool may be",
                Assumed::number((7, 10), Dimension::NONE, "a pool at most 70% busy"),
            ),
        ],
    },
    load: Load::AsItIs,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, time, busy) = (work.value("rate"), work.value("time"), work.value("busy"));
    let mut held = work.times(&rate, &time)?;
    held.label = crate::calc::label::Label::default();
    work.say("in use", format!("{} hold one for {} each", work.show(&rate), work.show(&time)), &held);
    let pool = work.whole(&work.per(&held, &busy)?, "connection")?;
    let reason = format!("so that {} of them are in use, rounded up", work.show(&work::in_percent(busy)));
    work.say("pool", reason, &pool);
    Ok(pool)
}
