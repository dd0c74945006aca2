use unicode_width::UnicodeWidthStr;

use super::layers::{Rank, layers};
use super::order::Rows;
use super::place::{Item, place};
use super::trace::{Diagram, Node, Role};
use super::wires::{Line, Strip, strip};
use crate::diag::visible;

/// Where everything stands, in cells; `(0, 0)` is the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Cells from left to right. More than was asked for where it did not fit.
    pub width: usize,
    /// Cells from top to bottom.
    pub height: usize,
    /// The boxes, in the order of [`Diagram::nodes`].
    pub boxes: Vec<Boxed>,
    /// The lines between them.
    pub wires: Vec<Wire>,
}

/// A component in its place; the border is the outermost ring of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boxed {
    /// The left edge.
    pub x: usize,
    /// The top edge.
    pub y: usize,
    /// With the border.
    pub width: usize,
    /// With the border.
    pub height: usize,
    /// What stands in it: its name, what it is, what it holds.
    pub lines: Vec<String>,
}

/// A line between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The upper box, a position in [`Diagram::nodes`].
    pub upper: usize,
    /// The lower box.
    pub lower: usize,
    /// Whether something goes from the upper to the lower.
    pub down: bool,
    /// Whether something goes from the lower to the upper.
    pub up: bool,
    /// Whether somebody waits for an answer; else it carries messages.
    pub waits: bool,
    /// From the cell under the upper box to the cell above the lower one, with every corner.
    pub points: Vec<(usize, usize)>,
}

/// Cells between two boxes.
const GAP: usize = 3;
/// Cells between a box and a line that passes it, and between two such lines.
const PASS: usize = 2;
/// What a box holds is broken into lines of about so many cells.
const HELD: usize = 22;
/// How often the rows are shifted towards their neighbours.
const SHIFTS: usize = 8;

/// Lays a diagram out in `width` cells, if it fits; else in as few as it takes.
pub fn layout(diagram: &Diagram, width: usize) -> Layout {
    let mut best: Option<Layout> = None;
    let mut room = width;
    loop {
        let layout = within(diagram, width, room);
        let done = layout.width <= width || room < 30;
        if best.as_ref().is_none_or(|best| layout.width < best.width) {
            best = Some(layout);
        }
        if done {
            return best.unwrap_or_default();
        }
        // Lines that pass a row take room from its boxes.
        room -= 6;
    }
}

/// Lays out with rows of boxes of at most `room` cells.
fn within(diagram: &Diagram, width: usize, room: usize) -> Layout {
    let texts: Vec<Vec<String>> = diagram.nodes.iter().map(lines).collect();
    let links: Vec<(usize, usize)> = diagram.links.iter().map(|link| (link.from, link.to)).collect();
    let widths: Vec<usize> =
        texts.iter().enumerate().map(|(node, text)| box_width(node, text, &links)).collect();
    let ranks: Vec<Rank> = diagram.nodes.iter().map(rank).collect();
    let layered = layers(&widths, &links, &ranks, room, GAP);
    let (mut rows, ways) = with_passes(&layered.rows, &layered.pairs);
    rows.untangle();
    let width_of = |thing: usize| widths.get(thing).copied().unwrap_or(1);
    let lefts = columns(&rows, &width_of, widths.len(), width);

    let strips: Vec<Strip> = (1..rows.rows.len())
        .map(|row| {
            let upper = &rows.rows[row - 1];
            let lines = rows.lines.iter().filter(|(from, _)| upper.contains(from));
            let lines = lines.map(|&(from, to)| Line {
                upper: from,
                lower: to,
                upper_span: (lefts[from], width_of(from)),
                lower_span: (lefts[to], width_of(to)),
            });
            strip(lines.collect())
        })
        .collect();

    let mut layout = Layout::default();
    let mut tops_of_rows = Vec::new();
    let mut y = 0;
    for (row, things) in rows.rows.iter().enumerate() {
        tops_of_rows.push(y);
        let height = things.iter().filter_map(|&thing| texts.get(thing)).map(|text| text.len() + 2).max();
        y += height.unwrap_or(0) + strips.get(row).map_or(0, |strip| strip.height);
    }
    layout.height = y;
    for (node, text) in texts.into_iter().enumerate() {
        let (x, y) = (lefts[node], tops_of_rows[layered.rows[node]]);
        layout.boxes.push(Boxed { x, y, width: widths[node], height: text.len() + 2, lines: text });
    }
    for (&(upper, lower), way) in layered.pairs.iter().zip(&ways) {
        let goes = |from: usize, to: usize| {
            diagram.links.iter().filter(move |link| link.from == from && link.to == to)
        };
        let mut legs = Vec::new();
        for (at, pair) in way.windows(2).enumerate() {
            let gap = layered.rows[upper] + at;
            let strip_top = tops_of_rows[gap + 1] - strips[gap].height;
            let Some(route) = strips[gap].route(pair[0], pair[1]) else { continue };
            let top = if at == 0 { layout.boxes[upper].y + layout.boxes[upper].height } else { strip_top };
            legs.push(Leg {
                from: (route.from, top),
                over: strip_top + route.track,
                to: (route.to, strip_top + strips[gap].height - 1),
            });
        }
        layout.wires.push(Wire {
            upper,
            lower,
            down: goes(upper, lower).next().is_some(),
            up: goes(lower, upper).next().is_some(),
            waits: goes(upper, lower).chain(goes(lower, upper)).any(|link| link.waits),
            points: corners(&legs),
        });
    }
    let rights = layout.boxes.iter().map(|placed| placed.x + placed.width);
    let bends = layout.wires.iter().flat_map(|wire| wire.points.iter().map(|(x, _)| x + 1));
    layout.width = rights.chain(bends).max().unwrap_or(0);
    layout
}

/// A part of a wire between two rows.
struct Leg {
    from: (usize, usize),
    over: usize,
    to: (usize, usize),
}

fn corners(legs: &[Leg]) -> Vec<(usize, usize)> {
    let mut points: Vec<(usize, usize)> = Vec::new();
    for leg in legs {
        for point in [leg.from, (leg.from.0, leg.over), (leg.to.0, leg.over), leg.to] {
            // What lies on the way is no corner.
            while let [.., before, last] = points[..] {
                let straight =
                    (before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1);
                if !straight {
                    break;
                }
                points.pop();
            }
            if points.last() != Some(&point) {
                points.push(point);
            }
        }
    }
    points
}

fn rank(node: &Node) -> Rank {
    match node.role {
        Role::Client => Rank::Top,
        Role::External => Rank::Bottom,
        Role::Part | Role::Store => Rank::Middle,
    }
}

/// The text of a box.
fn lines(node: &Node) -> Vec<String> {
    let mut lines = vec![node.name.clone()];
    if !node.what.is_empty() {
        lines.push(node.what.clone());
    }
    lines.extend(packed(&node.tables));
    lines.extend(packed(&node.topics).into_iter().map(|line| format!("> {line}")));
    lines.iter().map(|line| visible(line).into_owned()).collect()
}

/// Names side by side, a comma between, in lines of about the same length.
fn packed(names: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let comma = if at + 1 < names.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if line.width() + 1 + name.width() + comma.len() <= HELD => {
                line.push_str(&format!(" {name}{comma}"));
            }
            _ => lines.push(format!("{name}{comma}")),
        }
    }
    lines
}

/// Wide enough for its text, and for a line from every neighbour.
fn box_width(node: usize, text: &[String], links: &[(usize, usize)]) -> usize {
    let mut others: Vec<usize> = Vec::new();
    for &(a, b) in links.iter().filter(|(a, b)| *a == node || *b == node) {
        let other = if a == node { b } else { a };
        if !others.contains(&other) {
            others.push(other);
        }
    }
    let text = text.iter().map(|line| line.width()).max().unwrap_or(0);
    (text + 4).max(2 * others.len() + 1)
}

/// Every box in its row, with a thing of its own wherever a line passes a row; and for each pair the things
/// that its line goes through.
fn with_passes(rows: &[usize], pairs: &[(usize, usize)]) -> (Rows, Vec<Vec<usize>>) {
    let mut all = vec![Vec::new(); rows.iter().max().map_or(0, |most| most + 1)];
    for (node, &row) in rows.iter().enumerate() {
        all[row].push(node);
    }
    let mut next = rows.len();
    let (mut lines, mut ways) = (Vec::new(), Vec::new());
    for &(upper, lower) in pairs {
        let mut way = vec![upper];
        for passed in &mut all[rows[upper] + 1..rows[lower]] {
            passed.push(next);
            way.push(next);
            next += 1;
        }
        way.push(lower);
        lines.extend(way.windows(2).map(|pair| (pair[0], pair[1])));
        ways.push(way);
    }
    (Rows { rows: all, lines }, ways)
}

/// The left edge of every thing.
fn columns(rows: &Rows, width_of: &dyn Fn(usize) -> usize, boxes: usize, width: usize) -> Vec<usize> {
    let things = rows.rows.iter().map(Vec::len).sum();
    let mut lefts = vec![0_usize; things];
    let items = |row: &[usize], lefts: &[usize], wanted: &dyn Fn(usize) -> Option<usize>| -> Vec<Item> {
        let mut items = Vec::new();
        for (at, &thing) in row.iter().enumerate() {
            let passes = thing >= boxes || at.checked_sub(1).is_some_and(|before| row[before] >= boxes);
            let wanted =
                wanted(thing).map_or(lefts[thing], |centre| centre.saturating_sub(width_of(thing) / 2));
            // A line that passes is better straight than short.
            let weight = if thing >= boxes { 4 } else { 1 };
            items.push(Item { width: width_of(thing), gap: if passes { PASS } else { GAP }, wanted, weight });
        }
        items
    };
    // At first every row stands in the middle.
    for row in &rows.rows {
        let middle = place(&items(row, &lefts, &|_| Some(width / 2)), width);
        row.iter().zip(middle).for_each(|(&thing, left)| lefts[thing] = left);
    }
    for shift in 0..SHIFTS {
        let order: Vec<usize> = if shift % 2 == 0 {
            (0..rows.rows.len()).collect()
        } else {
            (0..rows.rows.len()).rev().collect()
        };
        for at in order {
            let row = &rows.rows[at];
            let beside: &[usize] = match (shift % 2, at) {
                (0, 0) => continue,
                (0, _) => &rows.rows[at - 1],
                _ => rows.rows.get(at + 1).map_or(&[], Vec::as_slice),
            };
            let last = shift + 2 >= SHIFTS;
            let wanted = |thing: usize| {
                let centres: Vec<usize> = rows
                    .neighbours(thing)
                    .filter(|other| last || beside.contains(other))
                    .map(|other| lefts[other] + width_of(other) / 2)
                    .collect();
                (!centres.is_empty()).then(|| centres.iter().sum::<usize>() / centres.len())
            };
            let placed = place(&items(row, &lefts, &wanted), width);
            row.iter().zip(placed).for_each(|(&thing, left)| lefts[thing] = left);
        }
    }
    let least = lefts.iter().min().copied().unwrap_or(0);
    lefts.iter().map(|left| left - least).collect()
}
