use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::quantity::Quantity;

/// The load of the busiest time.
pub static RECIPE: Recipe = Recipe {
    about: "the load of the busiest time: average x factor",
    signature: Signature {
        name: "peak",
        usage: "napkin peak RATE [FACTOR]",
        example: "napkin peak 10M/day 5",
        parameters: &[
            Parameter::needed("rate", Wanted::Flow, "the average"),
            Parameter::optional(
                "factor",
                Wanted::Factor,
                "the peak as a multiple of the average",
                Assumed::range(3, 5, "a peak of 3 to 5 times the average"),
            ),
        ],
    },
    load: Load::AsItIs,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, factor) = (work.value("rate"), work.value("factor"));
    work.say("average", "the load spread over the day", &rate);
    let peak = work.times(&rate, &factor)?;
    work.say("peak", format!("{} times the average", work.show(&factor)), &peak);
    Ok(peak)
}
