//! Columns that line up, measured in cells of the terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text, as wide as its widest cell.
    Left,
    /// Numbers, set to the right.
    Right,
    /// Text that is broken into lines where the table would be too wide.
    Flexible,
}

/// Cells between two columns.
const GAP: usize = 2;
/// A flexible column is never narrower.
const LEAST: usize = 16;

/// Rows of text in columns, at most `width` cells wide if the flexible columns allow it.
pub fn table(rows: &[Vec<String>], columns: &[Column], width: usize) -> String {
    let widths = widths(rows, columns, width);
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> =
            row.iter().zip(&widths).map(|(cell, &width)| broken(cell, width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut drawn = String::new();
            for ((cell, column), width) in cells.iter().zip(columns).zip(&widths) {
                let part = cell.get(line).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(part.width()));
                // Writing to a string cannot fail.
                let _ = match column {
                    Column::Right => write!(drawn, "{pad}{part}"),
                    Column::Left | Column::Flexible => write!(drawn, "{part}{pad}"),
                };
                drawn.push_str(&" ".repeat(GAP));
            }
            let _ = writeln!(text, "{}", drawn.trim_end());
        }
    }
    text
}

/// The least width that a table of these rows needs.
pub fn least_width(rows: &[Vec<String>], columns: &[Column]) -> usize {
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| cell.width());
    let least = columns.iter().enumerate().map(|(at, column)| {
        let widest = rows.iter().map(|row| cell(row, at)).max().unwrap_or(0);
        if *column == Column::Flexible { widest.min(LEAST) } else { widest }
    });
    least.sum::<usize>() + GAP * columns.len().saturating_sub(1)
}

/// The cell in lines of at most `width`; its indent is kept on each.
fn broken(cell: &str, width: usize) -> Vec<String> {
    if cell.width() <= width {
        return vec![cell.to_owned()];
    }
    let indent = " ".repeat(cell.len() - cell.trim_start().len() + GAP);
    let options = textwrap::Options::new(width).subsequent_indent(&indent);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(cell, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

fn widths(rows: &[Vec<String>], columns: &[Column], width: usize) -> Vec<usize> {
    let natural =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let mut widths: Vec<usize> = (0..columns.len()).map(|column| natural(column).unwrap_or(0)).collect();
    let flexible: Vec<usize> =
        (0..columns.len()).filter(|&column| columns[column] == Column::Flexible).collect();
    let total: usize = widths.iter().sum::<usize>() + GAP * columns.len().saturating_sub(1);
    let mut over = total.saturating_sub(width);
    let word = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.flat_map(|cell| cell.split_whitespace()).map(UnicodeWidthStr::width).max().unwrap_or(0)
    };
    // Words stay whole as long as they can.
    let whole: Vec<usize> = (0..columns.len()).map(|column| LEAST.max(word(column) + GAP)).collect();
    for least in [whole, vec![LEAST; columns.len()]] {
        // The widest flexible column gives way first.
        while over > 0 {
            let wide = flexible.iter().filter(|&&column| widths[column] > least[column]);
            let Some(&widest) = wide.max_by_key(|&&column| widths[column]) else { break };
            widths[widest] -= 1;
            over -= 1;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_only_the_flexible_one_is_broken() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let rows = [row("a first cell of many words", "1"), row("b", "20")];
        let drawn = table(&rows, &[Column::Flexible, Column::Right], 22);
        assert_eq!(least_width(&rows, &[Column::Flexible, Column::Right]), LEAST + GAP + 2);
        assert_eq!(drawn, "a first cell of      1\n  many words\nb                   20\n");
    }

    #[test]
    fn a_word_is_broken_only_where_nothing_else_gives_way() {
        let rows = [vec!["many small words in one cell".to_owned(), "incomprehensibilities".to_owned()]];
        let columns = [Column::Flexible, Column::Flexible];
        // 28 and 21 cells and a gap of 2; the second keeps its word, so the first has 43 - 2 - 21 = 20.
        let drawn = table(&rows, &columns, 43);
        assert_eq!(drawn, "many small words in   incomprehensibilities\n  one cell\n");
    }
}
