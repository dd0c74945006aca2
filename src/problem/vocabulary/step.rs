use super::word::{Form, Section, may, with};

const WRITES: &[&str] = &["insert", "put", "update"];
const TABLES: &[&str] = &["read", "count", "insert", "put", "update", "delete"];
const VISITS: &[&str] = &["read", "count", "insert", "put", "update", "delete", "at", "call", "send"];

/// Steps.
pub(super) static SECTIONS: &[Section] = &[Section {
    id: "step",
    article: "a step",
    heading: "steps = [ … ]",
    doc: "A table with one verb. A step that does not succeed ends the flow with its reason, unless it has `else` or `as`.",
    words: &[
        may("read", Form::Name("a table"), "a row by its key; with `by`, `limit` or `near` a scan, which gives a list", "\"stock\"").of(&["read"]),
        may("count", Form::Name("a table"), "the number of rows, or the `sum` of an expression over them", "\"votes\"").of(&["count"]),
        may("insert", Form::Name("a table"), "adds a row; where a key is taken it fails with `conflict`", "\"orders\"").of(&["insert"]),
        may("put", Form::Name("a table"), "changes the row, or adds it", "\"latest\"").of(&["put"]),
        may("update", Form::Name("a table"), "changes the row with this key, or with `limit` all that `where` lets through", "\"stock\"").of(&["update"]),
        may("delete", Form::Name("a table"), "removes the row with this key, or with `limit` all that `where` lets through", "\"sockets\"").of(&["delete"]),
        may("at", Form::Name("a component"), "one visit; with `do` one block: a transaction, a script, a batch, a held slot", "\"db\"").of(&["at"]),
        may("call", Form::Name("a flow"), "runs another flow and waits for its answer", "\"order\"").of(&["call"]),
        may("start", Form::Name("a flow"), "runs another flow and does not wait", "\"order\"").of(&["start"]),
        may("send", Form::Name("a topic"), "sends a message", "\"events\"").of(&["send"]),
        may("each", Form::Text, "repeats `do`: for rows (`late`, whose columns are then values, or `o in late`), items (`item in sorted(cart)`) or numbers (`k in 1..n`)", "\"item in sorted(cart)\"").of(&["each"]),
        may("let", Form::Assignments, "gives values, one after the other", "{ total = \"total + 1\" }").of(&["let"]),
        may("wait", Form::Expression, "takes this long, holding what the flow holds", "\"20s p99 4min\"").of(&["wait"]),
        may("reply", Form::Whole, "answers and ends the flow; in a block 400 and above rolls it back, below commits it", "201").of(&["reply"]),
        may("answer", Form::Whole, "the caller has its answer, the flow goes on", "202").of(&["answer"]),
        may("note", Form::Text, "something to observe: a count, or with `value` a distribution; free of charge", "\"stale\"").of(&["note"]),
        may("single_flight", Form::Expression, "of requests with one key one runs `do`, the others wait for it", "\"item\"").of(&["single_flight"]),
        may("do", Form::Steps, "steps under one guard, or the steps of a block, a loop or a single flight", "[{ reply = 200 }]").of(&["do", "at", "each", "single_flight"]),
        may("id", Form::Text, "its name for patches, faults and traces; unique in the flow", "\"take\""),
        may("if", Form::Condition, "runs only then", "\"got.no\""),
        may("otherwise", Form::Steps, "runs instead, beside `if`", "[{ reply = 404 }]"),
        may("else", Form::Other, "where it does not succeed: a status to reply, `next` (item) or `ok` (go on)", "409").of(&["read", "count", "insert", "put", "update", "delete", "at", "call", "send", "do"]),
        may("as", Form::Text, "a name for what came of it; the flow then goes on and looks", "\"got\"").of(&["read", "count", "insert", "put", "update", "delete", "at", "call", "send", "single_flight"]),
        may("timeout", Form::Time, "goes on after this long; the other side does too", "\"200ms\"").of(VISITS),
        may("retry", Form::Section("retry"), "tries again", "{ times = 3, base = \"200ms\" }").of(VISITS),
        may("key", Form::Expressions, "the row; unless said the values named like the key", "[\"dc\", \"item\"]").of(&["read", "put", "update", "delete", "insert", "send"]),
        may("where", Form::Condition, "only rows of which this is true; a bare name is a column, `my.` a value", "\"reserved < on_hand\"").of(&["read", "count", "put", "update", "delete"]),
        may("set", Form::Assignments, "what columns become, what a call or a message carries, what an answer brings", "{ reserved = \"reserved + 1\" }").of(&["insert", "put", "update", "call", "start", "send", "reply", "answer"]),
        may("limit", Form::Expression, "so many rows at most", "100").of(&["read", "update", "delete"]),
        may("by", Form::Text, "the order of a scan, by a column: `-score` descends", "\"-score\"").of(&["read"]),
        may("by", Form::Expression, "counted apart for each of its values", "\"user\"").of(&["note"]),
        may("near", Form::Expressions, "a scan of rows near a place: x, y and the greatest distance; gives `dist`", "[\"x\", \"y\", \"15km\"]").of(&["read"]),
        may("lock", Form::Choice(&["update", "skip"]), "locks each row to the end of the block, or passes over locked ones", "\"update\"").of(&["read"]),
        may("from", Form::Choice(&["replica"]), "asks a replica", "\"replica\"").of(&["read", "count"]),
        may("sum", Form::Expression, "adds this up instead of counting", "\"amount\"").of(&["count"]),
        with("atomic", Form::Flag, "true", "`false` makes single visits of a block", "false").of(&["at"]),
        with("together", Form::Flag, "false", "all at once, then join", "true").of(&["each"]),
        may("until", Form::Condition, "ends a loop early, asked after each round", "\"paid.ok\"").of(&["each"]),
        may("delay", Form::Expression, "the message is received so much later", "\"due - now\"").of(&["send"]),
        may("value", Form::Expression, "what is measured", "\"now - at\"").of(&["note"]),
    ],
}];

/// The verbs that speak of a table.
pub const TABLE_VERBS: &[&str] = TABLES;
/// The verbs that give columns values.
pub const WRITE_VERBS: &[&str] = WRITES;
