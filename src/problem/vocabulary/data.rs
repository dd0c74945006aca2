use super::word::{Form, Section, may, must, with};

/// Tables and topics.
pub(super) static SECTIONS: &[Section] = &[
    Section {
        id: "table",
        article: "a table",
        heading: "[tables.NAME]",
        doc: "Rows with typed columns. In a gateway or a worker each instance has rows of its own, which die with it. Every row has `version`, `created` and `changed`. Without `key` rows are numbered: the key is `row`.",
        words: &[
            must("in", Form::Name("a component"), "where the rows are", "\"db\""),
            may(
                "key",
                Form::Names("columns"),
                "the columns that make the key; those not among `columns` are whole numbers from 0",
                "[\"dc\", \"item\"]",
            ),
            may(
                "rows",
                Form::Other,
                "rows at the start: a count, or a count for each key column",
                "{ dc = \"n_dc\", item = 200 }",
            ),
            may(
                "columns",
                Form::Assignments,
                "name and initial value of each column; its type is that of the value: `0`, `0.0`, `\"0s\"`, `\"$0\"`, `\"0km\"`, `true`, `\"held|sold\"` (labels, the first is initial), `\"id\"` (a number or none)",
                "{ on_hand = 200, reserved = 0 }",
            ),
            may(
                "unique",
                Form::Other,
                "columns that occur once together, beside the key: a list of lists",
                "[[\"job\", \"due\"]]",
            ),
            may("ttl", Form::Time, "a row disappears so long after its last write", "\"30s\""),
            may("max", Form::Count, "rows in one instance at most", "\"50K\""),
            with(
                "bytes",
                Form::Data,
                "100B",
                "the size of one row, for the memory of its component",
                "\"155B\"",
            ),
        ],
    },
    Section {
        id: "topic",
        article: "a topic",
        heading: "[topics.NAME]",
        doc: "A log in Kafka, a queue, or a buffer: what a gateway pushes over its sockets, the webhooks that a provider sends. A message carries what its consumers use: from the `set` of the send, else the sender's value of the same name.",
        words: &[
            must("in", Form::Name("a component"), "where it is", "\"kafka\""),
            may(
                "key",
                Form::Name("a value"),
                "the value that chooses the partition; without it any in turn",
                "\"restaurant\"",
            ),
            with("partitions", Form::Other, "1", "how many, or `\"each key\"`", "8"),
            may("max", Form::Count, "messages in one partition at most", "8"),
            with(
                "full",
                Form::Choice(&["refuse", "drop_oldest", "drop_newest"]),
                "refuse",
                "what a full partition does",
                "\"drop_oldest\"",
            ),
            may(
                "duplicate",
                Form::Share,
                "the share of messages delivered twice; unless said, as the component does",
                "\"1%\"",
            ),
            may(
                "visibility",
                Form::Time,
                "a message that was received and not finished comes back after this long; unless said, as the component does",
                "\"60s\"",
            ),
            with("delay", Form::Time, "0s", "every message waits so long", "\"2s\""),
        ],
    },
];
