use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::number::Rational;
use crate::calc::quantity::Quantity;

/// Records x size x retention x replicas.
pub static RECIPE: Recipe = Recipe {
    about: "what is kept: records x size x retention x replicas",
    signature: Signature {
        name: "storage",
        usage: "napkin storage RATE [SIZE] PERIOD [--replicas 3]",
        example: "napkin storage 10M/day 500B 5 years --replicas 3",
        parameters: &[
            Parameter::needed("rate", Wanted::Flow, "records, or bytes, per time"),
            Parameter::optional(
                "size",
                Wanted::Data,
                "the size of a record",
                Assumed::number((500, 1), Dimension::INFORMATION, "a row of 0.5 KB"),
            ),
            Parameter::needed("period", Wanted::Time, "how long records are kept"),
            Parameter::flag(
                "replicas",
                Wanted::Factor,
                "copies of each record",
                Assumed::number((1, 1), Dimension::NONE, "one copy (--replicas 3 for three)"),
            ),
        ],
    },
    load: Load::AsItIs,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, period) = (work.value("rate"), work.value("period"));
    let data = if rate.dimension.information == 0 {
        let records = work.times(&rate, &period)?;
        work.say("records", format!("{} for {}", work.written(&rate), work.show(&period)), &records);
        let size = work.value("size");
        let data = work.times(&records, &size)?;
        work.say("data", format!("of {} each", work.show(&size)), &data);
        data
    } else {
        let data = work.times(&rate, &period)?;
        work.say("data", format!("{} for {}", work.written(&rate), work.show(&period)), &data);
        data
    };
    let replicas = work.value("replicas");
    let stored = work.times(&data, &replicas)?;
    if replicas.exact() != Some(&Rational::one()) {
        work.say("stored", format!("in {} copies", work.show(&replicas)), &stored);
    }
    Ok(stored)
}
