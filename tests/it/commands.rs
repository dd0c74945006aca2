//! The commands that read problems: what they say, where, and how they end.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{contains, napkin, run, typed};

/// A small shop whose figures are plain: a constant service time and evenly spaced arrivals.
pub const SHOP: &str = r#"
schema = 1
id = "corner-shop"
title = "Corner shop"
level = "easy"
statement = "Sell."

[components]
api = { kind = "service", slots = 4, time = "10ms" }
db = { kind = "postgres", slots = 4, write = "2ms", failover = "10s" }

[tables]
sales = { in = "db", columns = { units = 1 } }

[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "20/s", regular = true }
steps = [{ insert = "sales" }, { reply = 201 }]

[objectives]
fast = "buy.latency.p99 <= 100ms"

[invariants]
one_unit = { each = "sales", always = "units = 1", says = "A sale is of one unit." }

[faults]
db_down = { at = "10s", for = "10s", set = { "db.up" = false } }

[scenarios]
normal = { for = "30s", proof = true }
broken = { for = "30s", faults = ["db_down"], may_miss = ["fast"] }

[decisions.units]
ask = "How many units a sale?"
chosen = "one"
[decisions.units.options.one]
why = "it says so"
accepts = "nothing"
[decisions.units.options.two]
tempting = "twice the turnover"
breaks = ["one_unit"]
set.sales.columns.units = 2
"#;

/// `text` as `NAME.toml` in a folder of its own.
pub fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("problems-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}

/// The path of a problem that is there to read, and has no design.
pub fn undesigned() -> String {
    let text =
        SHOP.lines().take_while(|line| !line.starts_with("[components")).collect::<Vec<_>>().join("\n");
    file("undesigned", &text).display().to_string()
}

fn shop(name: &str) -> String {
    file(name, SHOP).to_str().unwrap().to_owned()
}

fn json(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{stdout}"))
}

#[test]
fn a_problem_is_an_id_or_a_path() {
    let path = shop("found");
    let folder = Path::new(&path).parent().unwrap().to_str().unwrap();
    let listed = json(&typed(["list", "--problems", folder, "--json"]).fine());
    let known = listed["problems"].as_array().unwrap();
    let mine = known.iter().find(|problem| problem["id"] == "corner-shop").unwrap();
    assert_eq!((&mine["title"], &mine["minutes"]), (&"Corner shop".into(), &60.into()));
    assert_eq!(typed(["check", "corner-shop", "--problems", folder]).code, Some(0));
    assert_eq!(typed(["check", &path]).code, Some(0));
    let said = typed(["sim", "corner-shpo", "--problems", folder]).refused();
    assert!(said.contains("corner-shop"), "{said}");
    let said = typed(["list", "--problems", "no/such/folder"]).refused();
    assert!(said.contains("no/such/folder"), "{said}");
    let said = typed(["sim", "no/such/file.toml"]).refused();
    assert!(said.contains("no/such/file.toml"), "{said}");
}

#[test]
fn a_broken_file_fails_its_check_and_is_not_run() {
    let path = file("broken", &SHOP.replace("slots = 4, time", "slotz = 4, time"));
    let path = path.to_str().unwrap();
    let run = typed(["check", path]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stderr.contains("slots") && run.stdout.contains("1 error"), "{run:#?}");
    let checked = json(&typed(["check", path, "--json"]).stdout);
    let found = &checked["files"][0];
    assert_eq!((&found["ok"], &found["diagnostics"][0]["line"]), (&false.into(), &9.into()), "{checked}");
    typed(["sim", path]).refused();
    typed(["prove", path]).refused();
}

#[test]
fn every_flow_is_written_out() {
    let shown = typed(["check", "--expand", &shop("expanded")]).stdout;
    for line in ["buy on api", "starts 20 times a second, evenly", "insert sales", "reply 201"] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn what_there_is_to_choose_from_is_listed_without_its_lessons() {
    let shown = typed(["sim", &shop("listed"), "--list"]).fine();
    for word in ["normal", "db_down", "units", "one, two"] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    assert!(!contains(&shown, "wrong") && !contains(&shown, "twice the turnover"), "{shown}");
}

#[test]
fn what_is_mistyped_is_a_usage_error_with_the_nearest_word() {
    let path = shop("mistyped");
    for (flags, near) in [
        (["--scenario", "nromal"], "normal"),
        (["--with", "unit=two"], "units"),
        (["--with", "units=tow"], "two"),
        (["--with", "units"], "--with decision=option"),
        (["--fault", "db_dwn"], "--fault"),
        (["--fault", "bd down"], "db"),
        (["--set", "db.slotz=3"], "slots"),
        (["--load", "much"], "10x"),
        (["--seeds", "0"], "100,000"),
        (["--max-time", "5MB"], "10min"),
        (["--trace", "bye:1"], "buy:17"),
    ] {
        let said = typed([["sim", &path], flags].concat()).refused();
        assert!(said.contains(near), "{flags:?}: {said}");
    }
}

#[test]
fn a_run_has_the_figures_that_can_be_worked_out_by_hand() {
    let path = shop("figures");
    let report = json(&typed(["sim", &path, "--json"]).fine());
    assert_eq!(
        (&report["version"], &report["verdict"], &report["seed"]),
        (&1.into(), &"pass".into(), &1.into())
    );
    let flow = &report["flows"][0];
    // Every 50 ms for 30 s; each takes 10 ms at the shop and 2 ms at the database, and nobody waits.
    assert_eq!((&flow["offered"], &flow["good"]), (&600.into(), &600.into()), "{flow}");
    let p50 = flow["p50"].as_f64().unwrap();
    assert!((0.012..0.014).contains(&p50), "12 ms and the way there: {p50}");
    // 20 visits a second of 12 ms or a little more on 4 slots.
    let api = &report["components"][0];
    let busy = api["utilization"].as_f64().unwrap();
    assert!((0.06..0.07).contains(&busy) && api["arrival_rate"].as_f64() == Some(20.0), "{api}");
    assert_eq!(report["tables"][0]["rows"], 600);
    assert_eq!(
        (&report["invariants"][0]["violations"], &report["invariants"][0]["checks"]),
        (&0.into(), &600.into())
    );
    assert_eq!(report["choices"], serde_json::json!({ "units": "one" }));
}

#[test]
fn the_same_seed_is_the_same_bytes_and_the_way_back_leads_back() {
    let path = shop("bytes");
    let flags = ["sim", &path, "--set", "api.time=10ms p99 50ms", "--load", "2x", "--seed", "7", "--json"];
    let first = typed(flags).fine();
    assert_eq!(typed(flags).fine(), first);
    assert_ne!(
        typed(["sim", &path, "--set", "api.time=10ms p99 50ms", "--seed", "8", "--json"]).fine(),
        first
    );
    let command = json(&first)["reproduce"].as_str().unwrap().to_owned();
    assert!(command.contains("'api.time=10ms p99 50ms'"), "{command}");
    let words: Vec<String> = command.split(' ').map(str::to_owned).collect();
    // What a shell makes of the quotes.
    let joined = words[1..].join(" ").replace("'api.time=10ms p99 50ms'", "api.time=10ms_p99_50ms");
    let args: Vec<String> =
        joined.split(' ').map(|word| word.replace("10ms_p99_50ms", "10ms p99 50ms")).collect();
    assert_eq!(typed(args.iter().map(String::as_str).chain(["--json"])).fine(), first);
}

#[test]
fn a_broken_rule_is_exit_one() {
    let path = shop("rules");
    let run = typed(["sim", &path, "--with", "units=two"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stdout.starts_with("FAIL  Corner shop"), "{run:#?}");
    let report = json(&typed(["sim", &path, "--with", "units=two", "--json"]).stdout);
    let rule = &report["invariants"][0];
    assert_eq!((&rule["verdict"], &rule["violations"]), (&"fail".into(), &600.into()), "{rule}");
    assert_eq!(rule["first"]["request"], "buy:0", "{rule}");
    assert_eq!(typed(["sim", &path, "-q"]).fine(), "pass\n");
}

#[test]
fn a_fault_is_a_name_or_a_sentence() {
    let path = shop("faults");
    for fault in ["db_down", "db down for 10s at 10s", "db down"] {
        let run = typed(["sim", &path, "--fault", fault, "--json"]);
        assert_eq!(run.code, Some(1), "a third fails, and the p99 among them: {run:#?}");
        let report = json(&run.stdout);
        let flow = &report["flows"][0];
        let failed = flow["errors"]["down"].as_u64().unwrap();
        assert!((199..=201).contains(&failed), "20 a second for 10 s: {flow}");
        assert_eq!((&flow["p99"], &report["objectives"][0]["measured"]), (&Value::Null, &Value::Null));
        assert_eq!(report["faults"], serde_json::json!([fault]));
    }
    let run = typed(["sim", &path, "--scenario", "broken"]);
    assert_eq!(run.code, Some(0), "this scenario allows it: {run:#?}");
}

#[test]
fn a_fault_that_never_begins_proves_nothing() {
    let never = SHOP.replace("at = \"10s\", for", "at = \"1h\", for");
    let path = file("never-read", &never).to_str().unwrap().to_owned();
    let run = typed(["sim", &path]);
    assert!(
        run.code == Some(2) && run.stderr.contains("`db_down` never begins"),
        "a scenario has it: {run:#?}"
    );
    // Where no scenario has it, only the run can tell.
    let never = never.replace("faults = [\"db_down\"], may_miss", "may_miss");
    let path = file("never", &never).to_str().unwrap().to_owned();
    let run = typed(["sim", &path, "--fault", "db_down"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(
        run.stdout.contains("db_down never began: the run is over at 1.5 min, before 1 h"),
        "{}",
        run.stdout
    );
    let run = typed(["prove", &path, "--reference", "--faults", "--seeds", "2"]);
    assert!(run.code == Some(1) && run.stdout.contains("never began"), "{run:#?}");
    // Where a step was to run so often, too.
    let after = SHOP.replace("at = \"10s\", for", "after = \"buy.sell\", nth = 601, for");
    let path = file(
        "never-after",
        &after.replace("{ insert = \"sales\" }", "{ id = \"sell\", insert = \"sales\" }"),
    );
    let run = typed(["sim", path.to_str().unwrap(), "--fault", "db_down"]);
    assert!(run.stdout.contains("buy.sell has run fewer than 601 times"), "{run:#?}");
    let run = typed(["sim", &shop("lag"), "--fault", "db lag 5s"]);
    assert!(run.code == Some(2) && run.stderr.contains("`db` has no replica that could lag"), "{run:#?}");
    // A sentence that does not say when is told when.
    let run = typed(["sim", &shop("when"), "--fault", "db down"]);
    assert!(run.stdout.contains("with db down, 10 s to 20 s\n"), "{}", run.stdout);
}

/// The four that have the slots come at once, in the drain, where one a second is let through: by hand three are throttled.
#[test]
fn what_is_throttled_in_the_drain_is_throttled() {
    let text = SHOP
        .replace(
            "[components]",
            "[components]\nbank = { kind = \"external\", quota = \"1/s\", burst = 1, time = \"1ms\" }",
        )
        .replace("arrive = { rate = \"20/s\", regular = true }", "arrive = { count = 100, at = \"0s\" }")
        .replace(
            "steps = [{ insert",
            "steps = [{ wait = \"1min\" }, { at = \"bank\", else = \"ok\" }, { insert",
        )
        .replace(
            "[invariants]",
            "few = \"bank.throttled <= 2\"\nmost = \"bank.throttled <= 3\"\n[invariants]",
        )
        .replace("normal = { for = \"30s\"", "normal = { for = \"10s\"");
    let path = file("drained", &text);
    let report = json(&typed(["sim", path.to_str().unwrap(), "--json"]).stdout);
    let rules = report["objectives"].as_array().unwrap();
    let found: Vec<_> =
        rules[1..].iter().map(|rule| (rule["measured"].clone(), rule["verdict"].clone())).collect();
    assert_eq!(found, [(3.0.into(), "fail".into()), (3.0.into(), "pass".into())], "{report:#}");
}

#[test]
fn two_files_of_a_folder_have_two_ids() {
    let one = file("two-ids", SHOP);
    let folder = one.parent().unwrap();
    std::fs::write(folder.join("copy.toml"), SHOP).unwrap();
    let folder = folder.to_str().unwrap();
    let run = typed(["check", folder]);
    assert!(run.code == Some(2) && run.stderr.contains("both have the id `corner-shop`"), "{run:#?}");
    let run = typed(["list", "--problems", folder]);
    assert!(run.code == Some(0) && run.stderr.contains("both have the id `corner-shop`"), "{run:#?}");
}

#[test]
fn a_rule_may_stand_either_way_round() {
    let path = file("reversed", &SHOP.replace("buy.latency.p99 <= 100ms", "100ms >= buy.latency.p99"));
    let report = json(&typed(["sim", path.to_str().unwrap(), "--json"]).fine());
    let rule = &report["objectives"][0];
    // Ten milliseconds of its own, and two of the write with the way there.
    assert!((0.012..0.015).contains(&rule["measured"].as_f64().unwrap()), "{rule}");
    assert_eq!((&rule["bound"], &rule["verdict"]), (&0.1.into(), &"pass".into()), "{rule}");
}

#[test]
fn a_proof_counts_what_ran_and_names_what_is_allowed() {
    let more = "[decisions.store]\nask = \"Where?\"\nchosen = \"database\"\n\
        [decisions.store.options.database]\nwhy = \"it is there\"\naccepts = \"nothing\"\n\
        [decisions.store.options.cache]\nargued = \"not today\"\n";
    let text =
        format!("{SHOP}{more}").replace("may_miss = [\"fast\"]", "may_miss = [\"fast\"], proof = true");
    let path = file("counts", &text).to_str().unwrap().to_owned();
    let text = typed(["prove", &path, "--seeds", "2"]).fine();
    assert!(
        text.starts_with("PASS  4 of 4 rows agree with the file, 2 seeds each; 1 only argued\n"),
        "{text}"
    );
    assert!(text.contains("chosen  broken  every rule holds but for fast, as the scenario\n"), "{text}");
    let argued = typed(["prove", &path, "--decision", "store", "--seeds", "2"]).fine();
    assert!(argued.starts_with("PASS  nothing to run"), "{argued}");
}

#[test]
fn load_and_limits() {
    let path = shop("limits");
    let report = json(&typed(["sim", &path, "--load", "2x", "--json"]).fine());
    assert_eq!((&report["load"], &report["flows"][0]["offered"]), (&2.0.into(), &1200.into()));
    let run = typed(["sim", &path, "--max-events", "100", "--json"]);
    assert_eq!(run.code, Some(1), "a run that was cut vouches for nothing: {run:#?}");
    let report = json(&run.stdout);
    assert_eq!((&report["stop"]["reason"], &report["events"]), (&"max_events".into(), &100.into()));
    let report = json(&typed(["sim", &path, "--max-time", "3s", "--json"]).stdout);
    assert_eq!(report["stop"]["reason"], "max_time");
}

#[test]
fn one_request_is_told_step_by_step() {
    let path = shop("trace");
    let text = typed(["sim", &path, "--trace", "3"]).fine();
    assert!(text.contains("A  buy 3") && text.contains("adds sales["), "{text}");
    assert_eq!(typed(["sim", &path, "--trace", "buy:3"]).fine(), text);
}

#[test]
fn seeds_give_medians_and_intervals() {
    let path = shop("seeds");
    let flags = ["sim", &path, "--set", "api.time=10ms p99 50ms", "--seeds", "5", "--json"];
    let first = typed(flags).fine();
    let summary = json(&first);
    assert_eq!((&summary["seeds"], &summary["flows"][0]["offered"]), (&5.into(), &600.into()));
    let interval = &summary["intervals"]["buy.latency.p50"];
    let (low, high) = (interval["low"].as_f64().unwrap(), interval["high"].as_f64().unwrap());
    assert!(low < high && (0.010..0.014).contains(&low), "{interval}");
    assert_eq!(typed(flags).fine(), first, "the order of threads does not show");
    let text = typed(["sim", &path, "--set", "api.time=10ms p99 50ms", "--seeds", "5"]).fine();
    assert!(text.starts_with("PASS") && text.contains("5 seeds") && text.contains("95 % interval"), "{text}");
}

#[test]
fn a_proof_agrees_where_options_do_what_they_say() {
    let path = shop("proof");
    let proof = json(&typed(["prove", &path, "--seeds", "3", "--json"]).fine());
    let rows = proof["rows"].as_array().unwrap();
    let kinds: Vec<&str> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["chosen", "chosen", "wrong"]);
    let wrong = &rows[2];
    assert_eq!(
        (&wrong["decision"], &wrong["option"], &wrong["scenario"]),
        (&"units".into(), &"two".into(), &"normal".into())
    );
    assert_eq!(
        (&wrong["broken"], &wrong["declared"]),
        (&serde_json::json!({ "one_unit": 1.0 }), &serde_json::json!(["one_unit"]))
    );
    assert_eq!((&wrong["agrees"], &wrong["seeds"]), (&true.into(), &3.into()));

    let other = SHOP.replace("breaks = [\"one_unit\"]", "breaks = [\"fast\"]");
    let path = file("proof-other", &other);
    let run = typed(["prove", path.to_str().unwrap(), "--seeds", "3"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    for part in [
        "FAIL  2 of 3 rows agree",
        "`fast` breaks in 0 % of seeds",
        "`one_unit` breaks too, in 100 % of seeds",
        "napkin sim",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
}

#[test]
fn one_seed_does_not_judge_what_an_option_pays() {
    // Every visit takes 20 ms more: dearer in any seed, which one seed shows and does not prove.
    let more = "[decisions.care]\nask = \"How careful?\"\nchosen = \"quick\"\n\
        [decisions.care.options.quick]\nwhy = \"it is quick\"\naccepts = \"nothing\"\n\
        [decisions.care.options.slow]\nwhy = \"it is careful\"\nwhen = \"it matters\"\naccepts = \"time\"\n\
        pays = [\"buy.latency.p50\"]\nset.api.time = \"30ms\"\n";
    let path = file("one-seed", &format!("{SHOP}{more}")).to_str().unwrap().to_owned();
    let told = |seeds: &str| {
        let proof = json(&typed(["prove", &path, "--seeds", seeds, "--json"]).fine());
        let row = proof["rows"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&proof["agrees"], &row["agrees"]), (&true.into(), &true.into()), "{row:#}");
        (row["not_judged"].clone(), row["differences"][0]["trend"].clone())
    };
    assert_eq!(told("1"), (serde_json::json!(["buy.latency.p50"]), "unjudged".into()));
    assert_eq!(told("2"), (Value::Null, "worse".into()));
    let text = typed(["prove", &path, "--seeds", "1"]).fine();
    assert!(
        text.starts_with("PASS  4 of 5 rows agree with the file, 1 seed each\n      1 row is not judged"),
        "{text}"
    );
    let row = text.lines().find(|line| line.contains("slow")).unwrap();
    assert!(row.starts_with("  --") && text.contains("buy.latency.p50 +20 ms"), "{text}");
    // A rule is judged in one seed too.
    let broken = format!("{SHOP}{more}").replace("breaks = [\"one_unit\"]", "breaks = [\"fast\"]");
    let path = file("one-seed-broken", &broken).to_str().unwrap().to_owned();
    let run = typed(["prove", &path, "--seeds", "1"]);
    assert!(run.code == Some(1) && run.stdout.starts_with("FAIL  3 of 5 rows"), "{run:#?}");
}

#[test]
fn a_proof_is_of_a_part() {
    let more = "[decisions.store]\nask = \"Where?\"\nchosen = \"database\"\n\
        [decisions.store.options.database]\nwhy = \"it is there\"\naccepts = \"nothing\"\n\
        [decisions.store.options.cache]\nargued = \"not today\"\n";
    let path = file("part", &format!("{SHOP}{more}")).to_str().unwrap().to_owned();
    // A row as its decision, its option and the fault that is added.
    let rows = |flags: &[&str]| {
        let words = [&["prove", &path, "--seeds", "2", "--json"], flags].concat();
        let proof = json(&typed(words).fine());
        let told = |row: &Value| {
            let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            [word(&row["decision"]), word(&row["option"]), word(&row["faults"][0])].join(" ")
        };
        proof["rows"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let reference = ["- - -", "- - db_down"];
    let units = ["units one -", "units two -"];
    assert_eq!(rows(&["--reference"]), reference[..1]);
    assert_eq!(rows(&["--reference", "--faults"]), reference);
    assert_eq!(rows(&["--decision", "units"]), units);
    assert_eq!(
        rows(&["--decision", "store", "--decision", "units"]),
        [&units[..], &["store cache -"]].concat()
    );
    // A file that is named twice, however it is spelt, is proved once.
    let other = path.replacen("/tmp", "/tmp/.", 1);
    assert_eq!(rows(&[&path, &other, "--decision", "units"]), units);
    assert_eq!(rows(&["--faults"]), [&reference[..], &units, &["store cache -"]].concat());

    let said = typed(["prove", &path, "--decision", "unist"]).refused();
    assert!(said.contains("`unist`") && said.contains("did you mean `units`?"), "{said}");
    let said = typed(["prove", &path, "--decision", "units", "--faults"]).refused();
    assert!(said.contains("leave out one"), "{said}");
    let said = typed(["prove", &path, "--decision", "units", "--reference"]).refused();
    assert!(said.contains("cannot be used with"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_run_with_what_was_found() {
    use std::process::{Command, Stdio};
    let endless =
        SHOP.replace("normal = { for = \"30s\"", "normal = { for = \"100000s\"").replace("20/s", "1000/s");
    let path = file("endless", &endless);
    let mut napkin = crate::support::napkin();
    napkin.args(["sim", path.to_str().unwrap(), "--max-events", "18000000000000000000", "--json"]);
    let child = napkin.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Before it listens the signal would just kill it.
    let listens = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_none_or(|mask| mask & 2 != 0)
    };
    while !listens() {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let report = json(&String::from_utf8(output.stdout).unwrap());
    assert_eq!((&report["stop"]["reason"], &report["verdict"]), (&"cancelled".into(), &"fail".into()));
}

#[test]
fn the_number_of_threads_does_not_show() {
    use napkin::problem::File;
    use napkin::sim::experiment::{Extent, Watch, prove};
    use napkin::sim::report::Asked;
    let file = File::parse(&SHOP.replace("time = \"10ms\"", "time = \"10ms p99 50ms\"")).unwrap();
    let problem = file.read().problem;
    let cancel = std::sync::atomic::AtomicBool::new(false);
    let proved = |threads| {
        let watch = Watch { cancel: &cancel, progress: &|_, _| {} };
        let proof = prove(&file, &problem, &Asked::default(), &Extent::all(6), threads, watch).unwrap();
        serde_json::to_string(&proof).unwrap()
    };
    assert_eq!(proved(1), proved(2));
}

#[test]
fn messages_keep_to_a_narrow_page() {
    let said = |args: &[&str], columns: Option<&str>| {
        let mut command = napkin();
        command.args(args);
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        run(command, "").stderr
    };
    // Of a file the line itself and its path cannot be broken; sentences can.
    let fits = |line: &str| line.contains(" | ") || line.contains("-->") || line.chars().count() <= 60;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let path = file("narrow", &SHOP.replace("units = 2\n", "unist = 2\nadd.tables.more = { in = \"db\" }\n"));
    let path = path.to_str().unwrap();
    for args in [
        &["check", path][..],
        &["check", "tests/problems_bad/faults.toml"],
        &["sim", path, "--fault", "nothing at 5s"],
        &["sim", "gopuff", "--fault", "nothing at 5s"],
        &["prove", "gopuff", "--decision", "reserve", "--faults"],
        &["quiz", "--topic", "none-such", "--plain"],
    ] {
        let (narrow, wide) = (said(args, Some("60")), said(args, None));
        assert!(!narrow.is_empty() && narrow.lines().all(fits), "{args:?}\n{narrow}");
        assert!(narrow.lines().count() > wide.lines().count(), "{args:?}\n{wide}");
        // Names keep their hyphens.
        if args[0] != "check" {
            assert_eq!(words(&narrow), words(&wide));
        }
    }
    let expanded = |columns: &str| {
        let mut command = napkin();
        command.args(["check", "gopuff", "--expand"]).env("COLUMNS", columns);
        run(command, "").stdout
    };
    let (narrow, wide) = (expanded("60"), expanded("1000"));
    assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    assert_eq!(words(&narrow), words(&wide));
    assert!(wide.lines().any(|line| line.chars().count() > 200), "{wide}");
}

/// A pipe has no width; where `COLUMNS` says one, pages keep to it.
#[test]
fn pages_in_a_pipe_keep_to_columns() {
    let path = shop("columns");
    let mut wider = 0;
    for args in [
        &["sim", &path][..],
        &["sim", &path, "--seeds", "2"],
        &["prove", &path, "--seeds", "2"],
        &["list"],
        &["show", "gopuff"],
        &["config"],
    ] {
        let page = |columns: &str| {
            let mut command = napkin();
            command.args(args).env("COLUMNS", columns);
            run(command, "").stdout
        };
        // A command that is to be run again stays in one line.
        let widest = |page: &str| {
            let lines = page.lines().filter(|line| !line.starts_with("reproduce:"));
            lines.map(|line| line.chars().count()).max().unwrap_or(0)
        };
        let (narrow, wide) = (page("60"), page(""));
        assert!((1..=60).contains(&widest(&narrow)), "{args:?}\n{narrow}");
        wider += usize::from(widest(&wide) > 60);
    }
    // The others have room to spare.
    assert!(wider >= 3, "{wider}");
}

#[test]
fn what_does_not_arrive_and_what_is_no_number_is_said() {
    let path = shop("numbers");
    // 20 a second for 30 s: 600 requests, from 0 on.
    let said = typed(["sim", &path, "--trace", "buy:600"]).refused();
    assert!(said.contains("`buy:600` does not arrive") && said.contains("buy:0 to buy:599"), "{said}");
    assert!(typed(["sim", &path, "--trace", "buy:599"]).fine().contains("buy 599"));
    let said = typed(["sim", &path, "--trace", "buy:3", "--only", "buy:5,7"]).refused();
    assert!(said.contains("buy:5 to buy:7"), "{said}");
    let said = typed(["sim", "gopuff", "--scenario", "race", "--trace", "order:1"]).refused();
    assert!(said.contains("no load arrives at `order`") && said.contains("such as"), "{said}");
    for (flag, value) in [("--seed", "-1"), ("--seeds", "x"), ("--max-events", "1.5")] {
        let said = typed(["sim", &path, flag, value]).refused();
        assert!(said.contains(&format!("'{value}'")) && said.contains("write a whole number"), "{said}");
    }
    let said = typed(["sim", &path, "--load", "1e9x"]).refused();
    assert!(said.contains("a million at most"), "{said}");
}
