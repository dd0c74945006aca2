//! Requests by hand: slots, time-outs, retries, replicas, load; and what holds of every run.

use napkin::problem::model::FlowId;
use napkin::sim::outcome::{RequestNumber, Stop};
use napkin::sim::run::Settings;

use super::{run_text, run_with};

#[test]
fn a_slot_is_held_while_a_callee_is_slow() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", slots = 1, time = \"0s\", link = \"0s\" }\n\
         slow = { kind = \"external\", time = \"100ms\", link = \"0s\" }\n\
         [flows.first]\non = \"app\"\narrive = { count = 1, at = \"0s\" }\nsteps = [{ call = \"ask\" }]\n\
         [flows.second]\non = \"app\"\narrive = { count = 1, at = \"10ms\" }\nsteps = [{ call = \"ask\" }, { note = \"at\", value = \"now\" }]\n\
         [flows.ask]\nendpoint = \"GET /a\"\non = \"api\"\nsteps = [{ at = \"slow\" }]\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    // The second waits for the only slot until 100 ms, and then takes 100 ms itself.
    assert_eq!(ran.value("at"), 200e6);
    let api = ran.component("api");
    assert_eq!((api.visits, api.queue_max, api.wait.most()), (2, 1, Some(90_000_000)));
    // Busy from 0 to 200 ms of one second; one waits for 90 ms of it.
    assert!((api.utilization - 0.2).abs() < 1e-9 && (api.queue_mean - 0.09).abs() < 1e-9);
}

#[test]
fn a_time_out_leaves_the_other_side_running() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\ndb = { kind = \"postgres\", read = \"1ms\", write = \"80ms\", link = \"0s\" }\n\
         [tables]\nrows_of = { in = \"db\", key = \"k\", columns = { by = 0 } }\n\
         [flows.a]\non = \"app\"\narrive = { count = 1, at = \"0s\" }\nsteps = [\
         { insert = \"rows_of\", key = 1, timeout = \"50ms\", as = \"g\" }, \
         { note = \"gave_up\", value = \"now\", if = \"g.reason = timeout and g.unknown\" }, \
         { read = \"rows_of\", key = 1, as = \"r\" }, { note = \"there\", if = \"r.found\" }, \
         { wait = \"100ms\" }, { read = \"rows_of\", key = 1, as = \"s\" }, { note = \"there_later\", if = \"s.found\" }]\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    assert_eq!(ran.value("gave_up"), 50e6);
    assert_eq!((ran.count("there"), ran.count("there_later")), (0, 1));
}

#[test]
fn a_retry_with_the_same_key_finds_its_own_work() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", time = \"0s\", link = \"0s\" }\n\
         db = { kind = \"postgres\", read = \"1ms\", write = \"80ms\", link = \"0s\" }\n\
         [tables]\norders = { in = \"db\", key = \"order_id\", columns = { paid = false } }\n\
         [flows.buy]\non = \"app\"\narrive = { count = 1, at = \"0s\" }\nwith = { order_id = \"id\" }\nsteps = [\
         { call = \"order\", timeout = \"50ms\", retry = { times = 3, base = \"100ms\", jitter = \"none\" }, as = \"o\" }, \
         { note = \"status\", value = \"o.status\" }, { note = \"at\", value = \"now\" }]\n\
         [flows.order]\nendpoint = \"POST /orders\"\non = \"api\"\nsteps = [{ insert = \"orders\", else = 200 }, { reply = 201 }]\n\
         [invariants]\none = { says = \"x\", at_end = \"count(orders) = 1\" }\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    // 50 ms until the time-out, 100 ms until the retry, which looks for 1 ms and finds the key taken.
    assert_eq!((ran.value("status"), ran.value("at")), (200.0, 151e6));
    let order = ran.flow("order");
    assert_eq!((order.offered, order.good, order.completed), (2, 1, 1));
    assert_eq!(order.errors.iter().map(|(why, _)| why.word()).collect::<Vec<_>>(), ["timeout"]);
    ran.holds("one");
}

#[test]
fn a_replica_answers_as_of_a_while_ago() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\n\
         db = { kind = \"postgres\", read = \"1ms\", write = \"1ms\", link = \"0s\", replicas = 1, lag = \"100ms\" }\n\
         [tables]\nstock = { in = \"db\", key = \"item\", rows = 1, columns = { left = 5 } }\n\
         [flows.a]\non = \"app\"\narrive = { count = 1, at = \"0s\" }\nsteps = [\
         { wait = \"200ms\" }, { update = \"stock\", key = 0, set = { left = 4 } }, \
         { read = \"stock\", key = 0, as = \"p\" }, { note = \"primary\", value = \"p.left\" }, \
         { read = \"stock\", key = 0, from = \"replica\", as = \"r\" }, { note = \"replica\", value = \"r.left\" }, { note = \"as_of\", value = \"r.as_of\" }, \
         { wait = \"100ms\" }, \
         { read = \"stock\", key = 0, from = \"replica\", as = \"s\" }, { note = \"later\", value = \"s.left\" }]\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    assert_eq!((ran.value("primary"), ran.value("replica"), ran.value("later")), (4.0, 5.0, 4.0));
    // The replica is asked when the primary has answered, at 202 ms.
    assert_eq!(ran.value("as_of"), 102e6);
}

#[test]
fn a_script_runs_alone_and_single_commands_do_not() {
    let text = |atomic: bool| {
        format!(
            "[components]\napp = {{ kind = \"client\" }}\ncache = {{ kind = \"redis\", time = \"1ms\", script = \"1ms\", link = \"0s\" }}\n\
             [tables]\nhits = {{ in = \"cache\", key = \"k\", rows = 1, columns = {{ n = 0 }} }}\n\
             [flows.a]\non = \"app\"\narrive = {{ count = 2, at = \"0s\", over = \"1us\" }}\nsteps = [\
             {{ at = \"cache\", atomic = {atomic}, do = [{{ read = \"hits\", key = 0, as = \"h\" }}, {{ put = \"hits\", key = 0, set = {{ n = \"h.n + 1\" }} }}] }}]\n\
             [invariants]\nboth = {{ each = \"hits\", says = \"x\", at_end = \"n = 2\" }}\n\
             [scenarios]\nonce = {{ for = \"1s\" }}\n"
        )
    };
    run_text(&text(true)).holds("both");
    run_text(&text(false)).breaks("both");
}

#[test]
fn rounds_run_all_at_once_and_their_sums_add_up() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\nmaps = { kind = \"external\", time = \"100ms\", link = \"0s\" }\n\
         [flows.a]\non = \"app\"\narrive = { count = 1, at = \"0s\" }\nwith = { total = 0 }\nsteps = [\
         { each = \"k in 1..5\", together = true, do = [{ at = \"maps\" }, { let = { total = \"total + k\" } }] }, \
         { note = \"summed\", value = \"total\" }, { note = \"at\", value = \"now\" }]\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    assert_eq!((ran.value("summed"), ran.value("at")), (15.0, 100e6));
}

#[test]
fn one_loads_and_the_others_wait_for_it() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", time = \"0s\", link = \"0s\" }\n\
         maps = { kind = \"external\", time = \"100ms\", link = \"0s\" }\n\
         [flows.a]\nendpoint = \"GET /a\"\non = \"api\"\narrive = { count = 20, at = \"0s\", over = \"1ms\" }\nwith = { loaded = 0 }\nsteps = [\
         { single_flight = \"0\", do = [{ at = \"maps\" }, { let = { loaded = 7 } }] }, { note = \"seen\", value = \"loaded\" }]\n\
         [scenarios]\nonce = { for = \"1s\" }\n",
    );
    assert_eq!((ran.component("maps").visits, ran.count("seen")), (1, 20));
    let seen = ran.outcome.notes[0].values.as_ref().unwrap();
    assert_eq!((seen.quantile(0.01), seen.most()), (Some(7.0), Some(7.0)));
}

#[test]
fn what_is_down_refuses_and_what_is_full_refuses() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", slots = 1, queue = 1, time = \"100ms\", link = \"0s\" }\n\
         [flows.a]\non = \"app\"\narrive = { count = 3, at = \"0s\", over = \"1us\" }\nsteps = [{ call = \"ask\", as = \"g\" }, { note = \"full\", if = \"g.reason = full\" }]\n\
         [flows.b]\non = \"app\"\narrive = { count = 1, at = \"500ms\" }\nsteps = [{ call = \"ask\", as = \"g\" }, { note = \"down\", if = \"g.reason = down and not g.unknown\" }]\n\
         [flows.ask]\nendpoint = \"GET /a\"\non = \"api\"\nsteps = [{ reply = 200 }]\n\
         [faults]\noutage = { at = \"400ms\", for = \"200ms\", set = { \"api.up\" = false } }\n\
         [scenarios]\nonce = { for = \"1s\", faults = [\"outage\"] }\n",
    );
    assert_eq!((ran.count("full"), ran.count("down")), (1, 1));
}

const LOADED: &str = "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", instances = 2, slots = 4 }\n\
     db = { kind = \"postgres\", slots = 4 }\n\
     [tables]\nstock = { in = \"db\", key = \"item\", rows = 20, columns = { n = 0 } }\n\
     [flows.a]\non = \"app\"\narrive = { rate = \"300/s\" }\nwith = { item = \"zipf(20, 1.0)\" }\n\
     steps = [{ call = \"take\", timeout = \"200ms\", retry = { times = 2, base = \"50ms\" }, else = \"ok\" }]\n\
     [flows.take]\nendpoint = \"POST /a\"\non = \"api\"\nsteps = [{ update = \"stock\", set = { n = \"n + 1\" } }, { reply = 201 }]\n\
     [invariants]\ngrows = { each = \"stock\", says = \"x\", always = \"n = old.n + 1\" }\n\
     [scenarios]\nbusy = { for = \"20s\", warmup = \"2s\", drain = \"10s\" }\n";

#[test]
fn a_seed_is_a_run_and_another_seed_is_another() {
    let told = |seed| {
        let ran = run_with(LOADED, &Settings::new(seed));
        assert_eq!(ran.outcome.stop, Stop::Finished);
        format!("{:?}", ran.outcome)
    };
    let first = told(1);
    assert_eq!(first, told(1));
    assert_ne!(first, told(2));
}

#[test]
#[expect(clippy::cast_precision_loss)]
fn what_waits_is_what_comes_times_how_long_it_waits() {
    let ran = run_with(LOADED, &Settings::new(3));
    ran.holds("grows");
    for id in ["api", "db"] {
        let found = ran.component(id);
        let seconds = ran.outcome.seconds();
        let wait: f64 = found.wait.mean().unwrap_or(0.0) / 1e9 * found.wait.count() as f64;
        assert!(found.queue_mean > 0.01, "{id} never had a queue: {}", found.queue_mean);
        // Both are taken over the same window, each wait clipped to it: they agree to rounding.
        let ratio = wait / seconds / found.queue_mean;
        assert!((ratio - 1.0).abs() < 0.001, "{id}: {ratio}");
    }
}

#[test]
fn masked_arrivals_leave_the_others_their_numbers_and_their_times() {
    let text = "[components]\napp = { kind = \"client\" }\n[flows.a]\non = \"app\"\narrive = { rate = \"10/s\" }\n\
                with = { luck = \"one_of(1000000)\" }\n\
                steps = [{ note = \"at\", value = \"now\", by = \"id\" }, { note = \"luck\", value = \"luck\" }]\n\
                [scenarios]\nonce = { for = \"10s\" }\n";
    let all = run_text(text);
    assert!(all.count("at") > 20);
    let only = vec![RequestNumber { flow: FlowId(0), number: 7 }];
    let one = run_with(text, &Settings { only: Some(only), ..Settings::new(1) });
    assert_eq!(one.count("at"), 1);
    assert_eq!(one.outcome.notes[0].by.keys().copied().collect::<Vec<_>>(), [7]);
    let max = run_with(text, &Settings { max_events: 10, ..Settings::new(1) });
    assert_eq!((max.outcome.stop, max.outcome.events), (Stop::MaxEvents, 10));
}

#[test]
fn a_division_by_zero_stops_the_run_and_names_its_step() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\n[flows.a]\non = \"app\"\narrive = { count = 1, at = \"1s\" }\nwith = { n = \"one_of(1)\" }\n\
         steps = [{ id = \"share\", note = \"x\", value = \"floor(10 / n)\" }]\n[scenarios]\nonce = { for = \"10s\" }\n",
    );
    let Stop::Failed(error) = ran.outcome.stop else { panic!("{:?}", ran.outcome.stop) };
    assert!(error.message.starts_with("division by zero in `a.share`"), "{}", error.message);
    assert_eq!(error.at, 1_000_000_000);
}
