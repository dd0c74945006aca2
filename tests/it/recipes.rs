//! The ten recipes, `fit` and `refs`: as commands and as functions, every number worked out by hand.
//!
//! 10M/day is 10^7/86,400 = 3125/27 a second; a month is 2,628,000 s, a year 365 days.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Run, contains, hold, napkin, run, typed};

/// The answer of a command in JSON.
fn json(args: &[&str]) -> Value {
    let stdout = typed(args.iter().chain(&["--json"])).fine();
    serde_json::from_str(&stdout).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{stdout}"))
}

fn split(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// The part of a derivation with this name.
fn part<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let parts = answer["parts"].as_array().expect("parts");
    parts.iter().find(|part| part["name"] == name).unwrap_or_else(|| panic!("no part {name}: {answer}"))
}

/// Whether a JSON number is this one, to the precision of a double.
fn near(value: &Value, wanted: f64) -> bool {
    value.as_f64().is_some_and(|number| (number - wanted).abs() <= 1e-9 * wanted.abs())
}

#[test]
fn commands_give_what_the_sum_gives() {
    for (line, exact, unit, label) in [
        ("qps 10M/day --peak 5", "3125/27", "/s", ""),
        // 20M x 5 % x 10 / 86,400
        ("qps 20M --active 5% --each 10/day --peak 5", "3125/27", "/s", "requests"),
        // 8.64M x 50 % x 2 / 86,400
        ("qps 8.64M --active 50% --each 2/day", "100", "/s", "requests"),
        ("concurrent 10M/day 20min", "1250000/9", "", ""),
        ("concurrent 20min 10M/day", "1250000/9", "", ""),
        ("peak 10M/day 5", "15625/27", "/s", ""),
        // 4 x 5 x 10^9 / 86,400
        ("peak 5GB/day 4", "6250000/27", "B/s", ""),
        // 10M x 1,825 days x 500 B x 3
        ("storage 10M/day 500B 5years --replicas 3", "27375000000000", "B", ""),
        ("storage 10M/day 5years", "9125000000000", "B", ""),
        ("storage 5GB/day 30days", "150000000000", "B", ""),
        ("bandwidth 200K/3s 100B", "20000000/3", "B/s", ""),
        ("bandwidth 66,667/s 100B", "6666700", "B/s", ""),
        ("cache 100M 1KB --hot 20%", "20000000000", "B", ""),
        ("cache 100M", "20000000000", "B", ""),
        // 20,000 / (1,000 x 70 %) = 28.6
        ("servers 20K/s 1K/s --busy 70%", "29", "", "servers"),
        ("servers 20K/s", "29", "", "servers"),
        ("servers 20K/s --busy 50%", "40", "", "servers"),
        ("servers 20K/s 5K/s --busy 100%", "4", "", "servers"),
        // 5,000 x 0.005 = 25 in use; 25 / 70 % = 35.7
        ("connections 5K/s 5ms", "36", "", "connections"),
        ("connections 5K/s 5ms --busy 50%", "50", "", "connections"),
        // 0.999 x 0.999 x 0.995
        ("availability 99.9% 99.9% 99.5%", "198602199/200000000", "", ""),
        ("availability 99.9%", "999/1000", "", ""),
        // 1 - 0.01 x 0.01
        ("availability 99% 99% --parallel", "9999/10000", "", ""),
        // 375/s for 600 s, at 25/s
        ("drain 400/s 25/s 10min", "9000", "s", ""),
        ("drain 400/s 25/s 10min --then 8/s", "225000/17", "s", ""),
        ("drain 225K 25/s", "9000", "s", ""),
    ] {
        let answer = json(&split(line));
        assert_eq!(
            (&answer["exact"], &answer["unit"], &answer["label"]),
            (&json!(exact), &json!(unit), &json!(label)),
            "{line}: {answer}"
        );
    }
}

#[test]
fn derivations_have_their_parts() {
    let answer = json(&split("qps 110/s --peak 2 --reads 10:1"));
    for (name, exact, label) in
        [("average", "110", ""), ("peak", "220", ""), ("reads", "200", "reads"), ("writes", "20", "writes")]
    {
        assert_eq!(
            (&part(&answer, name)["exact"], &part(&answer, name)["label"]),
            (&json!(exact), &json!(label))
        );
    }
    let answer = json(&split("drain 400/s 25/s 10min --then 8/s"));
    for (name, exact) in
        [("growth", "375"), ("backlog", "225000"), ("spare", "17"), ("to clear", "225000/17")]
    {
        assert_eq!(part(&answer, name)["exact"], exact, "{name}");
    }
    let answer = json(&split("bandwidth 200K/3s 100B"));
    // 20/3 MB x 8 bits
    assert_eq!(part(&answer, "in bits")["display"], "53.3 Mbit/s");
    assert_eq!(part(&answer, "flow")["display"], "6.67 MB/s");
    let answer = json(&split("cache 100M 1KB --hot 20% --rate 20K/s --hits 95%"));
    assert_eq!(part(&answer, "kept")["exact"], "20000000");
    assert_eq!(part(&answer, "misses")["exact"], "1000");
    let answer = json(&split("availability 99.9% 99.9% 99.5%"));
    // (1 - 0.993010995) x 2,628,000 s
    assert!(near(&part(&answer, "down")["value"], 18_367.105_14), "{answer}");
    let answer = json(&["availability", "99.9%", "--window", "1 year"]);
    // 0.1 % of 31,536,000 s
    assert_eq!(part(&answer, "down")["exact"], "31536");
}

#[test]
fn what_is_just_below_all_is_not_rounded_to_all() {
    for (line, shown) in [
        // 0.99999^2 = 0.9999800001
        ("availability 99.999% 99.999%", "99.998%"),
        ("availability 99.9% 99.9% 99.5%", "99.301%"),
        ("availability 99.5%", "99.5%"),
        ("availability 90% 90%", "81%"),
        ("availability 100%", "100%"),
    ] {
        assert_eq!(json(&split(line))["display"], shown, "{line}");
    }
}

#[test]
fn interview_arithmetic_runs_beside() {
    // 10M/day is 100/s; 10M x 400 days x 5 x 500 B is 10 TB; of users too
    for (line, value) in [
        ("qps 10M/day --peak 5", 100.0),
        ("qps 20M", 100.0),
        ("storage 10M/day 500B 5years", 1e13),
        ("bandwidth 10M/day 1KB", 1e5),
    ] {
        let answer = json(&split(line));
        assert!(near(&answer["interview"]["value"], value), "{line}: {answer}");
    }
    let shown = typed(split("qps 10M/day --peak 5")).fine();
    assert!(contains(&shown, "say 100/s") && contains(&shown, "say 500/s"), "{shown}");
    assert_eq!(typed(split("-q -i1 qps 10M/day")).fine(), "100/s\n");
    assert_eq!(typed(split("-q qps 10M/day")).fine(), "115.7/s\n");
}

#[test]
fn values_may_be_ranges() {
    for (args, name, low, high) in [
        // assumed: 3 to 5 times 3125/27
        (vec!["qps", "10M/day"], "peak", 3125.0 / 9.0, 15_625.0 / 27.0),
        (vec!["peak", "100/s", "3..5"], "peak", 300.0, 500.0),
        (vec!["concurrent", "10M/day", "15..25 min"], "at once", 312_500.0 / 3.0, 1_562_500.0 / 9.0),
        (vec!["storage", "10M..20M/day", "5 years"], "data", 9.125e12, 1.825e13),
        (vec!["storage", "1M/day", "1 KB", "10 days", "--replicas", "2..3"], "stored", 2e10, 3e10),
        (vec!["bandwidth", "100..200/s", "1..2KB"], "flow", 1e5, 4e5),
        (vec!["cache", "100M..200M", "1KB..2KB"], "memory", 2e10, 8e10),
        // 20,000 / 1,400 = 14.3; 40,000 / 700 = 57.1
        (vec!["servers", "20K..40K/s", "1K..2K/s"], "servers", 15.0, 58.0),
        // 25 / 0.7 = 35.7; 100 / 0.7 = 142.9
        (vec!["connections", "5K..10K/s", "5..10ms"], "pool", 36.0, 143.0),
        (vec!["availability", "90%..99%", "99%"], "together", 0.891, 0.9801),
        // 375 to 475/s for 600 s, at 25/s
        (vec!["drain", "400..500/s", "25/s", "10min"], "to clear", 9_000.0, 11_400.0),
    ] {
        let answer = json(&args);
        let found = part(&answer, name);
        assert!(near(&found["low"], low) && near(&found["high"], high), "{args:?}: {found}");
    }
}

#[test]
fn assumptions_are_named_until_they_are_overridden() {
    for (line, assumed, flags) in [
        ("qps 20M", vec!["5%", "10 requests", "3 to 5"], "--active 10% --each 5/day --peak 2"),
        ("peak 10M/day", vec!["3 to 5"], "4"),
        ("storage 10M/day 1year", vec!["0.5 KB", "one copy"], "1KB --replicas 2"),
        ("cache 10M", vec!["1 KB", "20%"], "2KB --hot 10%"),
        ("cache 10M 1KB --hot 5% --rate 1K/s", vec!["90%"], "--hits 80%"),
        ("servers 20K/s", vec!["1K/s", "70%"], "2K/s --busy 60%"),
        ("connections 5K/s 5ms", vec!["70%"], "--busy 60%"),
        ("availability 99.9%", vec!["month"], "--window 1year"),
        ("drain 400/s 25/s 10min", vec!["nothing comes in"], "--then 8/s"),
    ] {
        let answer = json(&split(line));
        let named = answer["assumed"].as_array().expect("assumed");
        assert_eq!(named.len(), assumed.len(), "{line}: {answer}");
        for (text, named) in assumed.iter().zip(named) {
            assert!(contains(named.as_str().unwrap_or(""), text), "{line}: {text} in {named}");
        }
        let shown = typed(split(line)).fine();
        assert!(shown.contains("assumed: "), "{line}\n{shown}");
        let all = format!("{line} {flags}");
        assert_eq!(json(&split(&all))["assumed"], json!([]), "{all}");
        assert!(!typed(split(&all)).fine().contains("assumed"), "{all}");
    }
}

#[test]
fn overridden_numbers_are_used() {
    for (line, name, exact) in [
        // 20M x 10 % x 4.32/day = 100/s, twice
        ("qps 20M --active 10% --each 4.32/day --peak 2", "peak", "200"),
        ("storage 1M/day 1KB 10days --replicas 2", "stored", "20000000000"),
        ("cache 10M 2KB --hot 10% --rate 1K/s --hits 80%", "memory", "2000000000"),
        ("cache 10M 2KB --hot 10% --rate 1K/s --hits 80%", "misses", "200"),
        // 20,000 / (2,000 x 60 %) = 16.7
        ("servers 20K/s 2K/s --busy 60%", "servers", "17"),
        // 25 / 60 % = 41.7
        ("connections 5K/s 5ms --busy 60%", "pool", "42"),
    ] {
        assert_eq!(part(&json(&split(line)), name)["exact"], exact, "{line}");
    }
}

#[test]
fn wrong_values_are_refused_with_the_cause() {
    for (args, cause) in [
        // missing
        (vec!["qps"], "wants a rate or a count"),
        (vec!["concurrent", "10M/day"], "wants a duration"),
        (vec!["concurrent", "20min"], "wants a rate"),
        (vec!["storage", "10M/day"], "wants a duration"),
        (vec!["bandwidth", "10M/day"], "wants a size"),
        (vec!["cache"], "wants a count"),
        (vec!["servers"], "wants a rate"),
        (vec!["connections", "5K/s"], "wants a duration"),
        (vec!["availability"], "wants a share"),
        (vec!["drain", "400/s", "25/s"], "the time"),
        (vec!["drain", "400/s"], "wants a rate"),
        // unlike
        (vec!["qps", "10s"], "an amount of time"),
        (vec!["concurrent", "10M/day", "5GB"], "an amount of data"),
        (vec!["qps", "10M/day", "--peak", "5GB"], "an amount of data"),
        (vec!["servers", "20K/s", "--busy", "5s"], "an amount of time"),
        (vec!["peak", "10M/day", "10M/day > 5/s"], "comparison"),
        // too many
        (vec!["qps", "10M/day", "5"], "too many"),
        (vec!["peak", "10M/day", "3..5", "2"], "too many"),
        (vec!["concurrent", "10M/day", "20min", "5min"], "too many"),
        (vec!["storage", "10M/day", "500B", "1KB", "5 years"], "too many"),
        // of no use
        (vec!["qps", "10M/day", "--active", "5%"], "changes nothing"),
        (vec!["storage", "5GB/day", "500B", "5 years"], "changes nothing"),
        (vec!["cache", "10M", "--hits", "90%"], "changes nothing"),
        (vec!["drain", "225K", "25/s", "10min"], "changes nothing"),
        // zero and below
        (vec!["qps", "0/s"], "more than 0"),
        (vec!["qps", "-5/s"], "more than 0"),
        (vec!["qps", "10M/day", "--peak", "0"], "more than 0"),
        (vec!["concurrent", "-10M/day", "20min"], "more than 0"),
        (vec!["concurrent", "10M/day", "-20min"], "an amount of time"),
        (vec!["storage", "10M/day", "500B", "5 years", "--replicas", "0"], "more than 0"),
        (vec!["storage", "10M/day", "0 KB", "5 years"], "more than 0"),
        (vec!["servers", "20K/s", "0/s"], "more than 0"),
        (vec!["servers", "20K/s", "--busy", "0%"], "more than 0"),
        (vec!["peak", "10M/day", "(-3..5)"], "more than 0"),
        (vec!["drain", "400/s", "25/s", "10min", "--then", "-3/s"], "0 or more"),
        (vec!["availability", "-1%"], "0 or more"),
        // beyond all
        (vec!["servers", "20K/s", "--busy", "150%"], "at most 100%"),
        (vec!["cache", "10M", "--hot", "120%"], "at most 100%"),
        (vec!["availability", "99.9"], "at most 100%"),
        (vec!["availability", "101%"], "at most 100%"),
        (vec!["availability", "99%..101%"], "at most 100%"),
        // what never ends
        (vec!["drain", "25/s", "400/s", "10min"], "pile up"),
        (vec!["drain", "20/s..500/s", "25/s", "10min"], "pile up"),
        (vec!["drain", "400/s", "25/s", "10min", "--then", "30/s"], "never drain"),
        (vec!["drain", "400/s", "25/s", "10min", "--then", "25/s"], "never drain"),
        // empty, broken, unknown
        (vec!["qps", ""], "wants a rate or a count"),
        (vec!["qps", "10M/day", "--peak", ""], "no value"),
        (vec!["qps", "10M/day", "--peak", "3.."], "ends"),
        (vec!["qps", "10M/dya"], "day"),
        (vec!["qps", "10M/day", "--peek", "5"], "--peak"),
        (vec!["connections", "5K/s", "5ms", "--busy"], "value"),
    ] {
        let run = typed(&args);
        assert_eq!(run.stdout, "", "{args:?}");
        let said = run.refused();
        assert!(contains(&said, cause), "{args:?} says {cause}:\n{said}");
    }
}

#[test]
fn an_error_stands_under_its_own_value() {
    for (args, input, span) in [
        (vec!["peak", "10M/day", "3..5", "2"], "10M/day 3..5 2", [13, 14]),
        (vec!["qps", "10M/day", "--peak", "5GB"], "5GB", [0, 3]),
        (vec!["servers", "20K/s", "0/s"], "20K/s 0/s", [6, 9]),
        (vec!["concurrent", "10M/day", "20minuts"], "10M/day 20minuts", [8, 16]),
    ] {
        let run = typed(args.iter().chain(&["--json"]));
        assert_eq!(run.code, Some(2), "{args:?}");
        let answer: Value = serde_json::from_str(&run.stdout).expect("one JSON object");
        assert_eq!((&answer["input"], &answer["version"]), (&json!(input), &json!(1)), "{args:?}");
        let found = &answer["error"]["span"];
        let inside = found[0].as_u64() >= Some(span[0]) && found[1].as_u64() <= Some(span[1]);
        assert!(inside, "{args:?}: {answer}");
        assert!(answer["error"]["help"].is_string(), "{answer}");
    }
}

#[test]
fn functions_are_the_same_sums() {
    hold(
        &[],
        r"
        ## the ten
        qps(20M users)                  => = 3125/27 ; label request ; note 5% ; note 10 requests
        qps(20M users, 5%, 10/day)      => = 3125/27 ; quiet
        qps(10M/day)                    => = 3125/27 ; quiet
        concurrent(10M/day, 20min)      => = 1250000/9
        concurrent(20min, 10M/day)      => = 1250000/9
        peak(10M/day, 5)                => = 15625/27
        peak(10M/day)                   => range 3125/9 15625/27 ; note 3 to 5
        storage(10M/day, 500 bytes, 5 years) => = 9125000000000 ; unit B
        storage(10M/day, 500B, 5 years, 3)   => = 27375000000000
        storage(10M/day, 5 years)       => = 9125000000000 ; note 0.5 KB ; note one copy
        bandwidth(200K/3s, 100 bytes)   => = 20000000/3 ; unit B/s
        cache(100M, 1KB, 20%)           => = 20000000000 ; unit B ; quiet
        cache(8B, 1KB, 20%)             => = 1600000000000 ; note billion
        servers(20K/s, 1K/s, 70%)       => = 29 ; quiet
        servers(20K/s)                  => = 29 ; note 1K/s
        connections(5K/s, 5ms)          => = 36
        availability(99.9%, 99.9%, 99.5%) => = 198602199/200000000 ; quiet
        drain(400/s, 25/s, 10min)       => = 9000 ; unit s
        drain(400/s, 25/s, 10min, 8/s)  => = 225000/17 ; quiet
        drain(225K, 25/s)               => = 9000

        ## inside a larger expression
        peak(qps(20M users, 5%, 10/day), 5) x 1KB => = 15625000/27 ; unit B/s
        2 x servers(20K/s, 1K/s, 50%)   => = 80
        concurrent(10M/day, 15..25 min) => range 312500/3 1562500/9

        ## what they refuse
        storage()                       => error ; says rate
        concurrent(20min)               => error ; says a rate
        concurrent(10M/day, 5GB)        => error ; says data ; at 5GB
        servers(20K/s, 0/s)             => error ; says more than 0 ; at 0/s
        servers(20K/s, 1K/s, 150%)      => error ; at 150%
        peak(10M/day, 5, 5)             => error ; says too many ; at 5
        qps(10M/day, 5)                 => error ; says too many ; at 5
        qps(10M/day, 5%)                => error ; says nothing ; at 5%
        drain(5/s, 25/s, 10min)         => error ; says pile up
        availability()                  => error ; says share
        ",
    );
}

#[test]
fn json_of_a_recipe_has_the_keys_of_a_line_and_its_parts() {
    let answer = json(&split("qps 10M/day --peak 3..5"));
    for key in ["version", "input", "value", "exact", "unit", "label", "display", "notes", "steps", "assumed"]
    {
        assert!(!answer[key].is_null(), "{key}: {answer}");
    }
    assert_eq!(answer["input"], "qps 10M/day --peak 3..5", "the flags stand in it");
    assert_eq!(answer["interview"]["display"], "100/s");
    let peak = part(&answer, "peak");
    for key in ["low", "high", "middle", "p5", "p95"] {
        assert!(peak[key].is_number(), "{key}: {peak}");
    }
    // one range: its ends are the 5th and 95th percentile, its middle their geometric mean
    assert!(near(&peak["p5"], 3125.0 / 9.0) && near(&peak["p95"], 15_625.0 / 27.0), "{peak}");
    let middle = (3125.0_f64 / 9.0 * 15_625.0 / 27.0).sqrt();
    assert!(near(&peak["middle"], middle), "{peak}");
}

#[test]
fn what_holds_it_fits_what_it_is() {
    for (line, holder) in [
        ("qps 10M/day --peak 5", "one PostgreSQL primary holds it, if each is one write"),
        ("concurrent 10M/day 20min", "WebSocket or SSE nodes"),
        // memory, not disk
        ("cache 10M --hot 10%", "one Redis shard holds it"),
        ("cache(10M)", "one Redis shard holds it"),
        // at most 5 % of them write
        ("qps 20K/s --peak 1 --reads 19:1", "if each is one indexed read"),
        ("storage 5GB/day 30days", "one PostgreSQL primary holds it"),
        ("bandwidth 200K/3s 100B", "network card holds it"),
        // reads are no writes
        ("calc 10K reads/s", "one indexed read"),
        ("calc 100 x 365PB", "too many"),
    ] {
        let shown = typed(split(line)).fine();
        assert!(contains(&shown, holder), "{line}: {holder} in\n{shown}");
    }
}

/// The row of a component of `fit`.
fn fitted(load: &str, id: &str) -> Value {
    let answer = json(&["fit", load]);
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{load}: no row {id}")).clone()
}

#[test]
fn verdicts_follow_from_the_range() {
    for (load, id, verdict, utilization, shards) in [
        // 5K..10K writes/s: below it fits, inside it depends, above it does not
        ("4999 writes/s", "postgres-writes", "fits", [0.4999, 0.9998], [1.0, 1.0]),
        ("5K writes/s", "postgres-writes", "depends", [0.5, 1.0], [1.0, 1.0]),
        ("7.5K writes/s", "postgres-writes", "depends", [0.75, 1.5], [1.0, 2.0]),
        ("10K writes/s", "postgres-writes", "depends", [1.0, 2.0], [1.0, 2.0]),
        ("10001 writes/s", "postgres-writes", "no", [1.0001, 2.0002], [2.0, 3.0]),
        ("140K writes/s", "postgres-writes", "no", [14.0, 28.0], [14.0, 28.0]),
        ("140K writes/s", "cassandra-writes", "no", [2.8, 14.0], [3.0, 14.0]),
        ("140K writes/s", "kafka-broker", "fits", [0.14, 0.7], [1.0, 1.0]),
        ("140K writes/s", "redis-commands", "depends", [140.0 / 300.0, 1.4], [1.0, 2.0]),
        // a load that is a range
        ("1K..4K writes/s", "postgres-writes", "fits", [0.1, 0.8], [1.0, 1.0]),
        ("1K..20K writes/s", "postgres-writes", "depends", [0.1, 4.0], [1.0, 4.0]),
        ("11K..20K writes/s", "postgres-writes", "no", [1.1, 4.0], [2.0, 4.0]),
        // one figure, no range
        ("3K writes/s", "fsync-stream", "depends", [1.0, 1.0], [1.0, 1.0]),
        // other dimensions: 50K..100K sockets, 2..10 TB, 1.25 GB/s
        ("140K sockets", "websocket-connections", "no", [1.4, 2.8], [2.0, 3.0]),
        ("3TB", "postgres-storage", "depends", [0.3, 1.5], [1.0, 2.0]),
        ("2.5GB/s", "network-card", "no", [2.0, 2.0], [2.0, 2.0]),
        // half of 100/s, under which neither is needed
        ("50/s", "kafka-partition", "needless", [0.005, 0.01], [1.0, 1.0]),
        ("99 messages/s", "kafka-partition", "needless", [0.0099, 0.0198], [1.0, 1.0]),
        ("100 messages/s", "kafka-partition", "fits", [0.01, 0.02], [1.0, 1.0]),
        ("50..150 messages/s", "kafka-partition", "fits", [0.005, 0.03], [1.0, 1.0]),
    ] {
        let row = fitted(load, id);
        assert_eq!(row["verdict"], verdict, "{load}, {id}: {row}");
        for end in 0..2 {
            assert!(near(&row["utilization"][end], utilization[end]), "{load}, {id}: {row}");
            assert!(near(&row["shards"][end], shards[end]), "{load}, {id}: {row}");
        }
    }
}

#[test]
fn what_is_not_needed_is_said_with_the_load_that_would_need_it() {
    let row = fitted("0.1/s", "kafka-partition");
    assert_eq!((&row["verdict"], &row["needed_from"]), (&json!("needless"), &json!("100/s")), "{row}");
    let row = fitted("0.1/s", "postgres-writes");
    assert_eq!(row["verdict"], "fits", "{row}");
    let shown = typed(["fit", "0.1/s"]).fine();
    assert!(contains(&shown, "not needed at this load"), "{shown}");
    assert!(contains(&shown, "Kafka partition: messages below 100/s a table with an outbox"), "{shown}");
    let shown = typed(["fit", "20K reads/s"]).fine();
    assert!(!contains(&shown, "Kafka partition: messages below"), "{shown}");
}

#[test]
fn a_load_comes_with_its_kin_first() {
    for (load, first) in [
        ("140K writes/s", "write"),
        ("20K reads/s", "read"),
        ("140K sockets", "socket"),
        ("5K requests/s", "request"),
    ] {
        let answer = json(&["fit", load]);
        let row = &answer["rows"][0];
        assert!(row["meant"] == true && contains(&row["sustains"].to_string(), first), "{load}: {row}");
    }
    assert_eq!(fitted("140K sockets", "postgres-connections")["meant"], false);
    assert_eq!(fitted("300 connections", "postgres-connections")["meant"], true);
}

#[test]
fn fit_is_no_check_but_wants_a_load() {
    for args in [["fit", "140K writes/s"], ["fit", "0.1/s"], ["fit", "100PB"], ["fit", "0/s"]] {
        assert_eq!(typed(args).code, Some(0), "{args:?}");
    }
    for (args, cause) in [
        (vec!["fit"], "no expression"),
        (vec!["fit", ""], "no expression"),
        (vec!["fit", "5", "min"], "amount of time"),
        (vec!["fit", "-5/s"], "below zero"),
        (vec!["fit", "10M/dya"], "day"),
        (vec!["fit", "kafka"], "kafka"),
        (vec!["fit", "1/s", ">", "2/s"], "comparison"),
    ] {
        let run = typed(&args);
        assert_eq!(run.stdout, "", "{args:?}");
        let said = run.refused();
        assert!(contains(&said, cause), "{args:?}: {said}");
    }
}

#[test]
fn reference_numbers_are_found_by_words() {
    let answer = json(&["refs"]);
    for section in ["capacity", "latency", "size", "cost"] {
        for entry in answer[section].as_array().expect("a section") {
            for key in ["id", "name", "what", "value", "source", "date"] {
                assert!(entry[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {entry}");
            }
        }
    }
    let answer = json(&["refs", "redis"]);
    let names = answer["capacity"].as_array().expect("capacities");
    assert!(names.len() >= 3 && names.iter().all(|entry| contains(&entry.to_string(), "redis")), "{answer}");
    // every word must occur
    let answer = json(&["refs", "KAFKA", "latency"]);
    assert_eq!(answer["latency"].as_array().map(Vec::len), Some(1), "{answer}");
    assert_eq!(answer["latency"][0]["value"], "2..15 ms");
    assert_eq!(answer["capacity"], json!([]));
    let shown = typed(["refs", "photo"]).fine();
    assert!(shown.contains("0.2..3 MB") && shown.contains("cheat sheets, 2026"), "{shown}");
    for (word, near) in [("rdis", "redis"), ("telepathy", "napkin refs")] {
        let run = typed(["refs", word]);
        assert_eq!(run.stdout, "", "{word}");
        let said = run.refused();
        assert!(contains(&said, near) && said.contains(word), "{said}");
    }
}

/// A folder of settings with this `napkin/refs.toml` in it.
fn settings(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(folder.join("napkin")).expect("a folder");
    std::fs::write(folder.join("napkin/refs.toml"), text).expect("a file");
    folder
}

fn with_settings(folder: &Path, args: &[&str]) -> Run {
    let mut command = napkin();
    command.env("XDG_CONFIG_HOME", folder).args(args);
    run(command, "")
}

const MINE: &str = r#"
[[capacity]]
id = "postgres-writes"
headline = true
name = "our cluster"
what = "inserts"
kind = "write"
value = "40K..50K writes/s"
unit = "node"
units = "nodes"
scales_by = "nodes"
source = "load test"
date = "2026-10"

[[size]]
id = "our-invoice"
name = "invoice"
what = "one"
value = "12 KB"
source = "us"
date = "2026-10"
"#;

#[test]
fn numbers_of_ones_own_add_and_override() {
    let folder = settings("refs-of-my-own", MINE);
    let answer = with_settings(&folder, &["refs", "--json"]).fine();
    let answer: Value = serde_json::from_str(&answer).expect("one JSON object");
    let before = json(&["refs"]);
    let count = |answer: &Value, section: &str| answer[section].as_array().map_or(0, Vec::len);
    assert_eq!(count(&answer, "capacity"), count(&before, "capacity"), "one is overridden");
    assert_eq!(count(&answer, "size"), count(&before, "size") + 1, "one is added");
    let shown = with_settings(&folder, &["refs", "invoice"]).fine();
    assert!(shown.contains("12 KB") && shown.contains("us, 2026-10"), "{shown}");
    // 20K/s is beyond the 10K that come with the program and below one's own 40K
    let fitted = with_settings(&folder, &["fit", "20K writes/s", "--json"]).fine();
    let fitted: Value = serde_json::from_str(&fitted).expect("one JSON object");
    let row =
        fitted["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == "postgres-writes"));
    let row = row.expect("the overridden row");
    assert_eq!((&row["component"], &row["verdict"]), (&json!("our cluster"), &json!("fits")), "{row}");
    let shown = with_settings(&folder, &["20K orders/s"]).fine();
    assert!(contains(&shown, "one our cluster node holds it"), "plain answers use it too: {shown}");
}

#[test]
fn a_broken_file_of_ones_own_is_reported_and_left_out() {
    for (name, text, cause) in [
        ("refs-no-toml", "[[size]\nid = 5", "refs.toml"),
        ("refs-unknown-key", &MINE.replace("scales_by", "scale_by"), "scale_by"),
        ("refs-no-figure", &MINE.replace("12 KB", "12 KBs"), "our-invoice"),
        ("refs-of-no-kind", &MINE.replace("\"write\"", "\"wriet\""), "wriet"),
    ] {
        let folder = settings(name, text);
        for args in [["refs", "photo"].as_slice(), &["fit", "20K writes/s"], &["20K orders/s"]] {
            let run = with_settings(&folder, args);
            let plain = typed(args);
            assert_eq!((run.code, &run.stdout), (plain.code, &plain.stdout), "{name} {args:?}");
            assert!(run.stderr.contains(cause), "{name} {args:?} names {cause}: {}", run.stderr);
            assert!(run.stderr.contains("refs.toml"), "{name} {args:?} names the file: {}", run.stderr);
        }
        let quiet = with_settings(&folder, &["-q", "20K orders/s"]);
        assert_eq!(quiet.fine(), "20,000 orders/s\n", "{name}: the value alone needs no reference numbers");
    }
}
