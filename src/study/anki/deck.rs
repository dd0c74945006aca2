use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::read::{Note, Skipped, read};
use crate::diag::Diagnostic;
use crate::study::card::Cloze;
use crate::study::deck::{self, Decks};
use crate::study::seed::number;

/// What a text file from Anki comes to.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Decks with cards that were not there before.
    pub written: Vec<Written>,
    /// How many cards were there already.
    pub known: usize,
    /// Lines that cannot be used, in the order of the file.
    pub skipped: Vec<Skipped>,
}

/// A deck as it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its id, which is also the name of its file.
    pub id: String,
    /// Its whole text: what it said before, then the new cards.
    pub text: String,
    /// How many cards are new.
    pub new: usize,
}

/// Makes decks of a file from Anki. `own` gives the text of a deck of the user's own by id; `decks` are all that are
/// known: what is there already stays as it is, so that a second import changes nothing. `stem` names the deck of
/// notes that name none.
pub fn import(text: &str, stem: &str, decks: &Decks, own: &dyn Fn(&str) -> Option<String>) -> Import {
    let (notes, skipped) = read(text);
    let mut import = Import { skipped, ..Import::default() };
    let mut groups: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    for note in notes {
        // A card of a deck that is known, by the id that an export gave it.
        if decks.card(&note.guid).is_some() {
            import.known += 1;
            continue;
        }
        let name = note.deck.rsplit("::").next().map_or("", str::trim);
        let title = if name.is_empty() { stem.to_owned() } else { name.to_owned() };
        groups.entry(title).or_default().push(note);
    }
    for (title, notes) in groups {
        one_deck(&mut import, &title, notes, decks, own);
    }
    import.skipped.sort_by_key(|skip| skip.line);
    import
}

fn one_deck(
    import: &mut Import,
    title: &str,
    notes: Vec<Note>,
    decks: &Decks,
    own: &dyn Fn(&str) -> Option<String>,
) {
    let mut id = slug(title, "imported");
    // A deck that ships with the program is not replaced by some cards of its name.
    if own(&id).is_none() && decks.deck(&id).is_some() {
        id.push_str("-imported");
    }
    let before = own(&id);
    let mut text = before.clone().unwrap_or_else(|| {
        format!(
            "schema = 1\nid = {}\ntitle = {}\nabout = \"imported from Anki\"\n",
            quoted(&id),
            quoted(title)
        )
    });
    let mut names = Names::of(&id, before.as_deref().unwrap_or_default());
    let mut new = 0;
    for note in notes {
        let name = names.of_note(&note);
        if names.taken.contains(&name) {
            import.known += 1;
            continue;
        }
        match card(&id, &name, &note) {
            Ok(card) => {
                text.push_str(&card);
                names.taken.push(name);
                new += 1;
            }
            Err(why) => import.skipped.push(Skipped { line: note.line, why }),
        }
    }
    if new > 0 {
        import.written.push(Written { id, text, new });
    }
}

/// The ids that are taken in a deck.
struct Names {
    taken: Vec<String>,
}

impl Names {
    fn of(id: &str, text: &str) -> Self {
        let (deck, _) = deck::read(id, text);
        let own = format!("{id}/");
        Self { taken: deck.ids().filter_map(|id| id.strip_prefix(&own).map(str::to_owned)).collect() }
    }

    /// The id of a note: its guid where that is a word, else the first words of its question with a number made of
    /// the guid, or of the question where there is none: the same note always has the same id.
    fn of_note(&self, note: &Note) -> String {
        let guid = note.guid.rsplit('/').next().unwrap_or_default();
        if !guid.is_empty() && slug(guid, "") == guid {
            return guid.to_owned();
        }
        let key = if note.guid.is_empty() { &note.front } else { &note.guid };
        let words: String = slug(&note.front, "card").chars().take(40).collect();
        format!("{}-{:08x}", words.trim_end_matches('-'), number(key) >> 32)
    }
}

/// A card as TOML; the reason where the checks of decks refuse it.
fn card(deck: &str, id: &str, note: &Note) -> Result<String, String> {
    let (answer, why) = note.back.split_once("\n\n").unwrap_or((&note.back, ""));
    let why = if why.is_empty() { "Imported from Anki; the note gives no reason." } else { why };
    let mut card = format!("\n[[cards]]\nid = {}\n", quoted(id));
    match cloze(&note.front) {
        Some(sentence) => {
            let why = if note.back.is_empty() { why } else { &note.back };
            let _ = write!(card, "kind = \"cloze\"\nask = {}\nwhy = {}\n", quoted(&sentence), quoted(why));
        }
        None if choices(&note.front, answer).is_some() => {
            let (ask, others) = choices(&note.front, answer).unwrap_or_default();
            let reason = "Imported from Anki; the note gives no reason.";
            let wrong: Vec<String> = others
                .iter()
                .map(|other| format!("{{ answer = {}, why = {} }}", quoted(other), quoted(reason)))
                .collect();
            let (ask, answer, why) = (quoted(&ask), quoted(answer), quoted(why));
            let wrong = wrong.join(", ");
            let _ = write!(
                card,
                "kind = \"choose\"\nask = {ask}\nanswer = {answer}\nwhy = {why}\nwrong = [{wrong}]\n"
            );
        }
        None => {
            let (ask, answer, why) = (quoted(&note.front), quoted(answer), quoted(why));
            let _ = write!(card, "kind = \"recall\"\nask = {ask}\nanswer = {answer}\nwhy = {why}\n");
        }
    }
    let topic = note.tags.first().map(|tag| slug(tag, "")).filter(|topic| !topic.is_empty());
    let _ = writeln!(card, "topic = {}", quoted(topic.as_deref().unwrap_or(deck)));
    let alone = format!("schema = 1\nid = \"x\"\ntitle = \"x\"\nabout = \"x\"\n{card}");
    let (_, wrong) = deck::read("x", &alone);
    match wrong.iter().find(|wrong| wrong.is_error()) {
        Some(Diagnostic { message, .. }) => Err(message.clone()),
        None => Ok(card),
    }
}

/// A question and its wrong choices, where it lists choices line by line and the answer is one of them.
fn choices(front: &str, answer: &str) -> Option<(String, Vec<String>)> {
    let (items, question): (Vec<&str>, Vec<&str>) = front.lines().partition(|line| line.starts_with("- "));
    let items: Vec<&str> = items.iter().map(|item| item[2..].trim()).collect();
    let others = || items.iter().filter(|item| **item != answer.trim()).map(|item| (*item).to_owned());
    (items.len() > others().count() && others().count() > 0)
        .then(|| (question.join("\n").trim().to_owned(), others().collect()))
}

/// `{{c1::score::hint}}` as a blank of a deck; `None` where there is none.
fn cloze(front: &str) -> Option<String> {
    let mut sentence = String::new();
    let mut rest = front;
    while let Some((before, after)) = rest.split_once("{{c") {
        let (inside, behind) = after.split_once("}}")?;
        let (_, hidden) = inside.split_once("::")?;
        let word = hidden.split("::").next().unwrap_or(hidden);
        let _ = write!(sentence, "{before}{{{{{}}}}}", word.replace('|', "/"));
        rest = behind;
    }
    sentence.push_str(rest);
    Cloze::parse(&sentence).map(|_| sentence)
}

/// A name in lower case with hyphens.
fn slug(text: &str, otherwise: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String =
        words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect();
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() { otherwise.to_owned() } else { slug }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "#separator:tab\n#html:true\n#deck column:3\n#guid column:4\n\
        What is a lease?\tA lock with an end.<br><br>A crash frees it.\tMine::Locks\tq#x!\n\
        Redis orders by {{c1::score}}\t\tMine::Locks\tscore\n\
        <img src=x>\tno\tMine::Locks\tp\n";

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn notes_become_a_deck_and_a_second_import_changes_nothing() {
        let decks = Decks::default();
        let first = import(FILE, "cards", &decks, &none);
        assert_eq!((first.known, first.skipped.len(), first.written.len()), (0, 1, 1));
        let Written { id, text, new } = &first.written[0];
        assert_eq!((id.as_str(), *new), ("locks", 2));
        let (deck, wrong) = deck::read("locks.toml", text);
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(deck.cards[0].why, "A crash frees it.");
        assert_eq!(deck.cards[1].id, "locks/score");
        let mut decks = Decks::default();
        decks.add("locks.toml", text);
        let again = import(FILE, "cards", &decks, &|_| Some(text.clone()));
        assert_eq!((again.known, again.written.len(), again.skipped.len()), (2, 0, 1));
    }

    #[test]
    fn what_the_checks_refuse_is_skipped_with_their_reason() {
        let long = format!("q\t{}\n", "word ".repeat(50));
        let import = import(&long, "cards", &Decks::default(), &none);
        assert!(import.written.is_empty());
        assert_eq!(import.skipped[0].why, "`answer` has 50 words: the limit is 37");
    }
}
