//! A problem as JSON: the brief, and the parts of the solution that are asked for.

use serde_json::{Map, Value as Json, json};

use crate::problem::diagram::Diagram;
use crate::problem::model::{Choice, Lesson, Problem, Promise};
use crate::problem::page::Section;

/// The brief, and under `solution` the sections by their names.
pub fn json(problem: &Problem, sections: Option<&[Section]>) -> Json {
    let mut json = json!({
        "version": 1,
        "id": problem.id,
        "title": problem.title,
        "level": problem.level,
        "minutes": problem.minutes,
        "themes": problem.themes,
        "statement": problem.statement,
        "out_of_scope": problem.out_of_scope,
    });
    if let Some(sections) = sections {
        let parts = sections.iter().map(|section| (section.word().to_owned(), part(problem, *section)));
        json["solution"] = Json::Object(parts.collect::<Map<_, _>>());
    }
    json
}

fn list<T>(things: &[T], one: impl Fn(&T) -> Json) -> Json {
    things.iter().map(one).collect::<Vec<_>>().into()
}

fn part(problem: &Problem, section: Section) -> Json {
    match section {
        Section::Requirements => json!({
            "functional": problem.requirements,
            "promises": list(&problem.promises, promise),
            "answers": list(&problem.answers, |a| json!({ "id": a.id, "about": a.about, "asks": a.asks, "says": a.says })),
        }),
        Section::Estimates => json!({
            "inputs": list(&problem.inputs, |(name, text)| json!({ "name": name, "expression": text })),
            "lines": list(&problem.estimates, |e| json!({
                "id": e.id, "ask": e.ask, "expression": e.text, "exact": e.exact, "interview": e.spoken,
                "magnitude": e.magnitude, "steps": e.steps, "says": e.says, "concludes": e.concludes,
                "mistake": e.mistake, "observable": e.observable,
            })),
        }),
        Section::Entities => list(&problem.entities, |e| {
            json!({
                "id": e.id, "fields": e.fields, "key": e.key, "constraints": e.constraints,
                "indexes": e.indexes, "note": e.note,
            })
        }),
        Section::Api => list(&problem.endpoints, |e| {
            let errors = list(&e.errors, |(code, meaning)| json!({ "status": code, "meaning": meaning }));
            json!({
                "id": e.id, "call": e.call, "does": e.does, "request": e.request, "response": e.response,
                "success": e.success, "errors": errors, "idempotency": e.idempotency,
            })
        }),
        Section::Design => {
            json!({ "assumptions": problem.assumptions, "diagram": problem.design.as_ref().map(|design| diagram(&Diagram::of(design))) })
        }
        Section::Decisions => list(&problem.decisions, |d| {
            let options = d.options.iter().enumerate().map(|(at, choice)| option(choice, at == d.chosen));
            json!({ "id": d.id, "ask": d.ask, "options": options.collect::<Vec<_>>() })
        }),
        Section::Failures => list(&problem.failures, |f| {
            json!({
                "id": f.id, "ask": f.ask, "symptom": f.symptom, "cause": f.cause, "remedy": f.remedy,
                "fault": f.fault,
            })
        }),
        Section::Pushback => json!({
            "objections": list(&problem.pushback, |p| json!({
                "id": p.id, "ask": p.ask, "strong": p.strong, "points": p.points, "followup": p.followup,
                "decision": p.decision,
            })),
            "changes": list(&problem.changes, |c| json!({ "id": c.id, "says": c.says, "strong": c.strong, "points": c.points })),
        }),
        Section::Scaling => {
            list(&problem.scaling, |s| json!({ "id": s.id, "at": s.at, "breaks": s.breaks, "then": s.then }))
        }
        Section::Operations => list(
            &problem.operations,
            |o| json!({ "id": o.id, "watch": o.watch, "alarm": o.alarm, "then": o.then }),
        ),
        Section::Wrapup => problem.wrapup.as_ref().map_or(Json::Null, |w| {
            json!({
                "components": w.components, "trade_offs": w.trade_offs, "improvement": w.improvement,
                "spoken": w.spoken,
            })
        }),
        Section::Gaps => {
            list(&problem.gaps, |g| json!({ "id": g.id, "mistake": g.mistake, "better": g.better }))
        }
        Section::Rubric => list(&problem.rubric, |c| json!({ "id": c.id, "points": c.points })),
        Section::Sources => {
            list(&problem.sources, |s| json!({ "title": s.title, "url": s.url, "note": s.note }))
        }
    }
}

fn promise(promise: &Promise) -> Json {
    let kind = if promise.invariant { "invariant" } else { "objective" };
    json!({ "id": promise.id, "kind": kind, "says": promise.says, "runs": promise.runs })
}

fn option(choice: &Choice, chosen: bool) -> Json {
    let mut json = json!({
        "id": choice.id, "chosen": chosen, "why": choice.why, "accepts": choice.accepts, "when": choice.when,
        "says": choice.sentence, "tempting": choice.tempting, "fails": choice.fails, "gains": choice.gains,
    });
    match &choice.lesson {
        Lesson::Chosen => {}
        Lesson::Wrong { breaks, may_break } => {
            json["breaks"] = breaks.as_slice().into();
            json["may_break"] = may_break.as_slice().into();
        }
        Lesson::Defensible { pays } => json["pays"] = pays.as_slice().into(),
        Lesson::Dominated { worse } => json["worse"] = worse.as_slice().into(),
        Lesson::Needless { adds } => json["needless"] = adds.as_str().into(),
        Lesson::Argued { argument } => json["argued"] = argument.as_str().into(),
    }
    json
}

/// A diagram as JSON: `nodes`, `links` between them by name, `flows`.
pub fn diagram(diagram: &Diagram) -> Json {
    let name = |node: &usize| diagram.nodes[*node].name.as_str();
    let names = |nodes: &[usize]| nodes.iter().map(name).collect::<Vec<_>>();
    json!({
        "nodes": list(&diagram.nodes, |n| json!({ "id": n.name, "what": n.what, "tables": n.tables, "topics": n.topics })),
        "links": list(&diagram.links, |l| json!({
            "from": name(&l.from), "to": name(&l.to), "flows": l.flows, "waits": l.waits,
        })),
        "flows": list(&diagram.flows, |f| json!({
            "id": f.name, "starts": f.starts, "through": names(&f.through), "to": names(&f.to),
        })),
    })
}
