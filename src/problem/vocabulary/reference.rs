use std::fmt::Write;

use super::{ALWAYS, Default, FUNCTIONS, Form, LEFT, Section, Word, sections};
use crate::problem::model::Reason;

/// The reference page of the format, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# The problem file\n\nOne TOML 1.1 file is one problem. Every word it may have stands here; this page is made from the table that \
         the program reads by.\n\n",
    );
    for section in sections() {
        one(section, &mut page);
        if section.id == "step" {
            left(&mut page);
        }
    }
    expressions(&mut page);
    page
}

/// What an expression may say.
fn expressions(page: &mut String) {
    page.push_str(
        "## Expressions\n\nA whole number, a truth value, a label, an id, a time, money or a length: `left > 0`, `now - at`, \
         `state in (held, paid)`. Arithmetic is that of the calculator with `+ - * /`; `x` is a name here, there are no ranges, \
         nouns and data, and a unit follows a number only. `=`, `!=`, `<`, `<=`, `>`, `>=` compare what is of one type, `in (a, b)` asks for one \
         of several, `and`, `or`, `not` join. Overflow and a division by 0 stop the run and name the step and the row.\n\nA name \
         is the nearest thing so called: a column of the row at hand, a value of the flow, an input. `my.item` is the value of the \
         flow where a column has the same name, and in a rule the row that `each` walks; `old.state`, in an invariant over single \
         rows, is the row before the change.\n\n| name | meaning |\n|---|---|\n",
    );
    for (name, meaning) in ALWAYS {
        let _ = writeln!(page, "| `{name}` | {meaning} |");
    }
    page.push_str("\n| function | gives |\n|---|---|\n");
    for (_, form, gives) in FUNCTIONS {
        let _ = writeln!(page, "| `{form}` | {} |", cell(gives));
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn one(section: &Section, page: &mut String) {
    let _ = writeln!(page, "## {}\n\n{}\n", heading(section), section.doc);
    let _ = writeln!(page, "| word | takes | unless said | meaning | example |\n|---|---|---|---|---|");
    for word in section.words {
        let _ = writeln!(
            page,
            "| `{}`{} | {} | {} | {} | `{} = {}` |",
            word.name,
            kinds(word),
            cell(&takes(word)),
            unless(word),
            cell(word.doc),
            word.name,
            cell(word.example),
        );
    }
    page.push('\n');
}

/// What may be asked of a name that `as` has given.
fn left(page: &mut String) {
    page.push_str(
        "## What `as` leaves\n\nA step with `as = \"got\"` never ends the flow; the steps behind it ask what came of it. These words come before \
         a column that is called the same.\n\n| word | of | meaning |\n|---|---|---|\n",
    );
    for (part, of, doc) in LEFT {
        let _ = writeln!(page, "| `got.{part}` | {of} | {} |", cell(doc));
    }
    let reasons = Reason::ALL.map(Reason::word);
    let _ = writeln!(
        page,
        "\nReasons: {}. Of `call`, an answer of 400 to 499 is `declined`, one of the other flow's `refusals` as well, and is not tried \
         again unless `on` of `retry` names it; one of 500 and above is `error`, and is. A flow that ends without a `reply` answers for \
         its reason: 404 where no row was there, 409 after `conflict` and `skipped`, 402 after `declined`, 429 after `throttled`, 503 \
         after `full` and `open`, 504 after `timeout`, else 500; of `down`, and of what refused it at its door, the caller hears the \
         reason itself.\n\nOf `count`, `got` by itself is the number, and of a scan the list of rows. Rules and notes, which see the \
         truth, ask `stock[item].found` and `stock[item].COLUMN` of any table.\n\n{EXAMPLE}",
        quoted(&reasons)
    );
}

/// Every part, in a file that `napkin check` takes: a test holds it to that.
const EXAMPLE: &str = r#"```toml
schema    = 1
id        = "last-piece"
title     = "The last piece"
level     = "easy"
statement = "Sell what there is."

[components]
api  = { kind = "service" }
db   = { kind = "postgres", replicas = 1 }
bank = { kind = "external", outcomes = { ok = "95%", lost = "5%" } }

[tables.stock]
in      = "db"
key     = ["item"]
rows    = { item = 100 }
columns = { left = 10 }

[tables.orders]
in      = "db"
key     = ["ref"]
columns = { at = "0s", plenty = false }

[flows.buy]
endpoint = "POST /orders"
on       = "api"
arrive   = { rate = "10/s" }
steps = [
  { let = { item = "one_of(100)", ref = "new_id()" } },
  { read = "stock", from = "replica", as = "seen" },
  { reply = 404, if = "not seen.found" },
  { note = "shown_age", value = "now - seen.as_of" },
  { update = "stock", where = "left > 0", set = { left = "left - 1" }, timeout = "200ms", as = "got" },
  { reply = 503, if = "got.no and got.reason != none" },
  { reply = 409, if = "got.no" },
  { let = { plenty = "got.left > 5" } },
  { call = "pay", as = "paid" },
  { note = "perhaps", if = "paid.unknown" },
  { reply = 402, if = "not paid.ok or paid.status != 200" },
  { insert = "orders", set = { at = "paid.at" } },
  { reply = 201 },
]

[flows.pay]
on    = "api"
steps = [
  { at = "bank", timeout = "2s", as = "said" },
  { reply = 503, if = "said.no" },
  { reply = 200, set = { at = "now" } },
]

[objectives]
fast = "buy.latency.p50 <= 2s"

[invariants.never_less]
each   = "stock"
always = "left >= 0"
says   = "nothing is sold that is not there"

[scenarios]
normal = { for = "1min" }
```
"#;

fn heading(section: &Section) -> String {
    if section.heading.starts_with(|c: char| c.is_uppercase()) {
        section.heading.to_owned()
    } else {
        format!("`{}`", section.heading)
    }
}

/// A table's cells cannot hold a bar.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn kinds(word: &Word) -> String {
    if word.kinds.is_empty() { String::new() } else { format!(" ({})", word.kinds.join(", ")) }
}

fn takes(word: &Word) -> String {
    match word.form {
        Form::Choice(words) => quoted(words),
        form => form.words(),
    }
}

fn unless(word: &Word) -> String {
    match word.default {
        Default::Required => "required".into(),
        Default::Nothing => String::new(),
        Default::Value(value) => format!("`{value}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_row_with_five_cells() {
        let page = reference();
        let (page, expressions) = page.split_once("## Expressions").unwrap();
        let rows = |page| str::lines(page).filter(|line| line.starts_with("| `"));
        let (left, words): (Vec<&str>, Vec<&str>) = rows(page).partition(|line| line.starts_with("| `got."));
        assert_eq!(words.len(), sections().map(|section| section.words.len()).sum::<usize>());
        assert_eq!(left.len(), LEFT.len());
        let said: Vec<&str> = rows(expressions).collect();
        assert_eq!(said.len(), ALWAYS.len() + FUNCTIONS.len());
        for (lines, bars) in [(words, 6), (left, 4), (said, 3)] {
            for line in lines {
                assert_eq!(line.replace("\\|", "").matches('|').count(), bars, "{line}");
            }
        }
    }
}
