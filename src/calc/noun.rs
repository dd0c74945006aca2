//! Nouns: soft labels that a candidate writes after a number, such as `orders` or `active users`.

/// Words that may stand in a denominator (`per order`), in the singular, with their other spellings.
/// In a numerator any word may follow a number.
const KNOWN: &[&str] = &[
    "order",
    "user",
    "request",
    "message",
    "event",
    "row",
    "job",
    "server",
    "shard",
    "node",
    "write",
    "read",
    "query",
    "customer",
    "driver",
    "rider",
    "review",
    "vote",
    "donation",
    "item",
    "page",
    "session",
    "device",
    "call",
    "connection",
    "socket",
    "ping",
    "payment",
    "payout",
    "run",
    "task",
    "partition",
    "replica",
    "person",
    "post",
    "photo",
    "image",
    "video",
    "view",
    "viewer",
    "visitor",
    "click",
    "file",
    "record",
    "key",
    "entry",
    "transaction",
    "instance",
    "pod",
    "core",
    "cpu",
    "vcpu",
    "machine",
    "host",
    "worker",
    "thread",
    "client",
    "delivery",
    "trip",
    "ride",
    "restaurant",
    "product",
    "sku",
    "store",
    "charity",
    "campaign",
    "follower",
    "friend",
    "tweet",
    "comment",
    "like",
    "search",
    "login",
    "token",
    "bucket",
    "check",
    "operation",
    "command",
    "script",
    "op",
    "broker",
    "consumer",
    "producer",
    "topic",
    "queue",
    "batch",
    "packet",
    "frame",
    "chunk",
    "block",
    "document",
    "object",
    "cell",
    "region",
    "zone",
    "tenant",
    "account",
    "ticket",
    "seat",
    "game",
    "match",
    "channel",
    "subscriber",
    "publisher",
    "gateway",
    "service",
    "primary",
    "cluster",
    "disk",
    "card",
    "team",
    "window",
    "attempt",
    "retry",
    "response",
    "hit",
    "miss",
    "put",
    "get",
    "insert",
    "update",
    "fetch",
    "decode",
    "push",
    "notification",
    "email",
    "stream",
    "link",
    "url",
    "lease",
    "heartbeat",
    "tick",
    "buyer",
    "cart",
    "dc",
    "unit",
    "portion",
    "intent",
    "charge",
    "refund",
    "webhook",
    "edge",
    "point",
    "time",
    "copy",
    "member",
    "employee",
    "household",
    "city",
    "country",
];

/// Abbreviations: as typed, and the noun they stand for.
const SHORT: &[(&str, &str)] = &[
    ("req", "request"),
    ("reqs", "request"),
    ("msg", "message"),
    ("msgs", "message"),
    ("conn", "connection"),
    ("conns", "connection"),
    ("tx", "transaction"),
    ("txn", "transaction"),
    ("txns", "transaction"),
    ("people", "person"),
    ("ops", "op"),
    ("img", "image"),
    ("dau", "user"),
    ("mau", "user"),
    ("srv", "server"),
];

/// The noun's own form, singular and lower case, by which labels meet and cancel.
pub fn lemma(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some((_, long)) = SHORT.iter().find(|(short, _)| *short == word) {
        return (*long).to_owned();
    }
    if KNOWN.contains(&word.as_str()) {
        return word;
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "ches", "shes", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with('s') && word != "bus" => stem.to_owned(),
        _ => word,
    }
}

/// Whether the word may stand in a denominator.
pub fn is_known(word: &str) -> bool {
    KNOWN.contains(&lemma(word).as_str())
}

/// Whether the capitals of a word say that it is a sign and no word of a language, which has no plural: `DAU`, `Hz`,
/// `kWh`. `Users` is a word, and the `s` of `GPUs` is a plural.
pub fn is_sign(word: &str) -> bool {
    let capital = |c: char| c.is_uppercase();
    let is_short = word.chars().count() <= 2;
    let inside = word.chars().skip(1).any(capital) && !word.ends_with('s');
    word.chars().all(capital) || inside || (is_short && word.starts_with(capital))
}

/// All words that may stand in a denominator, for suggestions.
pub fn known() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().copied().chain(SHORT.iter().map(|(short, _)| *short))
}

/// The plural of a lemma, as shown after any number but one.
pub fn plural(lemma: &str) -> String {
    if lemma == "person" {
        return "people".to_owned();
    }
    if let Some(stem) = lemma.strip_suffix('y') {
        if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && stem.len() > 1 {
            return format!("{stem}ies");
        }
    }
    if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("ch") || lemma.ends_with("sh") {
        return format!("{lemma}es");
    }
    format!("{lemma}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_lemmas_meet() {
        for noun in KNOWN {
            assert_eq!(lemma(&plural(noun)), *noun, "plural {}", plural(noun));
        }
        assert_eq!(lemma("queries"), "query");
        assert_eq!(lemma("reqs"), "request");
        assert_eq!(lemma("Users"), "user");
        assert_eq!(lemma("bus"), "bus");
        assert_eq!(plural("box"), "boxes");
    }

    #[test]
    fn signs_are_told_from_words_by_their_capitals() {
        for sign in ["Hz", "kHz", "MHz", "W", "kWh", "DAU", "IOPS", "SMS"] {
            assert!(is_sign(sign), "{sign}");
        }
        for word in ["hz", "Users", "users", "GPUs", "x"] {
            assert!(!is_sign(word), "{word}");
        }
    }
}
