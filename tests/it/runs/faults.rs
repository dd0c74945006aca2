//! Faults by hand: crashes, memory that dies, failovers, pauses, lost requests and answers, quotas, breakers.

use super::run_text;

const APP: &str = "[components]\napp = { kind = \"client\" }\n";

#[test]
fn a_crash_loses_memory_and_what_was_under_way_and_says_so() {
    let ran = run_text(&format!(
        "{APP}ws = {{ kind = \"gateway\", instances = 2, time = \"0s\", link = \"0s\" }}\n\
         [tables]\nsockets = {{ in = \"ws\", key = \"user\", columns = {{ since = \"0s\" }} }}\n\
         [flows.open]\non = \"app\"\narrive = {{ count = 10, at = \"0s\", over = \"100ms\" }}\nwith = {{ user = \"id\" }}\nsteps = [{{ call = \"connect\" }}]\n\
         [flows.connect]\nendpoint = \"GET /s\"\non = \"ws\"\nsteps = [{{ put = \"sockets\", set = {{ since = \"now\" }} }}, {{ reply = 101 }}]\n\
         [flows.long]\non = \"app\"\narrive = {{ count = 2, at = \"500ms\", over = \"1us\" }}\nsteps = [{{ call = \"work\", as = \"w\" }}, \
         {{ note = \"died\", value = \"now\", if = \"w.reason = down and w.unknown\" }}, {{ note = \"lived\", if = \"w.ok\" }}]\n\
         [flows.work]\nendpoint = \"GET /w\"\non = \"ws\"\nsteps = [{{ wait = \"2s\" }}]\n\
         [flows.again]\non = \"app\"\ngone = \"sockets\"\nsteps = [{{ note = \"lost\" }}, {{ wait = \"1s\" }}, {{ call = \"connect\" }}, {{ note = \"back\" }}]\n\
         [invariants]\nall = {{ says = \"x\", at_end = \"count(sockets) = 10\" }}\n\
         [faults]\ndies = {{ at = \"1s\", for = \"500ms\", crash = \"ws\", count = 1 }}\n\
         [scenarios]\nonce = {{ for = \"2s\", faults = [\"dies\"] }}\n"
    ));
    // Load balancing has put five sockets and one of the long requests on each instance.
    assert_eq!((ran.count("lost"), ran.count("back")), (5, 5));
    assert_eq!((ran.value("died"), ran.count("lived")), (1_000_000_000, 1));
    ran.holds("all");
}

#[test]
fn a_primary_that_went_away_refuses_until_its_failover_is_over_and_undoes_what_was_open() {
    let ran = run_text(&format!(
        "{APP}db = {{ kind = \"postgres\", read = \"1ms\", write = \"1ms\", link = \"0s\", replicas = 1, lag = \"0s\", failover = \"10s\" }}\n\
         [tables]\nstock = {{ in = \"db\", key = \"item\", rows = 1, columns = {{ n = 0 }} }}\n\
         [flows.open]\non = \"app\"\narrive = {{ count = 1, at = \"900ms\" }}\nsteps = [\
         {{ at = \"db\", as = \"t\", do = [{{ update = \"stock\", key = 0, set = {{ n = 5 }} }}, {{ wait = \"500ms\" }}] }}, {{ note = \"undone\", if = \"t.reason = down\" }}]\n\
         [flows.try]\non = \"app\"\narrive = {{ rate = \"1/s\", regular = true }}\nsteps = [\
         {{ update = \"stock\", key = 0, set = {{ n = \"n + 1\" }}, as = \"u\" }}, {{ note = \"refused\", if = \"u.reason = down\" }}, {{ note = \"done\", if = \"u.ok\" }}, \
         {{ read = \"stock\", key = 0, from = \"replica\", as = \"r\" }}, {{ note = \"read\", if = \"r.ok\" }}]\n\
         [invariants]\nsum = {{ says = \"x\", at_end = \"stock[0].n = done.count\" }}\n\
         [faults]\ndown = {{ at = \"1s\", for = \"2s\", set = {{ \"db.up\" = false }} }}\n\
         [scenarios]\nonce = {{ for = \"20s\", faults = [\"down\"] }}\n"
    ));
    // Tries at 0.5 s, 1.5 s, …: away from 1 s to 11 s, so ten are refused; the replica answers all twenty.
    assert_eq!((ran.count("refused"), ran.count("done"), ran.count("read")), (10, 10, 20));
    assert_eq!(ran.count("undone"), 1);
    ran.holds("sum");
}

#[test]
fn a_redis_without_replicas_comes_back_empty_and_one_with_replicas_forgets_the_last_writes() {
    let text = |replicas: u32| {
        format!(
            "{APP}cache = {{ kind = \"redis\", time = \"0s\", link = \"0s\", replicas = {replicas}, loses = \"1s\", failover = \"3s\" }}\n\
             [tables]\nseen = {{ in = \"cache\", key = \"k\", columns = {{ at = \"0s\" }} }}\n\
             [flows.a]\non = \"app\"\narrive = {{ rate = \"1/s\", regular = true }}\nwith = {{ k = \"id\" }}\nsteps = [{{ put = \"seen\", set = {{ at = \"now\" }}, as = \"p\" }}, {{ note = \"no\", if = \"p.no\" }}]\n\
             [invariants]\nempty = {{ says = \"x\", at_end = \"count(seen) = 4\" }}\nlast = {{ says = \"x\", at_end = \"count(seen) = 5\" }}\n\
             [faults]\ndown = {{ at = \"5s\", for = \"1s\", set = {{ \"cache.up\" = false }} }}\n\
             [scenarios]\nonce = {{ for = \"10s\", faults = [\"down\"] }}\n"
        )
    };
    // Writes at 0.5 s … 9.5 s. Without replicas: down from 5 s to 6 s, one refused, 6.5 … 9.5 stay: 4.
    let alone = run_text(&text(0));
    assert_eq!(alone.count("no"), 1);
    alone.holds("empty");
    // With one: away until 8 s, three refused; of the five before, that of 4.5 s is forgotten; 8.5 and 9.5 come on top.
    let copied = run_text(&text(1));
    assert_eq!(copied.count("no"), 3);
    assert_eq!(copied.outcome.rows[0], 6);
}

#[test]
fn a_paused_instance_goes_on_where_it_was() {
    let ran = run_text(&format!(
        "{APP}w = {{ kind = \"service\", time = \"0s\", link = \"0s\" }}\n\
         [flows.a]\non = \"app\"\narrive = {{ count = 1, at = \"0s\" }}\nsteps = [{{ call = \"work\", timeout = \"2s\", as = \"x\" }}, {{ note = \"gave_up\", value = \"now\", if = \"x.reason = timeout\" }}]\n\
         [flows.late]\non = \"app\"\narrive = {{ count = 1, at = \"1500ms\" }}\nsteps = [{{ call = \"quick\" }}, {{ note = \"served\", value = \"now\" }}]\n\
         [flows.work]\nendpoint = \"GET /w\"\non = \"w\"\nsteps = [{{ wait = \"1200ms\" }}, {{ note = \"went_on\", value = \"now\" }}]\n\
         [flows.quick]\nendpoint = \"GET /q\"\non = \"w\"\nsteps = [{{ reply = 200 }}]\n\
         [faults]\npause = {{ at = \"1s\", for = \"4s\", set = {{ \"w.paused\" = true }} }}\n\
         [scenarios]\nonce = {{ for = \"2s\", faults = [\"pause\"] }}\n"
    ));
    let second = 1_000_000_000;
    assert_eq!(
        (ran.value("gave_up"), ran.value("went_on"), ran.value("served")),
        (2 * second, 5 * second, 5 * second)
    );
}

#[test]
fn a_lost_request_does_nothing_and_a_lost_answer_has_done_it() {
    let ran = run_text(&format!(
        "{APP}api = {{ kind = \"service\", time = \"0s\", link = \"0s\" }}\n\
         [tables]\ndone = {{ in = \"api\", key = \"k\" }}\n\
         [flows.a]\non = \"app\"\narrive = {{ count = 1, at = \"1s\" }}\nwith = {{ k = 1 }}\nsteps = [{{ call = \"put\", timeout = \"1s\", as = \"x\" }}, {{ note = \"first\", if = \"x.unknown\" }}]\n\
         [flows.b]\non = \"app\"\narrive = {{ count = 1, at = \"3s\" }}\nwith = {{ k = 2 }}\nsteps = [{{ call = \"put\", as = \"x\" }}, {{ note = \"second\", value = \"now\", if = \"x.unknown and x.reason = timeout\" }}]\n\
         [flows.put]\nendpoint = \"PUT /k\"\non = \"api\"\nsteps = [{{ insert = \"done\" }}, {{ reply = 201 }}]\n\
         [invariants]\nonly = {{ each = \"done\", says = \"x\", at_end = \"k = 2\" }}\n\
         [faults]\nlossy = {{ at = \"0s\", for = \"2s\", set = {{ \"api.drop\" = \"100%\" }} }}\n\
         deaf = {{ at = \"2s\", for = \"2s\", set = {{ \"api.lose_reply\" = \"100%\" }} }}\n\
         [scenarios]\nonce = {{ for = \"5s\", drain = \"1min\", faults = [\"lossy\", \"deaf\"] }}\n"
    ));
    // Without a time-out of its own the caller gives up after 30 s.
    assert_eq!((ran.count("first"), ran.value("second")), (1, 33_000_000_000));
    ran.holds("only");
    let put = ran.flow("put");
    assert_eq!((put.offered, put.good, put.errors.total()), (2, 0, 2));
}

#[test]
fn a_quota_refuses_or_makes_wait_and_a_breaker_saves_calls() {
    let ran = run_text(&format!(
        "{APP}api = {{ kind = \"service\", time = \"0s\", link = \"0s\", breaker = {{ on = \"bad\", failures = \"50%\", over = \"10s\", rest = \"5s\", least = 4 }} }}\n\
         strict = {{ kind = \"external\", time = \"0s\", link = \"0s\", quota = \"2/s\" }}\n\
         patient = {{ kind = \"external\", time = \"0s\", link = \"0s\", quota = \"2/s\", over = \"wait\" }}\n\
         bad = {{ kind = \"external\", time = \"0s\", link = \"0s\", outcomes = {{ ok = \"0%\", error = \"100%\" }} }}\n\
         [flows.a]\non = \"app\"\narrive = {{ count = 4, at = \"0s\", over = \"1us\" }}\nsteps = [{{ at = \"strict\", as = \"s\" }}, {{ note = \"throttled\", if = \"s.reason = throttled\" }}, \
         {{ at = \"patient\" }}, {{ note = \"turn\", value = \"now\" }}]\n\
         [flows.b]\non = \"app\"\narrive = {{ rate = \"1/s\", regular = true }}\nsteps = [{{ call = \"c\", as = \"x\" }}]\n\
         [flows.c]\nendpoint = \"GET /c\"\non = \"api\"\nsteps = [{{ at = \"bad\", as = \"y\" }}, {{ note = \"stopped\", if = \"y.reason = open\" }}, {{ note = \"failed\", if = \"y.reason = error and y.status = 500\" }}]\n\
         [scenarios]\nonce = {{ for = \"10s\" }}\n"
    ));
    assert_eq!((ran.count("throttled"), ran.count("turn")), (2, 4));
    // Two pass at once, the others half a second apart: the last after one second.
    let turns = ran.outcome.notes[1].values.as_ref().unwrap();
    assert!((turns.most().unwrap() - 1e9).abs() < 1e4, "{:?}", turns.most());
    // Fails at 0.5 … 3.5 s, then rests until 8.5 s: stopped at 4.5 … 7.5 s, one tries at 8.5 s, stopped at 9.5 s.
    assert_eq!((ran.count("failed"), ran.count("stopped")), (5, 5));
}

#[test]
fn a_timer_runs_again_after_its_end_on_each_instance() {
    let ran = run_text(
        "[components]\nw = { kind = \"worker\", instances = 3, time = \"0s\" }\n\
         [flows.tick]\non = \"w\"\nevery = \"1s\"\nsteps = [{ note = \"ran\", by = \"instance\" }, { wait = \"1s\" }]\n\
         [flows.load]\non = \"w\"\narrive = { rate = \"1/s\" }\nsteps = [{ reply = 200 }]\n\
         [scenarios]\nonce = { for = \"9s\", drain = \"1s\" }\n",
    );
    // Each begins within the first second and then every two: five times within ten seconds.
    assert_eq!(ran.outcome.notes[0].by.values().copied().collect::<Vec<_>>(), [5, 5, 5]);
}

#[test]
fn a_fault_after_a_step_kills_the_one_that_ran_it() {
    let ran = run_text(
        "[components]\napp = { kind = \"client\" }\napi = { kind = \"service\", instances = 2, time = \"0s\", link = \"0s\" }\n\
         db = { kind = \"postgres\", read = \"1ms\", write = \"1ms\", link = \"0s\" }\n\
         [tables]\norders = { in = \"db\", key = \"k\" }\n\
         [flows.a]\non = \"app\"\narrive = { rate = \"1/s\", regular = true }\nwith = { k = \"id\" }\nsteps = [{ call = \"order\", retry = { times = 2, base = \"10ms\" }, as = \"x\" }, { note = \"ok\", if = \"x.ok\" }]\n\
         [flows.order]\nendpoint = \"POST /o\"\non = \"api\"\nsteps = [{ id = \"tx\", insert = \"orders\", else = 200 }, { note = \"after\" }, { reply = 201 }]\n\
         [invariants]\nall = { says = \"x\", at_end = \"count(orders) = 10\" }\n\
         [faults]\ndies = { after = \"order.tx\", nth = 3, crash = \"api\", for = \"5s\" }\n\
         [scenarios]\nonce = { for = \"10s\", faults = [\"dies\"] }\n",
    );
    // The third dies after its commit; the retry goes to the other instance and finds its own key.
    assert_eq!((ran.count("ok"), ran.count("after")), (10, 9));
    ran.holds("all");
    assert_eq!(
        ran.flow("order").errors.iter().map(|(why, n)| (why.word(), n)).collect::<Vec<_>>(),
        [("down".to_owned(), 1)]
    );
}
