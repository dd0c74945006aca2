use super::definition::{Load, Recipe};
use super::parameter::{Parameter, Signature, Wanted};
use super::work::Work;
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::label::Label;
use crate::calc::number::Rational;
use crate::calc::quantity::{Quantity, Target};

/// Messages x size, in bytes and in bits.
pub static RECIPE: Recipe = Recipe {
    about: "what flows: rate x size, in bytes and in bits",
    signature: Signature {
        name: "bandwidth",
        usage: "napkin bandwidth RATE SIZE",
        example: "napkin bandwidth 139K/s 100B",
        parameters: &[
            Parameter::needed("rate", Wanted::Rate, "messages per time"),
            Parameter::needed("size", Wanted::Data, "the size of a message"),
        ],
    },
    load: Load::AsItIs,
    run,
};

fn run(work: &mut Work<'_>) -> Result<Quantity, Fault> {
    let (rate, size) = (work.value("rate"), work.value("size"));
    let flow = work.times(&rate, &size)?;
    work.say("flow", format!("{} of {} each", work.show(&rate), work.show(&size)), &flow);
    let bits = Target {
        // a megabit is 125,000 bytes
        size: Rational::integer(125_000).into(),
        dimension: Dimension::BANDWIDTH,
        text: " Mbit/s".to_owned(),
        sign: "",
        label: Label::default(),
    };
    let in_bits = Quantity { target: Some(Box::new(bits)), ..flow.clone() };
    work.say("in bits", "8 bits to a byte, as networks count", &in_bits);
    Ok(flow)
}
