use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Least, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::{Calendar, Dimension};
use crate::calc::number::Rational;
use crate::calc::quantity::Quantity;

/// Parts in series multiply; parts in parallel fail together only.
pub static RECIPE: Recipe = Recipe {
    about: "several parts together: all needed, or with --parallel any one; and the downtime it leaves",
    signature: Signature {
        name: "availability",
        usage: "napkin availability SHARE… [--parallel] [--window 1 month]",
        example: "napkin availability 99.9% 99.9% 99.5%",
        parameters: &[
            Parameter {
                several: true,
                least: Least::Zero,
                ..Parameter::needed("part", Wanted::Share, "the availability of a part")
            },
            Parameter {
                assumed: None,
                beside: true,
                ..Parameter::flag("parallel", Wanted::Factor, "any one of the parts is enough", ONE_MONTH)
            },
            Parameter {
                beside: true,
                ..Parameter::flag(
                    "window",
                    Wanted::Time,
                    "the time over which downtime is counted",
                    ONE_MONTH,
                )
            },
        ],
    },
    load: Load::AsItIs,
    run,
};

const ONE_MONTH: Assumed =
    Assumed::number((1, 1), Dimension::calendar(Calendar::Month, 1), "downtime counted over a month");

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let parts = work.all("part");
    let one = Quantity::plain(Rational::one());
    let parallel = work.given("parallel").is_some();
    let mut total = one.clone();
    for part in &parts {
        let factor = if parallel { work.minus(&one, part)? } else { part.clone() };
        total = work.times(&total, &factor)?;
    }
    if parallel {
        total = work.minus(&one, &total)?;
    }
    let total = work::in_percent(total);
    let reason = match (parts.len(), parallel) {
        (1, _) => "one part alone".to_owned(),
        (count, false) => format!("all {count} parts are needed, so their availabilities multiply"),
        (count, true) => format!("one of {count} parts is enough, so all must fail at once"),
    };
    work.say("together", reason, &total);
    let down = work.minus(&one, &Quantity { target: None, ..total.clone() })?;
    let window = work.value("window");
    let downtime = work.times(&down, &window)?;
    let reason = format!("{} of {}", work.show(&work::in_percent(down)), work.show(&window));
    work.say("down", reason, &downtime);
    Ok(total)
}
