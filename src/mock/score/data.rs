use std::collections::BTreeSet;

use super::{Given, Judged, Source};
use crate::mock::framework::Aid;
use crate::mock::quick::{self, QuickEndpoint, QuickEntity};
use crate::mock::words::{content, count, share, words};
use crate::problem::model::{Endpoint, Entity, Problem};

/// Tables and endpoints, held against those of the file: what carries the problem counts, not how many there are.
pub fn judge(given: &Given<'_>) -> Judged {
    let tables: Vec<QuickEntity> = quick::entities(&given.answers.entities);
    let tables: Vec<QuickEntity> = tables.into_iter().filter(|table| is_name(&table.name)).collect();
    let calls: Vec<QuickEndpoint> = quick::endpoints(&given.answers.endpoints);
    let mut judged = Judged { shown: !tables.is_empty() || !calls.is_empty(), ..Judged::default() };
    entities(given, &tables, &mut judged);
    uniques(given, &tables, &mut judged);
    endpoints(given, &calls, &mut judged);
    idempotency(given, &calls, &mut judged);
    judged
}

/// A name has at most four words: a sentence is none.
fn is_name(name: &str) -> bool {
    let words = words(name).len();
    (1..=4).contains(&words)
}

fn entities(given: &Given<'_>, tables: &[QuickEntity], judged: &mut Judged) {
    let wanted = given.standards.data.entities.min(given.problem.entities.len());
    let phase = given.phase(Aid::Entities);
    let mut found: Vec<&Entity> = Vec::new();
    for table in tables.iter().filter(|table| table.fields.len() >= 2) {
        let Some(entity) = nearest(given.problem, table) else { continue };
        if found.len() < wanted && !found.iter().any(|known| known.id == entity.id) {
            found.push(entity);
            let source = Source::Said { phase: phase.clone(), words: table.line.clone() };
            judged.earned(1.0, format!("table {}", entity.id), source);
        }
    }
    for entity in missing(&given.problem.entities, &found, wanted) {
        let fields = entity.fields.join(", ");
        judged.lost(
            1.0,
            format!("no table for {}", spaced(&entity.id)),
            Source::File(format!("entities.{}", entity.id)),
            format!("add a table: `{}: {fields}`", entity.id),
        );
    }
}

/// What of the file was not found, so far as it is wanted, in the order of the file.
fn missing<'a>(all: &'a [Entity], found: &'a [&Entity], wanted: usize) -> impl Iterator<Item = &'a Entity> {
    let left = all.iter().filter(|entity| !found.iter().any(|known| known.id == entity.id));
    left.take(wanted.saturating_sub(found.len()))
}

/// The table of the file that a line means: by its name, or by most of its columns.
fn nearest<'a>(problem: &'a Problem, table: &QuickEntity) -> Option<&'a Entity> {
    let named: BTreeSet<String> = words(&table.name).into_iter().collect();
    let columns: BTreeSet<String> = table.fields.iter().map(|field| column(field)).collect();
    let fit = |entity: &&Entity| -> f64 {
        let theirs: BTreeSet<String> = words(&entity.id.replace('_', " ")).into_iter().collect();
        let name = share(&named, &theirs).min(share(&theirs, &named));
        let fields: BTreeSet<String> = entity.fields.iter().map(|field| column(field)).collect();
        let shared = share(&columns, &fields);
        if name >= 0.99 { 1.0 + shared } else { 0.6 * name + shared }
    };
    let best = problem.entities.iter().max_by(|a, b| fit(a).total_cmp(&fit(b)))?;
    (fit(&best) >= 0.6).then_some(best)
}

/// The name of a column: the first word of a field.
fn column(field: &str) -> String {
    let name = field.split(|sign: char| sign.is_whitespace() || sign == '(').next().unwrap_or_default();
    words(&name.replace('_', " ")).join(" ")
}

/// What stands between the parentheses of `unique (a, b)`, as words.
fn columns_of(constraint: &str) -> BTreeSet<String> {
    let inside = constraint.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let inside = inside.map_or(constraint, |(columns, _)| columns).replace('_', " ");
    let mut columns = content(&inside);
    columns.remove("uniqu");
    columns
}

fn uniques(given: &Given<'_>, tables: &[QuickEntity], judged: &mut Judged) {
    let phase = given.phase(Aid::Entities);
    let theirs: Vec<(&Entity, &String)> = given
        .problem
        .entities
        .iter()
        .flat_map(|entity| {
            let unique = entity.constraints.iter().filter(|constraint| constraint.contains("unique"));
            unique.map(move |constraint| (entity, constraint))
        })
        .collect();
    let wanted = given.standards.data.uniques.min(theirs.len());
    let mut found: Vec<usize> = Vec::new();
    for (table, unique) in
        tables.iter().flat_map(|table| table.uniques.iter().map(move |unique| (table, unique)))
    {
        let mine = columns_of(unique);
        let fit = |at: &usize| {
            let columns = columns_of(theirs[*at].1);
            share(&mine, &columns).min(share(&columns, &mine))
        };
        let open = (0..theirs.len()).filter(|at| !found.contains(at));
        let Some(best) = open.max_by(|a, b| fit(a).total_cmp(&fit(b))) else { continue };
        if fit(&best) >= 0.5 && found.len() < wanted {
            found.push(best);
            let source = Source::Said { phase: phase.clone(), words: table.line.clone() };
            judged.earned(1.0, format!("constraint: {}", theirs[best].1), source);
        }
    }
    for (entity, unique) in
        (0..theirs.len()).filter(|at| !found.contains(at)).map(|at| theirs[at]).take(wanted - found.len())
    {
        judged.lost(
            1.0,
            format!("{} has no {unique}", spaced(&entity.id)),
            Source::File(format!("entities.{}", entity.id)),
            format!("write `{unique}` behind the table {}", entity.id),
        );
    }
}

fn endpoints(given: &Given<'_>, calls: &[QuickEndpoint], judged: &mut Judged) {
    let phase = given.phase(Aid::Endpoints);
    let theirs: Vec<(&Endpoint, QuickEndpoint)> = given
        .problem
        .endpoints
        .iter()
        .filter_map(|endpoint| Some((endpoint, quick::endpoint(&endpoint.call)?)))
        .collect();
    let wanted = given.standards.data.endpoints.min(theirs.len());
    let mut found: Vec<usize> = Vec::new();
    for call in calls {
        let fits = |at: &usize| fit(call, &theirs[*at].1);
        let open = (0..theirs.len()).filter(|at| !found.contains(at));
        let Some(best) = open.max_by(|a, b| fits(a).total_cmp(&fits(b))) else { continue };
        if fits(&best) >= 0.5 && found.len() < wanted {
            found.push(best);
            let source = Source::Said { phase: phase.clone(), words: call.line.clone() };
            judged.earned(1.0, format!("endpoint: {}", theirs[best].0.does), source);
        }
    }
    let open = (0..theirs.len()).filter(|at| !found.contains(at)).map(|at| theirs[at].0);
    for endpoint in open.take(wanted - found.len()) {
        judged.lost(
            1.0,
            format!("no endpoint that {}", endpoint.does),
            Source::File(format!("endpoints.{}", endpoint.id)),
            format!("add `{}`", endpoint.call),
        );
    }
}

/// How well two endpoints agree: the method, and the words of the path.
fn fit(mine: &QuickEndpoint, theirs: &QuickEndpoint) -> f64 {
    if mine.method != theirs.method {
        return 0.0;
    }
    let named = |path: &[String]| -> BTreeSet<String> {
        path.iter().filter(|part| *part != "{}").flat_map(|part| words(part)).collect()
    };
    let (mine_words, their_words) = (named(&mine.path), named(&theirs.path));
    let shared = share(&mine_words, &their_words).min(share(&their_words, &mine_words));
    let length =
        count(mine.path.len().min(theirs.path.len())) / count(mine.path.len().max(theirs.path.len()).max(1));
    shared * (0.7 + 0.3 * length)
}

/// A repeated POST is recognised by something: a key, a unique row, a version.
fn idempotency(given: &Given<'_>, calls: &[QuickEndpoint], judged: &mut Judged) {
    let needs = given
        .problem
        .endpoints
        .iter()
        .find(|endpoint| endpoint.call.starts_with("POST") && !endpoint.idempotency.is_empty());
    let Some(needs) = needs else { return };
    let says = |text: &str| words(text).iter().any(|word| word.starts_with("idempot") || word == "dedup");
    let phase = given.phase(Aid::Endpoints);
    match calls.iter().find(|call| call.method == "POST" && says(&call.rest)) {
        Some(call) => {
            let source = Source::Said { phase, words: call.line.clone() };
            judged.earned(1.0, "a repeated call is recognised", source);
        }
        None => {
            judged.gap("no_retries");
            judged.lost(
                1.0,
                "no word on a repeated POST",
                Source::File(format!("endpoints.{}", needs.id)),
                format!("write `idempotency key` behind `{}`", needs.call),
            );
        }
    }
}

fn spaced(id: &str) -> String {
    id.replace('_', " ")
}
