use crate::problem::model::Reason;

/// The status of an outcome that was lost although it took effect.
pub(super) const DONE: u16 = 1;

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
