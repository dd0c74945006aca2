use super::names::KINDS;
use super::word::{Form, Section, may, must, with};

const SERVERS: &[&str] = &["gateway", "cdn", "service", "worker"];
const NEAR: &[&str] =
    &["gateway", "service", "worker", "postgres", "redis", "kafka", "queue", "cdn", "external"];
const FREE: &[&str] = &["client", "pool", "world"];
/// Kinds of which a visit goes to one of several; a Postgres and a Redis have shards, and the truth is one.
const SEVERAL: &[&str] =
    &["client", "gateway", "cdn", "service", "worker", "pool", "kafka", "queue", "external"];

/// Components. Presets are lognormal times and counts for interview hardware; each doc names its source.
pub(super) static SECTIONS: &[Section] = &[
    Section {
        id: "component",
        article: "a component",
        heading: "[components.NAME]",
        doc: "A part of the system. `up`, `paused`, `slow`, `clock`, `drop` and `lose_reply` are there for faults, of all or of one instance: `lb[0].up`.",
        words: &[
            must("kind", Form::Choice(KINDS), "what it is", "\"postgres\""),
            with(
                "instances",
                Form::Count,
                "1",
                "how many of it: a visit goes to the one with the least to do. A postgres and a redis have `shards` and `replicas` instead",
                "4",
            )
            .of(SEVERAL),
            with(
                "slots",
                Form::Count,
                "1000000",
                "requests that one instance serves at once; devices are not limited",
                "10",
            )
            .of(&["client", "world"]),
            with(
                "slots",
                Form::Count,
                "8",
                "requests that one instance passes on at once: 50K/s (napkin-math proxy, 50 us)",
                "16",
            )
            .of(&["gateway"]),
            with("slots", Form::Count, "1000", "requests that one instance serves at once", "100")
                .of(&["cdn"]),
            with("slots", Form::Count, "64", "requests that one instance serves at once", "32")
                .of(&["service"]),
            with("slots", Form::Count, "50", "messages and timers that one instance works on at once", "10")
                .of(&["worker"]),
            must("slots", Form::Count, "requests that are let through at once", "40").of(&["pool"]),
            with(
                "slots",
                Form::Count,
                "40",
                "connections of one shard's pool: 6.3K writes/s, 27K reads/s (measured)",
                "20",
            )
            .of(&["postgres"]),
            with("slots", Form::Count, "1", "commands of one shard at once", "1").of(&["redis"]),
            with("slots", Form::Count, "100", "requests that one broker serves at once", "100")
                .of(&["kafka"]),
            with("slots", Form::Count, "10000", "requests served at once", "100").of(&["queue", "external"]),
            with(
                "queue",
                Form::Count,
                "1000",
                "requests that may wait at one instance beyond those served",
                "100",
            ),
            with("time", Form::Duration, "0s", "its own work for one visit", "\"1ms\"").of(FREE),
            with(
                "time",
                Form::Duration,
                "100us p99 1ms",
                "its own work for one visit (napkin-math proxy)",
                "\"50us\"",
            )
            .of(&["gateway"]),
            with("time", Form::Duration, "20ms p99 80ms", "an answer from the edge", "\"10ms\"").of(&["cdn"]),
            with("time", Form::Duration, "1ms p99 10ms", "its own work for one visit", "\"5ms p99 30ms\"")
                .of(&["service"]),
            with(
                "time",
                Form::Duration,
                "5ms p99 50ms",
                "its own work for one message or one round",
                "\"20us p99 200us\"",
            )
            .of(&["worker"]),
            with("time", Form::Duration, "0s", "work of every visit beside reads and writes", "\"1ms\"")
                .of(&["postgres"]),
            with(
                "time",
                Form::Duration,
                "5us p99 15us",
                "one command (Redis benchmarks: 167K/s a shard)",
                "\"5us\"",
            )
            .of(&["redis"]),
            with(
                "time",
                Form::Duration,
                "5ms p99 20ms",
                "a produce, acknowledged by all (Confluent)",
                "\"2ms p99 10ms\"",
            )
            .of(&["kafka"]),
            with("time", Form::Duration, "10ms p99 50ms", "a send", "\"10ms\"").of(&["queue"]),
            with(
                "time",
                Form::Duration,
                "600ms p99 3s",
                "a call; the preset is that of a payment provider",
                "\"80ms p99 400ms\"",
            )
            .of(&["external"]),
            with("link", Form::Duration, "0s", "the latency to reach it and come back", "\"50ms p99 300ms\"")
                .of(FREE),
            with(
                "link",
                Form::Duration,
                "250us p99 1ms",
                "the latency to reach it and come back: the same zone (napkin-math)",
                "\"50ms p99 60ms\"",
            )
            .of(NEAR),
            with("up", Form::Flag, "true", "`false` refuses at once", "false"),
            with("paused", Form::Flag, "false", "takes requests and does nothing with them", "true"),
            with("slow", Form::Factor, "1", "its work takes so many times as long", "5"),
            with("clock", Form::Time, "0s", "how far its clock is ahead of the true time", "\"-5min\""),
            with("drop", Form::Share, "0", "the share of requests that never arrive", "\"15%\""),
            with(
                "lose_reply",
                Form::Share,
                "0",
                "the share of requests that take effect and whose answer is lost",
                "\"5%\"",
            ),
            may(
                "autoscale",
                Form::Section("autoscale"),
                "adds instances under load",
                "{ on = \"utilization\", target = \"60%\", delay = \"2min\", max = 20 }",
            )
            .of(SERVERS),
            may(
                "breaker",
                Form::Other,
                "a circuit breaker on what it calls: a table, or a list of them",
                "{ on = \"psp\", failures = \"50%\", over = \"10s\", rest = \"5s\", least = 20 }",
            )
            .of(SERVERS),
            may(
                "fair_by",
                Form::Name("a value"),
                "serves the waiting requests of each of its values in turn",
                "\"tenant\"",
            )
            .of(SERVERS),
            with("read", Form::Duration, "1ms p99 8ms", "an indexed read (measured)", "\"30ms p99 100ms\"")
                .of(&["postgres"]),
            with(
                "write",
                Form::Duration,
                "5ms p99 25ms",
                "a write with its commit (measured)",
                "\"2ms p99 10ms\"",
            )
            .of(&["postgres"]),
            with("per_row", Form::Time, "2us", "for each row that a scan or a count looks at: those that `=` and `in` choose", "\"1us\"")
                .of(&["postgres"]),
            with("shards", Form::Count, "1", "independent shards, chosen by a table's key", "2")
                .of(&["postgres", "redis"]),
            with("replicas", Form::Count, "0", "read replicas of each shard", "2").of(&["postgres", "redis"]),
            with("lag", Form::Duration, "10ms p99 200ms", "how far a replica is behind", "\"10s\"")
                .of(&["postgres"]),
            with(
                "failover",
                Form::Duration,
                "60s p99 120s",
                "how long a primary that went down stays away at least (RDS)",
                "\"30s\"",
            )
            .of(&["postgres"]),
            with(
                "failover",
                Form::Duration,
                "15s p99 20s",
                "how long a shard that went down stays away at least (Redis Cluster)",
                "\"3s\"",
            )
            .of(&["redis"]),
            with(
                "script",
                Form::Duration,
                "15us p99 45us",
                "a script, however many commands it runs (measured: 59K/s)",
                "\"20us\"",
            )
            .of(&["redis"]),
            with("loses", Form::Time, "1s", "the last writes that a failover forgets", "\"100ms\"")
                .of(&["redis"]),
            may("memory", Form::Data, "what one shard holds", "\"10GB\"").of(&["redis"]),
            with(
                "eviction",
                Form::Choice(&["noeviction", "allkeys_lru"]),
                "noeviction",
                "what a full shard does: refuse writes, or forget what was not used for longest",
                "\"allkeys_lru\"",
            )
            .of(&["redis"]),
            with("fetch", Form::Duration, "3ms p99 15ms", "a fetch", "\"1ms\"").of(&["kafka"]),
            with(
                "rebalance",
                Form::Duration,
                "3s p99 10s",
                "how long partitions stand still when a group changes",
                "\"5s\"",
            )
            .of(&["kafka"]),
            with(
                "session",
                Form::Time,
                "45s",
                "how long a dead consumer goes unnoticed (Kafka's default)",
                "\"10s\"",
            )
            .of(&["kafka"]),
            with("receive", Form::Duration, "15ms p99 80ms", "a receive", "\"10ms\"").of(&["queue"]),
            with(
                "visibility",
                Form::Time,
                "30s",
                "a message that was received and not finished comes back after this long (SQS)",
                "\"60s\"",
            )
            .of(&["queue"]),
            with("delay", Form::Time, "15min", "the longest delay of a message (SQS)", "\"15min\"")
                .of(&["queue"]),
            with(
                "in_flight",
                Form::Count,
                "120000",
                "messages received and not finished, at most (SQS)",
                "\"20K\"",
            )
            .of(&["queue"]),
            with("duplicate", Form::Share, "0.1%", "the share of messages delivered twice", "\"1%\"")
                .of(&["queue"]),
            may("quota", Form::Rate, "visits before it throttles", "\"25/s\"").of(&["external", "pool"]),
            may(
                "burst",
                Form::Count,
                "visits of the quota that may come at once; unless said, as many as one second brings. 1 spaces them evenly: a leaky bucket",
                "1",
            )
            .of(&["external", "pool"]),
            with(
                "over",
                Form::Choice(&["refuse", "wait"]),
                "refuse",
                "what happens to a visit over the quota",
                "\"wait\"",
            )
            .of(&["external", "pool"]),
            may(
                "outcomes",
                Form::Section("outcomes"),
                "how its visits and writes end; reads and counts of its tables are always answered",
                "{ ok = \"99%\", error = \"1%\" }",
            )
            .of(&["external"]),
        ],
    },
    Section {
        id: "autoscale",
        article: "autoscaling",
        heading: "autoscale = { … }",
        doc: "Adds instances while what is watched is above its target, and takes them away again.",
        words: &[
            with("on", Form::Choice(&["utilization", "lag"]), "utilization", "what is watched", "\"lag\""),
            must(
                "target",
                Form::Factor,
                "the share of slots in use, or the messages waiting per instance",
                "\"60%\"",
            ),
            with("delay", Form::Time, "2min", "how long a new instance takes to serve, once it was asked for", "\"3min\""),
            must("max", Form::Count, "instances at most", "20"),
        ],
    },
    Section {
        id: "breaker",
        article: "a breaker",
        heading: "breaker = { … }",
        doc: "A circuit breaker, one in each instance.",
        words: &[
            must("on", Form::Name("a component"), "what it guards", "\"psp\""),
            with("failures", Form::Share, "50%", "opens at this share of failures", "\"30%\""),
            with("over", Form::Time, "10s", "over this long", "\"30s\""),
            with("least", Form::Count, "20", "among at least so many calls", "10"),
            with("rest", Form::Time, "5s", "stays open so long before one call may try", "\"30s\""),
        ],
    },
    Section {
        id: "outcomes",
        article: "outcomes",
        heading: "outcomes = { … }",
        doc: "How the visits of an external provider end. The shares of ok, declined, error and lost make 100 %.",
        words: &[
            may(
                "per",
                Form::Name("a value"),
                "drawn once for each of its values, so that the same key gets the same answer",
                "\"ref\"",
            ),
            must("ok", Form::Share, "done", "\"94%\""),
            with("declined", Form::Share, "0", "a definite no: 402", "\"5%\""),
            with("error", Form::Share, "0", "a failure without effect: 500", "\"0.5%\""),
            with("lost", Form::Share, "0", "no answer", "\"0.5%\""),
            with("lost_but_done", Form::Share, "0", "of the lost, the share that took effect", "\"50%\""),
        ],
    },
];
