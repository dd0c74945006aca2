use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Least, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::number::Rational;
use crate::calc::quantity::Quantity;

/// The memory of the hot part, and what still reaches the store behind it.
pub static RECIPE: Recipe = Recipe {
    about: "the memory of the hot items, and with --rate what still reaches the store",
    signature: Signature {
        name: "cache",
        usage: "napkin cache ITEMS [SIZE] [--hot 20%] [--rate 20K/s] [--hits 90%]",
        example: "napkin cache 100M 1KB --hot 20% --rate 20K/s --hits 95%",
        parameters: &[
            Parameter::needed("items", Wanted::Count, "how many items there are"),
            Parameter::optional(
                "size",
                Wanted::Data,
                "the size of an item",
                Assumed::number((1000, 1), Dimension::INFORMATION, "1 KB an item"),
            ),
            Parameter::flag(
                "hot",
                Wanted::Share,
                "the share of items worth keeping",
                Assumed::number((1, 5), Dimension::NONE, "20% of the items take most of the reads"),
            ),
            Parameter {
                assumed: None,
                beside: true,
                ..Parameter::flag("rate", Wanted::Rate, "reads per time", NONE)
            },
            Parameter {
                least: Least::Zero,
                beside: true,
                ..Parameter::flag(
                    "hits",
                    Wanted::Share,
                    "the share of reads that the cache answers",
                    Assumed::number((9, 10), Dimension::NONE, "90% of reads hit"),
                )
            },
        ],
    },
    load: Load::InMemory,
    run,
};

const NONE: Assumed = Assumed::number((1, 1), Dimension::NONE, "");

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (items, size, hot) = (work.value("items"), work.value("size"), work.value("hot"));
    let kept = work.times(&items, &hot)?;
    work.say("kept", format!("{} of {}", work.show(&work::in_percent(hot)), work.show(&items)), &kept);
    let memory = work.times(&kept, &size)?;
    work.say("memory", format!("{} each", work.show(&size)), &memory);
    if let Some(rate) = work.given("rate") {
        let hits = work.value("hits");
        let missed = work.minus(&Quantity::plain(Rational::one()), &hits)?;
        let misses = work.times(&rate, &missed)?;
        let reason = format!("{} of {} miss", work.show(&work::in_percent(missed)), work.show(&rate));
        work.say("misses", reason, &misses);
    }
    Ok(memory)
}
