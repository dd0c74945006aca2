use super::definition::{Load, Recipe};
use super::parameter::{Assumed, Parameter, Signature, Wanted};
use super::work::{self, Work};
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::{Calendar, Dimension};
use crate::calc::number::Rational;
use crate::calc::quantity::Quantity;

/// Requests a second from a daily count or from users.
pub static RECIPE: Recipe = Recipe {
    about: "requests a second from a rate, or from users and what each of them does",
    signature: Signature {
        name: "qps",
        usage: "napkin qps RATE | USERS [--active 5%] [--each 10/day] [--peak 3..5] [--reads 10:1]",
        example: "napkin qps 10M/day --peak 5",
        parameters: &[
            Parameter::needed("load", Wanted::RateOrCount, "a rate, or a number of users"),
            Parameter::flag(
                "active",
                Wanted::Share,
                "the share of users who are active in a day",
                Assumed::number((1, 20), Dimension::NONE, "5% of users active in a day"),
            ),
            Parameter::flag(
                "each",
                Wanted::Rate,
                "what one active user does",
                Assumed::number(
                    (10, 1),
                    Dimension::calendar(Calendar::Day, -1),
                    "10 requests a day from each active user",
                ),
            ),
            Parameter {
                beside: true,
                ..Parameter::flag(
                    "peak",
                    Wanted::Factor,
                    "the peak as a multiple of the average",
                    Assumed::range(3, 5, "a peak of 3 to 5 times the average"),
                )
            },
            Parameter {
                assumed: None,
                beside: true,
                ..Parameter::flag("reads", Wanted::Factor, "reads for each write: 10:1", NO_SPLIT)
            },
        ],
    },
    load: Load::AsItIs,
    run,
};

const NO_SPLIT: Assumed = Assumed::number((1, 1), Dimension::NONE, "");

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let load = work.value("load");
    let average = if load.dimension.time_exponent() == 0 {
        let (share, each) = (work.value("active"), work.value("each"));
        let active = work.times(&load, &share)?;
        let reason = format!("{} of {}", work.show(&work::in_percent(share)), work.show(&load));
        work.say("active", reason, &active);
        let mut average = work.times(&active, &each)?;
        // Each user does requests, unless it was said what else.
        if each.label.is_empty() {
            average = work::counted(average, "request");
        } else if !each.label.shown(false).is_empty() {
            average.label = each.label.clone();
        }
        let reason = format!("{} with {} each", work.show(&active), work.written(&each));
        work.say("average", reason, &average);
        average
    } else {
        work.say("average", "the load spread over the day", &load);
        load
    };
    let factor = work.value("peak");
    let peak = work.times(&average, &factor)?;
    work.say("peak", format!("{} times the average", work.show(&factor)), &peak);
    if let Some(reads) = work.given("reads") {
        let parts = work.plus(&reads, &Quantity::plain(Rational::one()))?;
        let writes = work.per(&peak, &parts)?;
        let read = work::counted(work.minus(&peak, &writes)?, "read");
        let writes = work::counted(writes, "write");
        let ratio = format!("at {} reads for each write, at the peak", work.show(&reads));
        work.say("reads", ratio.clone(), &read);
        work.say("writes", ratio, &writes);
    }
    Ok(average)
}
