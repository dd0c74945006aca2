//! What a box of a sketch is, in a problem with a design of its own.

use std::collections::VecDeque;

use super::Given;
use crate::mock::words::words;
use crate::problem::diagram::{Diagram, Role};
use crate::problem::model::{Kind, Problem};

/// The kind of a box by its name: a component of the file has that of the file, any other name what its words say.
/// `None` where no word of it is known.
pub(super) fn kind<'a>(given: &Given<'a>, name: &str) -> Option<&'a str> {
    if let Some(own) = own(given.problem, name) {
        return Some(own);
    }
    // The last word says what a thing is: `ticket mailer` is a mailer, whichever that is in the file.
    let known = |word: &str| given.standards.kind(word).or_else(|| own(given.problem, word));
    name.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).rev().find_map(known)
}

/// The kind of the component with this name: `order api` and `Order-API` are `order_api`.
fn own<'a>(problem: &'a Problem, name: &str) -> Option<&'a str> {
    let said = words(&name.replace('_', " "));
    let design = problem.design.as_ref()?;
    let named = design.components.iter().find(|part| words(&part.id.replace('_', " ")) == said)?;
    Some(named.kind.word())
}

/// How a request comes to the store in words of the file: `visitor -> api -> db`; of the usual ones where the file has
/// no such way.
pub(super) fn main_request(problem: &Problem) -> String {
    let own = problem.design.as_ref().and_then(|design| {
        let diagram = Diagram::of(design);
        let postgres = |at: usize| {
            matches!(design.components[diagram.nodes[at].component.index()].kind, Kind::Postgres(_))
        };
        let way = shortest(&diagram, postgres)
            .or_else(|| shortest(&diagram, |at| diagram.nodes[at].role == Role::Store))?;
        let names: Vec<&str> = way.iter().map(|&at| diagram.nodes[at].name.as_str()).collect();
        Some(names.join(" -> "))
    });
    own.unwrap_or_else(|| "app -> api -> db".to_owned())
}

/// The shortest way from a client along what calls and is called.
fn shortest(diagram: &Diagram, ends: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let clients = (0..diagram.nodes.len()).filter(|&at| diagram.nodes[at].role == Role::Client);
    let mut open: VecDeque<Vec<usize>> = clients.map(|at| vec![at]).collect();
    let mut seen: Vec<usize> = open.iter().flatten().copied().collect();
    while let Some(way) = open.pop_front() {
        let &at = way.last()?;
        if ends(at) {
            return Some(way);
        }
        for link in diagram.links.iter().filter(|link| link.from == at && link.waits) {
            if !seen.contains(&link.to) {
                seen.push(link.to);
                open.push_back(way.iter().copied().chain([link.to]).collect());
            }
        }
    }
    None
}
