//! What `--a` and `--b` change: options and values, with commas between them.

use clap::ArgMatches;

use super::output::Output;
use super::sim_prepare::{Subject, assignment, decided, refuse};
use crate::sim::experiment::Change;

/// How both flags are written.
const EXAMPLE: &str = "decision=option,db.slots=20";

/// The changes of A and of B, with names that are known.
pub fn sides(output: &Output, matches: &ArgMatches, subject: &Subject) -> Result<[Change; 2], u8> {
    let sides = [side(output, matches, "a", subject)?, side(output, matches, "b", subject)?];
    if sides.iter().all(|side| *side == Change::default()) {
        return Err(refuse(
            output,
            "nothing to compare: --a and --b are both left out",
            &format!(
                "give one of them, such as --b {EXAMPLE}; the other is the file's own; napkin sim {} --list",
                subject.asked.problem
            ),
        ));
    }
    Ok(sides)
}

fn side(output: &Output, matches: &ArgMatches, flag: &str, subject: &Subject) -> Result<Change, u8> {
    let Subject { reading, reference, asked, .. } = subject;
    let mut change = Change::default();
    for typed in matches.get_many::<String>(flag).into_iter().flatten() {
        let parts = parts(typed);
        for part in &parts {
            // Of several it is a comma that made it.
            if part.is_empty() || (parts.len() > 1 && !part.contains('=')) {
                return Err(no_assignment(output, flag, typed.trim(), part));
            }
            let (name, value) = assignment(output, flag, part, EXAMPLE)?;
            let is_decision = reading.problem.decisions.iter().any(|known| known.id == name);
            let is_input = reference.inputs.iter().any(|input| input.id == name);
            if is_decision && is_input {
                let message = format!("`--{flag} {part}`: `{name}` is a decision and an input");
                return Err(refuse(output, &message, "--with or --set says which, for both sides"));
            }
            // A path has a dot, or it is the name of an input; no decision has one.
            let changes = if is_input || name.contains('.') { &mut change.set } else { &mut change.with };
            changes.push((name, value));
        }
    }
    decided(output, &reading.problem, flag, &change.with, &asked.with)?;
    Ok(change)
}

/// That what stands beside a comma assigns nothing, or that there is nothing at all.
fn no_assignment(output: &Output, flag: &str, typed: &str, part: &str) -> u8 {
    let message = match (typed.is_empty(), part.is_empty()) {
        (true, _) => format!("`--{flag}` is empty"),
        (false, true) => format!("`--{flag} {typed}` has nothing on one side of a comma"),
        (false, false) => {
            format!("`--{flag} {typed}`: commas stand between changes, and `{part}` has no `=`")
        }
    };
    let help = format!("write it like --{flag} {EXAMPLE}; without --{flag} it is the file's own");
    refuse(output, &message, &help)
}

/// What stands between the commas; those inside brackets, braces and quotes belong to a value.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut from) = (0_usize, None, 0);
    let mut parts = Vec::new();
    for (at, sign) in text.char_indices() {
        match (sign, quote) {
            (_, Some(open)) => quote = quote.filter(|_| sign != open),
            ('"' | '\'', None) => quote = Some(sign),
            ('[' | '{' | '(', None) => depth += 1,
            (']' | '}' | ')', None) => depth = depth.saturating_sub(1),
            (',', None) if depth == 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_comma_parts_assignments_and_no_values() {
        for (text, expected) in [
            ("a=b", &["a=b"][..]),
            (" a=b , c.d=5 ", &["a=b", "c.d=5"]),
            (
                "x.arrive={ count = 10, over = \"1s\" },y=z",
                &["x.arrive={ count = 10, over = \"1s\" }", "y=z"],
            ),
            ("x.steps=[1, [2, 3]],y=z", &["x.steps=[1, [2, 3]]", "y=z"]),
            ("x.says='it, is',y=\"a,b\"", &["x.says='it, is'", "y=\"a,b\""]),
            ("x.where=min(1, 2)", &["x.where=min(1, 2)"]),
            ("", &[""]),
            ("a=b,", &["a=b", ""]),
            (",a=b", &["", "a=b"]),
            ("a=b]],c=d", &["a=b]]", "c=d"]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
