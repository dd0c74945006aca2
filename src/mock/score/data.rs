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
        if fits(&best) < 0.5 || found.len() >= wanted {
            continue;
        }
        found.push(best);
        let (endpoint, model) = &theirs[best];
        let source = Source::Said { phase: phase.clone(), words: call.line.clone() };
        if call.method == model.method {
            judged.earned(1.0, format!("endpoint: {}", endpoint.does), source);
        } else {
            let says = format!("{} in place of {}: {}", call.method, model.method, endpoint.does);
            judged.part(0.5, 1.0, says, source, format!("write it as `{}`", endpoint.call));
        }
    }
    let open = (0..theirs.len()).filter(|at| !found.contains(at)).map(|at| theirs[at].0);
    for endpoint in open.take(wanted - found.len()) {
        judged.lost(
            1.0,
            format!("no endpoint: {}", endpoint.does),
            Source::File(format!("endpoints.{}", endpoint.id)),
            format!("add `{}`", endpoint.call),
        );
    }
}

/// How well two endpoints agree: the method, the words of the path, and above all what stands last in it, which is what
/// the call is about. POST, PUT and PATCH stand for each other less well.
fn fit(mine: &QuickEndpoint, theirs: &QuickEndpoint) -> f64 {
    let writes = |call: &QuickEndpoint| ["POST", "PUT", "PATCH"].contains(&call.method.as_str());
    let method = match mine.method == theirs.method {
        true => 1.0,
        false if writes(mine) && writes(theirs) => 0.8,
        false => return 0.0,
    };
    let named = |call: &QuickEndpoint| -> Vec<BTreeSet<String>> {
        let parts = call.path.iter().filter(|part| *part != "{}");
        parts.map(|part| words(&part.replace('_', " ")).into_iter().collect()).collect()
    };
    let (mine_parts, their_parts) = (named(mine), named(theirs));
    let all = |parts: &[BTreeSet<String>]| -> BTreeSet<String> { parts.iter().flatten().cloned().collect() };
    let (mine_words, their_words) = (all(&mine_parts), all(&their_parts));
    let shared = share(&mine_words, &their_words).min(share(&their_words, &mine_words));
    let length =
        count(mine.path.len().min(theirs.path.len())) / count(mine.path.len().max(theirs.path.len()).max(1));
    let path = shared * (0.7 + 0.3 * length);
    let last = |parts: &[BTreeSet<String>]| parts.last().cloned().unwrap_or_default();
    let same_end = !last(&mine_parts).is_disjoint(&last(&their_parts));
    // To read one thing and to list all of them are two calls.
    let one = |call: &QuickEndpoint| call.path.last().is_some_and(|part| part == "{}");
    let same_kind = mine.method != "GET" || one(mine) == one(theirs);
    match (same_end, same_kind) {
        (true, true) => method * (0.5 + 0.5 * path),
        (true, false) => method * path / 2.0,
        (false, _) => method * path * 0.8,
    }
}

/// A repeated POST is recognised by something: a key, a unique row, a version.
fn idempotency(given: &Given<'_>, calls: &[QuickEndpoint], judged: &mut Judged) {
    let needs = given
        .problem
        .endpoints
        .iter()
        .find(|endpoint| endpoint.call.starts_with("POST") && !endpoint.idempotency.is_empty());
    let Some(needs) = needs else { return };
    // "the same key", "409 when it repeats", "unique per user": any word on what a second call meets.
    let known = ["idempot", "dedup", "duplicat", "repeat", "twice", "unique", "uniqu", "retri", "retry"];
    let says = |text: &str| words(text).iter().any(|word| known.iter().any(|start| word.starts_with(start)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(mine: &str, theirs: &str) -> bool {
        fit(&quick::endpoint(mine).unwrap(), &quick::endpoint(theirs).unwrap()) >= 0.5
    }

    #[test]
    fn an_endpoint_is_what_stands_last_in_its_path() {
        assert!(agree("GET /users/{id}/payouts", "GET /me/payouts?cursor"));
        assert!(agree("POST /donations", "POST /campaigns/{id}/donations"));
        assert!(agree("POST /reviews/{id}/vote", "PUT /reviews/{id}/vote"), "another way to write");
        assert!(!agree("POST /reviews/{id}/upvote", "POST /products/{id}/reviews"));
        assert!(!agree("GET /orders/{id}", "GET /orders/{id}/location"));
        assert!(!agree("GET /users/{id}/donations", "GET /donations/{id}"), "a list, and one of it");
        assert!(!agree("DELETE /orders/{id}", "GET /orders/{id}"));
    }
}
