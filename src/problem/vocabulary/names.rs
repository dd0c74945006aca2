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
