//! A comparison as people read it: what tells the sides apart in one sentence, the rules, the figures that differ.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::{NONE, Page, amount, busy, count, percent, plural, signed, wrapped};
use crate::diag::visible;
use crate::problem::page::table::Column::{self, Flexible, Left, Right};
use crate::problem::page::table::{least_width, table};
use crate::sim::experiment::{Compared, Comparison, Held, Side};

/// Of figures that have no row so many are named.
const NAMED: usize = 4;

/// A comparison, in `width` cells; `shown` says which scenario the file shows a side in, where that is another.
pub fn text(found: &Comparison, shown: Option<&str>, width: usize) -> String {
    let mut text = Page::new(width);
    let _ = writeln!(text, "{}", wrapped(&verdict(found), width, 2));
    let _ = writeln!(text, "  {}", wrapped(&found.about.sentence(), width, 2));
    let alone = if found.both.is_empty() { "as the file has it" } else { "nothing more" };
    if !found.both.is_empty() {
        let _ = writeln!(text, "  both  {}", wrapped(&found.both.replace(',', ", "), width, 8));
    }
    for (name, side) in sides(found) {
        let change = if side.change.is_empty() { alone } else { &side.change };
        let _ = writeln!(text, "  {name}  {}", wrapped(&change.replace(',', ", "), width, 5));
    }
    ended(&mut text, found);
    if let Some(shown) = shown.filter(|_| found.about.seeds > 0 && found.told_apart().is_empty()) {
        let _ = writeln!(text, "  {}", wrapped(shown, width, 2));
    }
    if found.about.seeds > 0 {
        rules(&mut text, found);
        figures(&mut text, found);
    }
    let _ = write!(text, "\nreproduce: {}\n", found.reproduce);
    if let Some((name, rule, command)) = shown_by(found) {
        let _ = writeln!(text, "a seed in which {name} {} {}: {command}", breaks(rule), rule.id);
    }
    visible(&text.text).into_owned()
}

fn sides(found: &Comparison) -> [(&'static str, &Side); 2] {
    [("A", &found.a), ("B", &found.b)]
}

/// `3 of 20 seeds`
fn of(seeds: usize, found: &Comparison) -> String {
    format!("{seeds} of {}", seeds_of(found.about.seeds))
}

fn seeds_of(seeds: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    plural(seeds as f64, "seed")
}

fn counted(number: usize, noun: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a few rules and figures")]
    plural(number as f64, noun)
}

/// What tells the sides apart.
fn verdict(found: &Comparison) -> String {
    if found.about.seeds == 0 {
        return "NOTHING COMPARED: no seed was run to its end under both sides".to_owned();
    }
    let so_far = if found.about.seeds < found.wanted { "so far " } else { "" };
    let apart = found.told_apart();
    if let Some((a, b)) = most_apart(&apart) {
        let ((worse, broken), (better, other)) = order(found, a.held, b.held);
        let more = match apart.len() - 1 {
            0 => String::new(),
            1 => "; 1 more rule differs".to_owned(),
            more => format!("; {more} more rules differ"),
        };
        return format!(
            "{so_far}{worse} {} {} in {}, {better} in {other}{more}",
            breaks(a),
            a.id,
            of(broken, found)
        );
    }
    if found.a.verdicts != found.b.verdicts {
        let ((worse, failed), (better, other)) = order(found, found.a.verdicts.pass, found.b.verdicts.pass);
        return format!(
            "{so_far}{worse} fails in {}, {better} in {other}; no rule does it",
            of(failed, found)
        );
    }
    if found.about.seeds == 1 {
        return "so far no rule differs, and of one seed no figure is judged".to_owned();
    }
    let differ: Vec<&Compared> = found.figures.iter().filter(|figure| figure.differs == Some(true)).collect();
    let first = differ.iter().copied().filter(|figure| is_looked_at(figure));
    // Of equal ones the first: max_by gives the last.
    let first = first.rev().max_by(|one, other| relative(one).total_cmp(&relative(other)));
    match (differ.len(), first) {
        (0, _) => format!("{so_far}A and B are alike: no rule and no figure differs"),
        (1, _) => format!("{so_far}no rule differs; 1 figure does, {}", differ[0].id),
        (_, None) => format!("{so_far}no rule differs; {} do", counted(differ.len(), "figure")),
        (_, Some(most)) => {
            format!("{so_far}no rule differs; {} do, {} the most", counted(differ.len(), "figure"), most.id)
        }
    }
}

/// Which side breaks something in more seeds and in how many, then the other; of the seeds in which it holds.
fn order<'a>(found: &Comparison, a: usize, b: usize) -> ((&'a str, usize), (&'a str, String)) {
    let seeds = found.about.seeds;
    let ((worse, broken), (better, other)) =
        if a < b { (("A", seeds - a), ("B", seeds - b)) } else { (("B", seeds - b), ("A", seeds - a)) };
    ((worse, broken), (better, if other == 0 { "none".to_owned() } else { other.to_string() }))
}

/// The rule that tells them apart best: one that may not be missed before one that may.
fn most_apart<'a>(apart: &[(&'a Held, &'a Held)]) -> Option<(&'a Held, &'a Held)> {
    apart.iter().copied().rev().max_by_key(|(a, b)| (!a.may_miss, a.held.abs_diff(b.held)))
}

/// What a side does to a rule that does not hold.
fn breaks(rule: &Held) -> &'static str {
    if rule.may_miss { "misses" } else { "breaks" }
}

/// A run in which the side that is worse breaks that rule.
fn shown_by(found: &Comparison) -> Option<(&'static str, &Held, &str)> {
    let (a, b) = most_apart(&found.told_apart())?;
    let (name, rule) = if a.held < b.held { ("A", a) } else { ("B", b) };
    Some((name, rule, rule.reproduce.as_deref()?))
}

/// How many seeds there are, and what keeps them from being all.
fn ended(text: &mut Page, found: &Comparison) {
    let same = "; both sides meet the same luck";
    let said = match found.about.seeds {
        0 => String::new(),
        seeds if seeds == found.wanted => seeds_of(seeds) + same,
        seeds => of_wanted(seeds, found) + same,
    };
    if !said.is_empty() {
        let _ = writeln!(text, "  {}", wrapped(&said, text.width, 2));
    }
    if found.interrupted {
        let none = found.about.seeds == 0;
        text.text.push_str(if none {
            "  interrupted\n"
        } else {
            "  interrupted: this is what was found so far\n"
        });
    }
    let mut reasons: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for run in &found.left_out {
        *reasons.entry((run.side, run.reason, &run.message)).or_default() += 1;
    }
    for ((side, reason, message), seeds) in reasons {
        let help = if reason == "max_events" { "; --max-events N lets runs be longer" } else { "" };
        let said =
            format!("left out under {}: {message} ({}){help}", side.to_uppercase(), of_wanted(seeds, found));
        let _ = writeln!(text, "  {}", wrapped(&said, text.width, 2));
    }
}

fn of_wanted(seeds: usize, found: &Comparison) -> String {
    format!("{seeds} of {}", seeds_of(found.wanted))
}

/// The rules that tell the sides apart, and how many do not.
fn rules(text: &mut Page, found: &Comparison) {
    let seeds = found.about.seeds;
    if found.a.rules.is_empty() && found.a.reasons == found.b.reasons {
        return;
    }
    let apart = found.told_apart();
    if apart.is_empty() {
        text.text.push_str("\nrules\n");
    } else {
        let head = ["  rules that hold", "A", "B", ""].map(str::to_owned).to_vec();
        let rows = apart.iter().map(|(a, b)| {
            let says = if a.may_miss { format!("{} (may be missed here)", a.says) } else { a.says.clone() };
            let held = |held: usize| format!("{held} of {seeds}");
            // Of a scenario's evidence the name is what it says.
            let label = if a.id == a.says { "must" } else { &a.id };
            vec![format!("  {label}"), held(a.held), held(b.held), says.trim().to_owned()]
        });
        text.text.push('\n');
        draw(text, "rules that hold under A, under B", head, rows.collect(), &[Left, Right, Right, Flexible]);
    }
    let alike = |rule: &&Held| apart.iter().all(|(a, _)| a.id != rule.id);
    let (held, broken): (Vec<&Held>, Vec<&Held>) =
        found.a.rules.iter().filter(alike).partition(|rule| rule.held == seeds);
    let other = if apart.is_empty() { "" } else { "other " };
    if !held.is_empty() {
        let hold = if held.len() == 1 { "holds" } else { "hold" };
        let said =
            format!("{} {hold} in every seed under both", counted(held.len(), &format!("{other}rule")));
        let _ = writeln!(text, "  {}", wrapped(&said, text.width, 2));
    }
    if !broken.is_empty() {
        let names = broken.iter().map(|rule| format!("{} ({} of {seeds})", rule.id, rule.held));
        let said = format!("held as often under both: {}", names.collect::<Vec<_>>().join(", "));
        let _ = writeln!(text, "  {}", wrapped(&said, text.width, 2));
    }
    if found.a.reasons != found.b.reasons {
        for (name, side) in sides(found) {
            for (reason, times) in &side.reasons {
                let said = format!("{name} fails: {reason} ({})", of(*times, found));
                let _ = writeln!(text, "  {}", wrapped(&said, text.width, 4));
            }
        }
    }
}

/// What one looks at first: how flows answer, how busy components are and how long one waits there, what waits in topics,
/// what is noted and kept.
fn is_looked_at(figure: &Compared) -> bool {
    match measure(figure) {
        "latency.p50" | "latency.p99" | "availability" | "good" | "wait.mean" | "lag.max" | "dead"
        | "rows" | "count" | "p50" | "p99" | "mean" => true,
        // Nobody asks how the idleness of a component differs.
        "utilization" => [figure.a, figure.b].iter().any(|share| share.is_none_or(|share| share >= 0.01)),
        _ => false,
    }
}

/// What is measured of a part: `latency.p99`.
fn measure(figure: &Compared) -> &str {
    figure.id.split_once('.').map_or("", |(_, measure)| measure)
}

/// How much of itself it differs by.
fn relative(figure: &Compared) -> f64 {
    let sizes = figure.a.zip(figure.b).map(|(a, b)| a.abs().max(b.abs()));
    let shares = figure.difference.zip(sizes).map(|(difference, size)| difference.abs() / size);
    shares.unwrap_or(0.0)
}

/// The figures that differ, and how many do not.
fn figures(text: &mut Page, found: &Comparison) {
    let is_row = |figure: &&Compared| match figure.differs {
        Some(differs) => differs,
        // Of one seed every difference is shown. Where both have a figure equally often, that tells nothing.
        None => figure.missing_a != figure.missing_b || figure.difference.is_some_and(|it| it != 0.0),
    };
    let (rows, further): (Vec<&Compared>, Vec<&Compared>) =
        found.figures.iter().partition(|figure| is_looked_at(figure) && is_row(figure));
    text.text.push('\n');
    if rows.is_empty() {
        text.text.push_str("figures\n");
    } else {
        let head = ["  figures", "A", "B", "B - A", "95 % interval"].map(str::to_owned).to_vec();
        let rows = rows.iter().map(|figure| row(figure, found)).collect();
        let columns = [Left, Right, Right, Right, Flexible];
        draw(text, "figures under A, under B, B - A, 95 % interval", head, rows, &columns);
    }
    let mut say = |said: &str| {
        let _ = writeln!(text, "  {}", wrapped(said, text.width, 2));
    };
    if rows.iter().any(|figure| figure.differs == Some(true)) {
        say("* the 95 % interval leaves out 0, as one in twenty does by luck");
    }
    let of = |differs: Option<bool>| -> Vec<&Compared> {
        further.iter().copied().filter(|figure| figure.differs == differs).collect()
    };
    match of(Some(false)).len() {
        0 => {}
        1 => say("1 figure does not differ"),
        same => say(&format!("{} do not differ", counted(same, "figure"))),
    }
    for (what, some) in [("these differ too", of(Some(true))), ("no value in some seed", of(None))] {
        // Of one seed nothing is judged.
        if !some.is_empty() && found.about.seeds > 1 {
            say(&format!("{what}: {}", named(&some)));
        }
    }
}

/// The names of figures, up to so many.
fn named(figures: &[&Compared]) -> String {
    let names: Vec<&str> = figures.iter().take(NAMED).map(|figure| figure.id.as_str()).collect();
    let more = figures.len() - names.len();
    let more = if more > 0 { format!(" and {more} more (--json)") } else { String::new() };
    names.join(", ") + &more
}

/// The figure, A, B, B less A, and the interval of that.
fn row(figure: &Compared, found: &Comparison) -> Vec<String> {
    let is_share = matches!(measure(figure), "availability" | "utilization");
    let show = |value: f64| match measure(figure) {
        "availability" => percent(value),
        "utilization" => busy(value),
        _ => amount(value, figure.dimension),
    };
    let mean = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), show);
    let moved = |value: f64| {
        let size = |size: f64| if is_share { count(size * 100.0) } else { show(size) };
        signed(value, size)
    };
    let points = if is_share { " points" } else { "" };
    let interval = match figure.low.zip(figure.high) {
        Some((low, high)) => format!("{} .. {}", moved(low), moved(high)),
        None => without(figure, found),
    };
    let mark = if figure.differs == Some(true) { "* " } else { "  " };
    vec![
        format!("{mark}{}", figure.id),
        mean(figure.a),
        mean(figure.b),
        figure.difference.map_or_else(|| NONE.to_owned(), |value| moved(value) + points),
        interval,
    ]
}

/// Why a figure has no interval.
fn without(figure: &Compared, found: &Comparison) -> String {
    let missing = [("A", figure.missing_a), ("B", figure.missing_b)];
    let said = missing.iter().filter(|(_, seeds)| *seeds > 0).map(|(side, seeds)| {
        let all = *seeds == found.about.seeds;
        if all { format!("none under {side}") } else { format!("none under {side} in {}", of(*seeds, found)) }
    });
    said.collect::<Vec<_>>().join(", ")
}

/// As a table; where that is too wide, in lines below a title.
fn draw(text: &mut Page, title: &str, head: Vec<String>, rows: Vec<Vec<String>>, columns: &[Column]) {
    let all: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    if least_width(&all, columns) <= text.width {
        text.text.push_str(&table(&all, columns, text.width));
        return;
    }
    let _ = writeln!(text, "{}", wrapped(title, text.width, 0));
    for row in &all[1..] {
        let Some((name, cells)) = row.split_first() else { continue };
        let said: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        let _ = writeln!(text, "{name}\n    {}", wrapped(&said.join(", "), text.width, 4));
    }
}
