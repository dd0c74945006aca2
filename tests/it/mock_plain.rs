//! A mock line by line, the timer in a pipe, frameworks of one's own.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use napkin::mock::{
    Answers, Attempt, CueKind, FRAMEWORK, Framework, STANDARDS, Standards, draw, meant, nearest, options,
    rubric, symptoms,
};
use napkin::problem::model::Problem;
use napkin::problem::{File, Library};
use napkin::sim::experiment::Watch;
use napkin::sim::report::Asked;
use serde_json::Value;

use super::support::{Run, napkin, run, typed};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own for the log of one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("plain-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn mock(name: &str, args: &[&str], lines: &[u8]) -> Run {
    let mut command = napkin();
    command.arg("--data-dir").arg(folder(name)).arg("mock").args(args);
    run(command, lines)
}

fn problem(id: &str) -> Problem {
    let entry = Library::built_in().find(id).unwrap().clone();
    File::parse(&entry.text).unwrap().read().problem
}

/// What one would type to say the same as a file of answers.
fn transcript(problem: &Problem, answers: &Answers) -> Vec<String> {
    let framework = Framework::read(FRAMEWORK).unwrap();
    let mut lines: Vec<String> = Vec::new();
    for (at, phase) in framework.phases.iter().enumerate() {
        let note = answers.notes.get(&phase.id).map_or("", String::as_str);
        lines.extend(note.lines().map(|line| format!(":note {line}")));
        let multi =
            |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        match phase.id.as_str() {
            "functional" => {
                for question in &answers.questions {
                    lines.push(format!("? {}", question.text));
                    if !nearest(problem, &question.text).is_empty() {
                        let one = meant(problem, &question.text).is_some();
                        lines.push(if one { "1" } else { "0" }.to_owned());
                    }
                }
            }
            "napkin" => lines.extend(multi(&answers.napkin)),
            "entities" => lines.extend(multi(&answers.entities)),
            "api" => lines.extend(multi(&answers.endpoints)),
            "high-level" => lines.extend(multi(&answers.sketch)),
            "deep-dive" => {
                for (decision, chosen) in &answers.choices {
                    lines.extend(
                        [decision, &chosen.option, &chosen.because, &chosen.accepts].map(Clone::clone),
                    );
                }
                lines.push(":next".to_owned());
                let mut attempt = Attempt::new(problem, &framework, problem.minutes, 1, vec![at]);
                attempt.answers = answers.clone();
                while let Some((kind, id)) = attempt.bring(problem, &framework) {
                    match kind {
                        CueKind::Pushback => {
                            lines.push(answers.replies.get(&id).cloned().unwrap_or_default());
                        }
                        CueKind::Change => lines.push(answers.change.clone()),
                        CueKind::Failure => {
                            lines.extend([answers.failure.cause.clone(), answers.failure.remedy.clone()]);
                        }
                        CueKind::Opening => {}
                    }
                }
                continue;
            }
            "scaling" => lines.extend([answers.growth.breaks.clone(), answers.growth.then.clone()]),
            "wrap-up" => {
                lines.extend((0..3).map(|at| answers.wrapup.components.get(at).cloned().unwrap_or_default()));
                lines.extend((0..2).map(|at| answers.wrapup.trade_offs.get(at).cloned().unwrap_or_default()));
                lines.push(answers.wrapup.improvement.clone());
            }
            _ => {}
        }
        lines.push(":next".to_owned());
    }
    for (criterion, points) in rubric(problem, &framework, &(0..9).collect::<Vec<_>>()) {
        match answers.grades.get(criterion.id()) {
            Some(grades) => {
                let grade = |at: usize| grades.get(at).copied().unwrap_or(false);
                lines.extend((0..points.len()).map(|at| if grade(at) { "y" } else { "n" }.to_owned()));
            }
            None => lines.push(String::new()),
        }
    }
    lines
}

/// Two mocks of the files, one with runs and one without.
const MOCKS: [&str; 2] = ["gopuff-strong", "scheduler-borderline"];

#[test]
fn line_by_line_and_from_a_file_the_report_is_the_same() {
    for name in MOCKS {
        let path = root().join(format!("tests/mocks/{name}.toml"));
        let answers = Answers::read(&fs::read_to_string(&path).unwrap()).unwrap();
        let id = name.split_once('-').unwrap().0;
        let problem = problem(id);
        let lines = transcript(&problem, &answers).join("\n") + "\n";
        let said = mock(name, &[id, "--plain", "--json"], lines.as_bytes());
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        let mut said: Value =
            serde_json::from_str(&said.stdout).expect("the report alone is on standard output");
        // Line by line it is known in which phase a question was asked; this file does not say.
        for item in said["assessment"]["scores"][0]["items"].as_array_mut().unwrap() {
            if item["says"].as_str().is_some_and(|says| says.starts_with("asked about")) {
                assert_eq!(item["source"]["said"]["phase"], "functional", "{name}: {item:#}");
                item["source"]["said"]["phase"] = "".into();
            }
        }
        let read = typed(["mock", id, "--json", "--answers", path.to_str().unwrap()]).fine();
        let read: Value = serde_json::from_str(&read).unwrap();
        for key in ["assessment", "evidence", "script", "needless", "seconds", "minutes", "seed", "whole"] {
            assert_eq!(said[key], read[key], "{name}: {key}");
        }
    }
}

#[test]
fn wherever_the_input_ends_there_is_a_report_of_what_was_said() {
    let id = "scheduler";
    let path = root().join("tests/mocks/scheduler-strong.toml");
    let answers = Answers::read(&fs::read_to_string(path).unwrap()).unwrap();
    let lines = transcript(&problem(id), &answers);
    for end in (0..lines.len()).step_by(9) {
        let run = mock("ends", &[id, "--plain"], (lines[..end].join("\n") + "\n").as_bytes());
        assert_eq!(run.code, Some(0), "{end} lines: {}", run.stderr);
        if end > 3 {
            assert!(run.stdout.contains("of 100 points"), "{end} lines: {}", run.stdout);
        }
    }
    let nothing = mock("nothing", &[id, "--plain"], b"");
    assert_eq!(nothing.code, Some(0));
    assert!(nothing.stderr.contains("Nothing was said"), "{}", nothing.stderr);
}

#[test]
fn whatever_is_typed_is_safe_and_answered() {
    let mut lines = Vec::new();
    for phase in 0..9 {
        lines.extend_from_slice(b"\x1b[2J\x07?\n:nxet\n:\n= 1 /\n=\n\xff\xfe\n0\n99999999999999999999\n-1\n");
        lines.extend_from_slice("駐車場?\n0\n".as_bytes());
        lines.extend(std::iter::repeat_n(b'x', 200_000));
        lines.extend_from_slice(if phase % 2 == 0 { b"\n:next\n" } else { b"\r\n:back\n:next\n:next\n" });
    }
    let run = mock("hostile", &["scheduler", "--plain"], &lines);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stdout.contains('\x1b') && !run.stdout.contains('\x07'), "nothing that moves a cursor");
    assert!(run.stdout.contains("did you mean `:next`?"), "a misspelt command");
}

#[test]
fn a_mock_that_was_left_goes_on_where_it_was() {
    let home = folder("left");
    let held = |lines: &str, args: &[&str]| {
        let mut command = napkin();
        command.arg("--data-dir").arg(&home).args(["mock", "scheduler", "--plain"]).args(args);
        run(command, lines)
    };
    let left = held("we run jobs once\n:next\n:quit\n", &[]);
    assert!(left.stderr.contains("`napkin mock scheduler --plain` goes on"), "{}", left.stderr);
    let again = held(":time\n:quit\n", &[]);
    assert!(
        again.stdout.contains("Taken up where it was") && again.stdout.contains("2 of 9"),
        "{}",
        again.stdout
    );
    let anew = held(":quit\n", &["--new"]);
    assert!(anew.stdout.contains("1 of 9") && !anew.stdout.contains("Taken up"), "{}", anew.stdout);
}

#[test]
fn a_rehearsal_opens_its_own_part_alone() {
    let framework = Framework::read(FRAMEWORK).unwrap();
    let aids = |json: &Value, key: &str| json[key].as_array().unwrap().len();
    for phase in &framework.phases {
        let id = phase.id.as_str();
        let script = typed(["mock", "scheduler", "--dry-run", "--phase", id, "--json"]).fine();
        let script: Value = serde_json::from_str(&script).unwrap();
        let cues = script["cues"].as_array().unwrap();
        assert_eq!((cues[0]["id"].as_str(), cues[0]["at"].as_u64()), (Some(id), Some(0)), "{id}");
        let dive = id == "deep-dive";
        assert_eq!(cues.len() > 1, dive, "{id}: {cues:?}");
        for key in ["pushback", "changes", "failures", "decisions"] {
            assert_eq!(aids(&script, key) > 0, dive, "{id}: {key}");
        }
        assert_eq!(aids(&script, "answers") > 0, ["functional", "non-functional"].contains(&id), "{id}");
        let lines = "something\nmore of it\n:next\n";
        let run = mock("rehearsal", &["scheduler", "--plain", "--phase", id], lines.as_bytes());
        assert_eq!(run.code, Some(0), "{id}: {}", run.stderr);
        let said = &run.stdout;
        assert!(said.contains(&format!("points, a rehearsal of {id} alone, ")), "{id}: {said}");
        assert_eq!(said.contains("Interviewer: "), dive, "{id}: {said}");
        assert!(!said.contains("What runs of this design showed"), "{id}: {said}");
        let ask = said.contains("Ask what you need to know");
        assert_eq!(ask, ["functional", "non-functional"].contains(&id), "{id}: {said}");
    }
}

/// The screen shows them in the same order: `tui::mock::options_stand_in_the_order_of_the_mock`.
#[test]
fn options_have_one_order_and_the_file_s_own_is_not_the_first() {
    let (mut all, mut told) = (0, 0);
    for entry in Library::built_in().entries() {
        let problem = File::parse(&entry.text).unwrap().read().problem;
        let args = ["mock", &problem.id, "--phase", "deep-dive"];
        let script = typed([&args[..], &["--dry-run", "--json"]].concat()).fine();
        let text = typed([&args[..], &["--dry-run"]].concat()).fine();
        let script: Value = serde_json::from_str(&script).unwrap();
        // Each decision is opened and left open.
        let lines: Vec<String> =
            problem.decisions.iter().map(|decision| format!("{}\n\n", decision.id)).collect();
        let lines = lines.concat();
        let held =
            mock(&format!("order-{}", problem.id), &[&args[1..], &["--plain"]].concat(), lines.as_bytes());
        for (at, decision) in problem.decisions.iter().enumerate() {
            let ids = script["decisions"][at]["options"].as_array().unwrap().iter();
            let ids: Vec<&str> = ids.map(|id| id.as_str().unwrap()).collect();
            let wanted: Vec<&str> =
                options(&problem, at, 1).iter().map(|option| option.id.as_str()).collect();
            assert_eq!(ids, wanted, "{}", decision.id);
            assert!(text.contains(&format!("      {}\n", ids.join(", "))), "{}: {text}", decision.id);
            let list: Vec<String> =
                ids.iter().enumerate().map(|(at, id)| format!("    {} {id}\n", at + 1)).collect();
            let list = format!("  {}\n{}", decision.ask, list.concat());
            assert!(held.stdout.contains(&list), "{list}\n{}", held.stdout);
            all += 1;
            told += usize::from(ids[0] == decision.options[decision.chosen].id);
        }
    }
    // By chance it would be one in two or three.
    assert!(told * 2 < all, "the first option is the file's own in {told} of {all}");
}

#[test]
fn a_short_mock_has_its_push_back_at_times_of_its_own() {
    for minutes in ["5", "35", "45", "60"] {
        let script = typed(["mock", "scheduler", "--dry-run", "--minutes", minutes, "--json"]).fine();
        let script: Value = serde_json::from_str(&script).unwrap();
        let cues = script["cues"].as_array().unwrap();
        let of = |kind: &str| cues.iter().filter(|cue| cue["kind"] == kind).count();
        assert!(of("pushback") >= 2 && of("change") == 1 && of("failure") == 1, "{minutes}: {cues:?}");
        let times = cues.iter().filter(|cue| cue["kind"] != "opening").map(|cue| cue["at"].as_u64().unwrap());
        let times: Vec<u64> = times.collect();
        assert!(times.windows(2).all(|two| two[1] >= two[0] + 20), "{minutes}: {times:?}");
    }
}

#[test]
fn the_report_is_heard_line_by_line_and_fits_a_narrow_page() {
    let home = folder("narrow");
    let with = |args: &[&str], columns: &str, lines: &str| {
        let mut command = napkin();
        command.arg("--data-dir").arg(&home).args(args).env("COLUMNS", columns);
        run(command, lines)
    };
    let held = with(&["mock", "scheduler", "--plain"], "60", "how many jobs?\n1\n");
    let report = held.stdout.split("Job scheduler: ").last().unwrap().to_owned();
    assert!(held.stdout.contains("points"), "{}", held.stdout);
    let is_drawn = |line: &str| line.starts_with(['|', '#', '>']);
    assert!(!report.lines().any(is_drawn), "{report}");
    let narrow = with(&["report", "last"], "60", "").stdout;
    let is_long = |line: &&str| line.chars().count() > 60 && line.trim().contains(' ');
    assert_eq!(narrow.lines().find(is_long), None, "{narrow}");
    assert!(!narrow.lines().any(|line| line.starts_with('|')), "{narrow}");
    let markdown = with(&["report", "last", "--format", "md"], "60", "").stdout;
    assert!(
        markdown.contains("| criterion | points | of | by oneself |\n|---|---:|---:|---:|\n"),
        "{markdown}"
    );
}

#[test]
fn symptoms_are_measured_in_the_design_that_was_chosen_and_do_not_name_the_fault() {
    let library = Library::built_in();
    let mut measured = 0;
    for entry in library.entries() {
        let file = File::parse(&entry.text).unwrap();
        let problem = file.read().problem;
        let asked = Asked { problem: problem.id.clone(), ..Asked::default() };
        let cancel = AtomicBool::new(false);
        let watch = Watch { cancel: &cancel, progress: &|_, _| {} };
        // What the interviewer draws is what counts.
        let Some(drawn) = draw(&problem, 1).failure else { continue };
        let failure = problem.failures.iter().find(|failure| failure.id == drawn).unwrap();
        let seen = symptoms(&file, &problem, &asked, &Answers::default(), &drawn, watch);
        assert!(
            !seen.lines.is_empty() && seen.lines.iter().all(|line| !line.trim().is_empty()),
            "{}",
            problem.id
        );
        assert_eq!(seen.measured, problem.design.is_some() && failure.fault.is_some(), "{}", problem.id);
        if seen.measured {
            measured += 1;
            let text = seen.lines.join("\n").to_lowercase();
            for name in [&drawn, failure.fault.as_ref().unwrap()] {
                assert!(!text.contains(name.as_str()), "{}: {name} is named in {text}", problem.id);
            }
        } else {
            assert_eq!(seen.lines, std::slice::from_ref(&failure.symptom), "{}", problem.id);
        }
    }
    assert!(measured > 0, "no problem shows a failure");
    let standards = Standards::read(STANDARDS).unwrap();
    assert!(standards.communication.seconds >= 60);
}

#[test]
fn the_plan_of_a_timer_adds_up() {
    let starts = |args: &[&str]| -> Vec<u64> {
        let mut all = vec!["timer", "--json"];
        all.extend(args);
        let plan: Value = serde_json::from_str(&typed(all).fine()).unwrap();
        plan["phases"].as_array().unwrap().iter().map(|phase| phase["starts"].as_u64().unwrap()).collect()
    };
    // 3, 2, 3, 3, 5, 5, 25, 10 and 4 minutes.
    assert_eq!(starts(&[]), [0, 180, 300, 480, 660, 960, 1260, 2760, 3360]);
    // Three quarters of it.
    assert_eq!(starts(&["--minutes", "45"]), [0, 135, 225, 360, 495, 720, 945, 2070, 2520]);
    assert_eq!(starts(&["--minutes", "120", "--phase", "wrap-up,napkin"]), [0, 360]);
    let plan = typed(["timer", "--minutes", "35"]).fine();
    assert!(plan.contains("cut to 35 minutes") && plan.contains("0:00  Functional requirements"), "{plan}");
    for (args, says) in [
        (vec!["timer", "--minutes", "4"], "4 minutes cannot be held"),
        (vec!["timer", "--minutes", "18446744073709551615"], "cannot be held"),
        (vec!["timer", "--phase", "warp-up"], "did you mean `wrap-up`?"),
        (vec!["timer", "gopuff"], "a timer knows no problem"),
        (vec!["timer", "--framework", "classik"], "did you mean `classic`?"),
        (vec!["timer", "--framework", "no/such.toml"], "cannot be read"),
    ] {
        let refused = typed(&args).refused();
        assert!(refused.contains(says), "{args:?}: {refused}");
    }
}

#[test]
fn a_framework_of_ones_own_is_found_and_its_errors_have_a_line() {
    let home = folder("frameworks");
    fs::create_dir_all(home.join("frameworks")).unwrap();
    let short = r#"
schema  = 1
id      = "short"
title   = "Twenty minutes"
minutes = 20
presets = [20]

[[phases]]
id = "ask"
title = "Ask"
minutes = 5
aid = "questions"
does = ["Ask."]
strong = []
mistakes = []

[[phases]]
id = "dive"
title = "Dive"
minutes = 15
aid = "decisions"
does = ["Decide."]
strong = []
mistakes = []
"#;
    fs::write(home.join("frameworks/short.toml"), short).unwrap();
    let wrong =
        short.replace("id      = \"short\"", "id = \"wrong\"").replace("minutes = 15", "minutes = 14");
    fs::write(home.join("frameworks/wrong.toml"), wrong).unwrap();
    let with = |args: &[&str]| {
        let mut command = napkin();
        command.arg("--data-dir").arg(&home).args(args);
        run(command, "")
    };
    let plan = with(&["timer", "--framework", "short"]).fine();
    assert!(plan.starts_with("Twenty minutes\n") && plan.contains(" 5:00  Dive"), "{plan}");
    let script = with(&["mock", "scheduler", "--framework", "short", "--dry-run"]).fine();
    assert!(script.contains("20 minutes, seed 1") && script.contains(" 5:00  dive (Dive)"), "{script}");
    let refused = with(&["timer", "--framework", "wrong"]).refused();
    assert!(refused.contains("the phases take 19 minutes, `minutes` says 20"), "{refused}");
    assert!(refused.contains("wrong.toml:5") && refused.contains("write minutes = 19"), "{refused}");
}
