use serde::{Deserialize, Serialize};

use super::cap::{Breach, Cap};
use super::criterion::Criterion;
use super::framework::Aid;
use super::said::is_about;
use super::score::{Given, Item, judge};

/// A mock, judged: a score per criterion with its evidence, and a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// Out of 100.
    pub points: f64,
    /// From No Hire to Strong Hire.
    pub verdict: String,
    /// The verdict by points alone; a report of old has none.
    #[serde(default)]
    pub by_points: String,
    /// What holds the verdict down, where promises are broken.
    #[serde(default)]
    pub cap: Option<Cap>,
    /// Whether criteria that need judgement were left out.
    pub provisional: bool,
    /// The criteria, in the order of an interview.
    pub scores: Vec<Score>,
    /// The next better verdict and what would have led there; `None` at the top.
    pub next: Option<Next>,
    /// Habits that were seen: their names.
    pub gaps: Vec<String>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// What is graded.
    pub criterion: Criterion,
    /// Of [`Assessment::points`], so many are at stake, without what is granted to oneself.
    pub weight: f64,
    /// Whether there was anything to judge.
    pub shown: bool,
    /// The share that was earned, 0 to 1.
    pub share: f64,
    /// What was granted to oneself: points at stake, met and asked; `None` where nothing was graded.
    pub granted: Option<Granted>,
    /// The evidence.
    pub items: Vec<Item>,
}

/// Points of the rubric that somebody granted to herself or himself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Granted {
    /// Of [`Assessment::points`], so many are at stake.
    pub weight: f64,
    /// Points that were granted.
    pub met: usize,
    /// Points of the rubric.
    pub of: usize,
}

/// A better verdict and the shortest way to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Next {
    /// The verdict.
    pub verdict: String,
    /// How many points are missing; 0 where only broken promises are in the way.
    pub missing: f64,
    /// How many broken promises are in the way.
    #[serde(default)]
    pub mend: usize,
    /// What would have kept these promises, then what would have earned these points, the most first.
    pub moves: Vec<Move>,
}

/// Something that would have earned points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Where.
    pub criterion: Criterion,
    /// How many points of 100.
    pub points: f64,
    /// What to do.
    pub says: String,
}

/// Moves are listed until they earn this much more than is missing: one may meet another on the way.
const MARGIN: f64 = 1.0;

impl Assessment {
    /// Judges a mock, or the phases of it that were held.
    pub fn of(given: &Given<'_>, phases: &[usize]) -> Self {
        let aids: Vec<Aid> =
            phases.iter().filter_map(|at| given.framework.phases.get(*at)).map(|phase| phase.aid).collect();
        let criteria =
            Criterion::ALL.into_iter().filter(|criterion| aids.iter().any(|aid| is_about(*aid, *criterion)));
        let mut gaps: Vec<String> = Vec::new();
        let mut provisional = false;
        let mut scores: Vec<Score> = Vec::new();
        for criterion in criteria {
            let judged = judge(given, criterion);
            for gap in &judged.gaps {
                if !gaps.contains(gap) {
                    gaps.push(gap.clone());
                }
            }
            let whole = given.standards.weight(criterion);
            let asked = given
                .problem
                .rubric
                .iter()
                .find(|rubric| rubric.id == criterion.id())
                .map_or(0, |rubric| rubric.points.len());
            let own = if asked > 0 { given.standards.self_graded * whole } else { 0.0 };
            let grades = given.answers.grades.get(criterion.id()).filter(|_| asked > 0);
            provisional |= asked > 0 && grades.is_none();
            // What was not shown cannot be granted either.
            let granted = grades.map(|grades| Granted {
                weight: own,
                met: if judged.shown { grades.iter().take(asked).filter(|met| **met).count() } else { 0 },
                of: asked,
            });
            scores.push(Score {
                criterion,
                weight: whole - own,
                shown: judged.shown,
                share: judged.share(),
                granted,
                items: judged.items,
            });
        }
        normalise(&mut scores);
        let points: f64 = scores.iter().map(Score::points).sum();
        let by_points = given.standards.verdict(points);
        let cap = Cap::of(given);
        let ceiling = cap.as_ref().and_then(|cap| given.standards.ceiling(cap.broken.len()));
        let at = ceiling.map_or(by_points, |ceiling| ceiling.min(by_points));
        let steps = &given.standards.verdicts;
        let next = steps.get(at + 1).map(|step| {
            let missing = (step.from - points).max(0.0);
            let mend = cap.as_ref().map_or(&[][..], |cap| cap.to_mend(given, at + 1));
            let moves = moves(&scores, missing, mend);
            Next { verdict: step.says.clone(), missing, mend: mend.len(), moves }
        });
        let (verdict, by_points) = (steps[at].says.clone(), steps[by_points].says.clone());
        Self { points, verdict, by_points, cap, provisional, scores, next, gaps }
    }
}

/// Brings the weights of what was judged to 100 in all.
fn normalise(scores: &mut [Score]) {
    let all: f64 =
        scores.iter().map(|score| score.weight + score.granted.map_or(0.0, |granted| granted.weight)).sum();
    if all > 0.0 {
        for score in scores {
            score.weight *= 100.0 / all;
            if let Some(granted) = &mut score.granted {
                granted.weight *= 100.0 / all;
            }
        }
    }
}

impl Score {
    /// Points out of 100 that were earned here.
    pub fn points(&self) -> f64 {
        let granted = self.granted.map_or(0.0, |granted| granted.weight * granted.share());
        self.weight * self.share + granted
    }

    /// Points out of 100 that could be earned here.
    pub fn possible(&self) -> f64 {
        self.weight + self.granted.map_or(0.0, |granted| granted.weight)
    }
}

impl Granted {
    /// The share that was granted, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { super::words::count(self.met) / super::words::count(self.of) }
    }
}

/// The shortest way to so many more points: first what keeps promises, then what earns most.
fn moves(scores: &[Score], missing: f64, mend: &[Breach]) -> Vec<Move> {
    let mut all: Vec<Move> = Vec::new();
    for score in scores {
        let possible: f64 = score.items.iter().map(|item| item.possible).sum();
        for item in &score.items {
            let Some(fix) = &item.fix else { continue };
            let points = score.weight * (item.possible - item.earned) / possible;
            if points <= 0.0 {
                continue;
            }
            // One thing to do may mend several items.
            match all.iter_mut().find(|one| one.criterion == score.criterion && one.says == *fix) {
                Some(one) => one.points += points,
                None => all.push(Move { criterion: score.criterion, points, says: fix.clone() }),
            }
        }
    }
    let keeps = |one: &Move| mend.iter().any(|breach| breach.fix == one.says);
    for breach in mend {
        if !all.iter().any(|one| one.says == breach.fix) {
            all.push(Move { criterion: Criterion::Depth, points: 0.0, says: breach.fix.clone() });
        }
    }
    all.sort_by(|a, b| keeps(b).cmp(&keeps(a)).then(b.points.total_cmp(&a.points)));
    let mut taken = 0.0;
    all.retain(|one| {
        let wanted = keeps(one) || missing > 0.0 && taken < missing + MARGIN;
        taken += if wanted { one.points } else { 0.0 };
        wanted
    });
    all
}
