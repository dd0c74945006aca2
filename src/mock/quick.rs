//! Tables and endpoints in the quick syntax of the entity and API phases.

/// A table as one types it: `orders: id key, user_id, status; unique (user_id, key); index (expires_at)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickEntity {
    /// The line, as typed.
    pub line: String,
    /// Its name.
    pub name: String,
    /// What stands between commas before the first semicolon.
    pub fields: Vec<String>,
    /// What stands behind semicolons and begins with `unique`, or a field marked so.
    pub uniques: Vec<String>,
    /// What stands behind semicolons and begins with `index`.
    pub indexes: Vec<String>,
}

/// An endpoint as one types it: `POST /orders -> 201, 409; idempotency key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuickEndpoint {
    /// The line, as typed.
    pub line: String,
    /// `POST`; of a stream `GET`, by which it is opened.
    pub method: String,
    /// `/orders/{id}` as segments; a parameter is `{}`.
    pub path: Vec<String>,
    /// Status codes that are named.
    pub codes: Vec<u16>,
    /// Everything behind the path.
    pub rest: String,
}

/// More lines than this are not read: nobody writes so many in five minutes.
const MOST_LINES: usize = 40;

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).take(MOST_LINES)
}

/// Reads tables, one a line; a line without a colon or parenthesis is a table with no fields yet.
pub fn entities(text: &str) -> Vec<QuickEntity> {
    lines(text).map(entity).collect()
}

fn entity(line: &str) -> QuickEntity {
    let (name, rest) = match line.split_once(':') {
        Some((name, rest)) => (name, rest),
        None => line.split_once('(').map_or((line, ""), |(name, rest)| (name, rest.trim_end_matches(')'))),
    };
    let mut parts = rest.split(';').map(str::trim);
    let fields: Vec<String> = split_outside(parts.next().unwrap_or(""));
    let mut uniques: Vec<String> = fields.iter().filter(|field| has_word(field, "unique")).cloned().collect();
    let mut indexes = Vec::new();
    for part in parts {
        if has_word(part, "unique") {
            uniques.push(part.to_owned());
        } else if has_word(part, "index") {
            indexes.push(part.to_owned());
        }
    }
    QuickEntity { line: line.to_owned(), name: name.trim().to_owned(), fields, uniques, indexes }
}

/// Parts between commas that stand in no parentheses.
fn split_outside(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for sign in text.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if sign == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(sign);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word))
}

/// Reads endpoints, one a line; lines that do not begin with a method are left out.
pub fn endpoints(text: &str) -> Vec<QuickEndpoint> {
    lines(text).filter_map(endpoint).collect()
}

/// Reads one endpoint, from an answer or from the `call` of a file.
pub fn endpoint(line: &str) -> Option<QuickEndpoint> {
    let mut parts = line.split_whitespace();
    let method = match parts.next()?.to_uppercase().as_str() {
        // A stream is opened by a GET, whatever flows through it afterwards.
        "WS" | "WSS" | "WEBSOCKET" | "SSE" => "GET".to_owned(),
        method if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) => method.to_owned(),
        _ => return None,
    };
    let path = parts.next()?;
    let rest = line.split_once(path).map_or("", |(_, rest)| rest).trim().to_owned();
    let bare = path.split(['?', ' ']).next().unwrap_or(path);
    let segments = bare
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| if part.starts_with(['{', ':', '<']) { "{}".to_owned() } else { part.to_lowercase() });
    let codes = rest.split(|sign: char| !sign.is_ascii_digit()).filter(|part| part.len() == 3);
    let codes = codes.filter_map(|part| part.parse().ok()).filter(|code| (100..600).contains(code)).collect();
    Some(QuickEndpoint { line: line.to_owned(), method, path: segments.collect(), codes, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_fields_uniques_and_indexes() {
        let all = entities(
            "orders: id key, user_id, state held|sold; unique (user_id, key); index (expires_at)\n# later\ncart(id, user)",
        );
        assert_eq!(all[0].name, "orders");
        assert_eq!(all[0].fields, ["id key", "user_id", "state held|sold"]);
        assert_eq!(all[0].uniques, ["unique (user_id, key)"]);
        assert_eq!(all[0].indexes, ["index (expires_at)"]);
        assert_eq!((all[1].name.as_str(), all[1].fields.len()), ("cart", 2));
    }

    #[test]
    fn an_endpoint_has_a_method_a_path_and_codes() {
        let all = endpoints("post /orders/{id}/confirm?x=1 -> 200, 409; Idempotency-Key\nthe rest is CRUD");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].method, "POST");
        assert_eq!(all[0].path, ["orders", "{}", "confirm"]);
        assert_eq!(all[0].codes, [200, 409]);
        assert!(endpoint("GET").is_none());
        let stream = endpoint("wss /orders/{id}/stream -> 101").unwrap();
        assert_eq!((stream.method.as_str(), stream.path.len()), ("GET", 3), "one opens it by a GET");
    }
}
