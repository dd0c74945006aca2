//! What cannot be asked for, and what is said instead of a run of something else.

use std::path::Path;

use crate::support::{contains, typed};

fn has(whole: &str, part: &str) {
    assert!(contains(whole, part), "{part}\n{whole}");
}

/// A design with two decisions about one step, and one that builds on the first.
const SHOP: &str = r#"
schema = 1
id = "two-answers"
title = "Two answers"
level = "easy"
statement = "Sell."

[components]
app = { kind = "client" }
api = { kind = "service" }
db = { kind = "postgres" }

[tables]
stock = { in = "db", key = "item", rows = 1, columns = { left = 5 } }

[flows.buy]
on = "app"
arrive = { rate = "1/s", regular = true }
with = { item = "0" }
steps = [{ call = "order" }]

[flows.order]
on = "api"
steps = [
  { id = "take", update = "stock", where = "left > 0", set = { left = "left - 1" }, else = 409 },
  { id = "done", reply = 201 },
]

[scenarios]
normal = { for = "3s" }

[decisions.how]
ask = "How is a piece taken?"
chosen = "condition"
[decisions.how.options.condition]
why = "one statement"
accepts = "a queue on the row"
says = "We chose a condition over a look because two may look at once, accepting a queue on the row."
[decisions.how.options.look]
worse = ["order.latency.p50"]
set."order.take" = [{ read = "stock", as = "seen" }, { id = "write", update = "stock", set = { left = "seen.left - 1" } }]
[decisions.how.options.serializable]
argued = "The database would find it."

[decisions.which]
ask = "Which condition?"
chosen = "above"
[decisions.which.options.above]
why = "nothing is sold that is not there"
accepts = "nothing"
says = "We chose above over any because goods are finite, accepting nothing."
[decisions.which.options.any]
worse = ["order.latency.p50"]
set."order.take.where" = "left != 0"
[decisions.which.options.again]
worse = ["order.latency.p50"]
given = { how = "look" }
set."order.write.set.left" = "seen.left - 2"
"#;

fn shop(name: &str, from: &str, to: &str) -> String {
    assert!(from.is_empty() || SHOP.contains(from), "{from}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("together");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, if from.is_empty() { SHOP.to_owned() } else { SHOP.replacen(from, to, 1) })
        .unwrap();
    path.display().to_string()
}

#[test]
fn two_answers_about_one_step_are_refused_and_not_one_of_them_run() {
    let path = shop("both", "", "");
    for with in [["how=look", "which=any"], ["which=any", "how=look"]] {
        let run = typed(["sim", &path, "--with", with[0], "--with", with[1]]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        has(&run.stderr, "both replace `order.take`");
        has(&run.stderr, "leave the other out");
        assert!(run.stdout.is_empty(), "{}", run.stdout);
    }
    let built = typed(["sim", &path, "--with", "how=look", "--with", "which=again"]);
    assert_eq!(built.code, Some(0), "an option may change what the one it needs has made: {}", built.stderr);
}

#[test]
fn a_decision_has_one_answer() {
    let path = shop("twice", "", "");
    let run = typed(["sim", &path, "--with", "which=any", "--with", "which=above"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    has(&run.stderr, "error: `--with which=above`: `which` is decided twice, before by `--with which=any`");
}

#[test]
fn what_is_only_argued_is_said_to_change_nothing() {
    let run = typed(["sim", &shop("argued", "", ""), "--with", "how=serializable"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    has(&run.stderr, "note: `serializable` is argued in the file and changes nothing in a run");
}

#[test]
fn one_problem_is_run_at_a_time() {
    let path = shop("one", "", "");
    let run = typed(["sim", &path, "donations"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
}

#[test]
fn a_quota_of_nothing_and_a_billion_instances_are_refused() {
    let external = "psp = { kind = \"external\", quota = \"0/s\" }\ndb = { kind";
    let run = typed(["check", &shop("nothing", "db = { kind", external)]);
    assert_eq!(run.code, Some(1));
    has(&run.stderr, "a quota of 0 lets nothing pass");
    let many = shop("many", "kind = \"service\"", "kind = \"service\", instances = 1000000000");
    let run = typed(["sim", &many]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    has(&run.stderr, "`api` has 1000000000 instances, shards or nodes: a run holds 100000");
}

#[test]
fn one_file_that_cannot_be_read_hides_no_other() {
    shop("good", "", "");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("together-folder");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.toml"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::write(folder.join("b.toml"), SHOP).unwrap();
    let run = typed(["check", folder.to_str().unwrap()]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    has(&run.stdout, "b.toml: ok");
    has(&run.stderr, "a.toml");
}
