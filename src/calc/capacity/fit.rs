use super::{Capacity, Kind, Refs};
use crate::calc::arithmetic::{Arithmetic, Fault};
use crate::calc::dimension::Dimension;
use crate::calc::number::{Number, Rational};
use crate::calc::quantity::Quantity;
use crate::calc::recipe::Load;

/// What a component makes of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The load stays below the low end of what one unit sustains.
    Fits,
    /// It lies within the range: the rows, the machine and the care taken decide.
    Depends,
    /// It is beyond the high end.
    No,
    /// The load does not call for such a part at all.
    Needless,
}

impl Verdict {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Depends => "depends",
            Self::No => "no",
            Self::Needless => "needless",
        }
    }
}

/// One component beside a load.
#[derive(Clone, Debug)]
pub struct Row {
    /// The component.
    pub capacity: Capacity,
    /// Its capacity as a number.
    pub sustains: Quantity,
    /// What it makes of the load.
    pub verdict: Verdict,
    /// Load over capacity, at best and at worst: 1 is full.
    pub utilization: [Rational; 2],
    /// How many units the load needs, at best and at worst.
    pub shards: [Rational; 2],
    /// Whether the load's own noun is what the component counts.
    pub meant: bool,
}

/// From so many units on, a component is not the answer.
const TOO_MANY: i64 = 100;

/// All components beside a load.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Those that count what the load counts come first.
    pub rows: Vec<Row>,
}

/// Compares a load (a rate, a flow or amount of data, a number of things at once) with every component
/// that sustains the like.
pub fn fit(refs: &Refs, load: &Quantity) -> Result<Fit, Fault> {
    let mut rows = Vec::new();
    for capacity in &refs.capacity {
        rows.extend(beside(capacity, load)?);
    }
    if rows.is_empty() {
        return Err(Fault::Wants(
            "`fit` takes a rate (140K writes/s), a flow (5GB/day), an amount (2TB) or a count (140K sockets)"
                .into(),
            load.dimension,
        ));
    }
    rows.sort_by_key(|row| !row.meant);
    Ok(Fit { rows })
}

/// One component beside a load; `None` where it sustains something else.
fn beside(capacity: &Capacity, load: &Quantity) -> Result<Option<Row>, Fault> {
    let bounds = load.number.bounds()?;
    if bounds.low.is_negative() {
        return Err(Fault::Other("a load below zero".into(), "a load is 0 or more".into()));
    }
    let alike = |sustains: &Quantity| sustains.dimension.in_seconds() == load.dimension.in_seconds();
    let Some(sustains) = capacity.quantity().filter(alike) else { return Ok(None) };
    let meant = means(load, capacity.kind, &sustains);
    row(capacity, sustains, &[rational(&bounds.low), rational(&bounds.high)], meant).map(Some)
}

fn row(capacity: &Capacity, sustains: Quantity, load: &[Rational; 2], meant: bool) -> Result<Row, Fault> {
    let bounds = sustains.number.bounds()?;
    let (low, high) = (rational(&bounds.low), rational(&bounds.high));
    let utilization = [load[0].checked_div(&high)?, load[1].checked_div(&low)?];
    let mut verdict = if load[1] < low {
        Verdict::Fits
    } else if load[0] > high {
        Verdict::No
    } else {
        Verdict::Depends
    };
    if let Some(least) = capacity.needless_below() {
        if load[1] < rational(&least.number.bounds()?.low) {
            verdict = Verdict::Needless;
        }
    }
    let one = Rational::one();
    let shards = [utilization[0].ceil().max(one.clone()), utilization[1].ceil().max(one)];
    Ok(Row { capacity: capacity.clone(), sustains, verdict, utilization, shards, meant })
}

fn rational(number: &Number) -> Rational {
    number.rational()
}

/// Whether a load is about a component: things at once are sockets unless they are called connections.
fn means(load: &Quantity, kind: Kind, sustains: &Quantity) -> bool {
    let noun = |quantity: &Quantity| crate::calc::noun::lemma(&quantity.label.shown(true));
    let connections = |quantity: &Quantity| noun(quantity) == "connection";
    let other =
        kind == Kind::Connections && !load.label.is_empty() && connections(sustains) && !connections(load);
    kinds_of(load).contains(&kind) && !other
}

/// The kinds of capacity that a load is about, by its noun.
fn kinds_of(load: &Quantity) -> Vec<Kind> {
    let dimension = load.dimension.in_seconds();
    if dimension == Dimension::BANDWIDTH {
        return vec![Kind::Bytes];
    }
    if dimension == Dimension::INFORMATION {
        return vec![Kind::Storage, Kind::Memory];
    }
    if dimension == Dimension::NONE {
        return vec![Kind::Connections];
    }
    let noun = load.label.shown(true);
    let family = match noun.rsplit(' ').next().unwrap_or("") {
        "write" | "insert" | "update" | "transaction" | "vote" | "order" | "payment" | "row" | "tx" => {
            [Kind::Write].as_slice()
        }
        "read" | "view" | "get" | "fetch" | "lookup" | "hit" => [Kind::Read].as_slice(),
        "query" | "search" => [Kind::Query, Kind::Read].as_slice(),
        "command" | "op" | "script" | "check" => [Kind::Command].as_slice(),
        "message" | "msg" | "msgs" | "event" | "ping" | "job" => [Kind::Message].as_slice(),
        "request" | "req" | "reqs" | "call" => [Kind::Request].as_slice(),
        _ => &[],
    };
    family.to_vec()
}

/// What holds a quantity, in one line, under the simplest assumption: each is one write, each holds a
/// socket. `None` where that says nothing.
pub fn holds(refs: &Refs, value: &Quantity, load: Load) -> Option<String> {
    // So much for each of something is no load.
    if value.label.shown_below().is_some() {
        return None;
    }
    let dimension = value.dimension.in_seconds();
    let (kind, assumption) = if dimension == Dimension::RATE {
        if kinds_of(value).contains(&Kind::Read) {
            (Kind::Read, ", if each is one indexed read")
        } else {
            (Kind::Write, ", if each is one write")
        }
    } else if dimension == Dimension::BANDWIDTH {
        (Kind::Bytes, "")
    } else if dimension == Dimension::INFORMATION {
        (if load == Load::InMemory { Kind::Memory } else { Kind::Storage }, "")
    } else if dimension == Dimension::NONE && load == Load::AtOnce {
        (Kind::Connections, ", if each holds a socket")
    } else {
        return None;
    };
    let headline = refs.capacity.iter().find(|capacity| capacity.headline && capacity.kind == kind)?;
    let row = beside(headline, value).ok()??;
    let busy = {
        let [low, high] = [&row.utilization[0], &row.utilization[1]].map(percent);
        let [low, high] = [low?, high?];
        if low == high { format!("{low}% full") } else { format!("{low}..{high}% full") }
    };
    let Capacity { name, unit, units, scales_by, .. } = &row.capacity;
    let one = if name.ends_with(unit.as_str()) { name.clone() } else { format!("{name} {unit}") };
    Some(match row.verdict {
        Verdict::Fits | Verdict::Needless => format!("one {one} holds it{assumption} ({busy})"),
        Verdict::Depends if row.shards[1] <= Rational::integer(2) => {
            format!("one {one} may hold it{assumption} ({busy})")
        }
        Verdict::Depends | Verdict::No => {
            let [low, high] =
                [&row.shards[0], &row.shards[1]].map(|count| crate::calc::format::spoken(count, 2));
            let count = if low == high { low } else { format!("{low}..{high}") };
            let owner = name.strip_suffix(unit.as_str()).map_or(format!("{name} "), str::to_owned);
            if row.shards[0] >= Rational::integer(TOO_MANY) {
                format!("it would take {count} {owner}{units}{assumption}: too many to be the answer")
            } else {
                format!("it takes {count} {owner}{units}{assumption} (scale by {scales_by})")
            }
        }
    })
}

/// A share in percent with two digits; `None` for what no screen should show.
fn percent(share: &Rational) -> Option<String> {
    let percent = share.checked_mul(&Rational::integer(100)).ok()?;
    Some(if percent < Rational::ratio(1, 100) && !percent.is_zero() {
        "<0.01".to_owned()
    } else {
        crate::calc::format::spoken(&percent, 2)
    })
}

impl Fit {
    /// The least load at which a row that is needless now would be worth its cost.
    pub fn needed_from(row: &Row) -> Option<String> {
        let least = row.capacity.needless_below()?;
        Some(crate::calc::format::show(&least, Arithmetic::Exact))
    }
}
