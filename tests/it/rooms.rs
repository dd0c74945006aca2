//! The rules of the house that the compiler does not hold: arrows between rooms run one way, no circle joins
//! files, `src/` names no problem, the core is pure, and no file grows out of hand.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use source::Source;

/// The rooms from the ground up. A room may use itself and the rooms on lower floors.
const FLOORS: [&[&str]; 8] =
    [&["diag"], &["calc"], &["problem"], &["sim", "study"], &["mock"], &["store"], &["tui"], &["cli"]];

/// The rooms that take clock, seed and text as arguments.
const PURE: [&str; 5] = ["calc", "problem", "sim", "study", "mock"];

const LONGEST_FILE: usize = 600;
const LONGEST_MAIN: usize = 30;

#[test]
fn the_house_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = read(root, &root.join("src")).unwrap();
    assert!(sources.iter().any(|source| source.name == "src/lib.rs"), "nothing was read");
    let problems = problem_ids(&root.join("problems")).unwrap();
    let offences = offences(&sources, &problems);
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// Every offence against every rule, as `file:line: what is wrong`.
fn offences(sources: &[Source], problems: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        match source.name.as_str() {
            "src/main.rs" => main_only_calls_the_library(source, &mut found),
            "src/lib.rs" => {}
            _ => arrows_run_down(source, &mut found),
        }
        the_core_is_pure(source, &mut found);
        no_problem_is_named(source, problems, &mut found);
        if source.lines > LONGEST_FILE {
            found.push(format!("{}:{}: over {LONGEST_FILE} lines", source.name, source.lines));
        }
    }
    no_circle_joins_files(sources, &mut found);
    found
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn arrows_run_down(source: &Source, found: &mut Vec<String>) {
    let room = source.room().unwrap_or_default();
    let Some(own) = floor(room) else {
        found.push(format!("{}:1: `{room}` is no room of the house", source.name));
        return;
    };
    for path in &source.paths {
        let target = path.segments.first().map_or("", String::as_str);
        let written = path.segments.join("::");
        match floor(target) {
            _ if target == room => {}
            Some(floor) if floor < own => {}
            Some(_) => found.push(format!(
                "{}:{}: `crate::{written}`: {room} may not use {target}",
                source.name, path.line
            )),
            None => found.push(format!(
                "{}:{}: `crate::{written}`: `{target}` is no room of the house",
                source.name, path.line
            )),
        }
    }
}

fn main_only_calls_the_library(source: &Source, found: &mut Vec<String>) {
    for token in &source.tokens {
        if matches!(token.text.as_str(), "mod" | "crate") {
            found.push(format!("{}:{}: main.rs only calls the library", source.name, token.line));
        }
    }
    if source.lines > LONGEST_MAIN {
        found.push(format!("{}:{}: over {LONGEST_MAIN} lines", source.name, source.lines));
    }
}

fn the_core_is_pure(source: &Source, found: &mut Vec<String>) {
    if !source.room().is_some_and(|room| PURE.contains(&room)) {
        return;
    }
    for (index, token) in source.tokens.iter().enumerate() {
        let after = |offset: usize| source.tokens.get(index + offset).map_or("", |token| token.text.as_str());
        match token.text.as_str() {
            word @ ("HashMap" | "HashSet") => found.push(format!(
                "{}:{}: {word} has no fixed order: use a BTreeMap, a BTreeSet or a Vec",
                source.name, token.line
            )),
            clock @ ("Instant" | "SystemTime" | "Timestamp" | "Zoned")
                if after(1) == "::" && after(2) == "now" =>
            {
                found.push(format!(
                    "{}:{}: {clock}::now in the core: take the time as an argument",
                    source.name, token.line
                ));
            }
            _ => {}
        }
    }
}

/// Ids are ordinary words, so a text names a problem only as the id alone, as a file, or on a command line.
fn no_problem_is_named(source: &Source, problems: &[String], found: &mut Vec<String>) {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    for text in &source.texts {
        let words = text.text.split(|c| !part(c)).map(|word| word.trim_end_matches('.'));
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        for id in problems {
            let command = words.windows(3).any(|words| words[0] == "napkin" && words[2] == id);
            let file = words.iter().any(|word| {
                let (folder, name) = word.rsplit_once('/').unwrap_or(("", word));
                name.strip_suffix(".toml") == Some(id) || (name == id && folder.ends_with("problems"))
            });
            if text.text == *id || file || command {
                found.push(format!("{}:{}: src/ names the problem `{id}`", source.name, text.line));
            }
        }
    }
}

fn no_circle_joins_files(sources: &[Source], found: &mut Vec<String>) {
    let files: Vec<&Source> = sources.iter().filter(|source| source.name != "src/main.rs").collect();
    let modules: BTreeMap<&[String], usize> =
        files.iter().enumerate().map(|(index, source)| (source.module.as_slice(), index)).collect();
    let mut uses: Vec<BTreeMap<usize, usize>> = Vec::new();
    for (index, source) in files.iter().enumerate() {
        let mut edges = BTreeMap::new();
        for path in source.paths.iter().filter(|path| !path.reexport && !path.in_tests) {
            let target = home(&path.segments, &modules, &files, 0);
            if let Some(target) = target.filter(|&target| target != index) {
                edges.entry(target).or_insert(path.line);
            }
        }
        uses.push(edges);
    }
    let mut closed = BTreeSet::new();
    for start in 0..files.len() {
        follow(start, &mut Vec::new(), &mut closed, &files, &uses, found);
    }
}

/// The file in which the thing at `segments` stands; a `pub use` of a `mod.rs` leads on to its file.
fn home(
    segments: &[String],
    modules: &BTreeMap<&[String], usize>,
    files: &[&Source],
    hops: usize,
) -> Option<usize> {
    let length = (0..=segments.len()).rev().find(|&length| modules.contains_key(&segments[..length]))?;
    let file = modules[&segments[..length]];
    let name = segments.get(length);
    let entry = files[file].paths.iter().find(|path| path.reexport && path.alias.as_ref() == name);
    match entry {
        // A crate's name re-exported under itself would lead round for ever.
        Some(entry) if name.is_some() && hops < 8 => home(&entry.segments, modules, files, hops + 1),
        _ => Some(file),
    }
}

/// Walks the uses depth first and reports each use that leads back to a file on the way.
fn follow(
    file: usize,
    way: &mut Vec<usize>,
    closed: &mut BTreeSet<usize>,
    files: &[&Source],
    uses: &[BTreeMap<usize, usize>],
    found: &mut Vec<String>,
) {
    if let Some(start) = way.iter().position(|&passed| passed == file) {
        let ring: Vec<usize> = way[start..].iter().copied().chain([file]).collect();
        let steps: Vec<String> = ring
            .windows(2)
            .map(|step| {
                format!("{}:{} uses {}", files[step[0]].name, uses[step[0]][&step[1]], files[step[1]].name)
            })
            .collect();
        found.push(format!("{}: a circle", steps.join(", ")));
        return;
    }
    if closed.contains(&file) {
        return;
    }
    way.push(file);
    for &next in uses[file].keys() {
        follow(next, way, closed, files, uses, found);
    }
    way.pop();
    closed.insert(file);
}

fn read(root: &Path, folder: &Path) -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            sources.extend(read(root, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            sources.push(Source::new(&name, &fs::read_to_string(&path)?));
        }
    }
    Ok(sources)
}

/// The ids of the problems that ship; none while there is no such folder.
fn problem_ids(folder: &Path) -> io::Result<Vec<String>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let files =
        entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|found| found == "toml"));
    Ok(files.filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).collect())
}

/// What stands in `folder`, in the order of names.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

/// What the rules say about made-up files.
fn said(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files.iter().map(|(name, text)| Source::new(name, text)).collect();
    offences(&sources, &["tracking".to_owned()])
}

#[test]
fn an_arrow_that_runs_up_is_an_offence() {
    assert_eq!(
        said(&[("src/calc/lex.rs", "use crate::diag::Span;\n\nuse crate::cli::Format;\n")]),
        ["src/calc/lex.rs:3: `crate::cli::Format`: calc may not use cli"]
    );
    assert_eq!(
        said(&[("src/calc/eval/mod.rs", "fn f() {\n    super::super::store::open();\n}\n")]),
        ["src/calc/eval/mod.rs:2: `crate::store::open`: calc may not use store"]
    );
    assert_eq!(
        said(&[("src/tui/mod.rs", "use crate::{calc, store::Log, cli};")]),
        ["src/tui/mod.rs:1: `crate::cli`: tui may not use cli"]
    );
    assert_eq!(
        said(&[("src/sim/mod.rs", "use crate::study::Card;"), ("src/study/mod.rs", "use crate::sim::Run;")])
            [..2],
        [
            "src/sim/mod.rs:1: `crate::study::Card`: sim may not use study",
            "src/study/mod.rs:1: `crate::sim::Run`: study may not use sim"
        ]
    );
    assert!(
        said(&[("src/cli/mod.rs", "use crate::{tui, store, mock, study, sim, problem, calc, diag};")])
            .is_empty()
    );
}

#[test]
fn a_file_outside_the_rooms_is_an_offence() {
    assert_eq!(
        said(&[("src/util.rs", "fn f() {}\n"), ("src/calc/mod.rs", "use crate::util::f;\n")]),
        [
            "src/util.rs:1: `util` is no room of the house",
            "src/calc/mod.rs:1: `crate::util::f`: `util` is no room of the house"
        ]
    );
}

#[test]
fn main_holds_no_module_of_its_own() {
    let long = "fn main() {}\n".repeat(31);
    assert_eq!(said(&[("src/main.rs", "mod calc;\n")]), ["src/main.rs:1: main.rs only calls the library"]);
    assert_eq!(said(&[("src/main.rs", &long)]), ["src/main.rs:31: over 30 lines"]);
    assert!(said(&[("src/main.rs", "fn main() { napkin::cli::run(); }\n")]).is_empty());
}

#[test]
fn chance_order_and_the_clock_are_offences_in_the_core_only() {
    let text = "use std::collections::HashMap;\nfn f() { std::time::Instant::now(); }\nfn g() { SystemTime::now(); }\n";
    assert_eq!(
        said(&[("src/sim/engine/queue.rs", text)]),
        [
            "src/sim/engine/queue.rs:1: HashMap has no fixed order: use a BTreeMap, a BTreeSet or a Vec",
            "src/sim/engine/queue.rs:2: Instant::now in the core: take the time as an argument",
            "src/sim/engine/queue.rs:3: SystemTime::now in the core: take the time as an argument",
        ]
    );
    assert!(said(&[("src/store/mod.rs", text), ("src/calc/mod.rs", "// no HashMap here\n")]).is_empty());
}

#[test]
fn a_problem_named_in_the_code_is_an_offence() {
    let named = [
        "const A: &str = \"tracking\";",
        "const A: &str = include_str!(\"../../problems/tracking.toml\");",
        "const A: &str = \"Try `napkin mock tracking` first.\";",
        "/// Then napkin mock tracking.",
        "// as in problems/tracking",
    ];
    for text in named {
        assert_eq!(
            said(&[("src/cli/help.rs", text)]),
            ["src/cli/help.rs:1: src/ names the problem `tracking`"]
        );
    }
    assert!(said(&[("src/cli/help.rs", "// tracking\nconst A: &str = \"tracking the wait\";")]).is_empty());
}

#[test]
fn a_file_over_six_hundred_lines_is_an_offence() {
    let text = "fn f() {}\n";
    assert_eq!(said(&[("src/calc/eval.rs", &text.repeat(601))]), ["src/calc/eval.rs:601: over 600 lines"]);
    assert!(said(&[("src/calc/eval.rs", &text.repeat(600))]).is_empty());
}

#[test]
fn a_circle_between_files_is_an_offence() {
    let map = ("src/calc/mod.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\n");
    assert_eq!(
        said(&[("src/calc/a.rs", "use super::B;\n"), ("src/calc/b.rs", "\nuse super::a::A;\n"), map]),
        ["src/calc/a.rs:1 uses src/calc/b.rs, src/calc/b.rs:2 uses src/calc/a.rs: a circle"]
    );
    assert_eq!(
        said(&[("src/calc/mod.rs", "mod a;\nfn f() { a::g(); }\n"), ("src/calc/a.rs", "use super::f;\n")]),
        ["src/calc/mod.rs:2 uses src/calc/a.rs, src/calc/a.rs:1 uses src/calc/mod.rs: a circle"]
    );
    let tests = "#[cfg(test)]\nmod tests {\n    use super::super::B;\n}\n";
    assert!(said(&[("src/calc/a.rs", tests), ("src/calc/b.rs", "use super::A;\n"), map]).is_empty());
}
