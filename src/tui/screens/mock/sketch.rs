use std::cell::RefCell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::field::{Field, Typed};
use super::held::{Held, Pane, draw};
use crate::mock::{Sketch, Standards};
use crate::problem::diagram::{Diagram, Link, Node, Role, ascii, text};
use crate::problem::model::ComponentId;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, cells, cut, split};

/// What an empty page shows.
const EXAMPLE: [&str; 4] =
    ["Arrows are drawn as", "you type, such as", "app -> api -> orders db", "worker -> api: retry"];
/// The same where there is less room.
const SHORT: [&str; 4] =
    ["Arrows are drawn as", "you type, such as", "app -> api -> db", "worker -> api: retry"];
/// A name is drawn in so many cells.
const WIDEST: usize = 24;
/// No more boxes and arrows are drawn: nobody reads them, and to lay them out takes longer than a keystroke may.
const MOST_BOXES: usize = 18;
const MOST_ARROWS: usize = 28;

/// Boxes and arrows, drawn as one types.
pub(super) struct SketchPane {
    field: Field,
    drawn: RefCell<Option<Drawn>>,
    scrolled: Scrolled,
}

/// A drawing in so many cells.
struct Drawn {
    width: usize,
    is_ascii: bool,
    lines: Vec<String>,
    remarks: Vec<String>,
}

impl SketchPane {
    /// The arrows of this mock.
    pub fn new(held: &Held) -> Self {
        let field = Field::unwrapped(&held.attempt.answers.sketch);
        Self { field, drawn: RefCell::new(None), scrolled: Scrolled::default() }
    }

    fn changed(&mut self, held: &mut Held) {
        *self.drawn.borrow_mut() = None;
        held.attempt.answers.sketch = self.field.text();
    }
}

/// The sketch of this mock in so many cells, and what there is to say of it.
fn drawing(held: &Held, width: usize, theme: &Theme) -> Drawn {
    let sketch = Sketch::read(&held.attempt.answers.sketch);
    let picture = text(&diagram(&sketch, &held.interview.standards, theme), width);
    let picture = if theme.signs.ascii { ascii(&picture) } else { picture };
    let mut remarks = Vec::new();
    if sketch.boxes.len() > MOST_BOXES || sketch.arrows.len() > MOST_ARROWS {
        remarks.push(format!("drawn up to {MOST_BOXES} boxes and {MOST_ARROWS} arrows; all are kept"));
    }
    match sketch.loose.len() {
        0 => {}
        1 => remarks.push("1 line without an arrow is a note".to_owned()),
        notes => remarks.push(format!("{notes} lines without an arrow are notes")),
    }
    let labels = sketch.arrows.iter().filter(|(.., label)| !label.is_empty());
    remarks.extend(
        labels.map(|(from, to, label)| format!("{} -> {}: {label}", sketch.boxes[*from], sketch.boxes[*to])),
    );
    let lines = picture.lines().map(str::to_owned).collect();
    Drawn { width, is_ascii: theme.signs.ascii, lines, remarks }
}

/// A sketch as a diagram: what a box is, its name tells.
fn diagram(sketch: &Sketch, standards: &Standards, theme: &Theme) -> Diagram {
    let nodes = sketch.boxes.iter().take(MOST_BOXES).enumerate().map(|(at, name)| {
        let kind = standards.kind(name).unwrap_or_default();
        Node {
            component: ComponentId(u32::try_from(at).unwrap_or(u32::MAX)),
            name: cut(name, WIDEST, &theme.signs),
            what: kind.to_owned(),
            role: match kind {
                "client" => Role::Client,
                "external" => Role::External,
                "postgres" | "redis" | "replica" | "search" => Role::Store,
                _ => Role::Part,
            },
            tables: Vec::new(),
            topics: Vec::new(),
        }
    });
    let links = sketch.arrows.iter().filter(|(from, to, _)| from != to && (*from).max(*to) < MOST_BOXES);
    let links = links.take(MOST_ARROWS).map(|(from, to, _)| Link {
        from: *from,
        to: *to,
        flows: Vec::new(),
        waits: true,
    });
    Diagram { nodes: nodes.collect(), links: links.collect(), flows: Vec::new() }
}

impl Pane for SketchPane {
    fn context(&self) -> Context {
        Context::MockLines
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if self.field.act(action) {
            self.changed(held);
        } else {
            self.scrolled.go(action);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.field.take(typed);
        self.changed(held);
    }

    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let left = (area.width * 2 / 5).clamp(22.min(area.width), 40);
        self.field.view(has, theme, frame, Rect { width: left, ..area });
        let typed = Rect { x: area.x + 1.min(area.width), width: left.saturating_sub(2), ..area };
        for y in area.y..area.bottom() {
            let place =
                Rect { x: area.x + left, y, width: 1.min(area.width.saturating_sub(left)), height: 1 };
            frame.render_widget(Span::styled(theme.signs.wall, theme.border), place);
        }
        let right = Rect {
            x: area.x + (left + 2).min(area.width),
            width: area.width.saturating_sub(left + 2),
            ..area
        };
        if self.field.is_empty() {
            let below =
                Rect { y: typed.y + 1.min(typed.height), height: typed.height.saturating_sub(1), ..typed };
            let fits = |example: &&[&str]| example.iter().all(|line| cells(line) <= usize::from(below.width));
            let example = [EXAMPLE, SHORT].iter().map(<[&str; 4]>::as_slice).find(fits).unwrap_or_default();
            draw(example.iter().map(|line| Line::styled(*line, theme.dim)), frame, below);
            return;
        }
        let width = usize::from(right.width);
        let mut cache = self.drawn.borrow_mut();
        let drawn = match &mut *cache {
            Some(drawn) if drawn.width == width && drawn.is_ascii == theme.signs.ascii => drawn,
            other => other.insert(drawing(held, width, theme)),
        };
        let remarks = drawn.remarks.len().min(usize::from(area.height) / 5);
        let (above, below) = split(right, right.height.saturating_sub(u16::try_from(remarks).unwrap_or(0)));
        let lines = drawn.lines.iter().map(|line| Line::raw(cut(line, width, &theme.signs)));
        self.scrolled.view(lines.collect(), theme, frame, above);
        let remarks =
            drawn.remarks.iter().map(|line| Line::styled(cut(line, width, &theme.signs), theme.dim));
        draw(remarks, frame, below);
    }
}
