use std::collections::VecDeque;

use super::drill::level_after;
use super::event::{Event, EventIds, Kind, Mode, Review};
use super::item::Item;
use super::ledger::{Ledger, apply};
use super::memory::{Memory, Stage};
use super::order;
use super::rating::Rating;
use super::rules::Rules;
use super::schedule::Schedule;
use super::seed::number;
use crate::calc::random::Stream;

/// A card on a step is asked this much early rather than ending the session, in milliseconds.
const AHEAD: i64 = 20 * 60_000;

/// What kind of session it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// So many new cards, whatever the daily limit says.
    pub new: Option<usize>,
    /// Every chosen card, due or not, the weakest first.
    pub cram: bool,
}

/// A card that is asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The card's id.
    pub card: String,
    /// Where it is between new and known.
    pub stage: Stage,
    /// The card that it is to be told apart from: it was forgotten too often, so both are shown.
    pub beside: Option<String>,
    /// Whether it is marked to be looked at.
    pub flagged: bool,
    /// What the question is asked under: choices and numbers are drawn from it. The log keeps it.
    pub seed: u64,
    /// How hard an exercise is, 1 to 3.
    pub level: u8,
    item: usize,
}

/// What came of a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How well it was remembered.
    pub rating: Rating,
    /// How sure the learner was before the answer was shown, in percent.
    pub confidence: Option<u8>,
    /// Whether the answer was right, where the program could tell.
    pub correct: Option<bool>,
    /// What was answered.
    pub answer: Option<String>,
    /// The card whose answer was picked in place of the right one.
    pub picked: Option<String>,
    /// The mistake that was recognised.
    pub mistake: Option<String>,
    /// From the question to the answer, in milliseconds.
    pub duration: Option<u64>,
}

impl Outcome {
    /// An answer of which only the rating is known.
    pub fn rated(rating: Rating) -> Self {
        Self {
            rating,
            confidence: None,
            correct: None,
            answer: None,
            picked: None,
            mistake: None,
            duration: None,
        }
    }
}

/// How many cards are left, and how many were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// New ones.
    pub new: usize,
    /// Those on steps of minutes.
    pub learning: usize,
    /// Known ones.
    pub review: usize,
    /// Answers so far.
    pub answered: usize,
    /// Answers so far that passed.
    pub passed: usize,
}

impl Counts {
    /// Cards left.
    pub fn left(&self) -> usize {
        self.new + self.learning + self.review
    }
}

/// A sitting: which card is asked now, and what follows from an answer.
///
/// It is pure. Each action returns the event that must be on disk before the next card is shown; where that
/// fails, [`Session::undo`] takes the action back and its event is dropped.
#[derive(Clone, Debug)]
pub struct Session {
    items: Vec<Item>,
    memories: Vec<Memory>,
    schedule: Schedule,
    version: u32,
    mode: Mode,
    ids: EventIds,
    seed: u64,
    waiting: VecDeque<usize>,
    learning: Vec<usize>,
    current: Option<usize>,
    previous: Option<usize>,
    actions: Vec<Action>,
}

/// What can be taken back.
#[derive(Clone, Debug)]
struct Action {
    event: String,
    item: usize,
    before: Memory,
    previous: Option<usize>,
    rating: Option<Rating>,
}

impl Session {
    /// A sitting with these cards at a time in milliseconds UTC. `seed` shuffles, and must differ from that of
    /// every other sitting.
    pub fn new(items: Vec<Item>, ledger: &Ledger, rules: &Rules, plan: Plan, now: i64, seed: u64) -> Self {
        let memories: Vec<Memory> = items.iter().map(|item| ledger.memory(&item.card)).collect();
        let schedule = ledger.schedule(rules);
        let choice =
            Choice { items: &items, memories: &memories, schedule: &schedule, ledger, rules, now, seed };
        let waiting = choice.queue(plan);
        let learning = choice.learning();
        let mut session = Self {
            version: ledger.version,
            mode: if plan.cram { Mode::Cram } else { Mode::Quiz },
            ids: EventIds::new(seed),
            seed,
            waiting: waiting.into(),
            learning,
            current: None,
            previous: None,
            actions: Vec::new(),
            items,
            memories,
            schedule,
        };
        session.advance(now);
        session
    }

    /// The card that is asked now; `None` when nothing is left, or only [`Session::later`].
    pub fn current(&self) -> Option<Turn> {
        let item = self.current?;
        let memory = &self.memories[item];
        let others = &self.items[item].confusable;
        let turn = memory.reviews as usize;
        let beside = (memory.is_leech() && !others.is_empty()).then(|| others[turn % others.len()].clone());
        Some(Turn {
            card: self.items[item].card.clone(),
            stage: memory.stage,
            beside,
            flagged: memory.flagged,
            seed: self.seed_of(item),
            level: level_after(memory.streak),
            item,
        })
    }

    /// The same until the card is answered, however often it is shown or taken back; 53 bits, so that every
    /// reader of JSON can hold it.
    fn seed_of(&self, item: usize) -> u64 {
        let key = Stream::new(self.seed, number(&self.items[item].card));
        key.request(u64::from(self.memories[item].reviews)).draw(0, 0).bits() >> 11
    }

    /// The item behind a turn.
    pub fn item(&self, turn: &Turn) -> &Item {
        &self.items[turn.item]
    }

    /// What the current card becomes with each rating, from Again to Easy.
    pub fn preview(&self, now: i64) -> Option<[Memory; 4]> {
        let item = self.current?;
        Some(self.schedule.preview(&self.memories[item], &self.items[item].card, now))
    }

    /// What is kept about the current card.
    pub fn memory(&self) -> Option<&Memory> {
        self.current.map(|item| &self.memories[item])
    }

    /// When the next card on a step is due, where nothing can be asked now; milliseconds UTC.
    pub fn later(&self) -> Option<i64> {
        let due = self.learning.iter().map(|&item| self.memories[item].due);
        due.min().filter(|_| self.current.is_none())
    }

    /// How many cards are left, the current one included.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for &item in self.waiting.iter().chain(&self.learning).chain(&self.current) {
            match self.memories[item].stage {
                Stage::New => counts.new += 1,
                Stage::Learning(_) | Stage::Relearning(_) => counts.learning += 1,
                Stage::Review => counts.review += 1,
            }
        }
        let ratings = || self.actions.iter().filter_map(|action| action.rating);
        counts.answered = ratings().count();
        counts.passed = ratings().filter(|rating| rating.passed()).count();
        counts
    }

    /// Cards that will be asked without waiting, in order, the current one first; cards on steps come between
    /// as they fall due.
    pub fn queue(&self) -> impl Iterator<Item = (&Item, &Memory)> {
        let ahead = self.current.iter().chain(&self.waiting).chain(&self.learning);
        ahead.map(|&item| (&self.items[item], &self.memories[item]))
    }

    /// Answers the current card; `None` where there is none.
    pub fn answer(&mut self, now: i64, outcome: Outcome) -> Option<Event> {
        let item = self.current?;
        let rating = outcome.rating;
        let kind = Kind::Review(Review {
            confidence: outcome.confidence,
            correct: outcome.correct,
            answer: outcome.answer,
            picked: outcome.picked,
            mistake: outcome.mistake,
            duration: outcome.duration,
            seed: Some(self.seed_of(item)),
            parameters: self.version,
            ..Review::new(&self.items[item].card, rating, self.mode)
        });
        let event = self.act(item, now, kind, Some(rating));
        if is_soon(&self.memories[item], &self.schedule, now) {
            self.learning.push(item);
        }
        self.leave(now);
        Some(event)
    }

    /// Leaves the current card out until further notice.
    pub fn suspend(&mut self, now: i64) -> Option<Event> {
        let item = self.current?;
        let card = self.items[item].card.clone();
        let event = self.act(item, now, Kind::Suspend { card }, None);
        self.leave(now);
        Some(event)
    }

    /// Marks the current card, or takes its mark away. It stays.
    pub fn flag(&mut self, now: i64) -> Option<Event> {
        let item = self.current?;
        let card = self.items[item].card.clone();
        let kind = if self.memories[item].flagged { Kind::Unflag { card } } else { Kind::Flag { card } };
        Some(self.act(item, now, kind, None))
    }

    /// Takes the last action back, any number of times: its card is asked again. `None` where none is left.
    pub fn undo(&mut self, now: i64) -> Option<Event> {
        let action = self.actions.pop()?;
        if let Some(shown) = self.current.filter(|&shown| shown != action.item) {
            if self.memories[shown].is_learning() {
                self.learning.push(shown);
            } else {
                self.waiting.push_front(shown);
            }
        }
        self.learning.retain(|&item| item != action.item);
        self.waiting.retain(|&item| item != action.item);
        self.memories[action.item] = action.before;
        self.current = Some(action.item);
        self.previous = action.previous;
        let card = self.items[action.item].card.clone();
        Some(self.ids.event(now, Kind::Undo { event: action.event, card }))
    }

    /// Looks for a card again, after a wait for those on steps.
    pub fn wake(&mut self, now: i64) {
        if self.current.is_none() {
            self.advance(now);
        }
    }

    fn act(&mut self, item: usize, now: i64, kind: Kind, rating: Option<Rating>) -> Event {
        let event = self.ids.event(now, kind);
        let before = self.memories[item].clone();
        apply(&mut self.memories[item], &event, &self.schedule);
        let previous = self.previous;
        self.actions.push(Action { event: event.id.clone(), item, before, previous, rating });
        event
    }

    fn leave(&mut self, now: i64) {
        self.previous = self.current.take();
        self.advance(now);
    }

    /// The next card: one whose step is over, else the front of the queue, else one whose step is nearly over.
    fn advance(&mut self, now: i64) {
        let soonest = |session: &Self, latest: i64| {
            let due = session.learning.iter().copied().enumerate();
            let due = due.map(|(place, item)| (session.memories[item].due, place, item));
            let due = due.filter(|&(due, _, _)| due <= latest);
            // Not the card just seen, nor its sibling, while there is another.
            due.min_by_key(|&(due, place, item)| (session.is_too_near(item), due, place))
        };
        let step =
            soonest(self, now).filter(|&(_, _, item)| !self.is_too_near(item) || self.waiting.is_empty());
        if let Some((_, place, item)) = step {
            self.learning.remove(place);
            self.current = Some(item);
        } else if let Some(place) = self.front() {
            self.current = self.waiting.remove(place);
        } else if let Some((_, place, item)) = soonest(self, now + AHEAD) {
            self.learning.remove(place);
            self.current = Some(item);
        }
    }

    /// The first waiting card that is no sibling of the one just seen.
    fn front(&self) -> Option<usize> {
        let free = self.waiting.iter().position(|&item| !self.is_too_near(item));
        free.or((!self.waiting.is_empty()).then_some(0))
    }

    fn is_too_near(&self, item: usize) -> bool {
        self.previous.is_some_and(|previous| {
            let siblings = &self.items[item].siblings;
            previous == item || (siblings.is_some() && *siblings == self.items[previous].siblings)
        })
    }
}

/// Whether a card is on a step that is over today, or nearly over.
fn is_soon(memory: &Memory, schedule: &Schedule, now: i64) -> bool {
    let calendar = schedule.calendar();
    memory.is_learning() && (memory.due <= now + AHEAD || calendar.day(memory.due) <= calendar.day(now))
}

/// What a sitting is chosen from.
struct Choice<'a> {
    items: &'a [Item],
    memories: &'a [Memory],
    schedule: &'a Schedule,
    ledger: &'a Ledger,
    rules: &'a Rules,
    now: i64,
    seed: u64,
}

impl Choice<'_> {
    fn all(&self) -> impl Iterator<Item = usize> {
        (0..self.items.len()).filter(|&item| !self.memories[item].suspended)
    }

    /// Cards on steps that fall due soon.
    fn learning(&self) -> Vec<usize> {
        self.all().filter(|&item| is_soon(&self.memories[item], self.schedule, self.now)).collect()
    }

    fn queue(&self, plan: Plan) -> Vec<usize> {
        let today = self.schedule.calendar().day(self.now);
        let mut queue = if plan.cram {
            let mut known: Vec<usize> = self.known().collect();
            self.weakest_first(&mut known, today);
            known.extend(self.fresh(plan.new.unwrap_or(usize::MAX)));
            known
        } else {
            let left = |limit: u32, used: usize| (limit as usize).saturating_sub(used);
            let new = plan.new.unwrap_or_else(|| left(self.rules.new_a_day, self.ledger.introduced(today)));
            let reviews = left(self.rules.reviews_a_day, self.ledger.reviewed(today));
            let interview = self.rules.interview.filter(|&day| day >= today);
            let known = match interview {
                Some(day) => self.weak(day, reviews),
                None => self.due(reviews),
            };
            order::mixed(&known, &self.fresh(new))
        };
        order::apart(self.items, &mut queue);
        queue
    }

    fn known(&self) -> impl Iterator<Item = usize> {
        self.all().filter(|&item| self.memories[item].stage == Stage::Review)
    }

    /// Known cards that are due, those due longest first into the limit, then shuffled.
    fn due(&self, limit: usize) -> Vec<usize> {
        let mut due: Vec<usize> = self.known().filter(|&item| self.memories[item].due <= self.now).collect();
        due.sort_by_key(|&item| self.memories[item].due);
        due.truncate(limit);
        order::shuffled(self.items, due, self.seed)
    }

    /// Known cards that are due, or that will have faded too far by the day, the weakest first.
    fn weak(&self, day: i64, limit: usize) -> Vec<usize> {
        let today = self.schedule.calendar().day(self.now);
        let is_weak = |&item: &usize| {
            let memory = &self.memories[item];
            let seen_today = self.schedule.calendar().day(memory.last) >= today;
            let faded = self.schedule.retrievability(memory, day) < self.schedule.retention();
            memory.due <= self.now || (faded && !seen_today)
        };
        let mut weak: Vec<usize> = self.known().filter(is_weak).collect();
        self.weakest_first(&mut weak, day);
        weak.truncate(limit);
        weak
    }

    fn weakest_first(&self, items: &mut [usize], day: i64) {
        let strength = |item: usize| self.schedule.retrievability(&self.memories[item], day);
        items.sort_by(|&left, &right| strength(left).total_cmp(&strength(right)));
    }

    /// New cards: those made due, then those that were got wrong before, then the others; decks interleaved.
    fn fresh(&self, limit: usize) -> Vec<usize> {
        let rank = |item: usize| (self.memories[item].due == 0, !self.items[item].missed);
        let mut new: Vec<usize> = Vec::new();
        for wanted in [(false, false), (false, true), (true, false), (true, true)] {
            let group: Vec<usize> =
                self.all().filter(|&item| self.memories[item].is_new() && rank(item) == wanted).collect();
            new.extend(order::interleaved(self.items, &group));
        }
        new.truncate(limit);
        new
    }
}

#[cfg(test)]
mod tests;
