use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Least, Parameter, Signature, Wanted};
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::{Calendar, Dimension};
use crate::calc::number::Rational;
use crate::calc::quantity::Quantity;

/// How much piles up, and how long it takes to clear.
pub static RECIPE: Recipe = Recipe {
    about: "what piles up while more comes in than goes out, and how long it takes to clear",
    signature: Signature {
        name: "drain",
        usage: "napkin drain IN OUT TIME [--then 8/s] | BACKLOG OUT [--then 8/s]",
        example: "napkin drain 400/s 25/s 10min --then 8/s",
        parameters: &[
            Parameter::needed("in", Wanted::RateOrCount, "what comes in per time, or what has piled up"),
            Parameter::needed("out", Wanted::Rate, "what goes out per time"),
            Parameter::optional("time", Wanted::Time, "how long more comes in", ZERO_TIME),
            Parameter {
                least: Least::Zero,
                ..Parameter::flag(
                    "then",
                    Wanted::Rate,
                    "what comes in afterwards",
                    Assumed::number((0, 1), Dimension::RATE, "nothing comes in while it drains"),
                )
            },
        ],
    },
    load: Load::AsItIs,
    run,
};

const ZERO_TIME: Assumed = Assumed::number((0, 1), Dimension::TIME, "");

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (first, out) = (work.value("in"), work.value("out"));
    let backlog = if first.dimension.time_exponent() == 0 {
        work.say("backlog", "what has piled up", &first);
        first
    } else {
        let Some(time) = work.given("time") else {
            return Err(Fault::Other(
                "`drain` also wants the time for which more comes in than goes out".into(),
                RECIPE.signature.usage.into(),
            ));
        };
        let growth = work.minus(&first, &out)?;
        if !growth.number.bounds()?.low.is_positive() {
            return Err(Fault::Other(
                format!(
                    "nothing is sure to pile up: {} come in, {} can go out",
                    work.show(&first),
                    work.show(&out)
                ),
                "a backlog grows where more comes in than goes out".into(),
            ));
        }
        work.say("growth", format!("{} in, {} out", work.show(&first), work.show(&out)), &growth);
        let backlog = work.times(&growth, &time)?;
        work.say("backlog", format!("for {}", work.show(&time)), &backlog);
        backlog
    };
    let then = work.value("then");
    let spare = work.minus(&out, &then)?;
    if !spare.number.bounds()?.low.is_positive() {
        return Err(Fault::Other(
            format!("it may never drain: {} come in, {} can go out", work.show(&then), work.show(&out)),
            "raise what goes out above what comes in".into(),
        ));
    }
    let is_zero = then.exact() == Some(&Rational::zero());
    if !is_zero {
        work.say("spare", format!("{} out, {} still coming in", work.show(&out), work.show(&then)), &spare);
    }
    let time = work.per(&backlog, &spare)?;
    // Time to clear is a duration however the rates were counted.
    let time = work.arithmetic.in_calendar(&time, Calendar::Second)?;
    let time = Quantity::new(time.number, time.dimension);
    work.say("to clear", format!("{} at {}", work.show(&backlog), work.show(&spare)), &time);
    Ok(time)
}
