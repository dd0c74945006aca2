use crate::diag::Diagnostic;
use crate::problem::document::{Node, Table};

/// Where a patch takes away the step that gave a name its meaning, that is the fix of the error that nothing has it.
pub(super) fn explained(error: Diagnostic, text: &str, reference: &Table, patched: &Table) -> Diagnostic {
    let words = error.span().of(text);
    let name = words.split('.').next().unwrap_or_default();
    if error.code != "unknown-name" || name.is_empty() || !is_taken(reference, patched, name) {
        return error;
    }
    let help =
        format!("the step that leaves `{name}` is taken away: keep it, or change what uses `{name}` as well");
    error.help(help)
}

/// Whether a flow of the reference has steps that leave a name, and none once it is patched.
fn is_taken(reference: &Table, patched: &Table, name: &str) -> bool {
    let flows = reference.table("flows").map(|flows| &flows.entries[..]).unwrap_or_default();
    flows.iter().any(|flow| {
        let after = patched.table("flows").and_then(|flows| flows.get(&flow.key));
        leaves(&flow.node, name) && !after.is_some_and(|after| leaves(after, name))
    })
}

/// Whether a step leaves something under a name: with `as`, or with `let`.
fn leaves(node: &Node, name: &str) -> bool {
    if let Some(items) = node.array() {
        return items.iter().any(|item| leaves(item, name));
    }
    node.table().is_some_and(|table| {
        table.get("as").and_then(Node::string) == Some(name)
            || table.table("let").is_some_and(|gives| gives.get(name).is_some())
            || ["steps", "do", "otherwise"]
                .into_iter()
                .filter_map(|word| table.get(word))
                .any(|steps| leaves(steps, name))
    })
}
