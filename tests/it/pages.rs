//! Pages, diagrams and new problem files; the two documents for those who write problems.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use napkin::problem::page::{Section, brief, solution, text};
use napkin::problem::{File, Library, diagram, model::Problem, vocabulary};

use crate::support::{Run, napkin, run, typed};

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pages-{name}"));
    if path.exists() {
        std::fs::remove_dir_all(&path).unwrap();
    }
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// `napkin ARGS` in a folder.
fn there(folder: &Path, args: &[&str]) -> Run {
    let mut command = napkin();
    command.current_dir(folder).args(args);
    run(command, "")
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every problem file of the repository.
fn problems() -> Vec<(String, Problem)> {
    let mut paths = Vec::new();
    for folder in ["problems", "tests/drafts"] {
        let Ok(entries) = std::fs::read_dir(repository(folder)) else { continue };
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.display().to_string(), File::parse(&text).unwrap().read().problem)
    };
    paths.into_iter().map(read).collect()
}

/// Every part of the skeleton with its examples made real.
fn whole_skeleton() -> String {
    let skeleton = std::fs::read_to_string(repository("data/new-problem.toml")).unwrap();
    let real = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with([' ', ':']) => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    skeleton.lines().map(real).collect::<String>().replace("{{id}}", "sample")
}

#[test]
fn the_skeleton_made_real_proves_its_lesson() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole-skeleton.toml");
    std::fs::write(&path, whole_skeleton()).unwrap();
    let text = typed(["prove", path.to_str().unwrap(), "--seeds", "5"]).fine();
    assert!(text.starts_with("PASS  4 of 4 rows"), "{text}");
}

#[test]
fn no_line_of_a_page_is_wider_than_asked() {
    for (name, problem) in problems() {
        for width in [60, 80, 120] {
            for page in [brief(&problem, &problem.id), solution(&problem, &Section::ALL)] {
                for line in text(&page, width).lines() {
                    assert!(line.width() <= width || line.contains("://"), "{name} at {width}: {line}");
                    assert_eq!(line, line.trim_end(), "{name} at {width}");
                }
            }
        }
    }
}

#[test]
fn every_diagram_fits_eighty_columns_and_nothing_in_it_overlaps() {
    let mut drawn = 0;
    for (name, problem) in problems() {
        let Some(design) = &problem.design else { continue };
        drawn += 1;
        let diagram = diagram::Diagram::of(design);
        let layout = diagram::layout(&diagram, 80);
        assert!(layout.width <= 80, "{name}: {} columns", layout.width);
        for (at, one) in layout.boxes.iter().enumerate() {
            for other in &layout.boxes[at + 1..] {
                let apart = one.x + one.width < other.x
                    || other.x + other.width < one.x
                    || one.y + one.height <= other.y
                    || other.y + other.height <= one.y;
                assert!(apart, "{name}: {:?} and {:?}", one.lines, other.lines);
            }
        }
        // Each pair of linked components has one wire, with a head for each direction.
        let heads: usize =
            layout.wires.iter().map(|wire| usize::from(wire.up) + usize::from(wire.down)).sum();
        assert_eq!(heads, diagram.links.len(), "{name}");
        no_shared_cells(&name, &layout);
    }
    assert!(drawn > 0);
}

/// Wires may cross, and do nothing else in one cell; none runs through a box.
fn no_shared_cells(name: &str, layout: &diagram::Layout) {
    let mut cells: Vec<(usize, usize, bool, usize)> = Vec::new();
    for (at, wire) in layout.wires.iter().enumerate() {
        for pair in wire.points.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            assert!(x == to_x || y == to_y, "{name}: a slanted line");
            for column in x.min(to_x)..=x.max(to_x) {
                for row in y.min(to_y)..=y.max(to_y) {
                    cells.push((column, row, x == to_x, at));
                }
            }
        }
    }
    for &(x, y, _, at) in &cells {
        let inside = layout.boxes.iter().find(|placed| {
            x >= placed.x && x < placed.x + placed.width && y >= placed.y && y < placed.y + placed.height
        });
        assert!(inside.is_none(), "{name}: wire {at} runs through {:?}", inside.map(|placed| &placed.lines));
    }
    cells.sort_unstable();
    for pair in cells.windows(2) {
        let ((x, y, down, one), (other_x, other_y, other_down, other)) = (pair[0], pair[1]);
        let shared = (x, y, down) == (other_x, other_y, other_down) && one != other;
        assert!(!shared, "{name}: wires {one} and {other} share a cell at {x}, {y}");
    }
}

#[test]
fn a_brief_says_nothing_of_the_solution() {
    let problem = File::parse(&whole_skeleton()).unwrap().read().problem;
    let brief = text(&brief(&problem, &problem.id), 80);
    let solution = text(&solution(&problem, &Section::ALL), 80);
    for secret in
        ["A million bookings a day", "database holds it", "unique (seat_id)", "POST /bookings", "row lock"]
    {
        let words = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!words(&brief).contains(secret), "{secret}");
        assert!(words(&solution).contains(secret), "{secret}");
    }
}

#[test]
fn a_section_is_shown_under_what_it_gives_away() {
    let folder = folder("sections");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    for section in Section::ALL {
        let page = there(&folder, &["show", "sample.toml", "--solution", "--section", section.word()]).fine();
        assert!(page.contains("This gives away"), "{page}");
        assert!(page.contains(&format!("\n{}\n---", section.title())), "{page}");
        assert!(!page.contains("nothing on this"), "the skeleton has no {}", section.word());
        let others = Section::ALL.into_iter().filter(|other| *other != section);
        for other in others {
            assert!(!page.contains(&format!("\n{}\n---", other.title())), "{page}");
        }
    }
}

#[test]
fn markdown_and_json_say_the_same() {
    let folder = folder("formats");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    let page = there(&folder, &["show", "sample.toml", "--solution", "--format", "md"]).fine();
    assert!(page.starts_with("# sample\n"));
    assert!(page.contains("```mermaid\nflowchart TD\n") && page.contains("\n#### read_then_write: wrong\n"));
    let json =
        there(&folder, &["show", "sample.toml", "--solution", "--section", "estimates,decisions", "--json"])
            .fine();
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["version"], &json["id"], &json["minutes"]), (&1.into(), &"sample".into(), &60.into()));
    // 1M a day is 1,000,000 / 86,400 s = 11.57/s; by the interview's 100 K seconds a day it is 10/s.
    assert_eq!(json["solution"]["estimates"]["lines"][0]["exact"], "11.57/s");
    assert_eq!(json["solution"]["estimates"]["lines"][0]["interview"], "10/s");
    assert_eq!(json["solution"]["decisions"][0]["options"][1]["breaks"][0], "sold_once");
    assert!(json["solution"].get("gaps").is_none());
    let brief: Value =
        serde_json::from_str(&there(&folder, &["show", "sample.toml", "--json"]).fine()).unwrap();
    assert!(brief.get("solution").is_none());
    let drawn = there(&folder, &["diagram", "sample.toml", "--json"]).fine();
    let drawn: Value = serde_json::from_str(&drawn).unwrap();
    assert_eq!(drawn["version"], 1);
    assert_eq!(drawn["links"][1]["from"], "api");
    assert_eq!(drawn["links"][1]["to"], "db");
    let picture = there(&folder, &["diagram", "sample.toml", "--format", "svg"]).fine();
    assert!(picture.starts_with("<svg xmlns=") && picture.contains("<title>sample</title>"), "{picture}");
}

#[test]
fn what_is_asked_wrongly_is_refused_with_a_way_on() {
    let folder = folder("refused");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    std::fs::write(folder.join("brief.toml"), whole_skeleton().split("# --- Requirements").next().unwrap())
        .unwrap();
    for (args, says) in [
        (vec!["show", "smaple", "--problems", "."], "did you mean `sample`?"),
        (vec!["show"], "which problem?"),
        (vec!["show", "a", "b"], "one problem at a time"),
        (vec!["show", "sample.toml", "--section", "gaps"], "add --solution"),
        (vec!["show", "sample.toml", "--solution", "--section", "gap"], "did you mean `gaps`?"),
        (
            vec!["show", "sample.toml", "--format", "mermaid"],
            "only `napkin diagram` and `napkin sim` write mermaid",
        ),
        (vec!["show", "sample.toml", "--format", "svg"], "only `napkin diagram` writes svg"),
        (vec!["show", "sample.toml", "--format", "png"], "mermaid for drawings, svg for diagrams"),
        (vec!["diagram", "brief.toml"], "add [components] and [flows]"),
        (vec!["diagram", "none.toml"], "cannot be read"),
        (vec!["new"], "what is the new problem called?"),
        (vec!["new", "../up"], "try `up`"),
        (vec!["new", "sample"], "it is there already"),
        (vec!["new", "other", "--from", "nothing"], "no problem is called"),
    ] {
        let run = there(&folder, &args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
    assert!(!folder.join("other.toml").exists());
}

#[test]
fn a_new_file_passes_check_and_so_do_all_its_examples() {
    let folder = folder("new");
    there(&folder, &["new", "parking"]).fine();
    assert_eq!(there(&folder, &["check", "parking.toml"]).fine(), "parking.toml: ok\n");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    assert_eq!(there(&folder, &["check", "sample.toml"]).stdout, "sample.toml: ok, 1 note\n");
    there(&folder, &["new", "copy", "--from", "sample.toml"]).fine();
    let copy = std::fs::read_to_string(folder.join("copy.toml")).unwrap();
    let same = |text: &str| {
        text.lines().filter(|line| !line.starts_with("id ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(same(&copy), same(&whole_skeleton()));
    assert!(copy.contains("\nid = \"copy\"\n"));
}

#[test]
fn a_new_file_with_the_id_of_a_problem_that_ships_is_told_so() {
    let folder = folder("new-again");
    let id = Library::built_in().entries()[0].id.clone();
    let run = there(&folder, &["new", &id]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let warning = format!("warning: a problem that comes with napkin has the id {id} as well");
    assert!(
        run.stderr.starts_with(&warning) && run.stderr.contains("another id keeps both"),
        "{}",
        run.stderr
    );
    assert!(folder.join(format!("{id}.toml")).exists());
}

#[test]
fn the_skeleton_has_every_part_of_a_file() {
    let whole = whole_skeleton();
    // Not in a first file: what needs a design of some size.
    let later = ["topics", "terms", "faults"];
    for word in vocabulary::section("file").words.iter().filter(|word| !later.contains(&word.name)) {
        let said = whole.lines().any(|line| {
            let line = line.trim_start_matches('[');
            line.strip_prefix(word.name).is_some_and(|rest| rest.starts_with([' ', '.', ']']))
        });
        assert!(said, "{}", word.name);
    }
}

#[test]
fn the_reference_page_is_that_of_the_words() {
    let path = repository("docs/format.md");
    let page = vocabulary::reference();
    if std::env::var_os("NAPKIN_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap();
    assert!(stands == page, "write it anew: NAPKIN_WRITE_DOCS=1 cargo test --test it of_the_words");
    for section in vocabulary::sections() {
        for word in section.words {
            assert!(page.contains(&format!("\n| `{}`", word.name)), "{}.{}", section.id, word.name);
        }
    }
}

#[test]
fn what_as_leaves_is_as_the_reference_page_says() {
    let page = vocabulary::reference();
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("last-piece.toml");
    let check = |text: &str| {
        std::fs::write(&path, text).unwrap();
        typed(["check", path.to_str().unwrap()])
    };
    let run = check(example);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.ends_with(": ok, 1 note\n") && run.stderr.contains("few-lessons"), "{run:?}");
    for (part, ..) in vocabulary::LEFT {
        let asked = match part {
            "COLUMN" => "got.left",
            "NAME" => "paid.at",
            _ => part,
        };
        assert!(example.contains(asked), "{part}");
    }
    // What a step does not leave is refused: an answer has no row, a row no answer.
    for part in ["paid.found", "paid.as_of", "paid.left", "got.at", "said.at"] {
        let run = check(&example.replace("paid.at", part));
        assert_eq!(run.code, Some(1), "{part}: {run:?}");
        assert!(run.stderr.contains("error[unknown-name]"), "{part}: {run:?}");
    }
}

#[test]
fn the_schema_beside_the_problems_is_that_of_the_words() {
    let path = repository("problems/problem.schema.json");
    let schema = format!("{:#}\n", vocabulary::schema());
    if std::env::var_os("NAPKIN_WRITE_DOCS").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap();
    assert!(stands == schema, "write it anew: NAPKIN_WRITE_DOCS=1 cargo test --test it of_the_words");
    // Editors find it from the first line of each file.
    for entry in std::fs::read_dir(repository("problems")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("#:schema ./problem.schema.json\n"), "{}", path.display());
        }
    }
}

#[test]
fn a_watched_file_is_checked_again_when_it_changes() {
    let folder = folder("watch");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    let mut command = napkin();
    command.current_dir(&folder).args(["check", "sample.toml", "--watch"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert_eq!(next(), "sample.toml: ok, 1 note");
    std::fs::write(folder.join("sample.toml"), whole_skeleton().replace("level  ", "lvel  ")).unwrap();
    // An editor may be met halfway through its writing: then the file is checked twice.
    while !next().contains("error") {}
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(there(&folder, &["check", "--watch"]).code, Some(2));
}

#[test]
fn the_tutorial_does_what_it_says() {
    let folder = folder("tutorial");
    let page = std::fs::read_to_string(repository("docs/writing-a-problem.md")).unwrap();
    let mut file = String::new();
    let mut block: Option<(&str, String)> = None;
    let mut ran = 0;
    for line in page.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(kind)) => block = Some((kind, String::new())),
            (None, None) => {}
            (Some((_, text)), None) => text.push_str(&format!("{line}\n")),
            (Some((kind, text)), Some(_)) => {
                match *kind {
                    "toml" => {
                        file.push_str(&format!("{text}\n"));
                        std::fs::write(folder.join("garage.toml"), &file).unwrap();
                    }
                    "console" => ran += session(&folder, text),
                    other => panic!("a block of {other}"),
                }
                block = None;
            }
        }
    }
    assert!(ran >= 8, "{ran} commands");
}

#[test]
fn a_box_that_is_a_component_of_the_file_is_what_the_file_says() {
    let folder = folder("boxes");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    let scored = |sketch: &str| {
        std::fs::write(folder.join("answers.toml"), format!("sketch = \"{sketch}\"\n")).unwrap();
        let run = there(&folder, &["mock", "sample.toml", "--answers", "answers.toml", "--json"]);
        let report: Value = serde_json::from_str(&run.fine()).unwrap();
        let scores = report["assessment"]["scores"].as_array().unwrap().clone();
        scores.into_iter().find(|score| score["criterion"] == "high_level").unwrap()
    };
    // The skeleton calls its client `visitor`, which no general word is.
    for sketch in ["visitor -> api -> db", "Visitors -> api -> db", "client -> api -> db"] {
        assert_eq!(scored(sketch)["share"], 1.0, "{sketch}");
    }
    let nothing = scored("stranger -> api -> db");
    let fixes = nothing["items"].to_string();
    assert!(fixes.contains("`visitor -> api -> db`"), "{fixes}");
}

#[test]
fn an_estimate_without_steps_is_told_without_them() {
    let folder = folder("no-steps");
    let steps = "steps     = [\"1M / 100K seconds = 10/s\"]\n";
    let whole = whole_skeleton();
    assert!(whole.contains(steps));
    let told = |text: &str| {
        std::fs::write(folder.join("sample.toml"), text).unwrap();
        std::fs::write(folder.join("answers.toml"), "sketch = \"client -> api -> db\"\n").unwrap();
        there(&folder, &["mock", "sample.toml", "--answers", "answers.toml"]).fine()
    };
    assert!(told(&whole).contains("compute `(1M/day)`: 1M / 100K seconds = 10/s"));
    let bare = told(&whole.replace(steps, ""));
    let line = bare.lines().find(|line| line.contains("compute `")).unwrap();
    assert!(line.ends_with("compute `(1M/day)`"), "{line}");
}

#[test]
fn a_database_has_shards_and_replicas_and_no_instances() {
    let folder = folder("instances");
    std::fs::write(folder.join("sample.toml"), whole_skeleton()).unwrap();
    let run = there(&folder, &["sim", "sample.toml", "--set", "db.instances=3"]);
    assert_ne!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("has no `instances`") && run.stderr.contains("shards = 3"), "{run:?}");
    assert_eq!(there(&folder, &["sim", "sample.toml", "--set", "db.shards=3", "-q"]).code, Some(0));
}

#[test]
fn what_a_write_without_a_row_does_is_written_out() {
    let folder = folder("no-row");
    let whole = whole_skeleton().replace(", as = \"got\" },\n{ reply = 503, if = \"got.no and got.reason != none\" },\n{ reply = 409, if = \"got.no\" },", " },");
    std::fs::write(folder.join("sample.toml"), whole).unwrap();
    let run = there(&folder, &["check", "sample.toml", "--expand"]);
    let line = run.stdout.lines().find(|line| line.contains("update seats")).unwrap();
    assert!(line.ends_with("; else ends, as no_row where no row is there"), "{run:?}");
}

#[test]
fn the_example_of_an_answers_file_has_every_word_and_is_judged() {
    let page = std::fs::read_to_string(repository("docs/answers.md")).unwrap();
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let answers = napkin::mock::Answers::read(example).unwrap();
    let Value::Object(words) = serde_json::to_value(&answers).unwrap() else { panic!("no table") };
    let is_empty = |value: &Value| match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(inner) => inner.is_empty() || inner.values().any(|value| value == ""),
        _ => false,
    };
    for (word, value) in &words {
        assert!(!is_empty(value), "the example leaves `{word}` out");
        let row = page.lines().any(|line| {
            [format!("| `{word}`"), format!("| `[{word}]`"), format!("| `[{word}.")]
                .iter()
                .any(|start| line.starts_with(start))
        });
        assert!(row, "no row for `{word}`");
    }
    // Every name in it is one of the problem: else the mock would refuse the file.
    let folder = folder("answers");
    std::fs::write(folder.join("answers.toml"), example).unwrap();
    let run = there(&folder, &["mock", "gopuff", "--answers", "answers.toml"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
}

/// Runs the commands of a block and compares what they print; how many were run.
fn session(folder: &Path, text: &str) -> usize {
    let mut ran = 0;
    for part in text.split("$ napkin ").skip(1) {
        let (line, expected) = part.split_once('\n').unwrap();
        let args: Vec<&str> = line.split(' ').collect();
        let run = there(folder, &args);
        assert_eq!(run.code, Some(0), "napkin {line}: {}", run.stderr);
        // What is said comes before what is answered, as on a terminal.
        assert_eq!(run.stderr + &run.stdout, expected, "napkin {line}");
        ran += 1;
    }
    ran
}

#[test]
fn problems_are_found_by_word_and_by_theme() {
    let folder = folder("list");
    let ids = |args: &[&str]| {
        let listed: Value = serde_json::from_str(&there(&folder, args).fine()).unwrap();
        let problems = listed["problems"].as_array().unwrap().clone();
        problems.iter().map(|problem| problem["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Both speak of stock under concurrency; payments are a theme of one of them.
    assert_eq!(ids(&["list", "stock", "--json"]), ["gopuff", "promo"]);
    assert_eq!(ids(&["list", "--theme", "stock under", "--json"]), ["gopuff", "promo"]);
    assert_eq!(ids(&["list", "--theme", "payments", "--json"]), ["donations"]);
    assert_eq!(ids(&["list", "STOCK", "geospatial", "--json"]), ["gopuff"]);
    let whole: Value = serde_json::from_str(&there(&folder, &["list", "gopuff", "--json"]).fine()).unwrap();
    assert_eq!(
        (&whole["problems"][0]["runs"], &whole["problems"][0]["decisions"]),
        (&true.into(), &16.into())
    );
    for (args, says) in [
        (vec!["list", "stok"], "did you mean `stock`?"),
        (vec!["list", "--theme", "paymnts"], "did you mean `payments`?"),
        (vec!["list", "stock", "--theme", "payments"], "no problem has `stock` under the theme `payments`"),
        (vec!["list", "\u{1b}[2J"], "no problem has `\\x1b[2J`"),
    ] {
        let said = there(&folder, &args).refused();
        assert!(said.contains(says), "{args:?}: {said}");
    }
}

#[test]
fn a_diagram_has_letters_for_terminals_without_lines() {
    let drawn = diagram::ascii("┌──┐\n│é │▲\n└┼─┘┆┄▼");
    assert_eq!(drawn, "+--+\n|é |^\n++-+:-v");
}
