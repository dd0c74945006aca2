use super::trace::{Diagram, Node, Role};
use crate::diag::visible;

/// A diagram as a Mermaid flowchart: databases are cylinders, what is not ours
/// has six corners, arrows carry the names of their flows, dotted
/// ones carry messages.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut text = String::from("flowchart TD\n");
    for (at, node) in diagram.nodes.iter().enumerate() {
        let (open, close) = shape(node);
        text.push_str(&format!("  n{at}{open}\"{}\"{close}\n", words(node)));
    }
    for link in &diagram.links {
        let arrow = if link.waits { "-->" } else { "-.->" };
        text.push_str(&format!(
            "  n{} {arrow}|\"{}\"| n{}\n",
            link.from,
            quoted(&link.flows.join(", ")),
            link.to
        ));
    }
    text
}

fn shape(node: &Node) -> (&'static str, &'static str) {
    match node.role {
        Role::Store => ("[(", ")]"),
        Role::Client => ("([", "])"),
        Role::External => ("{{", "}}"),
        Role::Part if node.topics.is_empty() => ("[", "]"),
        Role::Part => ("[[", "]]"),
    }
}

fn words(node: &Node) -> String {
    let mut lines = vec![format!("<b>{}</b>", quoted(&node.name)), quoted(&node.what)];
    if !node.tables.is_empty() {
        lines.push(quoted(&node.tables.join(", ")));
    }
    if !node.topics.is_empty() {
        lines.push(format!("&gt; {}", quoted(&node.topics.join(", "))));
    }
    lines.join("<br/>")
}

/// Text inside the quotes of Mermaid, which reads HTML there; XML needs the same.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}
