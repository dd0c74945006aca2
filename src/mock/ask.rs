use std::collections::BTreeSet;

use super::words::{content, count, share};
use crate::problem::model::{Answer, Problem};

/// An answer that may be what a question was about.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// How well it fits: 0 to 1.
    pub fit: f64,
}

/// From here on a fit is good enough to be taken as meant where nobody can be asked.
const MEANT: f64 = 0.5;
/// How sure a way of asking is that is a single word of the brief: worth showing, not to be taken as meant.
const BRIEF: f64 = 0.38;
/// Below this an answer is not worth showing.
const WORTH: f64 = 0.3;
/// A question that fits more answers than this asks for everything and is about nothing.
const SHOTGUN: usize = 3;

/// The nearest three answers to a question, best first; none where nothing fits or everything does.
pub fn nearest<'a>(problem: &'a Problem, question: &str) -> Vec<Nearest<'a>> {
    let asked = subjects(question);
    let mut all: Vec<Nearest<'_>> =
        problem.answers.iter().map(|answer| Nearest { answer, fit: fit(problem, answer, &asked) }).collect();
    if all.iter().filter(|near| near.fit >= MEANT).count() > SHOTGUN {
        return Vec::new();
    }
    all.retain(|near| near.fit >= WORTH);
    // Of two that fit alike, the one meant is met by a word that few others are asked by: "stale" before "votes".
    let tells = |near: &Nearest<'_>| -> f64 {
        let words: BTreeSet<String> = near.answer.asks.iter().flat_map(|way| subjects(way)).collect();
        words.intersection(&asked).map(|word| rare(problem, word)).fold(0.0, f64::max)
    };
    all.sort_by(|a, b| b.fit.total_cmp(&a.fit).then_with(|| tells(b).total_cmp(&tells(a))));
    all.truncate(3);
    all
}

/// One over the number of answers that are asked for by this word.
fn rare(problem: &Problem, word: &str) -> f64 {
    let by = |answer: &&Answer| answer.asks.iter().any(|way| subjects(way).contains(word));
    1.0 / count(problem.answers.iter().filter(by).count().max(1))
}

/// The answer that is taken as meant where nobody can be asked: the best, if it fits well.
pub fn meant<'a>(problem: &'a Problem, question: &str) -> Option<&'a Answer> {
    nearest(problem, question).first().filter(|near| near.fit >= MEANT).map(|near| near.answer)
}

/// The words of a question that carry meaning, and whether it asks for a number: "how many jobs" is about more than jobs.
fn subjects(text: &str) -> BTreeSet<String> {
    let mut subjects = content(text);
    let number = ["how many", "how much", "number of", "count of", "volume of", "rate of"];
    let lower = text.to_lowercase();
    // "May the number of votes be stale?" asks for a yes, whatever it is about.
    let leave = ["may ", "can ", "could ", "must ", "should "];
    let asks_for_leave = leave.iter().any(|word| lower.trim_start().starts_with(word));
    if !asks_for_leave && number.iter().any(|words| lower.contains(words)) {
        subjects.insert("#".to_owned());
    }
    subjects
}

/// How well an answer fits: the best of its ways of asking, all of whose words stand in the question.
fn fit(problem: &Problem, answer: &Answer, asked: &BTreeSet<String>) -> f64 {
    let brief = content(&problem.statement);
    let ways = answer.asks.iter().map(|way| {
        let way = subjects(way);
        // A way of one word is a weaker sign than one of three.
        let sure = 1.0 - 0.3 / count(way.len().max(1));
        // A word of the brief by itself asks for nothing: everything is about it.
        let sure = if way.len() == 1 && way.is_subset(&brief) { BRIEF } else { sure };
        share(asked, &way) * sure
    });
    let best = ways.fold(0.0, f64::max);
    let about = share(asked, &content(&answer.about));
    (best + 0.1 * about).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(id: &str, about: &str, asks: &[&str]) -> Answer {
        Answer {
            id: id.to_owned(),
            about: about.to_owned(),
            asks: asks.iter().map(|ask| (*ask).to_owned()).collect(),
            says: String::new(),
        }
    }

    fn problem() -> Problem {
        let mut problem = crate::mock::tests::bare_problem();
        problem.answers = vec![
            answer("users", "scale", &["how many users", "daily active users", "dau"]),
            answer("peak", "scale", &["peak", "busiest minute"]),
            answer("freshness", "consistency", &["how fresh", "stale reads", "eventual consistency"]),
            answer("budget", "budget", &["budget", "cost"]),
        ];
        problem
    }

    #[test]
    fn a_question_finds_what_it_is_about() {
        let problem = problem();
        let ids = |question: &str| -> Vec<&str> {
            nearest(&problem, question).iter().map(|near| near.answer.id.as_str()).collect()
        };
        assert_eq!(ids("How many daily active users do we have?").first(), Some(&"users"));
        assert_eq!(ids("may reads be stale for a while?").first(), Some(&"freshness"));
        assert_eq!(meant(&problem, "What is the budget?").map(|answer| answer.id.as_str()), Some("budget"));
        assert!(meant(&problem, "Which colour has the logo?").is_none());
    }

    #[test]
    fn a_question_that_only_shares_a_subject_is_about_something_else() {
        let mut problem = problem();
        problem.answers = vec![answer("runs", "scale", &["how many jobs"])];
        assert!(meant(&problem, "Which languages are the jobs written in?").is_none());
        assert!(meant(&problem, "What is the number of jobs on a day?").is_some());
        problem.answers = vec![answer("who", "security", &["who may run what"])];
        assert!(meant(&problem, "In which cloud does it run?").is_some());
        problem.statement = "Teams run jobs.".to_owned();
        assert!(meant(&problem, "In which cloud does it run?").is_none());
    }

    #[test]
    fn of_two_that_fit_alike_the_rarer_word_decides() {
        let mut problem = problem();
        problem.answers = vec![
            answer("votes", "scale", &["how many votes"]),
            answer("rate", "scale", &["voting rate", "votes each"]),
            answer("fresh", "consistency", &["stale"]),
        ];
        let meant = meant(&problem, "May the number of votes be stale for a while?");
        assert_eq!(meant.map(|answer| answer.id.as_str()), Some("fresh"));
    }

    #[test]
    fn a_question_about_everything_is_about_nothing() {
        let all = "users dau peak busiest minute fresh stale reads eventual consistency budget cost";
        assert!(nearest(&problem(), all).is_empty());
    }
}
