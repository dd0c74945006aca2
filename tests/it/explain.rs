//! `sim --explain`: the smallest run in which a rule breaks, and the way back to it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, napkin, typed};

const HEAD: &str = "schema = 1\nid = \"small\"\ntitle = \"Small\"\nlevel = \"easy\"\nstatement = \"x\"\n";

/// `text` as a problem file of its own; its path.
fn file(name: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explain");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, format!("{HEAD}{text}")).unwrap();
    path.to_str().unwrap().to_owned()
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{run:#?}"))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// The lanes of a kind.
fn lanes(found: &Value, kind: &str) -> usize {
    found["parties"].as_array().unwrap().iter().filter(|party| party["kind"] == kind).count()
}

/// The words of a command line that is safe in a shell, without the name of the program.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    assert_eq!(words.remove(0), "napkin");
    words
}

/// Runs what the explanation says repeats it: the same rule breaks at the same time, and explained again it is the
/// same story.
fn repeats(found: &Value) {
    let command = words(found["reproduce"].as_str().unwrap());
    let run = typed(command.iter().map(String::as_str).chain(["--json"]));
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = json(&run);
    let id = &found["rule"]["id"];
    let rule = report["invariants"].as_array().unwrap().iter().find(|rule| rule["id"] == *id).unwrap();
    assert_eq!(rule["first"]["at"], found["rule"]["at"], "{found:#}");
    assert_eq!(rule["first"]["row"], found["rule"]["row"], "{found:#}");
    let again = typed(command.iter().map(String::as_str).chain(["--explain", "--json"]));
    let again = json(&again);
    for key in ["requests", "events", "parties", "reproduce", "faults"] {
        assert_eq!(again[key], found[key], "{key}");
    }
}

/// An option of the local delivery, explained: the rule, how many requests, how many timers. Every line but the
/// last fits in 80 columns.
fn gopuff(option: &str, rule: &str, requests: usize, timers: usize) -> Value {
    let run = typed(["sim", "gopuff", "--with", option, "--explain", "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:#?}");
    let found = json(&run);
    assert_eq!(found["rule"]["id"], rule, "{option}");
    assert_eq!(texts(&found["requests"]).len(), requests, "{option}: {}", found["requests"]);
    assert_eq!(lanes(&found, "timer"), timers, "{option}: {}", found["parties"]);
    assert_eq!(found["chosen_holds"], true, "{option}");
    let last = found["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["kind"], "broken", "{option}");
    found
}

#[test]
fn read_then_write_needs_two_buyers() {
    // One buyer reads, takes one unit and commits, and there is at least one: nothing is oversold. The second must
    // read before the first commits; then both take the same last unit.
    let found = gopuff("reserve=read_then_write", "never_oversold", 2, 0);
    // With 200 units it would take 201 buyers.
    assert_eq!(found["changed"]["units"], "1");
    // Both read the same value without a lock, and both write it plus one.
    let events = found["events"].as_array().unwrap();
    let of = |kind: &str| -> Vec<&Value> {
        let stock =
            |event: &&Value| event["rows"][0]["row"] == "stock[dc 0, item 0]" && event["kind"] == kind;
        events.iter().filter(stock).collect()
    };
    let reserved = |event: &Value, key: &str| {
        let columns = event["rows"][0]["columns"].as_array().unwrap();
        columns.iter().find(|column| column["name"] == "reserved").unwrap()[key].clone()
    };
    let (reads, writes) = (of("read"), of("write"));
    assert_eq!((reads.len(), writes.len()), (2, 2));
    assert!(reads.iter().all(|read| reserved(read, "value") == "0" && read["lock"] == "none"));
    assert!(writes.iter().all(|write| reserved(write, "value") == "1" && write["lock"] == "taken"));
    assert_eq!(reserved(writes[1], "before"), "1", "the second overwrites what the first has written");
    repeats(&found);
}

#[test]
fn a_version_check_needs_two_buyers() {
    // The version of a row changes only when somebody writes it: alone, a buyer finds the one it has read.
    repeats(&gopuff("zero_rows=version_check", "no_false_409", 2, 0));
}

#[test]
fn a_call_per_item_needs_two_buyers() {
    // Alone, a buyer finds at least one of each of its items; for half a cart another must have taken the last.
    gopuff("unit_of_work=call_per_item", "whole_carts", 2, 0);
}

#[test]
fn a_deadlock_needs_two_carts() {
    // A circle of waits has at least two parties, each with a lock that the other wants.
    let found = gopuff("lock_order=as_in_the_cart", "no_deadlock", 2, 0);
    // The victim has waited for the second after which a Postgres looks.
    assert!(found["seconds"].as_f64().unwrap() > 1.0);
}

#[test]
fn a_hold_without_end_needs_one_buyer() {
    // Whoever does not pay holds the goods for ever; nobody else is needed, and no sweeper comes.
    let found = gopuff("hold=no_deadline", "swept", 1, 0);
    assert!(found["seconds"].as_f64().unwrap() > 360.0, "six minutes are allowed");
}

#[test]
fn a_late_payment_without_a_check_needs_one_buyer_and_a_sweeper() {
    // The sweeper ends the reservation, then the same buyer pays: the order leaves its state twice.
    repeats(&gopuff("late_pay=no_check", "one_way", 1, 1));
}

#[test]
fn a_late_payment_that_looks_at_the_state_needs_one_buyer() {
    // It pays after the deadline and before the next round of the sweeper, which has no part in it.
    gopuff("late_pay=state_only", "in_time", 1, 0);
}

#[test]
fn a_double_release_needs_one_buyer_and_two_sweepers() {
    // One order is enough for two sweepers that both find it before either marks it; one by itself frees it once.
    gopuff("release=free_then_mark", "freed_once", 1, 2);
}

#[test]
fn a_clock_ahead_needs_one_buyer_a_sweeper_and_the_fault() {
    let found = gopuff("whose_clock=the_sweeper", "full_hold", 1, 1);
    // With the right clock the sweeper comes after the deadline: the fault cannot be left out.
    assert_eq!(texts(&found["faults"]), ["clock_ahead"]);
}

#[test]
fn a_double_tap_needs_one_buyer_and_no_fault() {
    // One buyer who taps twice sends two requests, and each gets a number of its own; no answer has to be lost.
    let found = gopuff("same_tap=number_from_the_server", "one_order", 1, 0);
    assert!(texts(&found["faults"]).is_empty());
    assert_eq!(texts(&found["without"]), ["lost_reply", "maps_down"]);
    repeats(&found);
}

#[test]
fn a_stale_replica_needs_two_buyers() {
    // Alone, a buyer reads what is there and takes it; the second reads a replica that has not heard of the first.
    gopuff("decide_on=a_replica", "never_oversold", 2, 0);
}

/// An option of one of the other two designs, explained: the rule, how many requests, and the only faults that may
/// act in it. Every line of its diagram but the last fits in 80 columns, and it ends when the rule breaks.
fn option(problem: &str, option: &str, rule: &str, requests: usize, faults: &[&str]) -> Value {
    option_with(&[problem, "--with", option], option, rule, requests, faults)
}

/// The same with further flags.
fn option_with(flags: &[&str], option: &str, rule: &str, requests: usize, faults: &[&str]) -> Value {
    let run = typed([&["sim"], flags, &["--explain", "--json"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:#?}");
    let found = json(&run);
    assert_eq!(found["rule"]["id"], rule, "{option}");
    assert_eq!(texts(&found["requests"]).len(), requests, "{option}: {}", found["requests"]);
    assert!(
        texts(&found["faults"]).iter().all(|fault| faults.contains(fault)),
        "{option}: {}",
        found["faults"]
    );
    assert_eq!(found["chosen_holds"], true, "{option}");
    assert!(found["why"][0]["fails"].as_str().is_some_and(|fails| !fails.is_empty()), "{option}");
    assert_eq!(found["events"].as_array().unwrap().last().unwrap()["kind"], "broken", "{option}");
    found
}

#[test]
fn a_charge_before_the_row_needs_one_donor_and_something_that_dies() {
    // Charged and then written: alone and undisturbed a donor gets both; what comes between is a death or a lost
    // answer.
    option("donations", "when_to_write=after", "none_lost", 1, &["api_dies"]);
}

#[test]
fn looking_before_claiming_needs_one_donor_who_taps_twice() {
    // The second tap is the same donor's, and both look before either has written; nothing has to go wrong.
    let found = option("donations", "key=look_first", "one_charge", 1, &[]);
    repeats(&found);
    // Messages and their delivery are arrows.
    let text = typed(["sim", "donations", "--with", "key=look_first", "--explain"]).stdout;
    for part in ["sends a message to to_charge", "takes a message of to_charge", "╌>│"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let wide = |line: &&str| line.chars().count() > 80 && !line.starts_with("reproduce");
    assert_eq!(text.lines().find(wide), None, "{text}");
}

#[test]
fn charging_without_a_key_needs_one_donor_and_a_lost_answer() {
    // Only what is sent again is charged again, and only what got no answer is sent again; the provider loses
    // answers by itself too.
    option("donations", "key=none", "one_charge", 1, &["lost_answers"]);
}

#[test]
fn a_gate_in_a_cache_needs_one_donor_in_its_way() {
    // Accepted while the gate is there, charged when it is gone: flushed, or run out at the end.
    option("donations", "closing=key_with_ttl", "in_window", 1, &["flush"]);
}

#[test]
fn an_end_checked_when_charging_needs_one_donor() {
    // Accepted before the end by the database's clock and charged behind it by the worker's.
    option("donations", "closing=check_when_charging", "in_window", 1, &["clocks_apart"]);
}

#[test]
fn a_server_ahead_needs_one_donor_and_its_clock() {
    // One who is in time by the true clock is sent away by the clock of one server; with right clocks nobody is.
    let found = option("donations", "closing=clock_of_the_server", "no_early_no", 1, &["clocks_apart"]);
    assert_eq!(texts(&found["faults"]), ["clocks_apart"]);
    repeats(&found);
}

#[test]
fn a_timeout_taken_for_a_failure_needs_one_donor() {
    // Charged, the answer lost, and marked as declined before the webhook comes.
    option("donations", "timeout_means=failed", "books_agree", 1, &["lost_answers", "payer_dies"]);
}

#[test]
fn who_never_compares_needs_one_donor_whose_bank_is_late() {
    // Told no, asked, told that there is no charge, declined; then the bank says yes. With no late bank the first
    // answer is the last. Of a hundred donors five are so.
    let flags = ["donations", "--with", "timeout_means=ask_once", "--only", "give:0..99"];
    let found = option_with(&flags, "timeout_means=ask_once", "orphans_found", 1, &["late_success"]);
    assert_eq!(texts(&found["faults"]), ["late_success"]);
    repeats(&found);
}

#[test]
fn workers_without_a_limiter_need_one_donor_who_needs_two_calls() {
    // An error asks for a second call, the look-up. Both come within a second, and the provider takes one in two
    // seconds at a fiftieth of its size: the look-up is refused, all attempts are spent so, and those of the
    // sweeper. Here a call takes 600 ms, never more than two seconds, and every second charge ends in an error.
    let flags = [
        &["donations", "--with", "pace=more_workers", "--only", "give:0..9", "--set", "psp.time=600ms"][..],
        &["--set", "psp.outcomes.ok=50%", "--set", "psp.outcomes.error=50%"],
        &["--set", "psp.outcomes.declined=0%", "--set", "psp.outcomes.lost=0%"],
    ]
    .concat();
    option_with(&flags, "pace=more_workers", "none_stuck", 1, &[]);
}

#[test]
fn a_counter_in_a_cache_needs_one_donor() {
    // The worker counts the donation, and the webhook, which says the same again, counts it once more.
    option("donations", "count=increment", "total_right", 1, &["flush"]);
}

#[test]
fn each_gap_between_two_windows_needs_two_calls() {
    // A bucket of one: one call takes it, and one more is too many until it has refilled. By one call no bucket
    // gives more than it holds.
    let found = option("rate-limiter", "algorithm=fixed_window", "bounded", 2, &[]);
    assert_eq!(found["changed"]["cap"], "1");
    repeats(&found);
    option("rate-limiter", "atomic=get_then_set", "bounded", 2, &[]);
    option("rate-limiter", "scope=per_gateway", "bounded", 2, &[]);
    let found = option("rate-limiter", "clock=caller_time", "bounded", 2, &["ahead"]);
    assert_eq!(
        texts(&found["faults"]),
        ["ahead"],
        "with one clock the second call finds what the first has left"
    );
}

#[test]
fn a_bucket_forgotten_after_a_minute_needs_twelve_calls() {
    // A minute refills ten: only who has taken eleven has not got all of them back, and the twelfth call finds no
    // bucket.
    option("rate-limiter", "expiry=one_minute", "forgets", 12, &[]);
}

#[test]
fn more_than_is_left_needs_one_call() {
    // One call for ten tokens finds one.
    option("rate-limiter", "threshold=above_zero", "tokens_ok", 1, &[]);
}

#[test]
fn an_open_fallback_needs_as_many_calls_as_the_rule_forgives_and_one() {
    // With a limit of one the rule forgives two bursts and five: the first call takes what is there, seven are
    // forgiven, the ninth is too many.
    let found = option("rate-limiter", "fail_mode=open", "guarded", 9, &["shard_down"]);
    assert_eq!(found["changed"]["strict_cap"], "1");
    assert_eq!(texts(&found["faults"]), ["shard_down"], "a shard that is there counts them");
}

#[test]
fn waiting_without_end_needs_one_call_and_a_slow_shard() {
    let found = option("rate-limiter", "timeout=none", "decided", 1, &["redis_slow"]);
    assert_eq!(texts(&found["faults"]), ["redis_slow"]);
}

#[test]
fn a_shared_address_needs_two_callers() {
    // The one takes what the other is then refused; alone nobody is refused before half of a limit is spent.
    option("rate-limiter", "key=address", "independent", 2, &[]);
}

#[test]
fn a_rounded_number_needs_two_calls() {
    // A full bucket holds a whole number; the second call finds a part of a token refilled.
    option("rate-limiter", "number=number", "told_true", 2, &[]);
}

/// Every wrong option of the three designs that breaks an invariant is explained above.
#[test]
fn no_wrong_option_is_left_out() {
    let (tests, mut count) = (include_str!("explain.rs"), 0);
    for name in ["gopuff", "donations", "rate-limiter"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("problems").join(name).with_extension("toml");
        let problem =
            napkin::problem::File::parse(&std::fs::read_to_string(path).unwrap()).unwrap().read().problem;
        let invariants = &problem.design.as_ref().unwrap().invariants;
        for decision in &problem.decisions {
            for option in &decision.options {
                let napkin::problem::model::Lesson::Wrong { breaks, .. } = &option.lesson else { continue };
                if invariants.iter().any(|rule| breaks.contains(&rule.id)) {
                    let option = format!("{}={}", decision.id, option.id);
                    assert!(tests.contains(&format!("\"{option}\"")), "{name} --with {option} --explain");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 28, "{count}");
}

#[test]
fn an_option_that_breaks_an_objective_says_which_in_one_sentence() {
    for (problem, option, objective) in [
        ("donations", "backoff=fixed", "streams_up"),
        ("donations", "answer=wait_for_charge", "are the objectives accept_p99, available, pages_p99"),
        ("rate-limiter", "fail_mode=closed", "available"),
        ("rate-limiter", "multi_key=across_slots", "refused.count >= 50 is missing"),
    ] {
        let run = typed(["sim", problem, "--with", option, "--explain"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:#?}");
        assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
        assert!(run.stdout.contains("no counterexample") && run.stdout.contains(objective), "{run:#?}");
    }
}

#[test]
fn an_option_that_breaks_an_objective_has_no_counterexample() {
    let run = typed(["sim", "gopuff", "--with", "distance=degrees", "--explain"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:#?}");
    assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
    assert!(run.stdout.contains("no counterexample") && run.stdout.contains("maps_budget"), "{run:#?}");
}

#[test]
fn where_nothing_breaks_it_says_so_in_one_sentence() {
    let said = typed(["sim", "gopuff", "--scenario", "now", "--explain"]).fine();
    assert!(said.lines().count() == 1 && said.contains("Every invariant holds"), "{said}");
}

/// Sales of ten kinds, one after the other: kind 7 may be sold twice.
const KINDS: &str = r#"
[components]
api = { kind = "service", time = "1ms" }
db = { kind = "postgres" }
[tables]
sales = { in = "db", columns = { kind = 0 } }
[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "10/s", regular = true }
with = { kind = "mod(id, 10)" }
steps = [{ insert = "sales" }, { reply = 201 }]
[invariants]
twice = { each = "sales by kind", always = "kind != 7 or count() <= 2", says = "Kind 7 is sold twice at most." }
[faults]
slow = { at = "1s", for = "5s", set = { "db.slow" = 2 } }
[scenarios]
normal = { for = "30s", faults = ["slow"] }
"#;

#[test]
fn three_requests_that_are_far_apart_are_found() {
    // The third sale of kind 7 breaks the rule: requests 7, 17 and 27 are the first, any three of them do.
    let path = file("kinds", KINDS);
    let run = typed(["sim", &path, "--explain", "--json"]);
    let found = json(&run);
    let requests = texts(&found["requests"]);
    assert_eq!(requests.len(), 3, "{found:#}");
    assert!(requests.iter().all(|request| request.ends_with('7')), "{requests:?}");
    // The slow database has no part in it; there is no option that the file could speak of.
    assert_eq!((texts(&found["faults"]), texts(&found["without"])), (vec![], vec!["slow"]));
    assert_eq!((&found["chosen_holds"], found["why"].as_array().unwrap().len()), (&Value::Null, 0));
    assert_eq!(found["rule"]["sides"], "");
    repeats(&found);
    let other = typed(["sim", &path, "--explain", "--json"]);
    assert_eq!(run.stdout, other.stdout, "the same seed tells the same story");
}

#[test]
fn a_rule_that_a_timer_breaks_needs_no_request() {
    let text = KINDS.replace(
        "[invariants]",
        "[flows.audit]\non = \"api\"\nevery = \"1s\"\nsteps = [{ insert = \"sales\", set = { kind = 7 } }]\n[invariants]",
    );
    let found = json(&typed(["sim", &file("timer", &text), "--explain", "--json"]));
    assert_eq!((texts(&found["requests"]).len(), lanes(&found, "timer")), (0, 1), "{found:#}");
    assert!(found["reproduce"].as_str().unwrap().contains("--only none"), "{found:#}");
    repeats(&found);
}

/// The first of twelve callers marks the row that the twelfth breaks; those between only count.
const TWELFTH: &str = r#"
[components]
api = { kind = "service", time = "1ms" }
db = { kind = "postgres" }
[tables]
counter = { in = "db", rows = 1, columns = { n = 0 } }
prize = { in = "db", rows = 1, columns = { armed = false, given = false } }
[flows.call]
endpoint = "POST /call"
on = "api"
arrive = { rate = "10/s", regular = true }
steps = [
  { update = "counter", set = { n = "n + 1" }, as = "c" },
  { update = "prize", set = { armed = "true" }, if = "c.n = 1" },
  { update = "prize", where = "armed", set = { given = "true" }, if = "c.n = 12", as = "p" },
  { reply = 200 },
]
[invariants]
kept = { each = "prize", always = "not given", says = "The prize is kept." }
[scenarios]
normal = { for = "5s" }
"#;

#[test]
fn of_more_requests_than_lanes_those_at_the_row_that_broke_are_drawn() {
    // By hand: the count reaches twelve with twelve requests, no fewer, and only the first and the last touch the
    // row of the rule. Of the ten others the six before the last are nearest to it.
    let path = file("twelfth", TWELFTH);
    let found = json(&typed(["sim", &path, "--explain", "--json"]));
    let requests = texts(&found["requests"]);
    assert_eq!(requests.len(), 12, "{found:#}");
    let parties = found["parties"].as_array().unwrap();
    let drawn: Vec<&str> = parties.iter().filter_map(|party| party["request"].as_str()).collect();
    assert_eq!(drawn, [&requests[..1], &requests[5..]].concat());
    assert_eq!(found["left_out"], 4);
    let number = |request: &str| request.trim_start_matches("call:").parse::<u64>().unwrap();
    let (from, to) = (number(requests[1]), number(requests[4]));
    assert_eq!(to - from, 3, "{requests:?}");
    let text = typed(["sim", &path, "--explain"]).stdout;
    let said = text.lines().filter(|line| line.starts_with("not drawn")).collect::<Vec<_>>();
    assert_eq!(said, [format!("not drawn, 4: call {from}..{to}")], "{text}");
}

#[test]
fn a_rule_can_be_named() {
    let path = file(
        "named",
        &KINDS.replace("[scenarios]", "[objectives]\nfast = \"buy.latency.p99 <= 1s\"\n[scenarios]"),
    );
    let found = json(&typed(["sim", &path, "--explain=twice", "--json"]));
    assert_eq!(found["rule"]["id"], "twice");
    let said = typed(["sim", &path, "--explain=twcie"]).refused();
    assert!(said.contains("twice"), "{said}");
    let said = typed(["sim", &path, "--explain=fast"]).refused();
    assert!(said.contains("objective"), "{said}");
    for flags in [["--seeds", "3"], ["--trace", "buy:1"]] {
        typed(["sim", &path, "--explain", flags[0], flags[1]]).refused();
    }
}

#[test]
fn only_the_named_requests_arrive_under_their_numbers() {
    let path = file("only", KINDS);
    let arrived = |only: &str| {
        let report = json(&typed(["sim", &path, "--only", only, "--json"]));
        (report["flows"][0]["offered"].as_u64().unwrap(), report["verdict"].as_str().unwrap().to_owned())
    };
    // Two sales of kind 7 are allowed, the third is not; one by itself, a list, a range, none.
    assert_eq!(arrived("7,17"), (2, "pass".to_owned()));
    assert_eq!(arrived("buy:7,17,27"), (3, "fail".to_owned()));
    assert_eq!(arrived("7..27"), (21, "fail".to_owned()));
    assert_eq!(arrived("8-16"), (9, "pass".to_owned()));
    assert_eq!(arrived("none"), (0, "pass".to_owned()));
    // Request 7 arrives when it would among all others: 7.5 intervals of 0.1 s after the start.
    let trace = json(&typed(["sim", &path, "--only", "7", "--trace", "7", "--json"]));
    assert_eq!(trace["trace"][0]["at"], 0.75);
    let late = typed(["sim", &path, "--only", "7,9999"]);
    assert!(late.code == Some(2) && late.stdout.is_empty(), "{late:#?}");
    assert!(
        late.stderr.contains("`buy:9999` does not arrive") && late.stderr.contains("buy:0 to buy:"),
        "{late:#?}"
    );
    for (only, help) in [
        ("x", "buy:12,57"),
        ("9..7", "ends before"),
        ("sel:7", "sel"),
        ("0..9999999", "million"),
        ("", "request"),
    ] {
        let said = typed(["sim", &path, "--only", only]).refused();
        assert!(said.contains(help), "{only}: {said}");
    }
}

#[test]
fn the_diagram_is_text_and_mermaid() {
    let path = file("drawn", KINDS);
    let text = typed(["sim", &path, "--explain"]).stdout;
    for part in
        ["twice breaks with 3 requests", "A  buy ", "B  buy ", "db", "adds sales[", "reproduce: napkin sim "]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let wide = |line: &&str| line.chars().count() > 80 && !line.starts_with("reproduce");
    assert_eq!(text.lines().find(wide), None, "{text}");
    let drawn = typed(["sim", &path, "--explain", "--format", "mermaid"]).stdout;
    assert!(drawn.starts_with("sequenceDiagram\n  participant p0 as A: buy "), "{drawn}");
    // Every line behind the first is a party, a note over parties or an arrow between two of them, with its words.
    let parties = drawn.lines().filter(|line| line.starts_with("  participant p")).count();
    let known = |name: &str| {
        name.strip_prefix('p').and_then(|at| at.parse().ok()).is_some_and(|at: usize| at < parties)
    };
    for line in drawn.lines().skip(1 + parties) {
        let (head, words) = line.trim_start().split_once(": ").unwrap_or_else(|| panic!("{line}"));
        assert!(!words.is_empty() && !words.contains([';', '<', '>']), "{line}");
        let arrow = ["-->>", "->>", "-)", "--x", "-x"].into_iter().find_map(|arrow| head.split_once(arrow));
        match (head.strip_prefix("Note over "), arrow) {
            (Some(over), _) => assert!(over.split(',').all(known), "{line}"),
            (None, Some((from, to))) => assert!(known(from) && known(to), "{line}"),
            _ => panic!("{line}"),
        }
    }
    let few = typed(["sim", &path, "--explain", "--only", "none"]).stdout;
    assert!(few.contains("and only the requests that --only names, so there is no counterexample"), "{few}");
    let said = typed(["sim", &path, "--format", "mermaid"]).refused();
    assert!(said.contains("--explain"), "{said}");
}

#[test]
fn a_watched_design_runs_again_when_its_file_changes() {
    let path = file("watched", KINDS);
    let mut command = napkin();
    command.args(["sim", &path, "--watch", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert_eq!(next(), "fail");
    file("watched", &KINDS.replace("<= 2", "<= 200"));
    // An editor may be met halfway through its writing: then it is run twice.
    while next() != "pass" {}
    child.kill().unwrap();
    child.wait().unwrap();
    typed(["sim", "gopuff", "--watch"]).refused();
}

/// A mail that is not tried again, at a provider that refuses each, and a second chance that comes too late.
const FORGOTTEN: &str = r#"
[components]
api    = { kind = "service", time = "1ms" }
db     = { kind = "postgres" }
mailer = { kind = "external", time = "5ms", outcomes = { ok = "0%", error = "100%" } }
slow   = { kind = "external", time = "1s" }
[tables]
sales = { in = "db", key = "n", columns = { n = 0, mailed = false } }
[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "1/s", regular = true }
with = { n = "id" }
steps = [
  { insert = "sales" },
  { at = "slow", timeout = "10ms", else = "ok" },
  { at = "mailer", else = "ok", as = "m" },
  { update = "sales", key = "n", set = { mailed = "true" }, if = "m.status = 200" },
  { reply = 201 },
]
[invariants]
told = { each = "sales", at_end = "mailed", says = "Who bought hears of it." }
[scenarios]
normal = { for = "3s" }
"#;

#[test]
fn a_visit_that_fails_is_drawn_where_it_was_made_and_once() {
    let found = json(&typed(["sim", &file("forgotten", FORGOTTEN), "--explain", "--json"]));
    assert_eq!(texts(&found["requests"]).len(), 1, "{found:#}");
    let names: Vec<&str> =
        found["parties"].as_array().unwrap().iter().filter_map(|party| party["label"].as_str()).collect();
    let lane = |name: &str| names.iter().position(|label| *label == name).map(Value::from);
    let failed: Vec<(&str, &Value, &Value)> = found["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|event| Some((event["text"].as_str()?, &event["from"], &event["to"])))
        .filter(|(text, ..)| text.contains("fails"))
        .collect();
    let [late, refused] = failed[..] else { panic!("two visits fail, each is told once: {found:#}") };
    assert_eq!(late.0, "A fails at slow: timeout, and it may have happened");
    assert_eq!((refused.0, Some(refused.2.clone())), ("A fails at mailer: error", lane("mailer")));
    assert_eq!(Some(refused.1.clone()), lane("api"));
}
