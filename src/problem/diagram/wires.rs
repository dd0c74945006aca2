//! Lines in the strip between two rows: down from a box, across, and down to the next.

/// A line that crosses the strip.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The thing above.
    pub upper: usize,
    /// The thing below.
    pub lower: usize,
    /// Left edge and width of the thing above.
    pub upper_span: (usize, usize),
    /// Left edge and width of the thing below.
    pub lower_span: (usize, usize),
}

/// Where a line runs in its strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// The column in which it leaves.
    pub from: usize,
    /// The column in which it arrives.
    pub to: usize,
    /// The row of the strip in which it goes across.
    pub track: usize,
}

/// A strip with its lines.
#[derive(Debug)]
pub(super) struct Strip {
    lines: Vec<Line>,
    routes: Vec<Route>,
    /// Cells from the row above to the row below.
    pub height: usize,
}

impl Strip {
    /// The way of the line between these things.
    pub fn route(&self, upper: usize, lower: usize) -> Option<Route> {
        let at = self.lines.iter().position(|line| line.upper == upper && line.lower == lower)?;
        self.routes.get(at).copied()
    }
}

/// Finds a way for every line, so that no two share a cell except where they cross.
pub(super) fn strip(lines: Vec<Line>) -> Strip {
    let mut routes = ports(&lines);
    straighten(&lines, &mut routes);
    apart(&lines, &mut routes);
    let tracks = tracks(&mut routes);
    // A row for what leaves and a row for what arrives, both with an arrow head.
    let height = if lines.is_empty() { 1 } else { tracks + 2 };
    Strip { lines, routes, height }
}

fn middle(span: (usize, usize)) -> usize {
    2 * span.0 + span.1
}

/// Columns spread over each thing, in the order of where the lines go.
fn ports(lines: &[Line]) -> Vec<Route> {
    let mut routes = vec![Route { from: 0, to: 0, track: 0 }; lines.len()];
    for at in 0..lines.len() {
        let spread =
            |same: &dyn Fn(&Line) -> bool, key: &dyn Fn(&Line) -> (usize, usize), span: (usize, usize)| {
                let mut beside: Vec<usize> = (0..lines.len()).filter(|&other| same(&lines[other])).collect();
                beside.sort_by_key(|&other| key(&lines[other]));
                let place = beside.iter().position(|&other| other == at).unwrap_or(0);
                if span.1 <= 2 { span.0 } else { span.0 + (span.1 - 1) * (place + 1) / (beside.len() + 1) }
            };
        let line = &lines[at];
        routes[at].from = spread(
            &|other| other.upper == line.upper,
            &|other| (middle(other.lower_span), other.lower),
            line.upper_span,
        );
        routes[at].to = spread(
            &|other| other.lower == line.lower,
            &|other| (middle(other.upper_span), other.upper),
            line.lower_span,
        );
    }
    routes
}

/// Makes lines straight where an end can move within its thing without passing another end.
fn straighten(lines: &[Line], routes: &mut [Route]) {
    for at in 0..lines.len() {
        let (from, to) = (routes[at].from, routes[at].to);
        if from == to {
            continue;
        }
        let line = &lines[at];
        let free = |goal: usize, span: (usize, usize), mine: usize, others: Vec<usize>| {
            let inside = span.1 > 2 && goal > span.0 && goal + 1 < span.0 + span.1;
            let (low, high) = (goal.min(mine), goal.max(mine));
            inside && others.iter().all(|&other| other + 1 < low || other > high + 1)
        };
        let below = (0..lines.len()).filter(|&other| other != at && lines[other].lower == line.lower);
        let above = (0..lines.len()).filter(|&other| other != at && lines[other].upper == line.upper);
        if free(from, line.lower_span, to, below.map(|other| routes[other].to).collect()) {
            routes[at].to = from;
        } else if free(to, line.upper_span, from, above.map(|other| routes[other].from).collect()) {
            routes[at].from = to;
        }
    }
}

/// Where one line arrives next to the column of another, it moves aside if its thing has room.
fn apart(lines: &[Line], routes: &mut [Route]) {
    for at in 0..lines.len() {
        let route = routes[at];
        let (left, width) = lines[at].lower_span;
        let near = |column: usize, cells: usize| {
            let others = (0..lines.len()).filter(|&other| other != at);
            let mut ends = others.flat_map(|other| [routes[other].from, routes[other].to]);
            ends.any(|end| end.abs_diff(column) <= cells)
        };
        if route.from == route.to || !near(route.to, 1) {
            continue;
        }
        let free = |cells: usize| {
            let goals = [1, 2].into_iter().flat_map(|step| [route.to + step, route.to.saturating_sub(step)]);
            { goals }.find(|&goal| {
                goal > left && goal + 1 < left + width && goal != route.from && !near(goal, cells)
            })
        };
        // Next to another is not pretty, in the same column is not readable.
        if let Some(goal) = free(1).or_else(|| near(route.to, 0).then(|| free(0)).flatten()) {
            routes[at].to = goal;
        }
    }
}

/// Gives every line that is not straight a row in which it goes across; how many rows there are.
fn tracks(routes: &mut [Route]) -> usize {
    let mut waiting: Vec<usize> = (0..routes.len()).filter(|&at| routes[at].from != routes[at].to).collect();
    let mut sorted: Vec<usize> = Vec::new();
    while !waiting.is_empty() {
        let must_wait = |at: usize| {
            // Another leaves below where this one arrives: it has to turn first.
            waiting.iter().any(|&other| other != at && routes[other].from == routes[at].to)
        };
        let cost = |at: usize| {
            let others = waiting.iter().filter(|&&other| other != at);
            let crossings = others.map(|&other| crossed(routes[at], routes[other])).sum::<i32>();
            (must_wait(at), crossings)
        };
        let Some((place, &next)) = waiting.iter().enumerate().min_by_key(|&(_, &at)| cost(at)) else { break };
        sorted.push(next);
        waiting.remove(place);
    }
    let mut used = 0;
    for (place, &at) in sorted.iter().enumerate() {
        let over = |a: Route, b: Route| {
            let (a, b) = ((a.from.min(a.to), a.from.max(a.to)), (b.from.min(b.to), b.from.max(b.to)));
            a.0 <= b.1 + 1 && b.0 <= a.1 + 1
        };
        let above = sorted[..place].iter().filter(|&&other| over(routes[at], routes[other]));
        let track = above.map(|&other| routes[other].track + 1).max().unwrap_or(1);
        routes[at].track = track;
        used = used.max(track);
    }
    used
}

/// Crossings with `upper` above `lower`, less those the other way round.
fn crossed(upper: Route, lower: Route) -> i32 {
    let within =
        |column: usize, route: Route| column > route.from.min(route.to) && column < route.from.max(route.to);
    let count = |upper: Route, lower: Route| {
        // The lower one comes down through the upper one's row, the upper one goes down through the lower one's.
        i32::from(within(lower.from, upper)) + i32::from(within(upper.to, lower))
    };
    count(upper, lower) - count(lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(upper: usize, lower: usize, upper_span: (usize, usize), lower_span: (usize, usize)) -> Line {
        Line { upper, lower, upper_span, lower_span }
    }

    #[test]
    fn a_box_right_below_is_reached_straight() {
        let strip = strip(vec![line(0, 1, (0, 11), (2, 21))]);
        let route = strip.route(0, 1).unwrap();
        assert_eq!((route.from, route.to), (5, 5));
        assert_eq!(strip.height, 2);
    }

    #[test]
    fn lines_that_go_the_same_way_do_not_cross() {
        // Two boxes above, two far to the right below: the right one goes across first.
        let lines = vec![line(0, 2, (0, 7), (40, 7)), line(1, 3, (10, 7), (50, 7))];
        let strip = strip(lines);
        let (a, b) = (strip.route(0, 2).unwrap(), strip.route(1, 3).unwrap());
        assert!(b.track < a.track, "{a:?} {b:?}");
        assert_eq!(strip.height, 4);
    }

    #[test]
    fn lines_far_apart_share_a_row() {
        let strip = strip(vec![line(0, 2, (0, 5), (8, 5)), line(1, 3, (30, 5), (40, 5))]);
        assert_eq!(strip.height, 3);
    }
}
