use super::held::Held;
use super::luck::Luck;
use super::values::Values;
use crate::calc::random::Draw;
use crate::problem::model::Reason;
use crate::sim::code::{Scope, Truth};
use crate::sim::component::{Station, clock, instance};
use crate::sim::engine::{Delay, Handle, Ticket};
use crate::sim::outcome::RequestNumber;
use crate::sim::table::NONE;

/// No station.
pub(in crate::sim) const NOWHERE: u32 = u32::MAX;

/// The status of an outcome that was lost although it took effect.
pub(super) const DONE: u16 = 1;

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
    /// Its story is told, and how deep it is.
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
    pub lists: Vec<Vec<i64>>,
    /// Who waits for it, and for which of its waits.
    pub parent: Option<(Handle, u32)>,
    /// The values with which a round of a loop began.
    pub origin: Vec<i64>,
    pub replies: Vec<i64>,
    /// What ends its wait by time.
    pub timer: Option<Ticket>,
    /// The transaction of a single write.
    pub transaction: u32,
    /// The lock that it waits for.
    pub awaited: u32,
    /// The answer of the visit at hand is lost on the way back.
    pub reply_lost: bool,
    /// Its own answer will be lost on the way back.
    pub answer_lost: bool,
    /// The caller has its answer.
    pub answered: bool,
    pub depth: u16,
    /// Strands that it waits for.
    pub children: u32,
    /// How the step at hand has ended, where it has not succeeded.
    pub verdict: Option<Verdict>,
    /// What a call or a strand brought back.
    pub inbox: Inbox,
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

/// How a step ended that has not succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Verdict {
    pub reason: Reason,
    /// The status of the answer, where there was one.
    pub status: u16,
    /// The effect may have happened.
    pub unknown: bool,
}

/// What a call or a strand brought back.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Inbox {
    pub status: u16,
    pub verdict: Option<Verdict>,
    /// A strand has answered for the whole flow.
    pub replied: bool,
    pub replies: Vec<i64>,
}

impl Verdict {
    /// A step that was not done.
    pub const fn no(reason: Reason) -> Self {
        Self { reason, status: 0, unknown: false }
    }

    /// A step of which nobody knows whether it was done.
    pub const fn unknown(reason: Reason) -> Self {
        Self { reason, status: 0, unknown: true }
    }

    /// An answer of 400 and above.
    pub const fn of_status(status: u16) -> Self {
        let reason = if status < 500 { Reason::Declined } else { Reason::Error };
        Self { reason, status, unknown: false }
    }
}

/// The status with which a flow answers that ends for a reason.
pub(in crate::sim) const fn status_of(reason: Reason) -> u16 {
    match reason {
        Reason::None => 404,
        Reason::Conflict | Reason::Skipped => 409,
        Reason::Declined => 402,
        Reason::Throttled => 429,
        Reason::Timeout => 504,
        Reason::Down | Reason::Full | Reason::Open => 503,
        Reason::Error | Reason::Deadlock => 500,
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
            parent: None,
            began: 0,
            number: 0,
            root: RequestNumber { flow: crate::problem::model::FlowId(0), number: 0 },
            luck: Luck::default(),
            lap: 0,
            values: Values::default(),
            origin: Vec::new(),
            lists: Vec::new(),
            replies: Vec::new(),
            entered: 0,
            station: NOWHERE,
            home: NOWHERE,
            clock: NOWHERE,
            held: Held::new(),
            blocks: Vec::new(),
            timer: None,
            transaction: NONE,
            awaited: NONE,
            reply_lost: false,
            answer_lost: false,
            answered: false,
            closing: 0,
            children: 0,
            verdict: None,
            inbox: Inbox::default(),
            since: 0,
            traced: false,
            depth: 0,
        }
    }
}

impl Request {
    /// Brings what its next step reads into the cache.
    #[inline]
    pub fn look_up(&self) {
        std::hint::black_box((self.stamp, self.number));
        if self.values.spreads() {
            std::hint::black_box(self.values.last().copied());
        }
    }

    /// What it has waited for is over.
    #[inline]
    pub const fn goes_on(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
    }

    /// What its expressions see at a time, nanoseconds.
    #[inline]
    pub fn scope<'a>(&'a self, stations: &[Station], truth: &'a Truth, now: u64) -> Scope<'a> {
        Scope {
            values: &self.values,
            lists: &self.lists,
            this: &[],
            walked: &[],
            old: &[],
            now: clock(stations, self.clock, now),
            number: self.number,
            instance: i64::from(instance(stations, self.home)),
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

    /// So many empty lists at least: a strand copies all that there are.
    #[inline(never)]
    fn fresh_lists(&mut self, lists: usize) {
        if self.lists.len() < lists {
            self.lists.resize_with(lists, Vec::new);
        }
        self.lists.iter_mut().for_each(Vec::clear);
    }

    /// Makes a used one fresh, and keeps its buffers.
    #[inline(always)]
    pub fn reset(&mut self, flow: u32, values: usize, lists: usize, replies: usize) {
        self.flow = flow;
        self.pc = 0;
        self.stage = Stage::Fresh;
        self.stamp = self.stamp.wrapping_add(1);
        self.kind = Kind::Alone;
        self.parent = None;
        self.lap = 0;
        self.values.reset(values);
        if lists > 0 || !self.lists.is_empty() {
            self.fresh_lists(lists);
        }
        self.replies.clear();
        if replies > 0 {
            self.replies.resize(replies, 0);
        }
        self.entered = 0;
        self.station = NOWHERE;
        self.home = NOWHERE;
        self.clock = NOWHERE;
        self.held.clear();
        self.blocks.clear();
        self.timer = None;
        self.transaction = NONE;
        self.awaited = NONE;
        self.reply_lost = false;
        self.answer_lost = false;
        self.answered = false;
        self.closing = 0;
        self.children = 0;
        self.verdict = None;
        self.inbox.replied = false;
        self.inbox.verdict = None;
        self.traced = false;
        self.depth = 0;
    }
}
