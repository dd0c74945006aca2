//! What the user set: `config.toml` in the config folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use toml::de::{DeTable, DeValue};

use crate::calc::{Dimension, Sheet, Value};
use crate::diag::{Diagnostic, Span, nearest};
use crate::study::{Calendar, Rules, Steps};

/// Something that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What holds while it is not set, as it would stand in the file; empty for nothing.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Whether its value stands in quotes, and whether in brackets.
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Number,
    Text,
    List,
}

/// Everything that can be set.
pub const KEYS: [Key; 9] = [
    key("retention", "0.9", Form::Number, "the share of due cards that should be remembered, 0.7 to 0.99"),
    key("new_a_day", "20", Form::Number, "new cards a day, 0 to 9999"),
    key("reviews_a_day", "200", Form::Number, "known cards reviewed a day, 0 to 9999"),
    key("cap", "36500", Form::Number, "the longest interval in days, 1 to 36500"),
    key("steps", "[\"1min\", \"10min\"]", Form::List, "waits before a new card counts as learned"),
    key("relearning_steps", "[\"10min\"]", Form::List, "waits after a known card was forgotten"),
    key("rollover_hour", "4", Form::Number, "the hour at which a day begins, 0 to 23"),
    key("time_zone", "\"system\"", Form::Text, "a name such as Europe/Berlin; system is the machine's"),
    key(
        "interview",
        "",
        Form::Text,
        "the date of the interview, such as 2027-01-31: the weakest cards come first",
    ),
];

const fn key(name: &'static str, default: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, default, about, form }
}

impl Key {
    /// The key of this name; else a sentence about the name, with the nearest one.
    pub fn find(name: &str) -> Result<&'static Self, Diagnostic> {
        let known = KEYS.iter().find(|key| key.name == name);
        known.ok_or_else(|| unknown(name, Span::new(0, name.len())))
    }

    /// Words from a command line as they stand in the file: quotes and brackets added.
    pub fn written(&self, words: &[String]) -> String {
        match self.form {
            Form::Number => words.join(" "),
            Form::Text => quoted(&words.join(" ")),
            Form::List => {
                let parts = words.iter().flat_map(|word| word.split(','));
                let parts: Vec<String> =
                    parts.map(str::trim).filter(|part| !part.is_empty()).map(quoted).collect();
                format!("[{}]", parts.join(", "))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What the user set, and the text it stands in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules that follow.
    pub rules: Rules,
    /// The file.
    pub path: PathBuf,
    /// Its text; empty where there is no file.
    pub text: String,
    /// Each value that is set: its key, and where it stands.
    values: Vec<(String, Span)>,
}

impl Settings {
    /// The name of the file in the config folder.
    pub const NAME: &str = "config.toml";

    /// The largest file that is read, in bytes.
    const LARGEST: u64 = 1 << 20;

    /// Reads the file of a config folder, with everything that is wrong in it. `zone` is the machine's. A file
    /// that is not there sets nothing.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn load(folder: &Path, zone: &TimeZone) -> io::Result<(Self, Vec<Diagnostic>)> {
        let path = folder.join(Self::NAME);
        let text = match fs::metadata(&path) {
            Ok(data) if data.len() > Self::LARGEST => Err(io::Error::other("it is larger than 1 MiB")),
            _ => fs::read_to_string(&path),
        };
        let text = match text {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        Ok(Self::read(path, text, zone))
    }

    /// Reads the text of the file, with everything that is wrong in it.
    pub fn read(path: PathBuf, text: String, zone: &TimeZone) -> (Self, Vec<Diagnostic>) {
        let (document, errors) = DeTable::parse_recoverable(&text);
        let syntax = |error: &toml::de::Error| {
            let span = error.span().map_or(Span::new(text.len(), text.len()), Span::from);
            Diagnostic::error("syntax", span, error.message().to_owned())
                .help("write key = value; texts stand in quotes")
        };
        let mut found: Vec<Diagnostic> = errors.iter().map(syntax).collect();
        let mut draft = Draft { rules: Rules::default(), zone: zone.clone(), rollover: 4 };
        let mut values = Vec::new();
        for (key, value) in document.get_ref() {
            let (name, span) = (key.get_ref().to_string(), Span::from(value.span()));
            if !KEYS.iter().any(|known| known.name == name) {
                let mut warning = unknown(&name, Span::from(key.span()));
                warning.severity = crate::diag::Severity::Warning;
                found.push(warning);
                continue;
            }
            if let Err(refused) = draft.set(&name, value.get_ref()) {
                let error = Diagnostic::error("setting", span, refused.message);
                found.push(match refused.help {
                    Some(help) => error.help(help),
                    None => error,
                });
            }
            values.push((name, span));
        }
        found.sort_by_key(Diagnostic::span);
        let rules = draft.rules();
        drop(document);
        (Self { rules, path, text, values }, found)
    }

    /// The value of a key as it stands in the file.
    pub fn value(&self, key: &Key) -> Option<&str> {
        let (_, span) = self.values.iter().find(|(name, _)| name == key.name)?;
        Some(span.of(&self.text))
    }

    /// The text of the file with another value for a key, or with none. All else stays as it is.
    pub fn changed(&self, key: &Key, value: Option<&str>) -> String {
        let line = value.map(|value| format!("{} = {value}\n", key.name));
        let Some((_, span)) = self.values.iter().find(|(name, _)| name == key.name) else {
            // Before the first table, so that the key belongs to none.
            let mut starts = self.text.split_inclusive('\n').scan(0, |at, line| {
                let start = *at;
                *at += line.len();
                Some((start, line))
            });
            let table = starts.find(|(_, line)| line.trim_start().starts_with('['));
            let (before, after) = self.text.split_at(table.map_or(self.text.len(), |(start, _)| start));
            let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
            return format!("{before}{gap}{}{after}", line.unwrap_or_default());
        };
        if let Some(value) = value {
            return format!("{}{value}{}", &self.text[..span.start], &self.text[span.end..]);
        }
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[span.end..].find('\n').map_or(self.text.len(), |at| span.end + at + 1);
        format!("{}{}", &self.text[..start], &self.text[end..])
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self, text: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = self.path.with_extension("toml.new");
        fs::write(&draft, text)?;
        fs::rename(&draft, &self.path)
    }
}

/// Rules in the making.
struct Draft {
    rules: Rules,
    zone: TimeZone,
    rollover: i8,
}

/// Why a value is refused.
struct Refused {
    message: String,
    help: Option<String>,
}

fn refused<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { message: message.into(), help: Some(help.into()) })
}

impl Draft {
    fn set(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), Refused> {
        match name {
            "retention" => self.rules.retention = number(value, 0.7, 0.99)?,
            "new_a_day" => self.rules.new_a_day = whole(value, 0, 9999)?,
            "reviews_a_day" => self.rules.reviews_a_day = whole(value, 0, 9999)?,
            "cap" => self.rules.cap = whole(value, 1, 36_500)?,
            "steps" => self.rules.learning = steps(value)?,
            "relearning_steps" => self.rules.relearning = steps(value)?,
            "rollover_hour" => self.rollover = i8::try_from(whole(value, 0, 23)?).unwrap_or(0),
            "time_zone" => match text(value, "a time zone")?.as_str() {
                "system" => {}
                zone => match TimeZone::get(zone) {
                    Ok(zone) => self.zone = zone,
                    Err(_) => {
                        return refused(
                            format!("no time zone is called `{zone}`"),
                            "a name such as Europe/Berlin or America/Sao_Paulo, UTC, or system",
                        );
                    }
                },
            },
            _ => {
                let date = match value {
                    DeValue::Datetime(date) => date.to_string(),
                    other => text(other, "a date")?,
                };
                let Some(day) = Calendar::parse_date(&date) else {
                    return refused(format!("`{date}` is no date"), "write it as 2027-01-31");
                };
                self.rules.interview = Some(day);
            }
        }
        Ok(())
    }

    fn rules(self) -> Rules {
        Rules { calendar: Calendar::Days { zone: self.zone, rollover: self.rollover }, ..self.rules }
    }
}

fn number(value: &DeValue<'_>, low: f64, high: f64) -> Result<f64, Refused> {
    let written = match value {
        DeValue::Float(number) => number.as_str().parse().ok(),
        DeValue::Integer(number) => number.as_str().parse().ok(),
        _ => None,
    };
    match written {
        Some(number) if (low..=high).contains(&number) => Ok(number),
        Some(number) => refused(
            format!("{number} lies outside {low} to {high}"),
            format!("a number from {low} to {high}"),
        ),
        None => refused("this is no number", format!("a number from {low} to {high}, without quotes")),
    }
}

fn whole(value: &DeValue<'_>, low: u32, high: u32) -> Result<u32, Refused> {
    let help = format!("a whole number from {low} to {high}, without quotes");
    let DeValue::Integer(number) = value else { return refused("this is no whole number", help) };
    match i64::from_str_radix(number.as_str(), number.radix())
        .ok()
        .and_then(|number| u32::try_from(number).ok())
    {
        Some(number) if (low..=high).contains(&number) => Ok(number),
        _ => refused(format!("{} lies outside {low} to {high}", number.as_str()), help),
    }
}

fn text(value: &DeValue<'_>, what: &str) -> Result<String, Refused> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        _ => refused(format!("this is no {}", what.trim_start_matches("a ")), format!("{what} in quotes")),
    }
}

fn steps(value: &DeValue<'_>) -> Result<Steps, Refused> {
    let help = "waits in brackets and quotes, such as [\"1min\", \"10min\"]; [] for none";
    let DeValue::Array(parts) = value else { return refused("this is no list of waits", help) };
    if parts.len() > Steps::MOST {
        return refused(format!("{} waits: the limit is {}", parts.len(), Steps::MOST), "fewer of them");
    }
    let waits = parts.iter().map(|part| match part.get_ref() {
        DeValue::String(text) => wait(text),
        _ => refused("a wait that is no text", help),
    });
    Ok(Steps::new(waits.collect::<Result<_, _>>()?))
}

/// A wait in milliseconds, from a second to a year.
fn wait(text: &str) -> Result<i64, Refused> {
    const YEAR: f64 = 365.0 * 86_400.0;
    let help = "a time from 1s to 1 year, such as 10min";
    let value = match Sheet::new().evaluate(text) {
        Ok(value) => value,
        Err(error) => {
            return refused(
                format!("`{text}`: {}", error.message),
                error.help.unwrap_or_else(|| help.to_owned()),
            );
        }
    };
    let seconds = match &value {
        Value::Quantity(found) if found.dimension == Dimension::TIME => {
            found.number.middle().ok().map(|number| number.to_f64())
        }
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "at most a year in milliseconds")]
    match seconds {
        Some(seconds) if (1.0..=YEAR).contains(&seconds) => Ok(libm::rint(seconds * 1000.0) as i64),
        Some(_) => refused(format!("`{text}` lies outside 1s to 1 year"), help),
        None => refused(format!("`{text}` is no time"), help),
    }
}

fn unknown(name: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error("unknown-key", span, format!("nothing is set by `{name}`"));
    match nearest(name, KEYS.iter().map(|key| key.name)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("one of {}", KEYS.map(|key| key.name).join(", "))),
    }
}

#[cfg(test)]
mod tests;
