//! A diagram as lines of text.

use super::layout::{Boxed, Layout, Wire, layout};
use super::trace::Diagram;
use crate::diag::visible;
use crate::problem::page::table::{Column, table};
use unicode_width::UnicodeWidthChar;

const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// The boxes and arrows in `width` cells, and under them what each flow goes through.
pub fn text(diagram: &Diagram, width: usize) -> String {
    let mut text = drawn(&layout(diagram, width));
    let messages = diagram.links.iter().any(|link| !link.waits);
    if messages {
        text.push_str("\n┆ carries messages, and nobody waits; > is a topic\n");
    }
    let rows: Vec<Vec<String>> = std::iter::once(["flow", "starts with", "goes"].map(str::to_owned).to_vec())
        .chain(diagram.flows.iter().map(|flow| {
            [&flow.name, &flow.starts, &diagram.way(flow)].map(|cell| visible(cell).into_owned()).to_vec()
        }))
        .collect();
    if rows.len() > 1 {
        text.push('\n');
        text.push_str(&table(&rows, &[Column::Left, Column::Flexible, Column::Flexible], width));
    }
    text
}

/// The same without lines and arrows of Unicode, for terminals that have none.
pub fn ascii(text: &str) -> String {
    let letter = |c| match c {
        '─' | '┄' | '▃' => '-',
        '│' => '|',
        '┆' => ':',
        '┌' | '┐' | '└' | '┘' | '┼' | '▆' => '+',
        '▲' => '^',
        '▼' => 'v',
        '→' => '>',
        '▁' => '_',
        '▂' => ',',
        '▄' => '~',
        '▅' => '=',
        '▇' => '*',
        '█' => '#',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// The boxes and arrows alone.
fn drawn(layout: &Layout) -> String {
    let mut canvas = Canvas::new(layout);
    for wire in &layout.wires {
        canvas.wire(wire);
    }
    for placed in &layout.boxes {
        canvas.boxed(placed);
    }
    for wire in &layout.wires {
        canvas.heads(wire);
    }
    canvas.text()
}

/// A cell: what is written there, or which of its sides lines leave by.
#[derive(Clone, Copy, Default)]
struct Cell {
    written: Option<char>,
    sides: u8,
    dashed: bool,
    /// The second half of a wide letter.
    taken: bool,
}

struct Canvas {
    cells: Vec<Vec<Cell>>,
}

impl Canvas {
    fn new(layout: &Layout) -> Self {
        Self { cells: vec![vec![Cell::default(); layout.width]; layout.height] }
    }

    fn at(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        self.cells.get_mut(y)?.get_mut(x)
    }

    fn write(&mut self, x: usize, y: usize, letter: char) {
        if let Some(cell) = self.at(x, y) {
            *cell = Cell { written: Some(letter), ..Cell::default() };
        }
    }

    fn side(&mut self, x: usize, y: usize, sides: u8, dashed: bool) {
        if let Some(cell) = self.at(x, y) {
            cell.dashed = dashed && (cell.sides == 0 || cell.dashed);
            cell.sides |= sides;
        }
    }

    fn wire(&mut self, wire: &Wire) {
        let dashed = !wire.waits;
        for pair in wire.points.windows(2) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            if x == to_x {
                for row in y.min(to_y)..y.max(to_y) {
                    self.side(x, row, SOUTH, dashed);
                    self.side(x, row + 1, NORTH, dashed);
                }
            } else {
                for column in x.min(to_x)..x.max(to_x) {
                    self.side(column, y, EAST, dashed);
                    self.side(column + 1, y, WEST, dashed);
                }
            }
        }
        // The ends meet the boxes.
        if let (Some(&(x, y)), Some(&(to_x, to_y))) = (wire.points.first(), wire.points.last()) {
            self.side(x, y, NORTH, dashed);
            self.side(to_x, to_y, SOUTH, dashed);
        }
    }

    fn heads(&mut self, wire: &Wire) {
        if let (Some(&(x, y)), Some(&(to_x, to_y))) = (wire.points.first(), wire.points.last()) {
            if wire.up {
                self.write(x, y, '▲');
            }
            if wire.down {
                self.write(to_x, to_y, '▼');
            }
        }
    }

    fn boxed(&mut self, placed: &Boxed) {
        let (right, bottom) = (placed.x + placed.width - 1, placed.y + placed.height - 1);
        for column in placed.x + 1..right {
            self.write(column, placed.y, '─');
            self.write(column, bottom, '─');
        }
        for row in placed.y + 1..bottom {
            self.write(placed.x, row, '│');
            self.write(right, row, '│');
        }
        for (x, y, letter) in
            [(placed.x, placed.y, '┌'), (right, placed.y, '┐'), (placed.x, bottom, '└'), (right, bottom, '┘')]
        {
            self.write(x, y, letter);
        }
        for (at, line) in placed.lines.iter().enumerate() {
            let mut column = placed.x + 2;
            for letter in line.chars() {
                let wide = letter.width().unwrap_or(0);
                if wide == 0 || column + wide > right {
                    continue;
                }
                self.write(column, placed.y + 1 + at, letter);
                if wide == 2 {
                    if let Some(cell) = self.at(column + 1, placed.y + 1 + at) {
                        cell.taken = true;
                    }
                }
                column += wide;
            }
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for row in &self.cells {
            let letters =
                row.iter().filter(|cell| !cell.taken).map(|cell| cell.written.unwrap_or(stroke(*cell)));
            let line: String = letters.collect();
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

fn stroke(cell: Cell) -> char {
    const ACROSS: u8 = EAST | WEST;
    const DOWN: u8 = NORTH | SOUTH;
    match cell.sides {
        0 => ' ',
        sides if sides & ACROSS == 0 => {
            if cell.dashed {
                '┆'
            } else {
                '│'
            }
        }
        sides if sides & DOWN == 0 => {
            if cell.dashed {
                '┄'
            } else {
                '─'
            }
        }
        sides if sides == SOUTH | EAST => '┌',
        sides if sides == SOUTH | WEST => '┐',
        sides if sides == NORTH | EAST => '└',
        sides if sides == NORTH | WEST => '┘',
        _ => '┼',
    }
}
