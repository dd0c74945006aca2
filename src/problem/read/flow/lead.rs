use super::interface::Receiver;
use super::pass::flow_id;
use super::typed::{Fed, Typed};

/// Which flows something starts: load, timers and rows, and what those lead to; and which topics get messages.
pub(super) fn started(typed: &[Option<&Typed>], topics: usize) -> (Vec<bool>, Vec<bool>) {
    let fed = |at: usize| typed[at].map_or_else(Fed::default, |typed| typed.fed);
    let mut flows: Vec<bool> = (0..typed.len()).map(|at| fed(at).alone || fed(at).row.is_some()).collect();
    let mut sent = vec![false; topics];
    // Each round starts a flow or fills a topic, or is the last.
    for _ in 0..=flows.len() + topics {
        for at in 0..flows.len() {
            if fed(at).topic.is_some_and(|(topic, _)| sent[topic.index()]) {
                flows[at] = true;
            }
            if !flows[at] {
                continue;
            }
            if let Some((_, Some(dead))) = fed(at).topic {
                sent[dead.index()] = true;
            }
            for receiver in typed[at].map(|typed| &typed.reaches[..]).unwrap_or_default() {
                match receiver {
                    Receiver::Flow(flow) => flows[flow.index()] = true,
                    Receiver::Topic(topic) => sent[topic.index()] = true,
                }
            }
        }
    }
    (flows, sent)
}

/// The names of the values of all flows that lead to one: what they have, it sees.
pub(super) fn names_before(typed: &[Option<&Typed>], at: usize) -> Vec<String> {
    let leads = |from: usize, to: usize| {
        let fed = typed[to].and_then(|typed| typed.fed.topic).map(|(topic, _)| Receiver::Topic(topic));
        typed[from].is_some_and(|from| {
            from.reaches
                .iter()
                .any(|reached| *reached == Receiver::Flow(flow_id(to)) || Some(*reached) == fed)
        })
    };
    let (mut before, mut next) = (Vec::new(), vec![at]);
    while let Some(to) = next.pop() {
        for from in (0..typed.len()).filter(|&from| leads(from, to)) {
            if !before.contains(&from) {
                before.push(from);
                next.push(from);
            }
        }
    }
    before.into_iter().filter_map(|at| typed[at]).flat_map(|typed| typed.names.iter().cloned()).collect()
}
