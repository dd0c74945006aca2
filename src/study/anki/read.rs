use super::html::plain;

/// A note of a file, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The question.
    pub front: String,
    /// The answer.
    pub back: String,
    /// Its deck; empty where the file does not say it.
    pub deck: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its own name for all time; empty where the file does not say it.
    pub guid: String,
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// What the headers of a file say.
struct Headers {
    separator: char,
    html: bool,
    deck: String,
    columns: [Option<usize>; 4],
}

/// The places of [`Headers::columns`].
const NOTETYPE: usize = 0;
const DECK: usize = 1;
const TAGS: usize = 2;
const GUID: usize = 3;

/// Reads a text file from Anki: its notes, and the lines that cannot be used.
pub fn read(text: &str) -> (Vec<Note>, Vec<Skipped>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut headers = Headers { separator: '\t', html: false, deck: String::new(), columns: [None; 4] };
    let mut begin = 0;
    let mut first = 1;
    for line in text.split_inclusive('\n') {
        let Some(header) = line.strip_prefix('#') else { break };
        headers.take(header.trim());
        begin += line.len();
        first += 1;
    }
    let (mut notes, mut skipped) = (Vec::new(), Vec::new());
    for (line, fields) in records(&text[begin..], headers.separator, first) {
        if fields.iter().all(|field| field.trim().is_empty()) || fields[0].starts_with('#') {
            continue;
        }
        match headers.note(line, &fields) {
            Ok(note) => notes.push(note),
            Err(why) => skipped.push(Skipped { line, why }),
        }
    }
    (notes, skipped)
}

impl Headers {
    fn take(&mut self, header: &str) {
        let Some((name, value)) = header.split_once(':') else { return };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let column = || value.parse::<usize>().ok().and_then(|column| column.checked_sub(1));
        match name.as_str() {
            "separator" => self.separator = separator(value),
            "html" => self.html = value.eq_ignore_ascii_case("true"),
            "deck" => value.clone_into(&mut self.deck),
            "notetype column" => self.columns[NOTETYPE] = column(),
            "deck column" => self.columns[DECK] = column(),
            "tags column" => self.columns[TAGS] = column(),
            "guid column" => self.columns[GUID] = column(),
            _ => {}
        }
    }

    fn note(&self, line: usize, fields: &[String]) -> Result<Note, String> {
        let special = |place: &usize| self.columns.contains(&Some(*place));
        let own: Vec<&String> =
            fields.iter().enumerate().filter(|(place, _)| !special(place)).map(|(_, field)| field).collect();
        let column = |which: usize| {
            let field =
                self.columns[which].and_then(|place| fields.get(place)).map_or("", |field| field.trim());
            if self.html { plain(field).unwrap_or_default() } else { field.to_owned() }
        };
        let text = |field: &str| {
            if self.html { plain(field) } else { Some(field.trim().to_owned()) }
        };
        let picture = || "it has a picture or a sound".to_owned();
        let front = text(own.first().map_or("", |field| field)).ok_or_else(picture)?;
        let back = text(own.get(1).map_or("", |field| field)).ok_or_else(picture)?;
        if front.is_empty() {
            return Err("it has no question".to_owned());
        }
        if back.is_empty() && !front.contains("{{c") {
            return Err("it has no answer".to_owned());
        }
        let deck = column(DECK);
        Ok(Note {
            line,
            front,
            back,
            deck: if deck.is_empty() { self.deck.clone() } else { deck },
            tags: column(TAGS).split_whitespace().map(str::to_owned).collect(),
            guid: column(GUID),
        })
    }
}

fn separator(value: &str) -> char {
    match value.to_ascii_lowercase().as_str() {
        "comma" => ',',
        "semicolon" => ';',
        "space" => ' ',
        "pipe" => '|',
        "colon" => ':',
        other => other.chars().next().filter(|_| other.chars().count() == 1).unwrap_or('\t'),
    }
}

/// Lines as fields, each with the number of its first line; a field in quotes may hold separators, line feeds and,
/// doubled, quotes.
fn records(text: &str, separator: char, first: usize) -> Vec<(usize, Vec<String>)> {
    let mut records = Vec::new();
    let mut fields = vec![String::new()];
    let (mut line, mut begin) = (first, first);
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let field = fields.last_mut().map_or(0, |field| field.len());
        if letter == '\n' {
            line += 1;
        }
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut fields, '"');
            }
            '"' if quoted => quoted = false,
            '"' if field == 0 => quoted = true,
            '\n' if !quoted => {
                records.push((begin, std::mem::replace(&mut fields, vec![String::new()])));
                begin = line;
            }
            '\r' if !quoted => {}
            letter if letter == separator && !quoted => fields.push(String::new()),
            letter => push(&mut fields, letter),
        }
    }
    if fields.len() > 1 || !fields[0].is_empty() {
        records.push((begin, fields));
    }
    records
}

fn push(fields: &mut [String], letter: char) {
    if let Some(field) = fields.last_mut() {
        field.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_the_columns_are() {
        let text = "#separator:tab\n#html:true\n#deck column:3\n#tags column:4\n#guid column:5\nWhat &lt;?\tThis<br>that\tA::B\tx y\tq1\n";
        let (notes, skipped) = read(text);
        assert!(skipped.is_empty());
        assert_eq!(
            notes,
            [Note {
                line: 6,
                front: "What <?".into(),
                back: "This\nthat".into(),
                deck: "A::B".into(),
                tags: vec!["x".into(), "y".into()],
                guid: "q1".into()
            }]
        );
    }

    #[test]
    fn quotes_hold_separators_and_lines() {
        let (notes, _) = read("#separator:Comma\n\"a, \"\"b\"\"\",\"two\nlines\"\nc,d\n");
        assert_eq!((notes[0].front.as_str(), notes[0].back.as_str()), ("a, \"b\"", "two\nlines"));
        assert_eq!((notes[1].front.as_str(), notes[1].line), ("c", 4));
    }

    #[test]
    fn what_cannot_be_asked_is_skipped_with_its_line() {
        let (notes, skipped) = read("#html:true\nonly a front\n<img src=x>\tb\n\n\tback alone\nok\tyes\n");
        assert_eq!(notes.len(), 1);
        let said: Vec<(usize, &str)> = skipped.iter().map(|skip| (skip.line, skip.why.as_str())).collect();
        assert_eq!(
            said,
            [(2, "it has no answer"), (3, "it has a picture or a sound"), (5, "it has no question")]
        );
        assert_eq!(read(""), (Vec::new(), Vec::new()));
    }
}
