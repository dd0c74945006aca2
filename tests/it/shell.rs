//! The command line of the calculator: what it reads, where it writes, how it ends.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, contains, napkin, run, typed};

/// One answer in JSON.
fn json(args: &[&str]) -> Value {
    let stdout = typed(args).fine();
    serde_json::from_str(&stdout).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{stdout}"))
}

/// `text` in a file of that name.
fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the file is written");
    path
}

/// `input` on the standard input of `napkin ARGS`.
fn piped(args: &[&str], input: impl Into<Vec<u8>>) -> Run {
    let mut command = napkin();
    command.args(args);
    run(command, input)
}

#[test]
fn words_need_no_quotes() {
    let words = ["10M", "orders/day", "x", "20min"];
    let answer = "138,889 orders\n";
    assert_eq!(typed(["-q"].iter().chain(&words)).fine(), answer);
    assert_eq!(typed(words.iter().chain(&["-q"])).fine(), answer);
    assert_eq!(typed(["calc", "-q"].iter().chain(&words)).fine(), answer);
    assert_eq!(typed(["-q", "10M orders/day x 20min"]).fine(), answer);
    assert_eq!(typed(["calc", "-q", "10M orders/day x 20min"]).fine(), answer);
    assert!(typed(words).fine().contains("138,889 orders"));
}

#[test]
fn the_first_word_tells_an_expression() {
    for (words, answer) in [
        (vec!["-5..5"], "-5..5"),
        (vec!["-2^2"], "-4"),
        (vec!["-5", "+", "3"], "-2"),
        (vec!["(2 + 3) x 4"], "20"),
        (vec!["(2", "+", "3)", "x", "4"], "20"),
        (vec!["$1,000", "x", "2"], "$2,000"),
        (vec!["max(3,", "4)"], "4"),
        (vec!["ceil(4.2)"], "5"),
        (vec!["10x"], "10"),
        (vec!["5", "x", "-3"], "-15"),
    ] {
        let shown = typed(["calc", "-q"].iter().chain(&words)).fine().replace('\u{2212}', "-");
        assert!(shown.starts_with(answer), "calc -q {words:?}: {shown}");
        let shown = typed(&words).fine().replace('\u{2212}', "-");
        assert!(shown.contains(answer), "{words:?}: {shown}");
    }
}

#[test]
fn a_leading_tilde_is_no_command() {
    let run = typed(["~10M/day"]);
    assert!(!contains(&run.stderr, "command"), "{run:#?}");
    if run.code == Some(0) {
        assert!(run.stdout.contains("115.7"), "{run:#?}");
    } else {
        run.refused();
    }
}

#[test]
fn the_plain_answer_is_short() {
    let shown = typed(["10M orders/day"]).fine();
    assert!((1..=4).contains(&shown.lines().count()), "four lines at most:\n{shown}");
    assert!(
        shown.contains("115.7 orders/s") && contains(&shown, "interview") && shown.contains("100"),
        "{shown}"
    );
    assert!(!shown.contains('\x1b'), "no colour in a pipe: {shown:?}");
}

#[test]
fn no_interview_line_where_both_arithmetics_agree() {
    for line in ["5x20", "10M orders/day x 20min", "10M/month x 1 year"] {
        let shown = typed([line]).fine();
        assert!(!shown.is_empty() && !contains(&shown, "interview"), "{line}\n{shown}");
    }
}

#[test]
fn digits_of_interview_arithmetic_are_a_flag() {
    for (flag, answer) in [("-i", "120"), ("-i1", "100"), ("-i3", "116")] {
        let shown = typed(["calc", flag, "115.74/s"]).fine();
        assert!(shown.contains(answer), "{flag}\n{shown}");
        assert_eq!(typed([flag, "115.74/s"]).fine(), shown, "{flag}");
        assert_eq!(typed(["115.74/s", flag]).fine(), shown, "{flag}");
    }
}

#[test]
fn json_is_one_object_on_standard_output() {
    for args in [
        ["calc", "--format", "json", "10M/day"].as_slice(),
        &["--format", "json", "10M/day"],
        &["10M/day", "--format", "json"],
        &["calc", "--json", "10M/day"],
    ] {
        let answer = json(args);
        assert_eq!(answer["exact"], "3125/27", "{args:?}: {answer}");
        assert_eq!((&answer["version"], &answer["unit"]), (&1.into(), &"/s".into()), "{args:?}");
    }
    let run = typed(["calc", "--format", "json", "10M/dya"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let answer: Value = serde_json::from_str(&run.stdout).expect("the error is one JSON object");
    assert!(answer["error"]["message"].is_string(), "{answer}");
    assert_eq!(answer["error"]["span"], serde_json::json!([4, 7]), "bytes of the typed text: {answer}");
    assert!(contains(&answer["error"]["help"].to_string(), "day"), "{answer}");
}

#[test]
fn an_error_writes_nothing_to_standard_output() {
    let run = typed(["10M/dya"]);
    assert_eq!(run.stdout, "");
    let said = run.refused();
    assert!(said.contains("help:") && said.contains("10M/dya"), "{said}");
    assert!(!said.contains('\x1b'), "no colour in a pipe: {said:?}");
}

#[test]
fn a_warning_is_no_failure() {
    let run = typed(["calc", "-q", "10 orders + 5 users"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "15\n"), "{run:#?}");
}

#[test]
fn an_error_on_a_line_does_not_stop_the_next() {
    let path = file("second-line-broken.nap", "5x20\n10M/dya\n2 + 3\n");
    let path = path.to_str().expect("a plain path");
    let run = typed(["calc", "-q", path]);
    assert_eq!(run.stdout, "100\n5\n", "{run:#?}");
    let said = run.refused();
    assert!(said.contains("second-line-broken.nap:2:"), "names the file and the line: {said}");

    let run = typed(["calc", "--format", "json", path]);
    assert_eq!(run.code, Some(2));
    let answers: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3, "{}", run.stdout);
    assert_eq!((&answers[0]["exact"], &answers[2]["exact"]), (&"100".into(), &"5".into()));
    assert!(answers[1]["error"].is_object(), "{}", answers[1]);
}

#[test]
fn a_sheet_is_read_from_a_file_or_standard_input() {
    let sheet = "# couriers\norders = 10M orders/day   # asked for\n\norders x 20min\n";
    let path = file("couriers.nap", sheet);
    let from_file = typed(["calc", "-q", path.to_str().expect("a plain path")]).fine();
    assert!(from_file.ends_with("138,889 orders\n"), "{from_file}");
    assert_eq!(from_file.lines().count(), 2, "a blank line and a comment have no answer:\n{from_file}");
    for args in [["calc", "-q", "-"].as_slice(), &["calc", "-q"], &["-q", "-"]] {
        assert_eq!(piped(args, sheet).fine(), from_file, "{args:?}");
    }
    let windows = sheet.replace('\n', "\r\n");
    assert_eq!(piped(&["calc", "-q", "-"], windows).fine(), from_file, "lines of Windows");
    let cut = sheet.trim_end();
    assert_eq!(piped(&["calc", "-q", "-"], cut).fine(), from_file, "no line feed at the end");
    assert_eq!(piped(&["calc", "-q", "-"], "").fine(), "", "an empty sheet");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_in_few_words() {
    for fill in ["9", "(", "a", "1+"] {
        let run = piped(&["calc", "-"], fill.repeat(10_000_000 / fill.len()) + "\n2 + 3\n");
        assert!(run.stdout.contains('5'), "the next line is answered: {run:?}");
        let said = run.refused();
        assert!(said.len() < 2_000, "{} bytes of error", said.len());
        assert!(["4 KB", "4,096", "4096", "4,000"].iter().any(|limit| contains(&said, limit)), "{said}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_and_the_next_line_is_answered() {
    let run = piped(&["calc", "-q", "-"], b"10M\xff/day\n2 + 3\n\0\n3 + 4\n");
    assert_eq!(run.stdout, "5\n7\n", "{run:#?}");
    run.refused();
}

#[test]
fn a_folder_is_no_sheet() {
    let said = typed(["calc", env!("CARGO_TARGET_TMPDIR")]).refused();
    assert!(contains(&said, "folder") || contains(&said, "directory"), "{said}");
}

#[test]
fn a_missing_file_is_named() {
    let said = typed(["calc", "no-such-sheet.nap"]).refused();
    assert!(said.contains("no-such-sheet.nap"), "{said}");
    let said = typed(["calc", "./nowhere/no-such-sheet.nap"]).refused();
    assert!(said.contains("no-such-sheet.nap"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let broken = OsStr::from_bytes(b"10M\xff/day");
    typed([broken]).refused();
    typed([OsStr::new("calc"), broken]).refused();
}

#[test]
fn control_characters_in_an_argument_stay_out_of_the_terminal() {
    for text in ["10M\x1b[2J/day", "\x1b[31mcalc", "calc\u{202e}", "10M/day\n\x07"] {
        typed([text]).refused();
        typed(["calc", text]).refused();
        typed(["calc", "--format", text]).refused();
    }
}

#[test]
fn an_empty_argument_is_refused() {
    for args in [["calc", ""].as_slice(), &["calc", "  "], &[""], &["  "], &["calc", "", ""]] {
        let run = typed(args);
        assert_eq!(run.stdout, "", "{args:?}");
        run.refused();
    }
}

#[test]
fn a_mistyped_command_is_no_name() {
    for (args, near) in [
        (["clac", "10M/day"], "calc"),
        (["strage", "10M/day"], "storage"),
        (["concurent", "10M/day"], "concurrent"),
        (["refz", "redis"], "refs"),
        (["bandwith", "10M/day"], "bandwidth"),
    ] {
        let run = typed(args);
        assert_eq!(run.stdout, "", "{args:?}");
        let said = run.refused();
        assert!(said.contains(near), "{args:?} offers {near}: {said}");
        assert!(contains(&said, "command"), "{args:?} is read as a command: {said}");
    }
    let said = typed(["telepathy"]).refused();
    assert!(contains(&said, "command"), "{said}");
}

#[test]
fn an_unknown_flag_or_format_is_a_usage_error() {
    for args in
        [["calc", "--fromat", "json", "5"].as_slice(), &["calc", "--format", "xml", "5"], &["--nothing"]]
    {
        typed(args).refused();
    }
}

#[test]
fn what_the_shell_ate_is_explained() {
    // bash turns $0.023 into bash.023 and an unquoted * into the names of files
    for args in [["50TB", "x", "bash.023/GB-month"].as_slice(), &["50TB", "x", "-bash.023/GB-month"]] {
        let said = typed(args).refused();
        assert!(contains(&said, "quote"), "{args:?}: {said}");
    }
}

#[test]
fn colour_is_a_flag() {
    let said = typed(["calc", "--color", "never", "10M/dya"]);
    assert!(!said.stderr.contains('\x1b'), "{said:?}");
    let said = typed(["calc", "--color", "always", "10M/dya"]);
    assert!(said.code == Some(2) && said.stderr.contains("\x1b["), "{said:?}");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut command = napkin();
    command.args(["calc", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe to it");
    // More than a pipe holds, so that the program meets the closed end while it writes.
    let lines = "10M orders/day x 20min\n".repeat(5_000);
    drop(stdin.write_all(lines.as_bytes()));
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "quiet");
    assert_ne!(output.status.code(), Some(101), "no panic");
}

#[test]
fn a_sheet_derives_each_line_from_the_names_before_it() {
    let run = piped(&["calc", "--json", "-"], "a = 5\nans x 2\na = a x 3\na x 2\n");
    let steps: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["steps"].clone())
        .collect();
    let step = |text: &str| serde_json::json!([text]);
    assert_eq!(steps[1..], [step("5 x 2 = 10"), step("5 x 3 = 15"), step("15 x 2 = 30")]);
}

#[test]
fn what_a_candidate_says_for_per_is_explained() {
    for (line, fix) in
        [("10M orders a day", "10M orders per day"), ("200K pings every 3s", "200K pings per 3")]
    {
        let said = typed([line]).refused();
        assert!(contains(&said, fix), "{line}: {said}");
    }
}

#[test]
fn a_word_that_is_no_command_is_shown_in_part() {
    let said = typed(["a".repeat(100_000)]).refused();
    assert!(said.len() < 400, "{} bytes", said.len());
}

#[test]
fn help_is_there_behind_an_expression() {
    assert!(contains(&typed(["10M/day", "--help"]).fine(), "napkin calc"));
}

#[test]
fn so_much_for_each_is_no_load() {
    for (line, holds) in [("500 bytes/order", false), ("4GB per node", false), ("500 GB", true)] {
        assert_eq!(typed([line]).fine().contains("holds:"), holds, "{line}");
    }
}
