use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::quantity::Quantity;

/// How many servers a load needs with room to spare.
pub static RECIPE: Recipe = Recipe {
    about: "how many servers a load needs, with room to spare",
    signature: Signature {
        name: "servers",
        usage: "napkin servers RATE [EACH] [--busy 70%]",
        example: "napkin servers 20K/s 1K/s --busy 70%",
        parameters: &[
            Parameter::needed("rate", Wanted::Rate, "the load at its peak"),
            Parameter::optional(
                "each",
                Wanted::Rate,
                "what one server sustains",
                Assumed::number(
                    (1000, 1),
                    Dimension::RATE,
                    "1K/s a server, with a database call in each request",
                ),
            ),
            Parameter::flag(
                "busy",
                Wanted::Share,
                "how busy a server may be",
                Assumed::number((7, 10), Dimension::NONE, "servers at most 70% busy"),
            ),
        ],
    },
    load: Load::AsItIs,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, each, busy) = (work.value("rate"), work.value("each"), work.value("busy"));
    let sustained = work.times(&each, &busy)?;
    let reason = format!("{} of {}", work.show(&work::in_percent(busy)), work.show(&each));
    work.say("each takes", reason, &sustained);
    let servers = work.whole(&work.per(&rate, &sustained)?, "server")?;
    work.say("servers", format!("{} over {}, rounded up", work.show(&rate), work.show(&sustained)), &servers);
    Ok(servers)
}
