use super::definition::Recipe;
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
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
                ..Parameter::needed("part", Wanted::Share, "the availability of a part")
            },
            Parameter {
                assumed: None,
                ..Parameter::flag("parallel", Wanted::Factor, "any one of the parts is enough", ONE_MONTH)
            },
            Parameter::flag("window", Wanted::Time, "the time over which downtime is counted", ONE_MONTH),
        ],
    },
    run,
};

const ONE_MONTH: Assumed =
    Assumed::number((2_628_000, 1), Dimension::TIME, "downtime counted over a month of 30.4 days");

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let parts = work.all("part");
    let one = Quantity::plain(Rational::one());
    for part in &parts {
        let within = part.number.bounds()?;
        if within.low.is_negative() || within.high.compare(&Rational::one().into()).is_gt() {
            return Err(Fault::Other(
                "an availability is between 0% and 100%".into(),
                "write shares such as 99.9%".into(),
            ));
        }
    }
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
