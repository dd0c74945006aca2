//! The order of boxes in each row, so that few lines cross.

/// Rows of things, and lines between things of neighbouring rows.
pub(super) struct Rows {
    /// For each row the things in it from left to right.
    pub rows: Vec<Vec<usize>>,
    /// Lines, the upper thing first.
    pub lines: Vec<(usize, usize)>,
}

/// How often the rows are gone through.
const SWEEPS: usize = 12;

impl Rows {
    /// Moves things to the mean place of their neighbours, down and up in turn, and keeps the best order.
    pub fn untangle(&mut self) {
        let mut best = self.rows.clone();
        let mut least = self.crossings();
        for sweep in 0..SWEEPS {
            if least == 0 {
                break;
            }
            let count = self.rows.len();
            if sweep % 2 == 0 {
                (1..count).for_each(|row| self.sort(row, row - 1));
            } else {
                (1..count).rev().for_each(|row| self.sort(row - 1, row));
            }
            self.swap_neighbours();
            let crossings = self.crossings();
            if crossings < least {
                least = crossings;
                best.clone_from(&self.rows);
            }
        }
        self.rows = best;
    }

    fn sort(&mut self, row: usize, by: usize) {
        let places = |thing: usize| -> Vec<usize> {
            let neighbours = self.neighbours(thing);
            neighbours.filter_map(|other| self.rows[by].iter().position(|&known| known == other)).collect()
        };
        let mut keyed: Vec<(usize, usize)> = Vec::new();
        for (at, &thing) in self.rows[row].iter().enumerate() {
            let places = places(thing);
            // A thousandth of a place is exact enough, and whole numbers have an order.
            let mean = if places.is_empty() {
                at * 1000
            } else {
                places.iter().sum::<usize>() * 1000 / places.len()
            };
            keyed.push((mean, thing));
        }
        keyed.sort_by_key(|(mean, _)| *mean);
        self.rows[row] = keyed.into_iter().map(|(_, thing)| thing).collect();
    }

    fn swap_neighbours(&mut self) {
        for row in 0..self.rows.len() {
            for at in 1..self.rows[row].len() {
                let before = self.crossings();
                self.rows[row].swap(at - 1, at);
                if self.crossings() >= before {
                    self.rows[row].swap(at - 1, at);
                }
            }
        }
    }

    /// What is joined with this thing.
    pub fn neighbours(&self, thing: usize) -> impl Iterator<Item = usize> {
        self.lines.iter().filter_map(move |&(upper, lower)| match thing {
            _ if thing == upper => Some(lower),
            _ if thing == lower => Some(upper),
            _ => None,
        })
    }

    /// How often lines cross.
    pub fn crossings(&self) -> usize {
        let things = self.rows.iter().flatten().max().map_or(0, |most| most + 1);
        let mut place = vec![(0, 0); things];
        for (row, things) in self.rows.iter().enumerate() {
            for (at, &thing) in things.iter().enumerate() {
                place[thing] = (row, at);
            }
        }
        let mut crossings = 0;
        for (at, &(a, b)) in self.lines.iter().enumerate() {
            for &(c, d) in &self.lines[at + 1..] {
                let same_gap = place[a].0 == place[c].0;
                let crossed = (place[a].1 < place[c].1 && place[b].1 > place[d].1)
                    || (place[a].1 > place[c].1 && place[b].1 < place[d].1);
                crossings += usize::from(same_gap && crossed);
            }
        }
        crossings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_lines_are_untangled() {
        let mut rows = Rows { rows: vec![vec![0, 1, 2], vec![3, 4, 5]], lines: vec![(0, 5), (1, 4), (2, 3)] };
        assert_eq!(rows.crossings(), 3);
        rows.untangle();
        assert_eq!(rows.crossings(), 0);
    }

    #[test]
    fn what_must_cross_crosses_once() {
        // Two upper and two lower things, all joined: one crossing is the least.
        let mut rows =
            Rows { rows: vec![vec![0, 1], vec![2, 3]], lines: vec![(0, 2), (0, 3), (1, 2), (1, 3)] };
        rows.untangle();
        assert_eq!(rows.crossings(), 1);
    }
}
