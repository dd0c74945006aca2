use std::ops::{Deref, DerefMut};

use super::verdict::{Inbox, Verdict};
use crate::sim::engine::{Handle, Ticket};
use crate::sim::program::Flow;
use crate::sim::table::NONE;

/// What few requests need: who waits for one, whom it waits for, what a step of it has left. It lies apart, so that many
/// that only wait lie close together; and who asks for it to change marks it, so that of a request that has needed none
/// of it nothing is to be made fresh.
#[derive(Debug, Default)]
pub(in crate::sim) struct Rare {
    /// None until some of it is needed, and then kept for the next request.
    few: Option<Box<Few>>,
    /// The lists among its values, here: what an expression sees is gathered without a look at them.
    lists: Vec<Vec<i64>>,
    /// Some of it may have changed since it was fresh.
    touched: bool,
}

/// See [`Rare`].
#[derive(Debug)]
pub(in crate::sim) struct Few {
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
    /// How deep its story is.
    pub depth: u16,
    /// Strands that it waits for.
    pub children: u32,
    /// How the step at hand has ended, where it has not succeeded.
    pub verdict: Option<Verdict>,
    /// What a call or a strand brought back.
    pub inbox: Inbox,
}

impl Rare {
    /// Makes a used one fresh, for a flow, and keeps its buffers.
    #[inline(always)]
    pub fn reset(&mut self, plan: &Flow) {
        if self.touched || plan.brings {
            self.make_fresh(plan);
        }
    }

    #[inline(never)]
    fn make_fresh(&mut self, plan: &Flow) {
        self.touched = plan.brings;
        self.few.get_or_insert_default().reset(plan.replies);
        // So many empty ones at least: a strand copies all that there are.
        if self.lists.len() < plan.lists {
            self.lists.resize_with(plan.lists, Vec::new);
        }
        self.lists.iter_mut().for_each(Vec::clear);
    }

    /// The lists among its values.
    #[inline]
    pub const fn lists(&self) -> &Vec<Vec<i64>> {
        &self.lists
    }

    /// The same, to change.
    pub const fn lists_mut(&mut self) -> &mut Vec<Vec<i64>> {
        self.touched = true;
        &mut self.lists
    }

    /// Whether any of it may be otherwise than in a fresh request.
    #[inline]
    pub const fn is_touched(&self) -> bool {
        self.touched
    }

    /// Whether the answer of the visit at hand was lost; it is forgotten.
    #[inline]
    pub fn take_reply_lost(&mut self) -> bool {
        self.touched && self.reply_lost && std::mem::take(&mut self.reply_lost)
    }

    /// How the step at hand has ended, where it has not succeeded; it is forgotten.
    #[inline]
    pub fn take_verdict(&mut self) -> Option<Verdict> {
        if self.touched && self.verdict.is_some() { self.verdict.take() } else { None }
    }
}

impl Deref for Rare {
    type Target = Few;

    #[inline]
    fn deref(&self) -> &Few {
        match &self.few {
            Some(few) => few,
            None => const { &Few::new() },
        }
    }
}

impl DerefMut for Rare {
    #[inline]
    fn deref_mut(&mut self) -> &mut Few {
        self.touched = true;
        self.few.get_or_insert_default()
    }
}

impl Few {
    const fn new() -> Self {
        Self {
            parent: None,
            origin: Vec::new(),
            replies: Vec::new(),
            timer: None,
            transaction: NONE,
            awaited: NONE,
            reply_lost: false,
            answer_lost: false,
            answered: false,
            depth: 0,
            children: 0,
            verdict: None,
            inbox: Inbox { status: 0, verdict: None, replied: false, replies: Vec::new() },
        }
    }

    fn reset(&mut self, replies: usize) {
        self.parent = None;
        self.replies.clear();
        self.replies.resize(replies, 0);
        self.timer = None;
        self.transaction = NONE;
        self.awaited = NONE;
        self.reply_lost = false;
        self.answer_lost = false;
        self.answered = false;
        self.depth = 0;
        self.children = 0;
        self.verdict = None;
        self.inbox.replied = false;
        self.inbox.verdict = None;
    }
}

impl Default for Few {
    fn default() -> Self {
        Self::new()
    }
}
