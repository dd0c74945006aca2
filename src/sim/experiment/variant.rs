use super::{add_fault, multiply_load};
use crate::diag::Diagnostic;
use crate::problem::model::{Design, FlowId, Trigger};
use crate::problem::{File, Refused, Variant};
use crate::sim::outcome::RequestNumber;
use crate::sim::program::{Program, compile};
use crate::sim::report::Asked;

/// Why what was asked for does not run.
#[derive(Clone, Debug)]
pub enum NotRun {
    /// The variant cannot be made of the file.
    Variant(Refused),
    /// What was typed is wrong: the message and the fix.
    Typed(String, String),
    /// Something in the design does not run yet.
    NotYet(Diagnostic),
}

/// The program of a variant: options, scenario, further values, faults, load.
///
/// # Errors
/// What is wrong with the variant.
pub fn program(file: &File, reference: &Design, asked: &Asked) -> Result<Program, NotRun> {
    let is_named = |fault: &String| reference.faults.iter().any(|known| known.id == *fault);
    let variant = Variant {
        scenario: Some(asked.scenario.clone()).filter(|scenario| !scenario.is_empty()),
        choices: asked.with.clone(),
        set: asked.set.clone(),
        faults: asked.faults.iter().filter(|fault| is_named(fault)).cloned().collect(),
    };
    let mut design = file.design(&variant).map_err(NotRun::Variant)?;
    for sentence in asked.faults.iter().filter(|fault| !is_named(fault)) {
        add_fault(&mut design, sentence)
            .map_err(|(message, help)| NotRun::Typed(format!("--fault '{sentence}': {message}"), help))?;
    }
    let load = asked.multiple().ok_or_else(|| {
        let text = asked.load.clone().unwrap_or_default();
        NotRun::Typed(
            format!("`--load {}` is no multiple", text.trim()),
            "such as 10x; above 0, and a million at most".to_owned(),
        )
    })?;
    multiply_load(&mut design, load);
    compile(&design)
        .map_err(|refusal| NotRun::NotYet(Diagnostic::error("not-yet", refusal.span, refusal.message)))
}

/// One request of load: `shop:17`, or `17` of the first flow with load.
///
/// # Errors
/// What is wrong with the words.
pub fn request(design: &Design, text: &str) -> Result<RequestNumber, String> {
    let (flow, number) = text.rsplit_once(':').map_or((None, text), |(flow, number)| (Some(flow), number));
    let flow = flow_of(design, flow.map(str::trim))?;
    let number = number.trim().parse().map_err(|_| format!("`{text}` is no request"))?;
    Ok(RequestNumber { flow, number })
}

/// The most requests that may be named: a run with so many is no counterexample any more.
const MOST_NAMED: u64 = 1_000_000;

/// Requests of load, in ascending order: `12,57` of the first flow with load, `shop:12,57,browse:3..9`, `none`.
///
/// # Errors
/// What is wrong with the words.
pub fn requests(design: &Design, text: &str) -> Result<Vec<RequestNumber>, String> {
    let mut all = Vec::new();
    if text.trim() == "none" {
        return Ok(all);
    }
    let mut flow = None;
    for part in text.split(',').map(str::trim) {
        let numbers = match part.rsplit_once(':') {
            Some((name, numbers)) => {
                flow = Some(name.trim());
                numbers
            }
            None => part,
        };
        let id = flow_of(design, flow)?;
        let (from, to) =
            numbers.split_once("..").or_else(|| numbers.split_once('-')).unwrap_or((numbers, numbers));
        let (Ok(from), Ok(to)) = (from.trim().parse::<u64>(), to.trim().parse::<u64>()) else {
            return Err(format!("`{part}` is no request"));
        };
        if from > to {
            return Err(format!("`{part}` ends before it begins"));
        }
        if (to - from).saturating_add(all.len() as u64) >= MOST_NAMED {
            return Err(format!("`{part}` is too many: at most a million requests can be named"));
        }
        all.extend((from..=to).map(|number| RequestNumber { flow: id, number }));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Requests as they are typed: `shop:12,57..59`.
pub fn named(design: &Design, requests: &[RequestNumber]) -> String {
    if requests.is_empty() {
        return "none".to_owned();
    }
    let mut text = String::new();
    let mut last_flow = None;
    let mut at = 0;
    while let Some(first) = requests.get(at) {
        let follows = |ahead: &usize| {
            let number = first.number.checked_add(*ahead as u64);
            requests
                .get(at + ahead)
                .is_some_and(|next| next.flow == first.flow && Some(next.number) == number)
        };
        let length = (1..requests.len()).take_while(follows).count();
        if !text.is_empty() {
            text.push(',');
        }
        if last_flow != Some(first.flow) {
            text.push_str(&design.flows[first.flow.index()].id);
            text.push(':');
        }
        last_flow = Some(first.flow);
        text.push_str(&first.number.to_string());
        if length > 0 {
            let sign = if length == 1 { "," } else { ".." };
            text.push_str(&format!("{sign}{}", first.number + length as u64));
        }
        at += length + 1;
    }
    text
}

/// The flow of this name; without a name the first with load.
fn flow_of(design: &Design, name: Option<&str>) -> Result<FlowId, String> {
    let place = match name {
        Some(name) => design.flows.iter().position(|known| known.id == name),
        None => design.flows.iter().position(|known| matches!(known.trigger, Trigger::Arrive(_))),
    };
    let id = place.and_then(|place| u32::try_from(place).ok()).map(FlowId);
    id.ok_or_else(|| match name {
        Some(name) => format!("no flow is called `{name}`"),
        None => "no flow has load".to_owned(),
    })
}
