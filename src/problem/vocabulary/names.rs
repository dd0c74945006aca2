/// The kinds of components.
pub const KINDS: &[&str] = &[
    "client", "gateway", "cdn", "service", "worker", "pool", "postgres", "redis", "kafka", "queue",
    "external", "world",
];

/// The verbs of steps: each step has one.
pub const VERBS: &[&str] = &[
    "read",
    "count",
    "insert",
    "put",
    "update",
    "delete",
    "at",
    "call",
    "start",
    "send",
    "each",
    "let",
    "wait",
    "reply",
    "answer",
    "note",
    "single_flight",
    "do",
];

/// Names that expressions always have.
pub const ALWAYS: &[&str] = &["now", "id", "instance", "scale", "true", "false", "none"];

/// Functions of the row profile.
pub const FUNCTIONS: &[&str] = &[
    "if",
    "min",
    "max",
    "floor",
    "ceil",
    "round",
    "mod",
    "len",
    "sorted",
    "new_id",
    "count",
    "sum",
    "uniform",
    "zipf",
    "one_of",
    "pick",
    "chance",
    "exponential",
    "lognormal",
];

/// What may be asked of a name that `as` has given: the part, of which steps, and what it is.
pub const LEFT: [(&str, &str, &str); 9] = [
    (
        "ok",
        "every step",
        "true where it succeeded: of one row, where there was one and `where` let it through",
    ),
    ("no", "every step", "the opposite of `ok`"),
    (
        "reason",
        "every step",
        "why it did not succeed, one of the reasons below; `none` where it did, and where no row was there",
    ),
    (
        "unknown",
        "every step",
        "true where it did not succeed and may have taken effect all the same: an answer that did not come",
    ),
    (
        "status",
        "every step",
        "the status of the answer, of `call` and of `at` on an external; 0 where there was none",
    ),
    ("found", "read, insert, put, update, delete", "true where there was a row, or any row"),
    (
        "as_of",
        "read, count, insert, put, update, delete",
        "the time of which the rows are: now, or earlier on a replica",
    ),
    (
        "COLUMN",
        "read, insert, put, update, delete",
        "a column: of a row as it was read, or as the write left it; its initial value where there was none. A scan is walked first: `each = \"o in late\"`, then `o.COLUMN`, `o.as_of`, and of `near` `o.dist`",
    ),
    (
        "NAME",
        "call",
        "what `set` of the other flow's `reply` or `answer` brought; 0 or `none` where it brought nothing",
    ),
];
