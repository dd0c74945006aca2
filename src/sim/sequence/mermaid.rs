use std::fmt::Write as _;

use super::scene::{Event, EventKind, Scene};
use crate::diag::visible;

/// The diagram as Mermaid reads it.
pub fn mermaid(scene: &Scene) -> String {
    let mut text = String::from("sequenceDiagram\n");
    for (at, party) in scene.parties.iter().enumerate() {
        let name = if party.label == party.title {
            party.label.clone()
        } else {
            format!("{}: {}", party.label, party.title)
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  participant p{at} as {}", quoted(&name));
    }
    for event in &scene.events {
        let _ = writeln!(text, "  {}", line(event));
    }
    text
}

fn line(event: &Event) -> String {
    let Event { from, to, .. } = event;
    let words = quoted(&format!("{:.4} s {}", event.at, event.text));
    let arrow = match event.kind {
        EventKind::Fault | EventKind::Broken if from == to => return format!("Note over p{from}: {words}"),
        EventKind::Fault | EventKind::Broken => return format!("Note over p{from},p{to}: {words}"),
        _ if from == to => return format!("Note over p{from}: {words}"),
        EventKind::Start => "-)",
        EventKind::Answer => "-->>",
        EventKind::Lost => "--x",
        EventKind::Wait | EventKind::Miss => "-x",
        _ => "->>",
    };
    format!("p{from}{arrow}p{to}: {words}")
}

/// Text of a message: Mermaid ends it at a semicolon, reads `#` as the begin of a code, and HTML.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for letter in visible(text).chars() {
        match letter {
            '#' => out.push_str("#35;"),
            ';' => out.push_str("#59;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '\n' | '\t' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}
