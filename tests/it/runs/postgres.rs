//! What `PostgreSQL` 15 did, interleaving by interleaving: read committed, locks, keys, deadlocks.
//!
//! Every statement of a block takes 1 ms after its effect, a commit that has written something 1 ms more, and the
//! way there nothing, so that times can be added up by hand.

use super::{Ran, run_text};

/// One row with one unit left, and two connections whose blocks are these.
fn meet(row: &str, steps: &[(&str, &str)], rules: &str) -> Ran {
    let mut text = format!(
        "[components]\napp = {{ kind = \"client\" }}\n\
         db = {{ kind = \"postgres\", read = \"1ms\", write = \"1ms\", link = \"0s\", per_row = \"0s\" }}\n\
         [tables]\n{row}\n[scenarios]\nonce = {{ for = \"1s\", drain = \"10s\" }}\n"
    );
    for (number, (at, steps)) in steps.iter().enumerate() {
        let name = char::from(b'a' + u8::try_from(number).unwrap());
        text.push_str(&format!(
            "[flows.{name}]\non = \"app\"\narrive = {{ count = 1, at = \"{at}\" }}\nsteps = [{steps}]\n"
        ));
    }
    text.push_str(&format!("[invariants]\n{rules}\n"));
    run_text(&text)
}

const STOCK: &str =
    "stock = { in = \"db\", key = \"item\", rows = 1, columns = { on_hand = 10, reserved = 9 } }";
const PLENTY: &str =
    "stock = { in = \"db\", key = \"item\", rows = 1, columns = { on_hand = 10, reserved = 0 } }";
const TAKE: &str = "{ update = \"stock\", key = 0, where = \"reserved < on_hand\", set = { reserved = \"reserved + 1\" }, as = \"g\" }";

fn is(reserved: u32) -> String {
    format!("left = {{ each = \"stock\", says = \"x\", at_end = \"reserved = {reserved}\" }}")
}

#[test]
fn the_second_conditional_update_waits_and_finds_nothing() {
    let a = format!(
        "{{ at = \"db\", do = [{TAKE}, {{ wait = \"100ms\" }}] }}, {{ note = \"a_took\", if = \"g.ok\" }}"
    );
    let b = format!(
        "{{ at = \"db\", do = [{TAKE}] }}, {{ note = \"b_took\", if = \"g.ok\" }}, {{ note = \"b_at\", value = \"now\" }}"
    );
    let ran = meet(STOCK, &[("0s", &a), ("10ms", &b)], &is(10));
    assert_eq!((ran.count("a_took"), ran.count("b_took")), (1, 0));
    // A: 1 ms, 100 ms, commit 1 ms; then B looks again, finds nothing, and its statement takes 1 ms.
    assert_eq!(ran.value("b_at"), 103e6);
    ran.holds("left");
}

#[test]
fn where_the_first_rolls_back_the_second_takes_the_unit() {
    let a = format!("{{ at = \"db\", do = [{TAKE}, {{ wait = \"100ms\" }}, {{ reply = 500 }}] }}");
    let b = format!(
        "{{ at = \"db\", do = [{TAKE}] }}, {{ note = \"b_took\", if = \"g.ok\" }}, {{ note = \"b_at\", value = \"now\" }}"
    );
    let ran = meet(STOCK, &[("0s", &a), ("10ms", &b)], &is(10));
    assert_eq!(ran.count("b_took"), 1);
    // A ends at 101 ms, without a commit; B then takes 1 ms and commits in 1 ms.
    assert_eq!(ran.value("b_at"), 103e6);
    ran.holds("left");
}

#[test]
fn read_then_write_sells_two_and_the_row_says_one() {
    let steps = "{ at = \"db\", do = [{ read = \"stock\", key = 0, as = \"s\" }, { wait = \"50ms\" }, \
                 { update = \"stock\", key = 0, set = { reserved = \"s.reserved + 1\" } }] }, { note = \"sold\" }";
    let ran = meet(STOCK, &[("0s", steps), ("10ms", steps)], &is(10));
    assert_eq!(ran.count("sold"), 2);
    ran.holds("left");
}

#[test]
fn an_increment_after_a_read_waits_and_oversells() {
    let steps = "{ at = \"db\", do = [{ read = \"stock\", key = 0, where = \"reserved < on_hand\" }, { wait = \"50ms\" }, \
                 { update = \"stock\", key = 0, set = { reserved = \"reserved + 1\" } }, { wait = \"50ms\" }] }, { note = \"sold\" }, \
                 { note = \"done\", value = \"now\", if = \"now > 110ms\" }";
    let ran = meet(STOCK, &[("0s", steps), ("10ms", steps)], &is(11));
    assert_eq!(ran.count("sold"), 2);
    // A commits at 103 ms; B gets the lock then, and ends 1 + 50 + 1 ms later.
    assert_eq!(ran.value("done"), 155e6);
    ran.holds("left");
}

#[test]
fn a_version_check_that_lost_the_race_finds_nothing_although_there_is_plenty() {
    let steps = "{ at = \"db\", do = [{ read = \"stock\", key = 0, as = \"s\" }, { wait = \"50ms\" }, \
                 { update = \"stock\", key = 0, where = \"version = s.version\", set = { reserved = \"reserved + 1\" }, as = \"g\" }, \
                 { wait = \"50ms\" }] }, { note = \"sold\", if = \"g.ok\" }, { note = \"lost\", if = \"g.no\" }";
    let ran = meet(PLENTY, &[("0s", steps), ("10ms", steps)], &is(1));
    assert_eq!((ran.count("sold"), ran.count("lost")), (1, 1));
    ran.holds("left");
}

#[test]
fn select_for_update_waits_and_returns_the_new_value() {
    let steps = "{ at = \"db\", do = [{ read = \"stock\", key = 0, lock = \"update\", as = \"s\" }, { wait = \"50ms\" }, \
                 { update = \"stock\", key = 0, set = { reserved = \"s.reserved + 1\" } }] }, \
                 { note = \"saw\", value = \"s.reserved\", if = \"now > 60ms\" }";
    let ran = meet(PLENTY, &[("0s", steps), ("10ms", steps)], &is(2));
    assert_eq!(ran.value("saw"), 1.0);
    ran.holds("left");
}

#[test]
fn a_reader_does_not_wait_and_sees_what_was_committed() {
    let a = "{ at = \"db\", do = [{ update = \"stock\", key = 0, set = { reserved = 5 } }, { wait = \"50ms\" }] }";
    let b = "{ read = \"stock\", key = 0, as = \"s\" }, { note = \"before\", value = \"s.reserved\" }, { note = \"at\", value = \"now\" }, \
             { wait = \"60ms\" }, { read = \"stock\", key = 0, as = \"t\" }, { note = \"after\", value = \"t.reserved\" }";
    let ran = meet(STOCK, &[("0s", a), ("10ms", b)], &is(5));
    assert_eq!((ran.value("before"), ran.value("at"), ran.value("after")), (9.0, 11e6, 5.0));
    ran.holds("left");
}

#[test]
fn two_reads_of_one_transaction_may_differ() {
    let a = "{ at = \"db\", do = [{ read = \"stock\", key = 0, as = \"s\" }, { wait = \"50ms\" }, { read = \"stock\", key = 0, as = \"t\" }] }, \
             { note = \"first\", value = \"s.reserved\" }, { note = \"second\", value = \"t.reserved\" }";
    let b = "{ update = \"stock\", key = 0, set = { reserved = 10 } }";
    let ran = meet(STOCK, &[("0s", a), ("10ms", b)], &is(10));
    assert_eq!((ran.value("first"), ran.value("second")), (9.0, 10.0));
    ran.holds("left");
}

const KEYS: &str = "rows_of = { in = \"db\", key = \"k\", columns = { by = 0 } }";

#[test]
fn an_insert_of_the_same_key_waits_and_then_conflicts() {
    let a =
        "{ at = \"db\", do = [{ insert = \"rows_of\", key = 7, set = { by = 1 } }, { wait = \"50ms\" }] }";
    let b = "{ insert = \"rows_of\", key = 7, set = { by = 2 }, as = \"g\" }, { note = \"taken\", if = \"g.reason = conflict\" }, \
             { note = \"at\", value = \"now\" }";
    let rule = "first = { each = \"rows_of\", says = \"x\", at_end = \"by = 1\" }";
    let ran = meet(KEYS, &[("0s", a), ("10ms", b)], rule);
    assert_eq!(ran.count("taken"), 1);
    // A commits at 1 + 50 + 1 ms; B has only looked: the time of a read.
    assert_eq!(ran.value("at"), 53e6);
    ran.holds("first");
}

#[test]
fn where_the_first_insert_rolls_back_the_second_inserts() {
    let a = "{ at = \"db\", do = [{ insert = \"rows_of\", key = 7, set = { by = 1 } }, { wait = \"50ms\" }, { reply = 500 }] }";
    let b = "{ insert = \"rows_of\", key = 7, set = { by = 2 } }, { note = \"inserted\" }";
    let rule = "second = { each = \"rows_of\", says = \"x\", at_end = \"by = 2\" }";
    let ran = meet(KEYS, &[("0s", a), ("10ms", b)], rule);
    assert_eq!(ran.count("inserted"), 1);
    ran.holds("second");
}

#[test]
fn a_taken_key_undoes_the_whole_transaction() {
    let tables = format!("{STOCK}\n{KEYS}");
    let a = "{ insert = \"rows_of\", key = 7 }, \
             { at = \"db\", do = [{ update = \"stock\", key = 0, set = { reserved = 0 } }, { insert = \"rows_of\", key = 7 }, \
             { update = \"stock\", key = 0, set = { on_hand = 0 } }] }, { note = \"never\" }";
    let rule = "as_before = { each = \"stock\", says = \"x\", at_end = \"reserved = 9 and on_hand = 10\" }";
    let ran = meet(&tables, &[("0s", a)], rule);
    assert_eq!(ran.count("never"), 0);
    let errors: Vec<String> = ran.flow("a").errors.iter().map(|(failure, _)| failure.word()).collect();
    assert_eq!(errors, ["conflict"]);
    ran.holds("as_before");
}

const TWO: &str = "rows_of = { in = \"db\", key = \"k\", rows = 3, columns = { by = 0 } }";

/// Locks one row, waits, then wants another.
fn crossing(first: u32, wait: &str, second: u32, name: &str) -> String {
    format!(
        "{{ at = \"db\", as = \"t\", do = [{{ update = \"rows_of\", key = {first}, set = {{ by = 1 }} }}, {{ wait = \"{wait}\" }}, \
         {{ update = \"rows_of\", key = {second}, set = {{ by = 1 }} }}] }}, \
         {{ note = \"{name}_lost\", value = \"now\", if = \"t.reason = deadlock\" }}, {{ note = \"{name}_done\", value = \"now\", if = \"t.ok\" }}"
    )
}

#[test]
fn of_a_circle_within_a_second_the_first_to_wait_is_the_victim() {
    let ran =
        meet(TWO, &[("0s", &crossing(1, "100ms", 2, "a")), ("10ms", &crossing(2, "200ms", 1, "b"))], "");
    // A waits from 101 ms on, B from 211 ms; A looks at 1,101 ms and gives up; B goes on: 1 ms, commit 1 ms.
    assert_eq!(ran.value("a_lost"), 1101e6);
    assert_eq!(ran.value("b_done"), 1103e6);
    assert_eq!((ran.count("a_done"), ran.count("b_lost")), (0, 0));
    assert_eq!(ran.component("db").deadlocks, 1);
}

#[test]
fn of_a_circle_that_closes_later_the_one_who_closed_it_is_the_victim() {
    let ran =
        meet(TWO, &[("0s", &crossing(1, "100ms", 2, "a")), ("10ms", &crossing(2, "1500ms", 1, "b"))], "");
    // A has looked at 1,101 ms in vain; B waits from 1,511 ms on and looks at 2,511 ms.
    assert_eq!(ran.value("b_lost"), 2511e6);
    assert_eq!(ran.value("a_done"), 2513e6);
}

#[test]
fn in_one_order_the_second_waits_and_nobody_waits_in_a_circle() {
    let ran =
        meet(TWO, &[("0s", &crossing(1, "100ms", 2, "a")), ("10ms", &crossing(1, "100ms", 2, "b"))], "");
    assert_eq!((ran.count("a_done"), ran.count("b_done")), (1, 1));
    assert_eq!(ran.component("db").deadlocks, 0);
}

#[test]
fn a_lock_is_handed_on_in_order_of_arrival() {
    let hold = |name: &str, wait: &str| {
        format!(
            "{{ at = \"db\", do = [{{ update = \"rows_of\", key = 0, set = {{ by = \"by + 1\" }}, as = \"g\" }}, {{ wait = \"{wait}\" }}] }}, \
             {{ note = \"{name}\", value = \"g.by\" }}"
        )
    };
    let (a, b, c, d) = (hold("n1", "100ms"), hold("n2", "1ms"), hold("n3", "1ms"), hold("n4", "1ms"));
    let ran = meet(TWO, &[("0s", &a), ("10ms", &b), ("20ms", &c), ("30ms", &d)], "");
    assert_eq!(["n1", "n2", "n3", "n4"].map(|name| ran.value(name)), [1.0, 2.0, 3.0, 4.0]);
}

const JOBS: &str = "jobs = { in = \"db\", key = \"job\", rows = 4, columns = { taken = false, worker = 0 } }";

fn claim(lock: &str, worker: u32) -> String {
    format!(
        "{{ at = \"db\", do = [{{ read = \"jobs\", where = \"not taken\", by = \"job\", limit = 2, lock = \"{lock}\", as = \"mine\" }}, \
         {{ wait = \"50ms\" }}, {{ each = \"mine\", do = [{{ update = \"jobs\", set = {{ taken = true, worker = {worker} }} }}] }}] }}, \
         {{ note = \"at{worker}\", value = \"now\" }}"
    )
}

const HALVES: &str = "halves = { each = \"jobs\", says = \"x\", at_end = \"worker = if(job < 2, 1, 2)\" }";

#[test]
fn skip_locked_gives_each_worker_rows_of_its_own_at_once() {
    let ran = meet(JOBS, &[("0s", &claim("skip", 1)), ("10ms", &claim("skip", 2))], HALVES);
    ran.holds("halves");
    // Each: read 1, wait 50, two updates 2, commit 1.
    assert_eq!((ran.value("at1"), ran.value("at2")), (54e6, 64e6));
}

#[test]
fn without_skip_locked_the_second_worker_waits_for_the_first() {
    let ran = meet(JOBS, &[("0s", &claim("update", 1)), ("10ms", &claim("update", 2))], HALVES);
    ran.holds("halves");
    assert_eq!((ran.value("at1"), ran.value("at2")), (54e6, 108e6));
}

#[test]
fn two_who_claim_one_job_are_one_who_gets_it() {
    let steps = "{ at = \"db\", do = [{ update = \"jobs\", key = 0, where = \"not taken\", set = { taken = true }, as = \"g\" }, { wait = \"50ms\" }] }, \
                 { note = \"got\", if = \"g.ok\" }, { note = \"nothing\", if = \"g.no and g.reason = none\" }";
    let ran = meet(JOBS, &[("0s", steps), ("10ms", steps)], "");
    assert_eq!((ran.count("got"), ran.count("nothing")), (1, 1));
}

#[test]
fn write_skew_leaves_nobody_on_call() {
    let table = "doctors = { in = \"db\", key = \"doctor\", rows = 2, columns = { on_call = true } }";
    let off = |doctor: u32| {
        format!(
            "{{ at = \"db\", do = [{{ count = \"doctors\", where = \"on_call\", as = \"n\" }}, {{ wait = \"50ms\" }}, \
             {{ update = \"doctors\", key = {doctor}, set = {{ on_call = false }}, if = \"n >= 2\" }}] }}"
        )
    };
    let rule = "staffed = { says = \"x\", at_end = \"count(doctors where on_call) >= 1\" }";
    let ran = meet(table, &[("0s", &off(0)), ("10ms", &off(1))], rule);
    ran.breaks("staffed");
}
