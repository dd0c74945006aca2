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

/// Names that expressions always have, and what each is.
pub const ALWAYS: [(&str, &str); 7] = [
    (
        "now",
        "the time since the start of the run, by the clock of where it is asked; in a rule the true time",
    ),
    ("id", "the number of the request in its flow, from 0"),
    ("instance", "the number of the instance on which the steps run, from 0"),
    ("scale", "that of the scenario; 1 unless said"),
    ("true", "the truth value"),
    ("false", "the other"),
    ("none", "no id, and no reason"),
];

/// Functions of the row profile: the name, the form, and what it gives.
pub const FUNCTIONS: [(&str, &str, &str); 19] = [
    ("if", "if(c, a, b)", "`a` where the condition `c` is true, else `b`"),
    (
        "min",
        "min(a, b)",
        "the least of two or more; with one argument, of the column of a table: see `count`",
    ),
    ("max", "max(a, b)", "the greatest, likewise"),
    ("floor", "floor(a / b)", "the whole number below"),
    ("ceil", "ceil(a / b)", "the whole number above"),
    ("round", "round(a / b)", "the nearest whole number"),
    ("mod", "mod(a, b)", "what is left of `a` when it is divided by `b`"),
    ("len", "len(cart)", "how long a list is"),
    ("sorted", "sorted(cart)", "the list in ascending order"),
    ("new_id", "new_id()", "an id that nobody has yet"),
    (
        "count",
        "count(orders where state = paid)",
        "in rules and notes: how many rows of a table. `count()` and `count(state = paid)` speak of the rows of the group \
         that `each … by` walks. A flow counts in a step of its own",
    ),
    (
        "sum",
        "sum(orders.units where state = paid)",
        "likewise: the sum of a column; `sum(units)` of the group",
    ),
    ("uniform", "uniform(2ms, 10ms)", "drawn: from the first to the second, both included"),
    (
        "zipf",
        "zipf(n, 1.0)",
        "drawn: a whole number from 0 to n - 1, 0 the most often; the second is the exponent",
    ),
    ("one_of", "one_of(n)", "drawn: a whole number from 0 to n - 1, each as often"),
    ("pick", "pick(3, n)", "drawn: a list of so many different ones of 0 to n - 1"),
    ("chance", "chance(5%)", "drawn: true in this share of requests"),
    ("exponential", "exponential(5ms)", "drawn: exponential with this mean"),
    ("lognormal", "lognormal(5ms, 25ms)", "drawn: lognormal with this median and 99th percentile"),
];

/// Whether expressions give a name a meaning of its own.
pub fn is_word(name: &str) -> bool {
    ALWAYS.iter().any(|(word, _)| *word == name) || functions().any(|word| word == name)
}

/// The names of the functions.
pub fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _, _)| *name)
}

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
