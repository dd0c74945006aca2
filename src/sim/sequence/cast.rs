use std::collections::{BTreeMap, BTreeSet};

use super::broken::Broken;
use super::scene::{Party, PartyKind};
use crate::problem::model::{Design, Kind, Trigger};
use crate::sim::outcome::{RequestNumber, Told, TraceLine};

/// More lanes for requests and timers are not drawn.
const MOST_PARTIES: usize = 8;

/// Who takes part: the lanes of a diagram.
#[derive(Debug)]
pub struct Cast {
    /// The lanes.
    pub parties: Vec<Party>,
    /// Of each request of load and each timer its lane.
    pub roots: BTreeMap<RequestNumber, usize>,
    /// Of each component its lane.
    pub parts: BTreeMap<usize, usize>,
    /// Requests and timers that take part and are not drawn.
    pub not_drawn: Vec<String>,
}

impl Cast {
    /// Of a story: the requests of load, the timers that touched their rows, and the components they were at. Where
    /// there are too many, those who touched what broke are drawn before others, and the later before the earlier.
    pub fn new(design: &Design, lines: &[TraceLine], broken: Option<&Broken>) -> Self {
        let mut cast = Self {
            parties: Vec::new(),
            roots: BTreeMap::new(),
            parts: BTreeMap::new(),
            not_drawn: Vec::new(),
        };
        let mut players = parties(design, lines);
        if players.len() > MOST_PARTIES {
            let is_about = |line: &&TraceLine| broken.is_some_and(|broken| broken.is_about(&line.told));
            let touched: BTreeSet<RequestNumber> =
                lines.iter().filter(is_about).filter_map(|line| line.root).collect();
            let mut ranked: Vec<usize> = (0..players.len()).rev().collect();
            ranked.sort_by_key(|at| !players[*at].1.iter().any(|root| touched.contains(root)));
            let drawn: BTreeSet<usize> = ranked.into_iter().take(MOST_PARTIES).collect();
            let mut at = 0;
            players.retain(|(party, _)| {
                let is_drawn = drawn.contains(&at);
                if !is_drawn {
                    cast.not_drawn.push(party.title.clone());
                }
                at += 1;
                is_drawn
            });
        }
        players.sort_by_key(|(party, _)| party.kind);
        for (lane, (party, roots)) in players.into_iter().enumerate() {
            cast.roots.extend(roots.into_iter().map(|root| (root, lane)));
            cast.parties.push(Party { label: letters(lane), ..party });
        }
        let mut parts = BTreeSet::new();
        for line in lines.iter().filter(|line| line.root.is_some_and(|root| cast.roots.contains_key(&root))) {
            parts.extend(cast.places(design, line));
        }
        let mut parts: Vec<(PartyKind, usize)> =
            parts.into_iter().map(|part| (kind(design, part), part)).collect();
        parts.sort_unstable();
        for (kind, part) in parts {
            let id = design.components[part].id.clone();
            cast.parts.insert(part, cast.parties.len());
            cast.parties.push(Party { label: id.clone(), title: id, kind, request: None });
        }
        cast
    }

    /// The components with a lane of their own that a line speaks of.
    fn places(&self, design: &Design, line: &TraceLine) -> Vec<usize> {
        let mut places = Vec::new();
        if !runs_at_home(design, line) {
            places.extend(line.home);
        }
        match &line.told {
            Told::Rows(rows) => places.extend(part_of(design, &rows.table)),
            Told::Calls(flow) | Told::Starts(flow) => places.extend(home_of(design, flow)),
            Told::Sends(topic) | Told::Takes(topic) => places.extend(broker_of(design, topic)),
            Told::Commits | Told::RollsBack => places.extend(line.part),
            Told::Fails(fail) if !fail.is_known => places.extend(fail.at),
            _ => {}
        }
        places.retain(|part| !matches!(design.components[*part].kind, Kind::Client));
        // A timer's own component is its lane.
        if let Some(root) = line.root.filter(|root| is_timer(design, *root)) {
            let own = design.flows[root.flow.index()].on.last().map(|on| on.index());
            places.retain(|part| Some(*part) != own);
        }
        places
    }

    /// Where a line was told: the lane of the party itself, or of the component where its steps run.
    pub fn lane(&self, design: &Design, line: &TraceLine) -> Option<usize> {
        let own = *self.roots.get(&line.root?)?;
        if runs_at_home(design, line) {
            return Some(own);
        }
        Some(line.home.map_or(own, |home| self.lane_of(home, own)))
    }

    /// The lane of a component; the party's own where it has none.
    pub fn lane_of(&self, part: usize, own: usize) -> usize {
        self.parts.get(&part).copied().unwrap_or(own)
    }
}

/// The component of a table.
pub fn part_of(design: &Design, table: &str) -> Option<usize> {
    design.tables.iter().find(|known| known.id == table).map(|table| table.component.index())
}

/// The component of a topic.
pub fn broker_of(design: &Design, topic: &str) -> Option<usize> {
    design.topics.iter().find(|known| known.id == topic).map(|topic| topic.component.index())
}

/// The component where the steps of a flow run.
pub fn home_of(design: &Design, flow: &str) -> Option<usize> {
    design.flows.iter().find(|known| known.id == flow)?.on.last().map(|on| on.index())
}

fn is_timer(design: &Design, root: RequestNumber) -> bool {
    !matches!(design.flows[root.flow.index()].trigger, Trigger::Arrive(_))
}

/// Whether the party itself does it: a device or a timer, not a service on its behalf.
fn runs_at_home(design: &Design, line: &TraceLine) -> bool {
    let client = |part: usize| matches!(design.components[part].kind, Kind::Client);
    let timer = line.root.is_some_and(|root| is_timer(design, root));
    line.depth == 0 && (timer || line.home.is_none_or(client))
}

fn kind(design: &Design, part: usize) -> PartyKind {
    match design.components[part].kind {
        Kind::Postgres(_) | Kind::Redis(_) | Kind::Kafka(_) | Kind::Queue(_) | Kind::World => {
            PartyKind::Store
        }
        _ => PartyKind::Service,
    }
}

/// Those who take part, in the order in which they first appear, each with its requests: the runs of a timer on one
/// instance are one party.
fn parties(design: &Design, lines: &[TraceLine]) -> Vec<(Party, Vec<RequestNumber>)> {
    let mut parties: Vec<(Party, Vec<RequestNumber>)> = Vec::new();
    for root in players(design, lines) {
        let flow = &design.flows[root.flow.index()].id;
        let timer = is_timer(design, root);
        let place = lines.iter().find(|line| line.root == Some(root)).map_or("", |line| &line.place);
        let title = if timer { format!("{flow} on {place}") } else { format!("{flow} {}", root.number) };
        if let Some((_, roots)) = parties.iter_mut().find(|(party, _)| timer && party.title == title) {
            roots.push(root);
            continue;
        }
        let party = Party {
            label: String::new(),
            title,
            kind: if timer { PartyKind::Timer } else { PartyKind::Request },
            request: (!timer).then(|| format!("{flow}:{}", root.number)),
        };
        parties.push((party, vec![root]));
    }
    parties
}

/// The requests of load, and the timers that wrote a row which one of those has touched, or waited for one; in the
/// order in which they first appear.
fn players(design: &Design, lines: &[TraceLine]) -> Vec<RequestNumber> {
    let mut order: Vec<RequestNumber> = Vec::new();
    for root in lines.iter().filter_map(|line| line.root) {
        if !order.contains(&root) {
            order.push(root);
        }
    }
    let mut playing: BTreeSet<RequestNumber> =
        order.iter().copied().filter(|root| !is_timer(design, *root)).collect();
    let mut rows: BTreeSet<String> = BTreeSet::new();
    let alone = playing.is_empty();
    loop {
        for line in lines.iter().filter(|line| line.root.is_some_and(|root| playing.contains(&root))) {
            rows.extend(touched(line, false));
        }
        let joins = |root: &&RequestNumber| {
            let mine = lines.iter().filter(|line| line.root == Some(**root));
            !playing.contains(root)
                && mine.flat_map(|line| touched(line, true)).any(|row| alone || rows.contains(&row))
        };
        let joined: Vec<RequestNumber> = order.iter().filter(joins).copied().collect();
        if joined.is_empty() {
            break;
        }
        playing.extend(joined);
    }
    order.retain(|root| playing.contains(root));
    order
}

/// The rows that a line speaks of; with `writes` only those written or waited for.
fn touched(line: &TraceLine, writes: bool) -> Vec<String> {
    match &line.told {
        Told::Rows(rows) if rows.done && (!writes || !matches!(rows.verb, "reads" | "counts")) => {
            rows.rows.iter().map(|row| rows.name(row)).collect()
        }
        Told::WaitsForLock { row, .. } => vec![row.clone()],
        _ => Vec::new(),
    }
}

/// A to Z, then AA, AB …
fn letters(at: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { letter(at).to_string() } else { format!("{}{}", letter(at / 26 - 1), letter(at)) }
}
