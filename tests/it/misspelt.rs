//! A name that is misspelt is answered: the design is made, or an error says why not. Never is it just gone.

use napkin::diag::Diagnostic;
use napkin::problem::{File, Library};

/// So many names are misspelt in each problem that has a design.
const MISSPELT: usize = 8;

/// What is wrong with a file, as its code and the words it points at.
fn errors(text: &str) -> Vec<(&'static str, String)> {
    let reading = File::parse(text).unwrap().read();
    let errors = reading.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    errors.map(|error| (error.code, error.span().of(text).to_owned())).collect()
}

/// Whether a design comes of a text, or an error.
fn answered(text: &str) -> bool {
    let Ok(file) = File::parse(text) else { return true };
    let reading = file.read();
    reading.problem.design.is_some() || reading.diagnostics.iter().any(Diagnostic::is_error)
}

/// Where the words of the quoted texts between two headings end.
fn ends(text: &str, from: &str, to: &str) -> Vec<usize> {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap();
    let mut found = Vec::new();
    let (mut quoted, mut before) = (false, ' ');
    for (at, c) in text[start..end].char_indices() {
        let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if quoted && name(before) && !name(c) {
            found.push(start + at);
        }
        quoted = c != '\n' && (quoted != (c == '"'));
        before = c;
    }
    found
}

#[test]
fn a_misspelt_name_leaves_a_design_or_an_error() {
    let library = Library::built_in();
    let designs = library.entries().iter().filter(|entry| File::parse(&entry.text).unwrap().has_design());
    for entry in designs {
        let ends = ends(&entry.text, "\n[flows", "\n[scenarios");
        let step = ends.len() / MISSPELT;
        assert!(step > 0, "{} has too few names", entry.id);
        for at in ends.iter().step_by(step) {
            let mut text = entry.text.clone();
            text.insert(*at, 'z');
            let line = text[..*at].lines().count();
            assert!(
                answered(&text),
                "{}: the design is gone in silence after a slip in line {line}",
                entry.id
            );
        }
    }
}

/// A design of one table, with a flow `go` and what else is said.
fn design(flows: &str) -> String {
    format!(
        r#"
schema = 1
id = "d"
title = "D"
level = "easy"
statement = "x"

[components]
api  = {{ kind = "service" }}
w    = {{ kind = "worker" }}
db   = {{ kind = "postgres" }}
jobs = {{ kind = "queue" }}

[tables.t]
in = "db"
rows = 3
columns = {{ n = 0 }}

{flows}

[scenarios]
normal = {{ for = "5s" }}
"#
    )
}

fn unknown(name: &str) -> Vec<(&'static str, String)> {
    vec![("unknown-name", name.to_owned())]
}

#[test]
fn what_a_flow_needs_is_missing_however_often_it_is_called() {
    let calls = |go: &str, f: &str| {
        design(&format!(
            r#"
[flows.go]
on = "api"
arrive = {{ rate = "10/s" }}
steps = [ {{ read = "t", key = "0", as = "seen" }}, {go} ]

[flows.f]
on = "api"
steps = [ {{ reply = 409, if = "{f}" }} ]
"#
        ))
    };
    for go in
        ["{ call = \"f\" }", "{ call = \"f\" }, { call = \"f\" }", "{ start = \"f\" }, { call = \"f\" }"]
    {
        assert_eq!(errors(&calls(go, "zz > 3")), unknown("zz"), "{go}");
    }
    // What `as` leaves has no such part, or is no value.
    assert_eq!(errors(&calls("{ call = \"f\" }", "seen.nn > 3")), unknown("seen.nn"));
    assert_eq!(errors(&calls("{ call = \"f\" }", "seen > 3")), unknown("seen"));
    // What it has is given, and so is its contrary.
    assert_eq!(errors(&calls("{ call = \"f\" }", "seen.n > 3")), []);
    assert_eq!(errors(&calls("{ call = \"f\" }", "seen.no")), []);
}

#[test]
fn what_one_caller_gives_another_may_not_have() {
    let text = design(
        r#"
[tables.other]
in = "db"
rows = 3
columns = { nn = 0 }

[flows.go]
on = "api"
arrive = { rate = "10/s" }
steps = [ { read = "t", key = "0", as = "seen" }, { call = "f" } ]

[flows.come]
on = "api"
arrive = { rate = "10/s" }
steps = [ { read = "other", key = "0", as = "seen" }, { call = "f" } ]

[flows.f]
on = "api"
steps = [ { reply = 409, if = "seen.nn > 3" } ]
"#,
    );
    assert_eq!(errors(&text), unknown("{ call = \"f\" }"));
}

#[test]
fn the_key_of_a_topic_is_sent() {
    let keyed = |values: &str, consumer: &str| {
        design(&format!(
            r#"
[topics.mail]
in = "jobs"
key = "reff"

[flows.go]
on = "api"
arrive = {{ rate = "10/s" }}
with = {{ {values} = "id" }}
steps = [ {{ send = "mail" }}, {{ read = "t", key = "0" }} ]

[flows.post]
on = "w"
from = "mail"
steps = [ {{ note = "posted"{consumer} }} ]
"#
        ))
    };
    assert_eq!(errors(&keyed("ref", "")), unknown("\"reff\""));
    assert_eq!(errors(&keyed("reff", "")), []);
    assert_eq!(errors(&keyed("reff", ", value = \"zz\"")), unknown("zz"));
}
