use std::collections::BTreeMap;

use super::decisions::DecisionsPane;
use super::growth::GrowthPane;
use super::held::{Held, Pane};
use super::napkin::NapkinPane;
use super::questions::QuestionsPane;
use super::quick::{Quick, QuickPane};
use super::sketch::SketchPane;
use super::wrapup::WrapupPane;
use crate::mock::{Aid, Phase};

/// The aids of these phases, and the sheet, which is at hand in all of them.
pub(super) fn aids<'p>(phases: impl Iterator<Item = &'p Phase>, held: &Held) -> BTreeMap<Aid, Box<dyn Pane>> {
    let mut aids: BTreeMap<Aid, Box<dyn Pane>> = BTreeMap::new();
    aids.insert(Aid::Napkin, Box::new(NapkinPane::new(held)));
    for phase in phases {
        aids.entry(phase.aid).or_insert_with(|| aid(phase.aid, held));
    }
    aids
}

fn aid(aid: Aid, held: &Held) -> Box<dyn Pane> {
    match aid {
        Aid::Questions => Box::new(QuestionsPane::new(held)),
        Aid::Napkin => Box::new(NapkinPane::new(held)),
        Aid::Entities => Box::new(QuickPane::new(Quick::Entities, held)),
        Aid::Endpoints => Box::new(QuickPane::new(Quick::Endpoints, held)),
        Aid::Sketch => Box::new(SketchPane::new(held)),
        Aid::Decisions => Box::new(DecisionsPane::new(held)),
        Aid::Growth => Box::new(GrowthPane::new(held)),
        Aid::Wrapup => Box::new(WrapupPane::new(held)),
    }
}
