use super::word::{Default, Form, Section, Word};
use super::{ALWAYS, FUNCTIONS, KINDS, VERBS, section, sections};

const OPENING: &str = "\
# The problem file

*Written from the program's own table of words (`src/problem/vocabulary`); a test holds the two in step.
To learn by doing, read [Writing a problem](writing-a-problem.md) first.*

A problem is one TOML file. TOML 1.1 is read: inline tables may span lines and end with a comma. Times, rates,
sizes and shares are texts in the language of the calculator, with their units: `\"20min\"`, `\"10M/day\"`, `\"155B\"`,
`\"5%\"`. Names are lower case with underscores; inputs, components, tables, topics and flows share one set of names.
`napkin check FILE` says what is wrong, `napkin schema` writes the words for editors.
";

/// The reference page of the format as Markdown: every section with its words.
pub fn reference() -> String {
    let mut page = OPENING.to_owned();
    for section in sections() {
        page.push_str(&part(section));
    }
    page.push_str("\n## Lists\n\n");
    for (title, words) in [
        ("Kinds of components", KINDS),
        ("Verbs of steps", VERBS),
        ("Names that expressions always have", ALWAYS),
        ("Functions", FUNCTIONS),
    ] {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        page.push_str(&format!("- {title}: {}\n", words.join(", ")));
    }
    page
}

fn part(section: &Section) -> String {
    let mut part = format!("\n## {}\n\n", capital(section.article));
    // The file itself stands under no heading of its own.
    if section.id != "file" {
        part.push_str(&format!("`{}`: ", section.heading));
    }
    part.push_str(&format!("{}\n", section.doc));
    // What only some kinds have says so; where all words are for all, there is no such column.
    let by_kind = section.words.iter().any(|word| !word.kinds.is_empty());
    let (head, rule) = if by_kind { ("| of ", "|---") } else { ("", "") };
    part.push_str(&format!(
        "\n| word {head}| takes | unless said | meaning | example |\n|---{rule}|---|---|---|---|\n"
    ));
    for word in section.words {
        part.push_str(&row(word, by_kind));
    }
    part
}

fn row(word: &Word, by_kind: bool) -> String {
    let of = match (by_kind, word.kinds.is_empty()) {
        (false, _) => String::new(),
        (true, true) => "| all ".to_owned(),
        (true, false) => format!("| {} ", word.kinds.join(", ")),
    };
    let default = match word.default {
        Default::Required => "must be said".to_owned(),
        Default::Nothing => String::new(),
        Default::Value(value) => format!("`{}`", cell(value)),
    };
    let (takes, doc) = (takes(word.form), cell(word.doc));
    format!("| `{}` {of}| {takes} | {default} | {doc} | `{}` |\n", word.name, cell(word.example))
}

/// What a word takes, with a link where that is a section.
fn takes(form: Form) -> String {
    let words = cell(&form.words());
    match form {
        Form::Section(id) | Form::Named(id) | Form::List(id) => {
            format!("[{words}](#{})", capital(section(id).article).to_lowercase().replace(' ', "-"))
        }
        _ => words,
    }
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn capital(article: &str) -> String {
    let noun = article
        .split_once(' ')
        .map_or(article, |(first, rest)| if matches!(first, "a" | "an" | "the") { rest } else { article });
    let mut letters = noun.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
