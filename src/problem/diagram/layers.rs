//! Which row each box stands in: callers above what they call, as far as that goes.

/// How high a box stands, whoever calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Above all others: where load comes from.
    Top,
    /// Where its links put it.
    Middle,
    /// Below what calls it, also where it calls back.
    Bottom,
}

/// Links between pairs of boxes, each pair once, pointing down.
pub(super) struct Layered {
    /// For each box its row.
    pub rows: Vec<usize>,
    /// Pairs with the upper box first.
    pub pairs: Vec<(usize, usize)>,
}

/// Puts boxes of these widths into rows of at most `width` cells with `gap` cells between boxes. A box stands
/// below those that link to it, unless that would go round in a circle; and
/// what is ranked higher does not stand below what is ranked lower because that one calls back.
pub(super) fn layers(
    widths: &[usize],
    links: &[(usize, usize)],
    ranks: &[Rank],
    width: usize,
    gap: usize,
) -> Layered {
    let count = widths.len();
    let down = acyclic(count, links, ranks);
    let sorted = sorted(count, &down);
    let mut wanted = vec![0_usize; count];
    for &node in &sorted {
        for &(_, to) in down.iter().filter(|(from, _)| *from == node) {
            wanted[to] = wanted[to].max(wanted[node] + 1);
        }
    }
    // What nothing links to stands right above what it links to.
    for &node in sorted.iter().rev() {
        let is_called = down.iter().any(|(_, to)| *to == node);
        let below = down.iter().filter(|(from, _)| *from == node).map(|(_, to)| wanted[*to]).min();
        if let (false, Rank::Middle, Some(below)) = (is_called, ranks[node], below) {
            wanted[node] = below.saturating_sub(1);
        }
    }
    let mut by_row = sorted;
    by_row.sort_by_key(|&node| wanted[node]);
    let mut rows = vec![0; count];
    let mut filled: Vec<usize> = Vec::new();
    for node in by_row {
        let above = down.iter().filter(|(_, to)| *to == node).map(|(from, _)| rows[*from] + 1).max();
        let mut row = wanted[node].max(above.unwrap_or(0));
        loop {
            if filled.len() <= row {
                filled.resize(row + 1, 0);
            }
            let with = filled[row] + widths[node] + if filled[row] == 0 { 0 } else { gap };
            if filled[row] == 0 || with <= width {
                filled[row] = with;
                rows[node] = row;
                break;
            }
            row += 1;
        }
    }
    let mut used: Vec<usize> = rows.clone();
    used.sort_unstable();
    used.dedup();
    for row in &mut rows {
        *row = used.binary_search(row).unwrap_or(*row);
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for &(a, b) in &down {
        let pair = if rows[a] <= rows[b] { (a, b) } else { (b, a) };
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    Layered { rows, pairs }
}

/// The links with those turned round that close a circle, each pair once.
fn acyclic(count: usize, links: &[(usize, usize)], ranks: &[Rank]) -> Vec<(usize, usize)> {
    let turned = |&(from, to): &(usize, usize)| if ranks[to] < ranks[from] { (to, from) } else { (from, to) };
    let links: Vec<(usize, usize)> = links.iter().map(turned).collect();
    let called = |node: usize| links.iter().any(|(_, to)| *to == node);
    let mut roots: Vec<usize> = (0..count).collect();
    roots.sort_by_key(|&node| (ranks[node], called(node)));
    let mut search = Search { links: &links, state: vec![State::New; count], down: Vec::new() };
    for root in roots {
        search.visit(root);
    }
    search.down
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'l> {
    links: &'l [(usize, usize)],
    state: Vec<State>,
    down: Vec<(usize, usize)>,
}

impl Search<'_> {
    fn visit(&mut self, node: usize) {
        if self.state[node] != State::New {
            return;
        }
        self.state[node] = State::Open;
        let goals: Vec<usize> =
            self.links.iter().filter(|(from, _)| *from == node).map(|(_, to)| *to).collect();
        for goal in goals {
            let pair = if self.state[goal] == State::Open { (goal, node) } else { (node, goal) };
            if !self.down.contains(&pair) && !self.down.contains(&(pair.1, pair.0)) {
                self.down.push(pair);
            }
            self.visit(goal);
        }
        self.state[node] = State::Done;
    }
}

/// Boxes, each behind those that link to it.
fn sorted(count: usize, down: &[(usize, usize)]) -> Vec<usize> {
    let mut waiting: Vec<usize> =
        (0..count).map(|node| down.iter().filter(|(_, to)| *to == node).count()).collect();
    let mut sorted = Vec::with_capacity(count);
    while sorted.len() < count {
        let Some(next) = (0..count).find(|node| waiting[*node] == 0 && !sorted.contains(node)) else { break };
        sorted.push(next);
        for &(_, to) in down.iter().filter(|(from, _)| *from == next) {
            waiting[to] -= 1;
        }
    }
    // Without circles nothing is left over.
    sorted.extend((0..count).filter(|node| waiting[*node] > 0));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_stand_above_and_a_circle_is_cut() {
        // 0 → 1 → 2 → 0, and 3 → 2: 3 stands right above 2.
        let layered = layers(
            &[5; 4],
            &[(0, 1), (1, 2), (2, 0), (3, 2)],
            &[Rank::Top, Rank::Middle, Rank::Middle, Rank::Middle],
            80,
            3,
        );
        assert_eq!(layered.rows, [0, 1, 2, 1]);
        assert_eq!(layered.pairs, [(0, 1), (1, 2), (0, 2), (3, 2)]);
    }

    #[test]
    fn a_full_row_goes_on_in_the_next() {
        let links = [(0, 1), (0, 2), (0, 3)];
        let layered = layers(&[10; 4], &links, &[Rank::Top, Rank::Middle, Rank::Middle, Rank::Middle], 25, 3);
        assert_eq!(layered.rows, [0, 1, 1, 2]);
    }
}
