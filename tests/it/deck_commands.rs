//! `napkin deck` and `napkin drill` as they are typed.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, napkin, unsafe_to_print};

/// A folder of the test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("decks").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the program in `at`, whose folder `data` is that of the user, with lines on standard input.
fn run(at: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = napkin();
    command.current_dir(at).env("NAPKIN_DATA_DIR", at.join("data")).args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_new_deck_is_sound_and_is_found_in_each_place() {
    let at = folder("new");
    assert!(run(&at, &["deck", "new", "queues"], "").fine().contains("napkin deck check queues.toml"));
    assert_eq!(run(&at, &["deck", "check", "queues.toml"], "").fine(), "queues.toml: ok\n");
    assert!(run(&at, &["deck", "new", "queues"], "").refused().contains("it is there already"));
    assert!(run(&at, &["deck", "new", "Two Words"], "").refused().contains("try `two-words`"));
    assert!(run(&at, &["deck", "new"], "").refused().contains("napkin deck new queues"));
    let listed = json(&run(&at, &["deck", "list", "--decks", ".", "--json"], "").fine());
    let ids: Vec<&str> =
        listed["decks"].as_array().unwrap().iter().map(|deck| deck["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"queues") && ids.contains(&"drills"), "{ids:?}");
    fs::create_dir_all(at.join("data/decks")).unwrap();
    fs::rename(at.join("queues.toml"), at.join("data/decks/queues.toml")).unwrap();
    let cards = json(&run(&at, &["deck", "list", "queues", "--json"], "").fine());
    assert_eq!(cards["cards"][0]["id"], "queues/at-least-once");
    assert_eq!(cards["cards"].as_array().unwrap().len(), 5);
    assert!(run(&at, &["deck", "list", "queus"], "").refused().contains("did you mean `queues`?"));
}

#[test]
fn a_check_tells_files_with_errors_from_files_that_cannot_be_read() {
    let at = folder("check");
    fs::write(at.join("bad.toml"), "schema = 1\nid = \"bad\"\ntitle = \"B\"\nabout = \"b\"\n[[cards]]\nid = \"x\"\nkind = \"recal\"\nask = \"q\"\nanswer = \"a\"\nwhy = \"w\"\n").unwrap();
    let found = run(&at, &["deck", "check", "bad.toml"], "");
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(
        found.stderr.contains("did you mean \"recall\"?") && found.stderr.contains("bad.toml:7:8"),
        "{}",
        found.stderr
    );
    assert_eq!(found.stdout, "bad.toml: 1 error\n");
    let found = run(&at, &["deck", "check", "bad.toml", "--json"], "");
    assert_eq!((found.code, found.stderr.as_str()), (Some(1), ""));
    let report = json(&found.stdout);
    assert_eq!(report["files"][0]["diagnostics"][0]["line"], 7);
    assert_eq!(report["files"][0]["ok"], false);
    run(&at, &["deck", "check", "none.toml"], "").refused();
    run(&at, &["deck", "check", "nodeck"], "").refused();
    run(&at, &["deck"], "").refused();
    fs::create_dir(at.join("empty")).unwrap();
    assert!(run(&at, &["deck", "check", "empty"], "").refused().contains("no *.toml"));
    // A broken deck among one's own: its good cards stay, and it is said.
    let listed = run(&at, &["deck", "list", "--decks", "."], "");
    assert_eq!(listed.code, Some(0));
    assert!(listed.stderr.contains("warning: ./bad.toml has errors"), "{}", listed.stderr);
}

#[test]
fn a_file_from_anki_becomes_a_deck_once() {
    let at = folder("anki");
    fs::write(at.join("mine.txt"), "#separator:tab\n#html:true\n#guid column:3\nWhat is a lease?\tA lock with an end.\tg1\nonly a question\n").unwrap();
    let first = run(&at, &["deck", "import", "mine.txt"], "").fine();
    assert!(
        first.starts_with("mine: 1 card new, in ") && first.contains("line 5 left out: it has no answer"),
        "{first}"
    );
    let path = at.join("data/decks/mine.toml");
    let written = fs::read_to_string(&path).unwrap();
    let again = json(&run(&at, &["deck", "import", "mine.txt", "--json"], "").fine());
    assert_eq!((again["known"].as_u64(), again["decks"].as_array().map(Vec::len)), (Some(1), Some(0)));
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
    assert!(run(&at, &["deck", "check", "mine"], "").fine().ends_with("mine.toml: ok\n"));
    let exported = run(&at, &["deck", "export", "mine", "--anki"], "").fine();
    assert!(exported.starts_with(
        "#separator:tab\n#html:true\n#notetype:Basic\n#deck column:3\n#tags column:4\n#guid column:5\n"
    ));
    assert!(exported.contains("\tmine/g1\n"), "{exported}");
    fs::write(at.join("back.txt"), exported).unwrap();
    assert_eq!(run(&at, &["deck", "import", "back.txt"], "").fine(), "1 card there already\n");
    run(&at, &["deck", "import"], "").refused();
    run(&at, &["deck", "import", "none.txt"], "").refused();
    run(&at, &["deck", "export", "nothing", "--anki"], "").refused();
}

#[test]
fn a_drill_asks_tells_and_can_be_asked_again() {
    let at = folder("drill");
    let skill = ["drill", "notes-gps-rate", "--count", "2", "--seed", "5"];
    let said = run(&at, &skill, "66\n67K/s\n").fine();
    assert!(said.contains("200K concurrent drivers"), "{said}");
    assert!(said.contains("read as 66/s") && said.contains("A K is lost"), "{said}");
    assert!(said.ends_with("1 of 2 exercises right. The same again: --seed 5\n"), "{said}");
    // What cannot be read is not an answer; the end of the input is the end.
    let said = run(&at, &skill, "5 GB\n\n66.7K\n");
    assert_eq!(said.code, Some(0));
    assert!(said.stderr.contains("an amount of data where a rate belongs"), "{}", said.stderr);
    assert!(said.stdout.ends_with("1 of 1 exercise right. The same again: --seed 5\n"), "{}", said.stdout);
    let lines = run(&at, &["drill", "--json", "--seed", "9", "--count", "3"], "?\n?\n?\n").fine();
    let rows: Vec<Value> = lines.lines().map(json).collect();
    assert_eq!(rows.len(), 7);
    assert_eq!((rows[0]["seed"].as_u64(), rows[1]["verdict"].as_str()), (Some(9), Some("wrong")));
    assert_eq!(run(&at, &["drill", "--json", "--seed", "9", "--count", "3"], "?\n?\n?\n").fine(), lines);
    assert!(run(&at, &["drill", "--list"], "").fine().contains("concurrency"));
    assert!(run(&at, &["drill", "raet"], "").refused().contains("did you mean `rate`?"));
    for flags in [["--level", "4"], ["--count", "0"], ["--seed", "x"]] {
        run(&at, &["drill", "rate", flags[0], flags[1]], "").refused();
    }
    let hostile = run(&at, &["drill", "rate", "--count", "1"], "\u{1b}[2J\u{7}\n");
    assert!(!hostile.stderr.contains(unsafe_to_print) && !hostile.stdout.contains(unsafe_to_print));
    assert_eq!(run(&at, &["drill", "rate"], "q\n").code, Some(0));
}

#[test]
fn no_exercise_comes_twice_in_one_sitting_and_each_can_be_asked_again() {
    let at = folder("fresh");
    let ask = |seed: &str, count: &str| {
        let command = ["drill", "rate", "--level", "1", "--json", "--seed", seed, "--count", count];
        let rows: Vec<Value> = run(&at, &command, &"?\n".repeat(12)).fine().lines().map(json).collect();
        let asked = rows.iter().filter(|row| row["ask"].is_string());
        asked.map(|row| (row["seed"].to_string(), row["ask"].to_string())).collect::<Vec<_>>()
    };
    for seed in ["1", "2", "3", "6"] {
        let asked = ask(seed, "12");
        let mut texts: Vec<&String> = asked.iter().map(|(_, text)| text).collect();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 12, "seed {seed}: {asked:#?}");
        // The first of them that did not have the seed of its place.
        let moved = asked
            .iter()
            .zip(seed.parse::<u64>().unwrap()..)
            .find(|((own, _), usual)| *own != usual.to_string());
        let (moved, _) = moved.unwrap_or_else(|| panic!("seed {seed} repeats nothing: {asked:#?}"));
        assert_eq!(ask(&moved.0, "1").first(), Some(moved));
    }
    // A skill with one exercise gives it again.
    let said = run(&at, &["drill", "notes-gps-rate", "--count", "2", "--seed", "5"], "?\n?\n").fine();
    assert_eq!(said.matches("200K concurrent drivers").count(), 2, "{said}");
}
