//! A page of Markdown as it is read: tables that fit as they are and lists for those that do not, lines broken between
//! words; or all of it one thing after another, for who hears it.

use textwrap::core::display_width;

/// Fewer cells than this are no page.
const NARROWEST: usize = 20;

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Cells of a line; `None` where lines may have any length.
    pub width: Option<usize>,
    /// Whether every table is a list, and nothing stands there but words: a voice reads line by line.
    pub linear: bool,
}

impl Page {
    /// The page as text.
    pub fn write(self, markdown: &str) -> String {
        let mut out = String::new();
        let lines: Vec<&str> = markdown.lines().collect();
        let mut at = 0;
        while at < lines.len() {
            let rows = lines[at..].iter().take_while(|line| line.starts_with('|')).count();
            if rows > 0 {
                out += &self.table(&lines[at..at + rows]);
                at += rows;
            } else {
                out += &self.line(lines[at]);
                at += 1;
            }
        }
        out
    }

    fn line(self, line: &str) -> String {
        let level = line.chars().take_while(|sign| *sign == '#').count();
        if level > 0 && self.linear {
            return self.filled(line[level..].trim_start(), "", "");
        }
        if let Some(said) = line.strip_prefix("> ") {
            let before = if self.linear { "" } else { "> " };
            return self.filled(said, before, before);
        }
        let text = line.trim_start();
        let indent = " ".repeat(line.len() - text.len());
        match text.strip_prefix("- ") {
            Some(point) => self.filled(point, &format!("{indent}- "), &format!("{indent}  ")),
            None => self.filled(text, &indent, &indent),
        }
    }

    /// A paragraph behind what stands before its first line and before each further one.
    fn filled(self, text: &str, first: &str, further: &str) -> String {
        let Some(width) = self.width.filter(|_| !text.is_empty()) else {
            return format!("{first}{text}").trim_end().to_owned() + "\n";
        };
        let options = textwrap::Options::new(width.max(NARROWEST))
            .initial_indent(first)
            .subsequent_indent(further)
            .break_words(false);
        textwrap::fill(text, options) + "\n"
    }

    fn table(self, lines: &[&str]) -> String {
        let rows: Vec<Vec<&str>> = lines.iter().map(|line| cells(line)).collect();
        let is_rule = |row: &&Vec<&str>| row.iter().all(|cell| cell.chars().all(|sign| "-:".contains(sign)));
        let numbers: Vec<bool> = rows
            .iter()
            .find(is_rule)
            .map(|rule| rule.iter().map(|cell| cell.ends_with(':')).collect())
            .unwrap_or_default();
        let rows: Vec<&Vec<&str>> = rows.iter().filter(|row| !is_rule(row)).collect();
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                rows.iter().map(|row| row.get(at).map_or(0, |cell| display_width(cell))).max().unwrap_or(0)
            })
            .collect();
        let whole = widths.iter().map(|width| width + 2).sum::<usize>().saturating_sub(2);
        if self.linear || self.width.is_some_and(|width| whole > width) {
            return self.list(&rows);
        }
        let mut out = String::new();
        for (place, row) in rows.iter().enumerate() {
            let cells = row.iter().enumerate().map(|(at, cell)| {
                let room = " ".repeat(widths[at].saturating_sub(display_width(cell)));
                if numbers.get(at) == Some(&true) { room + cell } else { (*cell).to_owned() + &room }
            });
            out += cells.collect::<Vec<_>>().join("  ").trim_end();
            out.push('\n');
            if place == 0 {
                out += &"-".repeat(whole);
                out.push('\n');
            }
        }
        out
    }

    /// A row is a point, and its cells stand behind their headings: in one line where they fit, else one below another.
    fn list(self, rows: &[&Vec<&str>]) -> String {
        let Some((heads, rows)) = rows.split_first() else { return String::new() };
        let mut out = String::new();
        for row in rows {
            let name = row.first().copied().unwrap_or_default();
            let named = heads.iter().zip(row.iter()).skip(1).filter(|(_, cell)| !["", "-"].contains(*cell));
            let parts: Vec<String> = named.map(|(head, cell)| format!("{head} {cell}")).collect();
            let short = format!("- {name}: {}", parts.join(", "));
            if parts.is_empty() {
                out += &self.filled(name, "- ", "  ");
            } else if display_width(&short) <= self.width.unwrap_or(SHORT).min(SHORT) {
                out += &format!("{short}\n");
            } else {
                out += &self.filled(name, "- ", "  ");
                for (head, cell) in heads.iter().zip(row.iter()).skip(1).filter(|(_, cell)| !cell.is_empty())
                {
                    let cell = if *cell == "-" { "none" } else { cell };
                    out += &self.filled(&format!("{head}: {cell}"), "  ", "    ");
                }
            }
        }
        out
    }
}

/// A row in one line is no longer than this.
const SHORT: usize = 78;

/// The cells of a row.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split('|').map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A shop: Hire\n\n50 of 100 points, and a sentence that is longer than it should be.\n\n\
        | criterion | points | of |\n|---|---:|---:|\n| Depth | 4.5 | 10 |\n| Growth | 10 | 10 |\n\n\
        | decision | yours | because |\n|---|---|---|\n| How is it taken? | - | Look and take are one act, so that nobody comes between. |\n\n\
        - a point with words and words and words and words and words and more of them\n  - a point below it\n\n> said aloud\n";

    #[test]
    fn a_table_that_fits_is_a_table_and_another_one_a_list() {
        let page = Page { width: Some(60), linear: false }.write(TEXT);
        assert!(page.lines().all(|line| display_width(line) <= 60), "{page}");
        assert!(
            page.contains(
                "criterion  points  of\n---------------------\nDepth         4.5  10\nGrowth         10  10\n"
            ),
            "{page}"
        );
        assert!(page.contains("- How is it taken?\n  yours: none\n  because: Look and take are one act, so that nobody comes\n    between.\n"), "{page}");
        let point = page.lines().skip_while(|line| !line.starts_with("- a point")).nth(1).unwrap();
        assert!(
            point.starts_with("  ") && !point.contains('-') && page.contains("\n  - a point below it\n"),
            "{page}"
        );
        assert!(page.contains("# A shop: Hire\n") && page.contains("> said aloud"), "{page}");
    }

    #[test]
    fn a_voice_reads_words_alone() {
        let page = Page { width: None, linear: true }.write(TEXT);
        assert!(!page.contains(['|', '#', '>']), "{page}");
        assert!(page.starts_with("A shop: Hire\n\n50 of 100"), "{page}");
        assert!(page.contains("- Depth: points 4.5, of 10\n"), "{page}");
        let narrow = Page { width: Some(30), linear: true }.write(TEXT);
        assert!(narrow.lines().all(|line| display_width(line) <= 30), "{narrow}");
    }
}
