use crate::calc::syntax::Comparison;
use crate::problem::model::{Aggregate, Expr, ExprKind, Invariant, Row, Type, When};
use crate::sim::code::{Code, Lowering, Totals, conjuncts, equality, lower, sees_old};

/// An invariant, compiled.
#[derive(Debug)]
pub struct Rule {
    /// The table whose rows it walks.
    pub table: Option<usize>,
    /// Groups of rows that are equal in these columns; empty: every row by itself.
    pub by: Box<[usize]>,
    /// Only these.
    pub filter: Option<Code>,
    /// What must be true.
    pub condition: Code,
    /// The comparisons that it joins with `and`, to say which of them is untrue.
    pub sides: Vec<Sides>,
    /// When.
    pub when: When,
    /// Speaks of the row before the change: not checked on insert.
    pub old: bool,
    /// What makes it look again.
    pub links: Vec<Link>,
    /// Some change makes it look at everything.
    pub walks: bool,
}

/// Two sides of a comparison.
#[derive(Debug)]
pub struct Sides {
    /// The left one.
    pub left: Code,
    /// How they compare.
    pub comparison: Comparison,
    /// The right one.
    pub right: Code,
    /// What both are.
    pub ty: Type,
}

/// A table whose changes concern a rule.
#[derive(Debug)]
pub struct Link {
    /// The table.
    pub table: usize,
    /// Which of the walked rows.
    pub reach: Reach,
}

/// Which of the walked rows a changed row concerns.
#[derive(Debug, PartialEq, Eq)]
pub enum Reach {
    /// Itself, or its group.
    Itself,
    /// Those that an index of the walked table finds under these columns of the changed row.
    Index(usize, Vec<usize>),
    /// All of them.
    All,
}

impl Rule {
    /// The rule of an invariant.
    pub fn new(invariant: &Invariant, totals: &mut Totals) -> Self {
        let walk = invariant.each.as_ref();
        let mut lowering = Lowering { lists: &[], totals, walk };
        let filter = invariant.filter.as_ref().map(|filter| lower(filter, &mut lowering));
        let condition = lower(&invariant.condition, &mut lowering);
        let mut joined = Vec::new();
        conjuncts(&invariant.condition, &mut joined);
        let sides = joined.into_iter().filter_map(|part| match &part.kind {
            ExprKind::Compare(comparison, left, right) => Some(Sides {
                left: lower(left, &mut lowering),
                comparison: *comparison,
                right: lower(right, &mut lowering),
                ty: left.ty,
            }),
            _ => None,
        });
        let sides = sides.collect();
        let walked = walk.map(|walk| walk.table.index());
        let mut links = Vec::new();
        let always = matches!(invariant.when, When::Always | When::AlwaysWithin(_));
        if always {
            if let Some(table) = walked {
                links.push(Link { table, reach: Reach::Itself });
            }
            let parts = invariant.filter.iter().chain([&invariant.condition]);
            let mut found = Vec::new();
            parts.for_each(|part| reads(part, &mut found));
            for (table, pairs) in found {
                // What a group adds up of itself is known by its own rows.
                let Some(table) = table.or(walked) else { continue };
                let reach = match (walked, pairs) {
                    (Some(walked), Some(mut pairs)) if !pairs.is_empty() => {
                        pairs.sort_unstable();
                        pairs.dedup_by_key(|(mine, _)| *mine);
                        let mine = pairs.iter().map(|(mine, _)| *mine).collect();
                        let theirs = pairs.iter().map(|(_, theirs)| *theirs).collect();
                        Reach::Index(totals.index(walked, mine), theirs)
                    }
                    _ => Reach::All,
                };
                if links.iter().all(|link| link.table != table || link.reach != reach) {
                    links.push(Link { table, reach });
                }
            }
            for table in &invariant.reads {
                if links.iter().all(|link| link.table != table.index()) {
                    links.push(Link { table: table.index(), reach: Reach::All });
                }
            }
        }
        let old = sees_old(&invariant.condition) || invariant.filter.as_ref().is_some_and(sees_old);
        let by = walk.map_or_else(Box::default, |walk| walk.by.iter().map(|column| column.index()).collect());
        let walks = links.iter().any(|link| link.reach == Reach::All);
        Self { table: walked, by, filter, condition, sides, when: invariant.when, old, links, walks }
    }
}

/// The tables that an expression reads, and through which pairs of columns (walked, read); no pairs where the
/// walked rows cannot be told from the row read. Of a group's own aggregate nothing is given.
type Found = (Option<usize>, Option<Vec<(usize, usize)>>);

fn reads(expr: &Expr, out: &mut Vec<Found>) {
    match &expr.kind {
        ExprKind::Lookup { table, key, .. } => {
            let pairs = key.iter().enumerate().filter_map(|(theirs, part)| match part.kind {
                ExprKind::Column(Row::This, mine) => Some((mine.index(), theirs)),
                _ => None,
            });
            out.push((Some(table.index()), Some(pairs.collect())));
            key.iter().for_each(|part| reads(part, out));
        }
        ExprKind::Aggregate(aggregate) => {
            if let Some(table) = aggregate.table {
                out.push((Some(table.index()), Some(pairs(aggregate))));
            }
            // Rows that an aggregate looks up cannot be followed back.
            let mut nested = Vec::new();
            aggregate.filter.iter().chain(&aggregate.value).for_each(|part| reads(part, &mut nested));
            out.extend(nested.into_iter().map(|(table, _)| (table, None)));
        }
        _ => expr.each_child(&mut |part| reads(part, out)),
    }
}

fn pairs(aggregate: &Aggregate) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    if let Some(filter) = &aggregate.filter {
        conjuncts(filter, &mut all);
    }
    all.into_iter()
        .filter_map(equality)
        .filter_map(|(theirs, key)| match key.kind {
            ExprKind::Column(Row::Walked, mine) => Some((mine.index(), theirs)),
            _ => None,
        })
        .collect()
}
