//! `napkin config`: what can be set, and what is.

use std::io;

use clap::ArgMatches;
use serde_json::{Map, Value as Json, json};

use super::figure::wrapped;
use super::output::{Exit, Output};
use super::{arguments, learner};
use crate::diag::{Diagnostic, Source, visible};
use crate::problem::page::table::Column::{Flexible, Left};
use crate::problem::page::table::{least_width, table};
use crate::store::{Clock, KEYS, Key, Settings};

/// With fewer cells than this beside the narrowest column a text is a ribbon.
const RIBBON: usize = 14;

/// Runs it.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let given: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["path"] = given.as_slice() {
        return match learner::folders(output) {
            Ok(folders) => {
                let path = folders.config.join(Settings::NAME).display().to_string();
                output.print(&format!("{}\n", visible(&path)))?;
                Ok(Exit::WELL)
            }
            Err(code) => Ok(code),
        };
    }
    match given.as_slice() {
        [] | ["list"] => with_settings(output, |settings| list(output, settings)),
        ["get", name] => with_key(output, name, |key, settings| {
            let value = settings.value(key).unwrap_or(key.default);
            if output.json {
                output.print_json(&json!({ "version": 1, "key": key.name, "value": value }))?;
            } else {
                output.print(&format!("{}\n", visible(value)))?;
            }
            Ok(Exit::WELL)
        }),
        ["set", name, _, ..] => {
            with_key(output, name, |key, settings| {
                Ok(set(output, settings, key, Some(&key.written(&words[2..]))))
            })
        }
        ["unset", name] => with_key(output, name, |key, settings| Ok(set(output, settings, key, None))),
        _ => Ok(output.refuse(
            "error: `config` wants list, get KEY, set KEY VALUE, unset KEY or path\nhelp: `napkin config` lists the keys",
        )),
    }
}

fn with_settings(output: &Output, act: impl FnOnce(&Settings) -> io::Result<u8>) -> io::Result<u8> {
    match learner::settings(output) {
        Ok(settings) => act(&settings),
        Err(code) => Ok(code),
    }
}

fn with_key(
    output: &Output,
    name: &str,
    act: impl FnOnce(&'static Key, &Settings) -> io::Result<u8>,
) -> io::Result<u8> {
    match Key::find(name) {
        Ok(key) => with_settings(output, |settings| act(key, settings)),
        Err(error) => {
            output.diagnose(&error, Source::typed(name));
            Ok(Exit::USAGE)
        }
    }
}

/// Keys, values and what they are about; that stands below its key where it would be a narrow ribbon beside it.
fn drawn(mut rows: Vec<Vec<String>>, width: usize) -> String {
    let columns = [Left, Left, Flexible];
    if least_width(&rows, &columns) + RIBBON <= width {
        return table(&rows, &columns, width);
    }
    let about: Vec<String> = rows.iter_mut().filter_map(Vec::pop).collect();
    let pairs = table(&rows, &columns[..2], width);
    let lines = pairs.lines().zip(&about);
    lines
        .map(|(pair, about)| format!("{pair}\n    {}\n", wrapped(about, width, 4)))
        .collect::<Vec<_>>()
        .concat()
}

fn list(output: &Output, settings: &Settings) -> io::Result<u8> {
    if output.json {
        let mut values = Map::new();
        for key in &KEYS {
            let value = settings.value(key).unwrap_or(key.default);
            values.insert(
                key.name.to_owned(),
                json!({ "value": value, "default": key.default, "set": settings.value(key).is_some(), "about": key.about }),
            );
        }
        let path = settings.path.display().to_string();
        output.print_json(&json!({ "version": 1, "path": path, "settings": Json::Object(values) }))?;
        return Ok(Exit::WELL);
    }
    let rows = KEYS.iter().map(|key| {
        let value = settings.value(key).map_or_else(
            || if key.default.is_empty() { "-".to_owned() } else { format!("{} (default)", key.default) },
            str::to_owned,
        );
        vec![key.name.to_owned(), value, key.about.to_owned()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    output.print(&visible(&drawn(rows, output.width())))?;
    Ok(Exit::WELL)
}

fn set(output: &Output, settings: &Settings, key: &Key, value: Option<&str>) -> u8 {
    let text = settings.changed(key, value);
    let (changed, found) = Settings::read(settings.path.clone(), text.clone(), &Clock.zone());
    if let Some(error) = found.iter().find(|found| found.is_error()) {
        let typed = value.unwrap_or_default();
        let error = Diagnostic { labels: Vec::new(), ..error.clone() }.label((0..typed.len()).into(), "");
        output.diagnose(&error, Source::typed(typed));
        return Exit::USAGE;
    }
    let path = visible(&settings.path.display().to_string()).into_owned();
    if value.is_some() && changed.value(key).is_none() {
        return output.refuse(&format!(
            "error: {path} cannot be changed\nhelp: set `{}` in the file yourself",
            key.name
        ));
    }
    match settings.save(&text) {
        Ok(()) => {
            output.message(&format!("{path}: {} is {}\n", key.name, value.map_or("not set", |value| value)));
            Exit::WELL
        }
        Err(error) => output.refuse(&format!("error: {path} cannot be written: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn what_a_key_is_about_stands_below_it_on_a_narrow_page() {
        let rows = || KEYS.iter().map(|key| [key.name, "the value that it has", key.about]);
        let rows: Vec<Vec<String>> = rows().map(|row| row.map(str::to_owned).to_vec()).collect();
        for width in [50, 60, 80, 120] {
            let page = drawn(rows.clone(), width);
            assert!(page.lines().all(|line| line.width() <= width), "{width}\n{page}");
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&page).len(), words(&rows.concat().join(" ")).len());
        }
        assert!(drawn(rows.clone(), 50).lines().count() > drawn(rows, 120).lines().count());
    }
}
