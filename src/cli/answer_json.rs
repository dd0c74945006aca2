//! An answer as the JSON contract has it.

use serde_json::{Map, Number as JsonNumber, Value as Json, json};

use crate::calc::answer_context::{Context, gap, notes};
use crate::calc::format::{self, Digits, show_value, show_with};
use crate::calc::recipe::{Outcome, Part};
use crate::calc::{Answer, Arithmetic, Number, Quantity, RecipeAnswer, Truth, Value};
use crate::diag::{Diagnostic, visible};

/// Digits in a JSON number: as many as a double can tell apart.
const DIGITS: u32 = 17;

/// A line and its answer.
pub fn answer(input: &str, answer: &Answer, context: &Context<'_>) -> Json {
    let mut object = start(input);
    if let Some(name) = &answer.name {
        object.insert("name".into(), json!(name));
    }
    value(&mut object, &answer.exact, answer.interview.as_ref(), context.digits);
    object.insert("notes".into(), json!(notes(&answer.notes)));
    object.insert("steps".into(), json!(answer.steps));
    object.insert("say".into(), json!(answer.sentence));
    object.insert("holds".into(), json!(context.holds(answer)));
    Json::Object(object)
}

/// A line and what is wrong with it.
pub fn error(input: &str, diagnostic: &Diagnostic) -> Json {
    let mut object = start(input);
    let span = diagnostic.span();
    object.insert(
        "error".into(),
        json!({
            "code": diagnostic.code,
            "message": visible(&diagnostic.message),
            "span": [span.start, span.end],
            "help": diagnostic.help.as_deref().map(visible),
        }),
    );
    Json::Object(object)
}

/// A recipe and its answer: the keys of a line, and the parts of the derivation.
pub fn recipe(input: &str, answer: &RecipeAnswer, digits: u32, holds: Option<&str>) -> Json {
    let mut object = start(input);
    let exact = Value::Quantity(answer.exact.answer.clone());
    let interview = answer.interview.as_ref().map(|outcome| Value::Quantity(outcome.answer.clone()));
    value(&mut object, &exact, interview.as_ref(), digits);
    object.insert("notes".into(), json!(notes(&answer.notes)));
    let steps = answer.exact.parts.iter().map(|part| {
        format!("{}: {} = {}", part.name, part.reason, format::show(&part.value, Arithmetic::Exact))
    });
    object.insert("steps".into(), json!(steps.collect::<Vec<_>>()));
    object.insert("assumed".into(), json!(answer.exact.assumptions()));
    let spoken = |name: &str| {
        let find = |outcome: &Outcome| outcome.parts.iter().find(|part: &&Part| part.name == name).cloned();
        answer.interview.as_ref().and_then(find).map(|part| Value::Quantity(part.value))
    };
    let parts = answer.exact.parts.iter().map(|part| {
        let mut object = Map::new();
        object.insert("name".into(), json!(part.name));
        value(&mut object, &Value::Quantity(part.value.clone()), spoken(part.name).as_ref(), digits);
        Json::Object(object)
    });
    object.insert("parts".into(), Json::Array(parts.collect()));
    object.insert("holds".into(), json!(holds));
    Json::Object(object)
}

fn start(input: &str) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("version".into(), json!(1));
    object.insert("input".into(), json!(input));
    object
}

/// A number with as many digits as it deserves.
pub fn number(number: &Number) -> Json {
    let text = number.rational().decimal(DIGITS);
    Json::Number(JsonNumber::from_string_unchecked(text))
}

/// The keys of a value: `value`, `exact`, `unit`, `label`, `display`, `interview`, and the ends of a range.
pub fn value(object: &mut Map<String, Json>, exact: &Value, interview: Option<&Value>, digits: u32) {
    let quantity = match exact {
        Value::Quantity(quantity) => quantity,
        Value::Truth(truth) => {
            let known = match truth {
                Truth::True => Json::Bool(true),
                Truth::False => Json::Bool(false),
                Truth::Depends => Json::Null,
            };
            object.insert("value".into(), known);
            object.insert("exact".into(), Json::Null);
            object.insert("unit".into(), json!(""));
            object.insert("label".into(), json!(""));
            object.insert("display".into(), json!(show_value(exact, Arithmetic::Exact, Digits::Full)));
            return;
        }
    };
    let middle = quantity.number.middle().ok();
    object.insert("value".into(), middle.as_ref().map_or(Json::Null, number));
    object.insert("exact".into(), json!(quantity.exact().map(crate::calc::Rational::fraction)));
    object.insert("unit".into(), json!(quantity.dimension.in_seconds().symbol()));
    object.insert("label".into(), json!(quantity.label.shown(false)));
    object.insert("display".into(), json!(format::show(quantity, Arithmetic::Exact)));
    if quantity.number.value().is_none() {
        range(object, quantity);
    }
    if let Some(Value::Quantity(spoken)) = interview {
        let settled = format::settle(spoken, Arithmetic::Interview).ok();
        let middle = settled.and_then(|settled| settled.number.middle().ok());
        let said = json!({
            "value": middle.as_ref().map_or(Json::Null, number),
            "display": show_with(spoken, Arithmetic::Interview, Digits::Spoken(digits)),
            "gap": gap(quantity, spoken),
        });
        object.insert("interview".into(), said);
    }
}

/// The ends of a range, its middle, and the 90 % reading.
fn range(object: &mut Map<String, Json>, quantity: &Quantity) {
    if let Ok(bounds) = quantity.number.bounds() {
        object.insert("low".into(), number(&bounds.low));
        object.insert("high".into(), number(&bounds.high));
        object.insert("tight".into(), json!(bounds.tight));
    }
    object.insert("middle".into(), quantity.number.middle().as_ref().map_or(Json::Null, number));
    let spread = quantity.number.spread();
    object.insert("p5".into(), json!(spread.map(|(low, _)| low)));
    object.insert("p95".into(), json!(spread.map(|(_, high)| high)));
}
