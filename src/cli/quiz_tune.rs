//! `napkin quiz tune`: weights from the own log.

use std::io;

use serde_json::json;

use super::learner;
use super::output::{Exit, Output};
use crate::store::{Clock, Database};
use crate::study::{EventIds, Kind, Log, Rules, Tuned, Untuned, tune};

/// Fits the weights and keeps them where they predict the log better than those in use.
pub fn run(output: &Output) -> io::Result<u8> {
    let rules = match learner::settings(output) {
        Ok(settings) => settings.rules,
        Err(code) => return Ok(code),
    };
    let mut database = match learner::database(output) {
        Ok(database) => database,
        Err(code) => return Ok(code),
    };
    let read = database.ledger(&rules).and_then(|ledger| Ok((ledger, database.events()?)));
    let (ledger, events) = match read {
        Ok(read) => read,
        Err(error) => return Ok(learner::refuse(output, &error)),
    };
    match tune(&events, &rules.calendar, ledger.weights) {
        Ok(tuned) => keep(output, &mut database, &rules, ledger.version, &tuned),
        Err(Untuned::TooLittle { answers, rested }) => {
            if output.json {
                let json = json!({ "version": 1, "answers": answers, "rested": rested, "kept": false, "weights": null });
                output.print_json(&json)?;
            } else {
                output.print(&output.wrapped(&format!(
                    "Too little to learn from: {answers} usable {}, and at least 8 are needed. The schedule stays as it is.\n\
                     {rested} so far came after a rest of a day or longer. Left out as outliers are cards whose \
                     first answer and first rest few others share: it takes twenty cards and more.\n",
                    if answers == 1 { "answer" } else { "answers" },
                )))?;
            }
            Ok(Exit::WELL)
        }
        Err(error) => Ok(output.refuse(&format!("error: {error}"))),
    }
}

fn keep(
    output: &Output,
    database: &mut Database,
    rules: &Rules,
    version: u32,
    tuned: &Tuned,
) -> io::Result<u8> {
    let keeps = tuned.is_better();
    if keeps {
        let kind = Kind::Parameters { version: version + 1, weights: tuned.weights };
        let event = EventIds::new(Clock.seed()).event(Clock.now(), kind);
        // The cache is made anew at once, so that the next quiz starts quickly.
        let done = database.append(&event).and_then(|()| database.ledger(rules));
        if let Err(error) = done {
            return Ok(learner::refuse(output, &error));
        }
    }
    if output.json {
        output.print_json(&json!({
            "version": 1,
            "answers": tuned.answers,
            "only_first": tuned.only_first,
            "log_loss": tuned.log_loss,
            "log_loss_now": tuned.log_loss_now,
            "kept": keeps,
            "parameters": if keeps { version + 1 } else { version },
            "weights": tuned.weights,
        }))?;
        return Ok(Exit::WELL);
    }
    let mut text = format!("{} usable answers.\n", tuned.answers);
    if tuned.only_first {
        text.push_str(
            "Fewer than 64: only the first four weights were fitted, the stability after the first answer.\n",
        );
    }
    if let (Some(after), Some(before)) = (tuned.log_loss, tuned.log_loss_now) {
        text.push_str(&format!(
            "Log loss, the later half of the log predicted from what came before it: {after:.4} fitted, {before:.4} now (less is better).\n"
        ));
    }
    text.push_str(if keeps {
        "The fitted weights are kept: every card has a new due date.\n"
    } else {
        "The fitted weights predict no better: the schedule stays as it is.\n"
    });
    output.print(&output.wrapped(&text))?;
    Ok(Exit::WELL)
}
