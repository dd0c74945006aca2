use super::held::Held;
use super::luck::Luck;
use super::rare::Rare;
use super::values::Values;
use super::verdict::Verdict;
use crate::calc::random::Draw;
use crate::sim::code::{Scope, Truth};
use crate::sim::component::{NOWHERE, Station, clock, instance};
use crate::sim::engine::Delay;
use crate::sim::outcome::RequestNumber;
use crate::sim::program::Flow;
use crate::sim::table::NONE;

/// A request on its way through a flow, or a strand of one.
///
/// With many requests in flight the time of an event is that of bringing one into the cache, line by line: what every
/// step reads stands in the first, with its first values behind it; what a visit reads comes next.
// Each is a fact of its own, asked for by itself.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
#[repr(C)]
pub(in crate::sim) struct Request {
    /// Changes with each wait: what was meant for an earlier one is ignored.
    pub stamp: u32,
    /// The operation it is at, and how far it has come with it.
    pub pc: u32,
    pub stage: Stage,
    /// Its story is told.
    pub traced: bool,
    /// The status with which it ends, while its blocks close; 0 while it runs.
    pub closing: u16,
    /// The flow.
    pub flow: u32,
    /// How many of the flow's components it has entered.
    pub entered: u32,
    /// Which time a place is passed: loops and attempts.
    pub lap: u32,
    pub values: Values,
    /// The station that a visit is at.
    pub station: u32,
    /// The station where its steps run.
    pub home: u32,
    /// The station whose clock it reads.
    pub clock: u32,
    /// What it draws from.
    pub luck: Luck,
    /// Its number in its flow.
    pub number: i64,
    /// Since when it has waited for a slot, or for an answer.
    pub since: u64,
    pub kind: Kind,
    pub began: u64,
    /// The request of load that it belongs to.
    pub root: RequestNumber,
    /// The stations of its flow in which it holds slots.
    pub held: Held,
    /// The blocks it is in.
    pub blocks: Vec<Open>,
    pub rare: Rare,
}

/// How far a request has come with an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sim) enum Stage {
    /// It begins.
    #[default]
    Fresh,
    /// It has reached the station.
    Arrived,
    /// It waits for its turn in the quota.
    Metered,
    /// Its turn in the quota has come.
    Counted,
    /// It has a slot.
    Served,
    /// It looks at rows, perhaps again.
    Looks,
    /// Its work is done, or its commit.
    Done,
    /// It or its answer was lost on the way, and nobody will tell.
    Lost,
    /// It waits for an answer.
    Waits,
    /// The answer is here.
    Told,
}

/// What a request is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sim) enum Kind {
    /// Started by load, a timer, a lost row or a `start`: nobody waits for it.
    #[default]
    Alone,
    /// Run by a timer: the run after it is set at its end.
    Timer(u32),
    /// Called by another request.
    Called,
    /// The run of a message: which delivery it is.
    Message(u32),
    /// A part of another request that runs beside it: which step it is.
    Strand(u32),
}

/// A block that a request is in.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Open {
    /// The step.
    pub step: u32,
    /// The component.
    pub at: u32,
    /// The station; nowhere where it is free of charge.
    pub station: u32,
    /// Its transaction, of a Postgres.
    pub transaction: u32,
    /// The clock outside.
    pub outer_clock: u32,
    /// Its answer is lost on the way back.
    pub reply_lost: bool,
    /// What it writes counts.
    pub counts: bool,
    /// How it ends, whatever its steps do: of a provider's outcome.
    pub verdict: Option<Verdict>,
    /// The station whose clock counts inside.
    pub clock_of: u32,
}

impl Open {
    /// A block that costs nothing: where the flow runs already, or in the world.
    pub fn free(step: u32, at: usize, outer_clock: u32) -> Self {
        Self {
            step,
            at: u32::try_from(at).unwrap_or(u32::MAX),
            station: NOWHERE,
            transaction: NONE,
            outer_clock,
            reply_lost: false,
            counts: true,
            verdict: None,
            clock_of: NOWHERE,
        }
    }
}

impl Default for Request {
    fn default() -> Self {
        Self {
            flow: 0,
            pc: 0,
            stage: Stage::Fresh,
            stamp: 0,
            kind: Kind::Alone,
            began: 0,
            number: 0,
            root: RequestNumber { flow: crate::problem::model::FlowId(0), number: 0 },
            luck: Luck::default(),
            lap: 0,
            values: Values::default(),
            entered: 0,
            station: NOWHERE,
            home: NOWHERE,
            clock: NOWHERE,
            held: Held::new(),
            blocks: Vec::new(),
            closing: 0,
            since: 0,
            traced: false,
            rare: Rare::default(),
        }
    }
}

impl Request {
    /// What it has waited for is over.
    #[inline]
    pub const fn goes_on(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
    }

    /// It has entered the component at whose station it is: from now on its expressions see that one and its clock.
    #[inline]
    pub fn enters(&mut self) {
        self.stands_at(self.station);
        self.entered += 1;
        self.stage = Stage::Fresh;
        self.station = NOWHERE;
        if self.rare.take_reply_lost() {
            self.rare.answer_lost = true;
        }
    }

    /// Its expressions see this station and its clock.
    pub const fn stands_at(&mut self, station: u32) {
        (self.home, self.clock) = (station, station);
    }

    /// What its expressions see at a time, nanoseconds.
    #[inline]
    pub fn scope<'a>(&'a self, stations: &[Station], truth: &'a Truth, now: u64) -> Scope<'a> {
        Scope {
            values: &self.values,
            lists: self.rare.lists(),
            this: &[],
            walked: &[],
            old: &[],
            now: clock(stations, self.clock, now),
            instance: i64::from(instance(stations, self.home)),
            number: self.number,
            key: self.luck.key(),
            lap: self.lap,
            truth,
        }
    }

    /// What it draws at a place that has nothing to do with the values of its flow.
    #[inline]
    pub fn draw(&self, place: u32, purpose: u32) -> Draw {
        self.luck.key().draw(place.wrapping_add(purpose.wrapping_mul(0x9e37_79b9)), self.lap)
    }

    /// How long something takes that it draws at such a place.
    #[inline]
    pub fn drawn(&self, place: u32, purpose: u32, delay: &Delay) -> u64 {
        match delay {
            Delay::Constant(time) => *time,
            _ => delay.draw(&mut self.draw(place, purpose)),
        }
    }

    /// Makes a used one fresh, for a flow of this number, and keeps its buffers.
    #[inline(always)]
    pub fn reset(&mut self, flow: u32, plan: &Flow) {
        self.stamp = self.stamp.wrapping_add(1);
        // In the order in which they lie in memory: neighbours are written at once.
        self.pc = 0;
        self.stage = Stage::Fresh;
        self.traced = false;
        self.closing = 0;
        self.flow = flow;
        self.entered = 0;
        self.lap = 0;
        self.values.reset(plan.values);
        self.station = NOWHERE;
        self.home = NOWHERE;
        self.clock = NOWHERE;
        self.kind = Kind::Alone;
        self.held.clear();
        self.blocks.clear();
        self.rare.reset(plan);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the slab holds of a request, its own eight bytes among it, in lines of 64 bytes.
    #[test]
    fn requests_lie_an_odd_number_of_lines_apart() {
        assert_eq!((8 + size_of::<Request>()).div_ceil(64), 5);
    }
}
