use super::*;

#[test]
fn a_run_shows_what_the_row_complains_of() {
    let run = |broken: &[&str]| Evidence {
        broken: broken.iter().map(|rule| (*rule).to_owned()).collect(),
        ..Evidence::default()
    };
    let row = |broken: &[(&str, f64)]| Row {
        declared: vec!["said".to_owned(), "seldom".to_owned()],
        may_break: vec!["perhaps".to_owned()],
        broken: broken.iter().map(|(rule, share)| ((*rule).to_owned(), *share)).collect(),
        ..Row::default()
    };
    // What nobody declared comes first, then what breaks too seldom, then what was declared.
    let all = row(&[("extra", 0.2), ("perhaps", 0.3), ("said", 1.0), ("seldom", 0.5)]);
    assert!(all.is_shown_by(&run(&["extra"])) && !all.is_shown_by(&run(&["said", "seldom", "perhaps"])));
    let seldom = row(&[("perhaps", 0.3), ("said", 1.0), ("seldom", 0.5)]);
    assert!(seldom.is_shown_by(&run(&["seldom"])) && !seldom.is_shown_by(&run(&["said", "perhaps"])));
    let well = row(&[("perhaps", 0.3), ("said", 1.0)]);
    assert!(well.is_shown_by(&run(&["said"])) && !well.is_shown_by(&run(&["perhaps"])));
    let cut = Evidence { reasons: vec!["cut".to_owned()], ..Evidence::default() };
    assert!(all.is_shown_by(&cut) && !row(&[]).is_shown_by(&run(&[])));
}
use crate::calc::Dimension;

fn runs(seeds: usize, run: impl Fn(usize) -> Evidence) -> Vec<Evidence> {
    (0..seeds).map(|seed| Evidence { seed: seed as u64, verdicts: vec![true], ..run(seed) }).collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn broken(rules: &[&str]) -> Evidence {
    Evidence { broken: names(rules), ..Evidence::default() }
}

fn row() -> Row {
    Row {
        problem: "p".into(),
        decision: Some("reserve".into()),
        option: Some("bad".into()),
        kind: "wrong",
        scenario: "flash".into(),
        ..Row::default()
    }
}

fn judged(lesson: &Lesson, gains: &[&str], reference: &[Evidence], option: &[Evidence]) -> Row {
    let named =
        [Promised { name: "order.latency.p99".into(), more_is_worse: true, dimension: Dimension::TIME }];
    let objectives =
        [Promised { name: "available".into(), more_is_worse: false, dimension: Dimension::TIME }];
    let mut row = row();
    Tried { reference, option, named: &named, objectives: &objectives }.judge(
        lesson,
        &names(gains),
        &mut row,
    );
    row
}

#[test]
fn a_wrong_option_breaks_what_it_says_and_nothing_else() {
    let lesson = Lesson::Wrong { breaks: names(&["oversold"]), may_break: names(&["books"]) };
    let fine = runs(20, |_| Evidence::default());
    let wrong = |misses: usize, also: &'static str| {
        let run = runs(20, |seed| if seed < misses { broken(&[]) } else { broken(&["oversold"]) });
        let mut run = run;
        run[19].broken.push(also.to_owned());
        judged(&lesson, &[], &fine, &run)
    };
    // 18 of 20 seeds are 90 %, 17 are not.
    assert!(wrong(2, "books").agrees);
    let row = wrong(3, "books");
    assert_eq!((row.agrees, row.broken["oversold"], row.broken["books"]), (false, 0.85, 0.05));
    assert_eq!(row.disagreements, ["`oversold` breaks in 85 % of seeds, not in 90 %"]);
    let row = wrong(0, "late");
    assert_eq!(row.disagreements, ["`late` breaks too, in 5 % of seeds"]);
}

#[test]
fn the_chosen_option_holds_every_rule_and_shows_its_evidence() {
    let fine = runs(20, |_| Evidence::default());
    assert!(judged(&Lesson::Chosen, &[], &fine, &fine).agrees);
    let once = runs(20, |seed| if seed == 7 { broken(&["oversold"]) } else { broken(&[]) });
    assert!(!judged(&Lesson::Chosen, &[], &once, &once).agrees);
    let blind = runs(20, |_| Evidence { missing: names(&["crashed"]), ..Evidence::default() });
    let row = judged(&Lesson::Chosen, &[], &blind, &blind);
    assert_eq!(row.disagreements, ["the scenario's evidence `crashed` is missing in 20 of 20 seeds"]);
    let dead = runs(20, |_| Evidence { reasons: names(&["shop completed nothing"]), ..Evidence::default() });
    assert!(!judged(&Lesson::Chosen, &[], &dead, &dead).agrees);
}

fn measured(latency: f64, availability: f64) -> Evidence {
    let measured = [("order.latency.p99".to_owned(), latency), ("available".to_owned(), availability)];
    Evidence { measured: measured.into(), ..Evidence::default() }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a few seeds")]
fn what_an_option_pays_is_paired_seed_by_seed() {
    // Latencies of 1 s to 20 s by seed: only the pairs show that the option is 0.1 s to 0.2 s slower.
    let reference = runs(20, |seed| measured(1.0 + seed as f64, 0.9));
    let slower = runs(20, |seed| measured(1.1 + seed as f64 + 0.1 * (seed % 2) as f64, 0.9));
    let pays = Lesson::Defensible { pays: names(&["order.latency.p99"]) };
    let row = judged(&pays, &[], &reference, &slower);
    assert!(row.agrees, "{row:?}");
    let found = row.differences[0].difference.unwrap();
    assert!((found.mean - 0.15).abs() < 1e-9 && found.low > 0.1 && found.high < 0.2, "{found:?}");
    assert!(!judged(&pays, &[], &slower, &reference).agrees, "faster is no price");
    assert!(!judged(&pays, &[], &reference, &reference).agrees, "the same is no price");
    assert!(judged(&pays, &["order.latency.p99"], &slower, &reference).disagreements.len() == 1);
}

#[test]
fn one_seed_judges_what_holds_and_no_price() {
    let pays = Lesson::Defensible { pays: names(&["order.latency.p99"]) };
    let (before, after) = (runs(1, |_| measured(1.0, 0.9)), runs(1, |_| measured(2.0, 0.9)));
    let row = judged(&pays, &[], &before, &after);
    assert_eq!((row.agrees, row.not_judged), (true, names(&["order.latency.p99"])));
    assert_eq!(row.differences[0].trend, Trend::Unjudged);
    // What is not measured is another matter, and so is a rule.
    let row = judged(&pays, &[], &before, &runs(1, |_| Evidence::default()));
    assert_eq!(row.disagreements, ["`order.latency.p99` has no figure in some seed"]);
    let breaks = runs(1, |_| Evidence { broken: names(&["oversold"]), ..measured(2.0, 0.9) });
    assert!(!judged(&pays, &[], &before, &breaks).agrees);
    // Two have an interval, a wide one.
    let (before, after) = (runs(2, |_| measured(1.0, 0.9)), runs(2, |_| measured(2.0, 0.9)));
    let row = judged(&pays, &[], &before, &after);
    assert!(row.agrees && row.not_judged.is_empty(), "{row:?}");
    let row = judged(&pays, &[], &before, &before);
    assert_eq!(
        row.disagreements,
        [
            "`order.latency.p99` is not shown to be worse: the interval holds 0, and more seeds make it narrower"
        ]
    );
}

#[test]
fn a_dominated_option_gains_nothing() {
    let reference = runs(20, |_| measured(1.0, 0.5));
    let worse = Lesson::Dominated { worse: names(&["order.latency.p99"]) };
    let both = runs(20, |_| measured(2.0, 0.5));
    let row = judged(&worse, &[], &reference, &both);
    assert!(row.agrees, "{row:?}");
    let gains = runs(20, |_| measured(2.0, 0.6));
    let row = judged(&worse, &[], &reference, &gains);
    assert_eq!(row.disagreements, ["`available` is better: something is gained"]);
}

#[test]
fn a_needless_option_changes_no_verdict() {
    let needless = Lesson::Needless { adds: "a broker".into() };
    let fine = runs(20, |_| measured(1.0, 0.5));
    assert!(judged(&needless, &["order.latency.p99"], &fine, &fine).agrees);
    let mut changed = fine.clone();
    changed[4].verdicts = vec![false];
    let row = judged(&needless, &[], &fine, &changed);
    assert_eq!(row.disagreements, ["a verdict changes in 1 of 20 seeds"]);
    let faster = runs(20, |_| measured(0.5, 0.5));
    assert!(!judged(&needless, &["order.latency.p99"], &fine, &faster).agrees);
}

#[test]
fn a_figure_that_is_missing_shows_nothing() {
    let reference = runs(20, |_| measured(1.0, 0.5));
    let mut option = runs(20, |_| measured(2.0, 0.5));
    option[3].measured.clear();
    let row = judged(&Lesson::Defensible { pays: names(&["order.latency.p99"]) }, &[], &reference, &option);
    assert_eq!(row.disagreements, ["`order.latency.p99` has no figure in some seed"]);
}
