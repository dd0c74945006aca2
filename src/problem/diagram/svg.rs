//! A diagram as a picture, for slides and pages.

use unicode_width::UnicodeWidthStr;

use super::layout::{Boxed, Layout, Wire, layout};
use super::mermaid::quoted;
use super::trace::{Diagram, Role};
use crate::diag::visible;

/// A cell of the layout in pixels: a letter of the type below, with the space between two lines.
const CELL: (usize, usize) = (8, 18);
/// Pixels around everything.
const MARGIN: usize = 12;
/// Pixels by which the corners of what is not ours go in.
const INSET: usize = 7;
/// Half the height of a cylinder's lid, in pixels: above the first line of text.
const LID: usize = 4;
/// Cells between two columns of the flows.
const GAP: usize = 3;

/// Light and dark, as the reader has it.
const STYLE: &str = "\
  <style>
    text { font: 13px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
    .name { font-weight: bold }
    .paper { fill: #ffffff; stroke: none }
    .box { fill: #f6f8fa; stroke: #1f2328; stroke-width: 1.5 }
    .wire { fill: none; stroke: #57606a; stroke-width: 1.5 }
    .message { stroke-dasharray: 5 4 }
    .head { fill: #57606a }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .paper { fill: #0d1117 }
      .box { fill: #161b22; stroke: #e6edf3 }
      .wire { stroke: #9da7b3 }
      .head { fill: #9da7b3 }
    }
  </style>
  <defs>
    <marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">
      <path class=\"head\" d=\"M0 0L10 5L0 10Z\"/>
    </marker>
  </defs>
";

/// A picture in SVG of a diagram that is laid out in `width` cells: databases are cylinders, what is not ours has six
/// corners, dashed arrows carry messages. Under it stands what each flow goes through; an arrow names its flows where a
/// reader points at it. It needs nothing from outside: no script, no font, no picture.
pub fn svg(diagram: &Diagram, title: &str, width: usize) -> String {
    let layout = layout(diagram, width);
    let mut body = String::new();
    for wire in &layout.wires {
        draw_wire(&mut body, diagram, &layout, wire);
    }
    for (placed, node) in layout.boxes.iter().zip(&diagram.nodes) {
        let outline = outline(placed, node.role, !node.topics.is_empty());
        body.push_str(&format!("  <path class=\"box\" d=\"{outline}\"/>\n"));
        for (at, line) in placed.lines.iter().enumerate() {
            write(&mut body, (placed.x + 2, placed.y + 1 + at), line, at == 0);
        }
    }
    let mut cells = (layout.width, layout.height);
    if diagram.links.iter().any(|link| !link.waits) {
        write(&mut body, (0, cells.1 + 1), "dashed: carries messages, and nobody waits; > is a topic", false);
        cells.1 += 2;
    }
    let table = flows(&mut body, diagram, cells.1 + 1);
    cells = (cells.0.max(table.0), cells.1 + table.1);
    let (width, height) = (cells.0 * CELL.0 + 2 * MARGIN, cells.1 * CELL.1 + 2 * MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\" role=\"img\">\n  <title>{}</title>\n{STYLE}  <rect class=\"paper\" width=\"{width}\" \
         height=\"{height}\"/>\n{body}</svg>\n",
        words(title)
    )
}

/// The middle of a cell.
const fn middle((x, y): (usize, usize)) -> (usize, usize) {
    (MARGIN + x * CELL.0 + CELL.0 / 2, MARGIN + y * CELL.1 + CELL.1 / 2)
}

/// A line of text whose first letter stands in a cell.
fn write(body: &mut String, cell: (usize, usize), text: &str, is_name: bool) {
    let (x, y) = middle(cell);
    let class = if is_name { " class=\"name\"" } else { "" };
    body.push_str(&format!(
        "  <text{class} x=\"{}\" y=\"{}\">{}</text>\n",
        x - CELL.0 / 2,
        y + 4,
        words(text)
    ));
}

/// The border of a box, in the middle of its outermost cells.
fn outline(placed: &Boxed, role: Role, has_topics: bool) -> String {
    let (left, top) = middle((placed.x, placed.y));
    let (right, bottom) = middle((placed.x + placed.width - 1, placed.y + placed.height - 1));
    match role {
        Role::Store => {
            let (low, high, wide) = (top + LID, bottom - LID, (right - left) / 2);
            let arc = |sweep: usize, to: usize, y: usize| format!("A{wide} {LID} 0 0 {sweep} {to} {y}");
            // The whole of the lid, then the sides and the bottom.
            let lid = arc(1, right, low) + &arc(1, left, low);
            format!("M{left} {low}{lid}M{left} {low}V{high}{}V{low}", arc(0, right, high))
        }
        Role::Client => {
            let round = INSET + 4;
            format!(
                "M{} {top}H{}Q{right} {top} {right} {}V{}Q{right} {bottom} {} {bottom}H{}Q{left} {bottom} {left} \
                 {}V{}Q{left} {top} {} {top}Z",
                left + round,
                right - round,
                top + round,
                bottom - round,
                right - round,
                left + round,
                bottom - round,
                top + round,
                left + round
            )
        }
        Role::External => {
            let half = usize::midpoint(top, bottom);
            format!(
                "M{left} {half}L{} {top}H{}L{right} {half}L{} {bottom}H{}Z",
                left + INSET,
                right - INSET,
                right - INSET,
                left + INSET
            )
        }
        Role::Part => {
            let inner = if has_topics {
                format!("M{0} {top}V{bottom}M{1} {top}V{bottom}", left + 4, right - 4)
            } else {
                String::new()
            };
            format!("M{left} {top}H{right}V{bottom}H{left}Z{inner}")
        }
    }
}

/// A line from border to border, with its heads, and the names of its flows for who points at it.
fn draw_wire(body: &mut String, diagram: &Diagram, layout: &Layout, wire: &Wire) {
    let (upper, lower) = (&layout.boxes[wire.upper], &layout.boxes[wire.lower]);
    let mut points: Vec<(usize, usize)> = wire.points.iter().map(|&point| middle(point)).collect();
    if let (Some(&first), Some(&last)) = (points.first(), points.last()) {
        points.insert(0, (first.0, middle((0, upper.y + upper.height - 1)).1));
        points.push((last.0, middle((0, lower.y)).1));
    }
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let names = diagram
        .links
        .iter()
        .filter(|link| [(wire.upper, wire.lower), (wire.lower, wire.upper)].contains(&(link.from, link.to)));
    let names: Vec<String> = names
        .map(|link| {
            let ends = [link.from, link.to].map(|node| diagram.nodes[node].name.as_str());
            format!("{} to {}: {}", ends[0], ends[1], link.flows.join(", "))
        })
        .collect();
    body.push_str(&format!(
        "  <polyline class=\"wire{}\" points=\"{}\"{}{}><title>{}</title></polyline>\n",
        if wire.waits { "" } else { " message" },
        points.join(" "),
        if wire.up { " marker-start=\"url(#head)\"" } else { "" },
        if wire.down { " marker-end=\"url(#head)\"" } else { "" },
        words(&names.join("; ")),
    ));
}

/// What each flow goes through, from a row on; how many cells wide and high that is.
fn flows(body: &mut String, diagram: &Diagram, top: usize) -> (usize, usize) {
    let rows: Vec<[String; 3]> = diagram
        .flows
        .iter()
        .map(|flow| {
            [flow.name.clone(), flow.starts.clone(), diagram.way(flow)]
                .map(|cell| visible(&cell).into_owned())
        })
        .collect();
    let mut left = 0;
    for column in 0..3 {
        for (at, row) in rows.iter().enumerate() {
            write(body, (left, top + at), &row[column], column == 0);
        }
        left += rows.iter().map(|row| row[column].width()).max().unwrap_or(0) + GAP;
    }
    (left - GAP, if rows.is_empty() { 0 } else { rows.len() + 1 })
}

/// Text as XML has it, which has no place for two of the characters that a file may hold.
fn words(text: &str) -> String {
    quoted(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::diagram::{Flowing, Link, Node};
    use crate::problem::model::ComponentId;

    fn node(name: &str, role: Role) -> Node {
        Node {
            component: ComponentId(0),
            name: name.into(),
            what: "it".into(),
            role,
            tables: vec![],
            topics: vec![],
        }
    }

    #[test]
    fn a_line_goes_from_border_to_border_and_names_its_flows() {
        let nodes = vec![node("app", Role::Client), node("a<b", Role::Store)];
        let links =
            vec![Link { from: 0, to: 1, flows: vec!["buy".into(), "\u{ffff}&".into()], waits: false }];
        let flow = Flowing { name: "buy".into(), starts: "load".into(), through: vec![0], to: vec![1] };
        let picture = svg(&Diagram { nodes, links, flows: vec![flow] }, "shop", 80);
        // Two boxes of 7 cells by 4, two or more rows apart: the upper one ends in row 3, whose middle is
        // 12 + 3 x 18 + 9 = 75 pixels down; its middle column is the fourth, 12 + 3 x 8 + 4 = 40 pixels from the left.
        assert!(picture.contains("<polyline class=\"wire message\" points=\"40,75 40,"), "{picture}");
        assert!(
            picture.contains("marker-end=\"url(#head)\"><title>app to a&lt;b: buy, \u{fffd}&amp;</title>")
        );
        assert!(picture.contains(">a&lt;b</text>") && picture.contains(">app → a&lt;b</text>"), "{picture}");
        assert!(picture.contains("dashed: carries messages") && !picture.contains("marker-start"));
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    }
}
