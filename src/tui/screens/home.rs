use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::problem::{Problem, ProblemScreen};
use crate::study::Counts;
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Door, Input, Reply, Request, Screen, Standing, Today, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Item, LineInput, List, cells, cut, padded, rule, split, wrapped};

/// Where one begins: what there is to do, and the problems.
pub struct Home {
    problems: Vec<Problem>,
    list: List,
    /// What there is to do, once it is known.
    today: Option<Today>,
    /// What is looked for, while something is.
    search: Option<LineInput>,
}

/// What stands above the problems: name, what it is, where it leads.
const PLACES: [(&str, Door); 3] = [("Quiz", Door::Quiz), ("Drill", Door::Drill), ("Sheet", Door::Sheet)];

/// From this width on there is room for level, length and standing.
const WIDE: usize = 76;

impl Home {
    /// With these problems.
    pub fn new(problems: Vec<Problem>) -> Self {
        Self { problems, list: List::default(), today: None, search: None }
    }

    /// The problems that are shown: all, or those that have every word that is looked for.
    fn shown(&self) -> impl Iterator<Item = (usize, &Problem)> {
        let sought = self.search.as_ref().map_or("", LineInput::text).to_lowercase();
        let words: Vec<String> = sought.split_whitespace().map(str::to_owned).collect();
        self.problems.iter().enumerate().filter(move |(_, problem)| {
            let Problem { id, title, level, themes, .. } = problem;
            let text = format!("{id} {title} {level} {}", themes.join(" ")).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
    }

    /// Looks no more; the problem with the cursor keeps it.
    fn found(&mut self) {
        let at = self.shown().nth(self.list.selected()).map(|(at, _)| at + PLACES.len());
        if self.search.take().is_some() {
            self.list.select(at.unwrap_or(0));
        }
    }

    fn find(&mut self, input: Input) -> Vec<Wish> {
        let is_other = match (input, &mut self.search) {
            (Input::Key(key), Some(search)) => search.key(key),
            (Input::Paste(text), Some(search)) => {
                search.insert(&text);
                true
            }
            (Input::Action(Action::Open), _) => {
                if self.shown().next().is_none() {
                    return vec![Wish::Say("no problem has these words".to_owned())];
                }
                self.found();
                return self.open();
            }
            (Input::Action(Action::Back), _) => {
                self.found();
                false
            }
            (Input::Action(action), _) => {
                let many = self.shown().count();
                self.list.go(action, many);
                false
            }
            _ => false,
        };
        if is_other {
            self.list.select(0);
        }
        Vec::new()
    }

    fn open(&self) -> Vec<Wish> {
        let selected = self.list.selected();
        if let Some((_, door)) = PLACES.get(selected) {
            return vec![Wish::Ask(Request::Open(door.clone()))];
        }
        let Some(problem) = self.problems.get(selected - PLACES.len()) else { return Vec::new() };
        let standing = self.standing(problem).cloned().unwrap_or_default();
        vec![Wish::Open(Box::new(ProblemScreen::new(problem.clone(), standing)))]
    }

    /// What was done with a problem, as far as that is known.
    fn standing(&self, problem: &Problem) -> Option<&Standing> {
        self.today.as_ref()?.standings.get(&problem.id)
    }

    /// What went wrong again and again, in a line of at most so many cells.
    fn gaps(&self, width: usize, theme: &Theme) -> Option<Item> {
        let gaps = &self.today.as_ref()?.gaps;
        let often: Vec<String> = gaps.iter().map(|(gap, times)| format!("{gap} {times}x")).collect();
        let name = padded("Returns", 10, &theme.signs);
        let text = cut(&often.join(", "), width.saturating_sub(cells(&name)), &theme.signs);
        let line = Line::from(vec![Span::styled(name, theme.strong), Span::styled(text, theme.dim)]);
        (!gaps.is_empty()).then(|| Item::heading(line))
    }

    /// What is to be found behind a door.
    fn what(&self, door: &Door) -> String {
        match (door, &self.today) {
            (Door::Mock(problem), _) => problem.clone(),
            (Door::Sheet, _) => "a notebook that calculates as you type".to_owned(),
            (Door::Quiz, None) => "the cards that are due".to_owned(),
            (Door::Quiz, Some(today)) => due(&today.cards),
            (Door::Drill, None) => "napkin math with fresh numbers".to_owned(),
            (Door::Drill, Some(today)) if today.skills == 0 => "no skills yet".to_owned(),
            (Door::Drill, Some(today)) => {
                format!("{} skills of napkin math, with fresh numbers", today.skills)
            }
        }
    }

    fn items(&self, width: usize, theme: &Theme) -> Vec<Item> {
        let mut items = Vec::new();
        for (name, door) in PLACES.into_iter().filter(|_| self.search.is_none()) {
            let what = self.what(&door);
            items.push(Item::choice(Line::from(vec![
                Span::styled(padded(name, 10, &theme.signs), theme.strong),
                Span::styled(what, theme.dim),
            ])));
        }
        if self.search.is_none() {
            items.extend(self.gaps(width.saturating_sub(3), theme));
            items.push(Item::heading(""));
            items.push(Item::heading(Line::styled("Problems", theme.accent)));
        }
        let widest = |text: fn(&Problem) -> &str| {
            self.problems.iter().map(|problem| cells(text(problem))).max().unwrap_or(0)
        };
        let id = widest(|problem| &problem.id);
        let level = widest(|problem| &problem.level);
        let stands = self
            .problems
            .iter()
            .map(|problem| self.standing(problem).map_or(0, |standing| cells(&stand(standing))));
        let stands = stands.max().unwrap_or(0);
        // How it stands is worth more than the level, where there is no room for both.
        let is_wide = stands == 0 || width >= WIDE;
        let taken = id + 4 + if is_wide { level + 12 } else { 0 } + if stands > 0 { stands + 2 } else { 0 };
        let title = widest(|problem| &problem.title).min(width.saturating_sub(taken));
        for (_, problem) in self.shown() {
            let mut spans = vec![
                Span::styled(padded(&problem.id, id + 2, &theme.signs), theme.strong),
                Span::styled(padded(&problem.title, title, &theme.signs), theme.text),
            ];
            if is_wide {
                let level = padded(&problem.level, level, &theme.signs);
                spans.push(Span::styled(format!("  {level}"), theme.dim));
                spans.push(Span::styled(format!("{:>5} min", problem.minutes), theme.dim));
            }
            if let Some(standing) = self.standing(problem) {
                spans.push(Span::styled(format!("  {}", stand(standing)), theme.text));
            }
            items.push(Item::choice(Line::from(spans)));
        }
        if self.search.is_some() && items.is_empty() {
            items.push(Item::heading(Line::styled("no problem has these words", theme.dim)));
        }
        if self.problems.is_empty() {
            items.push(Item::heading(Line::styled("none: napkin new ID writes the first", theme.dim)));
        }
        items
    }

    /// What the selected problem is about.
    fn preview(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let before = if self.search.is_none() { PLACES.len() } else { 0 };
        let selected = self.list.selected().checked_sub(before);
        let Some((_, problem)) = selected.and_then(|at| self.shown().nth(at)) else { return };
        let (top, rest) = split(area, 1);
        rule(&problem.id, theme, frame, top);
        let width = usize::from(rest.width.saturating_sub(2));
        let themes = wrapped(&problem.themes.join(", "), width).into_iter().map(|line| (line, theme.dim));
        let statement = wrapped(&problem.statement, width).into_iter().map(|line| (line, theme.text));
        for (y, (line, style)) in (rest.y..rest.bottom()).zip(themes.chain(statement)) {
            frame.render_widget(Line::styled(format!(" {line}"), style), Rect { y, height: 1, ..rest });
        }
    }
}

/// `under way, 12 min`, or the last verdict.
fn stand(standing: &Standing) -> String {
    match standing.under_way {
        Some((spent, _)) => format!("under way, {spent} min"),
        None => standing.last.clone().unwrap_or_default(),
    }
}

/// `12 due, 3 learning, 20 new`
fn due(cards: &Counts) -> String {
    let parts = [(cards.review, "due"), (cards.learning, "learning"), (cards.new, "new")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() { "nothing is due".to_owned() } else { parts.join(", ") }
}

impl Screen for Home {
    fn title(&self) -> String {
        "practise system design".to_owned()
    }

    fn context(&self) -> Context {
        if self.search.is_some() { Context::Find } else { Context::Home }
    }

    fn update(&mut self, input: Input, _: Now) -> Vec<Wish> {
        match input {
            input @ (Input::Action(_) | Input::Key(_) | Input::Paste(_)) if self.search.is_some() => {
                self.find(input)
            }
            Input::Action(Action::Find) => {
                self.search = Some(LineInput::default());
                self.list.select(0);
                Vec::new()
            }
            Input::Action(Action::Open) => self.open(),
            Input::Action(Action::Quiz) => vec![Wish::Ask(Request::Open(Door::Quiz))],
            Input::Action(Action::Drill) => vec![Wish::Ask(Request::Open(Door::Drill))],
            Input::Shown => vec![Wish::Ask(Request::Today)],
            Input::Reply(Reply::Today(today)) => {
                self.today = Some(today);
                Vec::new()
            }
            Input::Action(Action::Sheet) => vec![Wish::Ask(Request::Open(Door::Sheet))],
            Input::Action(action) => {
                self.list.go(action, PLACES.len() + self.problems.len());
                Vec::new()
            }
            Input::Reply(Reply::Opened(Err(why)) | Reply::Saved(Err(why))) => vec![Wish::Say(why)],
            _ => Vec::new(),
        }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        if let Some(search) = &self.search {
            let (line, below) = split(area, 1);
            frame.render_widget(Span::styled(" Find: ", theme.accent), line);
            let room = Rect { x: line.x + 7.min(line.width), width: line.width.saturating_sub(8), ..line };
            search.view(theme.text, theme, frame, room);
            self.problems(theme, frame, below, self.shown().count());
            return;
        }
        let returns = usize::from(self.today.as_ref().is_some_and(|today| !today.gaps.is_empty()));
        self.problems(theme, frame, area, PLACES.len() + returns + 2 + self.problems.len());
    }
}

impl Home {
    /// So many rows that can be chosen or stand between, and what the selected problem is about.
    fn problems(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect, rows: usize) {
        let rows = rows.max(1);
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        // The preview takes what the list leaves, if that is enough to read.
        let least = 6;
        let list = if area.height >= rows.saturating_add(least) { rows + 1 } else { area.height };
        let (top, rest) = split(area, list);
        self.list.view(&self.items(usize::from(area.width), theme), theme, frame, top);
        if rest.height >= least - 1 {
            self.preview(theme, frame, rest);
        }
    }
}
