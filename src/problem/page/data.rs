use super::block::{Page, one};
use crate::problem::model::{Endpoint, Entity};

/// The data with its constraints and the index that each query needs.
pub(super) fn entities(page: &mut Page, entities: &[Entity]) {
    for entity in entities {
        page.item(&entity.id);
        page.terms(vec![
            ("fields", one(&entity.fields.join(", "))),
            ("key", one(&entity.key.join(", "))),
            ("constraints", entity.constraints.clone()),
            ("indexes", entity.indexes.clone()),
            ("note", one(&entity.note)),
        ]);
    }
}

/// The calls with their status codes.
pub(super) fn endpoints(page: &mut Page, endpoints: &[Endpoint]) {
    for endpoint in endpoints {
        page.item(&endpoint.call);
        let success: Vec<String> = endpoint.success.iter().map(u16::to_string).collect();
        page.terms(vec![
            ("does", one(&endpoint.does)),
            ("request", one(&endpoint.request)),
            ("response", one(&endpoint.response)),
            ("success", one(&success.join(", "))),
            ("errors", endpoint.errors.iter().map(|(code, meaning)| format!("{code} {meaning}")).collect()),
            ("idempotency", one(&endpoint.idempotency)),
        ]);
    }
}
