//! Runs the program as a person or a script would, and reads tables of expectations.
//!
//! A table is text, one row a line: `input => expectation ; expectation …`. `↵` in an input ends a line of
//! a sheet, and the row is about the last answer. A row that defines a name has a process of its own. A line that begins with `##` names the place in the document
//! that the rows after it hold, `//` is a comment. Expectations:
//!
//! | word | holds |
//! |---|---|
//! | `= 1250000/9` | `exact` is this fraction in lowest terms and `value` is within 1e-9 of it |
//! | `~ 1.41421356237` | `value` alone, within 1e-9 |
//! | `true`, `false`, `depends` | `value` and `display` of a comparison |
//! | `unit /s`, `shows TEXT`, `label TEXT` | `unit`, `display` as a whole, a part of `label` |
//! | `reads TEXT` | a part of `display` |
//! | `about 3.805` | the number that `display` shows, magnitude and prefix multiplied in, within 0.5 % |
//! | `note TEXT`, `noted`, `quiet` | a part of a note, any note, none |
//! | `exact null` | no exact fraction |
//! | `range 5 20`, `middle 10`, `p5 5`, `p95 20` | numbers of a range, within 1e-9 (`≈` before a number: 4 %) |
//! | `says at most` | a part of `display` and notes, or of an error's message and help |
//! | `interview 100` | `interview.value`, not rounded |
//! | `rounds 120` | the number that `interview.display` shows |
//! | `error`, `at dya` | an `error` with a message and a span inside the line; what the span covers |
//!
//! `|` between parts of a text means one of them. Words are compared without their spaces, and without regard to case unless they have capitals, so that a test
//! holds what is said and not how it is set; `shows` is exact.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The program, apart from the user's own folders and the colours and the width of their terminal.
pub fn napkin() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_napkin"));
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    command.env("HOME", &home);
    for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "NAPKIN_DATA_DIR"]
    {
        command.env(folder, &home);
    }
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// What came back from one process.
#[derive(Debug)]
pub struct Run {
    /// `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output; a test of an answer may not meet bytes that are no text.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Asserts success with nothing on standard error, and gives standard output.
    pub fn fine(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "a clean run\n{self:#?}");
        self.stdout
    }

    /// Asserts a refusal (exit 2, words on standard error that are safe to print), and gives standard error.
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "exit 2\n{self:#?}");
        assert!(!self.stderr.trim().is_empty(), "words on standard error\n{self:#?}");
        assert!(!self.stderr.contains("panicked"), "no panic\n{self:#?}");
        assert!(!self.stderr.contains(unsafe_to_print), "no raw control characters\n{self:#?}");
        self.stderr
    }
}

/// Control characters and the marks that reorder or hide text.
pub fn unsafe_to_print(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Runs `command` with `input` on standard input. A program that stops reading early is not an error here.
pub fn run(mut command: Command, input: impl Into<Vec<u8>>) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe to it");
    let input = input.into();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the input is written");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// `napkin ARGS` with nothing on standard input.
pub fn typed<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    let mut command = napkin();
    command.args(args);
    run(command, "")
}

/// The answers, in order, to `lines` typed into one process.
pub fn answers(flags: &[&str], lines: &[&str]) -> Vec<Value> {
    let mut command = napkin();
    command.arg("calc").args(flags).args(["--format", "json", "-"]);
    let run = run(command, lines.join("\n") + "\n");
    let parsed: Result<Vec<Value>, _> = run.stdout.lines().map(serde_json::from_str).collect();
    parsed.unwrap_or_else(|cause| panic!("one JSON object a line: {cause}\n{lines:#?}\n{run:#?}"))
}

/// Holds every row of `table` and reports all that fail at once.
pub fn hold(flags: &[&str], table: &str) {
    let rows = rows(table);
    let single: Vec<&str> = rows.iter().filter(|row| !row.alone()).map(|row| row.input).collect();
    let together = answers(flags, &single);
    // When one row upsets the process the rest is asked one by one, so that one fault is reported once.
    let mut together = (together.len() == single.len()).then(|| together.into_iter());
    let mut report = String::new();
    let mut failures = 0;
    for row in &rows {
        let answer = match &mut together {
            Some(answers) if !row.alone() => answers.next(),
            _ => answers(flags, &row.input.split('↵').map(str::trim).collect::<Vec<_>>()).pop(),
        };
        let answer = answer.unwrap_or(Value::Null);
        let last = row.input.rsplit('↵').next().unwrap_or_default().trim();
        let missed: Vec<String> = row
            .expected
            .iter()
            .filter_map(|expected| Some(format!("{expected}: {}", check(expected, last, &answer).err()?)))
            .collect();
        if !missed.is_empty() {
            failures += 1;
            let shown = serde_json::to_string_pretty(&answer).expect("JSON prints");
            let _ = write!(report, "\n[{}] {}\n", row.place, row.input);
            for miss in missed {
                let _ = writeln!(report, "  missed  {miss}");
            }
            let _ = writeln!(report, "  {}", shown.replace('\n', "\n  "));
        }
    }
    assert_eq!(failures, 0, "of {} rows, flags {flags:?}\n{report}", rows.len());
}

struct Row<'a> {
    place: &'a str,
    input: &'a str,
    expected: Vec<&'a str>,
}

impl Row<'_> {
    fn alone(&self) -> bool {
        self.input.contains('↵') || self.input.contains(" = ")
    }
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let mut place = "";
    let mut rows = Vec::new();
    for line in table.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("##") {
            place = name.trim();
        } else if !line.is_empty() && !line.starts_with("//") {
            let (input, expected) =
                line.split_once("=>").unwrap_or_else(|| panic!("a row is `input => expectation`: {line}"));
            let expected = expected.split(';').map(str::trim).collect();
            rows.push(Row { place, input: input.trim(), expected });
        }
    }
    assert!(!rows.is_empty(), "a table has rows");
    rows
}

fn check(expected: &str, line: &str, answer: &Value) -> Result<(), String> {
    let (word, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    let is_error = !answer["error"].is_null();
    if word != "says" && is_error != matches!(word, "error" | "at") {
        return Err(if is_error { "an error".into() } else { "no error".into() });
    }
    match word {
        "=" => {
            near(&answer["value"], rest)?;
            same(&text(&answer["exact"]), rest)
        }
        "~" => near(&answer["value"], rest),
        "true" | "false" => {
            same(&answer["value"].to_string(), word)?;
            same(&text(&answer["display"]), word)
        }
        "depends" => {
            same(&answer["value"].to_string(), "null")?;
            same(&text(&answer["display"]), "depends")
        }
        "exact" => same(&answer["exact"].to_string(), rest),
        "unit" => same(&text(&answer["unit"]), rest),
        "shows" => same(&text(&answer["display"]).replace('\u{2212}', "-"), rest),
        "reads" => part(&text(&answer["display"]).replace('\u{2212}', "-"), rest),
        "label" => part(&text(&answer["label"]), rest),
        "note" => part(&notes(answer), rest),
        "noted" => {
            if notes(answer).is_empty() {
                Err("no note".into())
            } else {
                Ok(())
            }
        }
        "quiet" => same(&notes(answer), ""),
        "range" => {
            let (low, high) = rest.split_once(' ').unwrap_or_else(|| panic!("two ends: {expected}"));
            near(&answer["low"], low)?;
            near(&answer["high"], high)
        }
        "middle" | "p5" | "p95" => near(&answer[word], rest),
        "interview" => near(&answer["interview"]["value"], rest),
        "about" => shown(&answer["display"], rest, 5e-3),
        "rounds" => shown(&answer["interview"]["display"], rest, 1e-9),
        "error" => {
            let span = span(answer).ok_or("a span of two numbers")?;
            let inside = span.0 <= span.1 && span.1 <= line.len();
            if text(&answer["error"]["message"]).is_empty() {
                Err("no message".into())
            } else if inside {
                Ok(())
            } else {
                Err(format!("the span {span:?} leaves the line"))
            }
        }
        "at" => {
            let span = span(answer).ok_or("a span of two numbers")?;
            same(line.get(span.0..span.1).unwrap_or("no text there"), rest)
        }
        "says" if is_error => {
            let error = &answer["error"];
            part(&format!("{}\n{}", text(&error["message"]), text(&error["help"])), rest)
        }
        "says" => part(&format!("{}\n{}", text(&answer["display"]), notes(answer)), rest),
        _ => panic!("no such expectation: {expected}"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn notes(answer: &Value) -> String {
    let notes = answer["notes"].as_array().map(Vec::as_slice).unwrap_or_default();
    notes.iter().map(text).collect::<Vec<_>>().join("\n")
}

fn span(answer: &Value) -> Option<(usize, usize)> {
    let span = answer["error"]["span"].as_array()?;
    let end = |at: usize| usize::try_from(span.get(at)?.as_u64()?).ok();
    Some((end(0)?, end(1)?))
}

fn same(actual: &str, expected: &str) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("is {actual:?}")) }
}

/// Whether `whole` holds `part`, spaces apart, and case where `part` has no capitals.
pub fn contains(whole: &str, part: &str) -> bool {
    let (mut whole, part) = (whole.replace(char::is_whitespace, ""), part.replace(char::is_whitespace, ""));
    if !part.contains(char::is_uppercase) {
        whole = whole.to_lowercase();
    }
    whole.contains(&part)
}

fn part(whole: &str, expected: &str) -> Result<(), String> {
    if expected.split('|').any(|part| contains(whole, part)) { Ok(()) } else { Err(format!("is {whole:?}")) }
}

fn near(actual: &Value, expected: &str) -> Result<(), String> {
    let number = actual.as_f64().ok_or(format!("is {actual}, not a number"))?;
    match expected.strip_prefix('≈') {
        Some(rough) => close(number, rough, 0.04),
        None => close(number, expected, 1e-9),
    }
}

fn close(actual: f64, expected: &str, tolerance: f64) -> Result<(), String> {
    let wanted = fraction(expected);
    let apart = (actual - wanted).abs();
    if apart <= tolerance * wanted.abs() { Ok(()) } else { Err(format!("is {actual}, not {wanted}")) }
}

fn fraction(text: &str) -> f64 {
    let number = |part: &str| part.parse::<f64>().unwrap_or_else(|_| panic!("a number: {text}"));
    match text.split_once('/') {
        Some((over, under)) => number(over) / number(under),
        None => number(text),
    }
}

fn shown(display: &Value, expected: &str, tolerance: f64) -> Result<(), String> {
    let display = text(display);
    let number = number_shown(&display).ok_or(format!("no number in {display:?}"))?;
    close(number, expected, tolerance).map_err(|cause| format!("{display:?} {cause}"))
}

/// The number that a display such as `≈ 7 bn`, `2 TB`, `$1,150/month` or `120K/s` states.
fn number_shown(display: &str) -> Option<f64> {
    let start = display.find(|c: char| c.is_ascii_digit())?;
    let negative = display[..start].contains(['-', '\u{2212}']);
    let digits = display[start..].find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
    let end = digits.map_or(display.len(), |length| start + length);
    let number: f64 = display[start..end].replace(',', "").trim_end_matches('.').parse().ok()?;
    let tail = display[end..].trim_start();
    let word = tail.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let scale = match word {
        "K" | "k" | "KB" | "kB" => 1e3,
        "M" | "MB" | "million" => 1e6,
        "bn" | "billion" | "GB" => 1e9,
        "T" | "TB" | "trillion" => 1e12,
        "PB" => 1e15,
        _ => 1.0,
    };
    Some(if negative { -number * scale } else { number * scale })
}

#[test]
fn a_display_is_read_back() {
    for (display, number) in [
        ("138,889 orders", 138_889.0),
        ("≈ 7 bn", 7e9),
        ("2 TB", 2e12),
        ("$1,150/month", 1150.0),
        ("120K/s", 120e3),
        ("6.67 MB/s", 6.67e6),
        ("\u{2212}0.25/s", -0.25),
        ("10 messages", 10.0),
    ] {
        assert_eq!(number_shown(display), Some(number), "{display}");
    }
    assert_eq!(number_shown("depends"), None);
}

#[test]
fn expectations_are_held_and_missed() {
    let answer = serde_json::json!({
        "value": 138_888.888_888_888_9, "exact": "1250000/9", "unit": "", "label": "orders",
        "display": "138,889 orders", "interview": { "value": 138_888.888_888_888_9, "display": "140,000 orders" },
        "notes": ["500B read as 500 bytes"],
    });
    let error = serde_json::json!({ "error": { "message": "no unit `dya`", "span": [4, 7], "help": "day" } });
    for (expected, answer, held) in [
        ("= 1250000/9", &answer, true),
        ("= 1250000/8", &answer, false),
        ("shows 138,889 orders", &answer, true),
        ("shows 138,889", &answer, false),
        ("about 139000", &answer, true),
        ("about 140000", &answer, false),
        ("rounds 140000", &answer, true),
        ("note Byte", &answer, false),
        ("note bn|byte", &answer, true),
        ("quiet", &answer, false),
        ("unit", &answer, true),
        ("range 1 2", &answer, false),
        ("error", &answer, false),
        ("error", &error, true),
        ("says `dya`", &error, true),
        ("at dya", &error, true),
        ("at 10M", &error, false),
        ("= 5", &error, false),
        ("depends", &error, false),
    ] {
        assert_eq!(check(expected, "10M/dya", answer).is_ok(), held, "{expected} of {answer}");
    }
}
