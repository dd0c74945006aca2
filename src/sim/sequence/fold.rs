use super::scene::{Event, EventKind};

/// What stands in a diagram.
#[derive(Debug, PartialEq)]
pub(super) enum Item<'s> {
    /// An event.
    One(&'s Event),
    /// So many times what stands before it, and these events of them.
    Again(usize, &'s [Event]),
}

/// So many times in a row something happens before it is told once and counted.
const TIMES: usize = 4;
/// So many events are worth a line that says they are left out.
const WORTH: usize = 12;

/// Events as they are, but what happens again and again in the same way: there the first time and the last, and
/// between them how often.
pub(super) fn folded(events: &[Event]) -> Vec<Item<'_>> {
    let words: Vec<String> = events.iter().enumerate().map(|(at, event)| likeness(at, event)).collect();
    let mut items = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let Some((length, covered)) = repeats(&words[at..]) else {
            items.push(Item::One(&events[at]));
            at += 1;
            continue;
        };
        // It may as well begin a little later, where that leaves enough.
        let later = longest_pause(&events[at..at + length]);
        let later = if is_worth_it(length, covered - later) { later } else { 0 };
        let (start, times) = (at + later, (covered - later) / length);
        let end = start + length * times;
        let (first, last) = (start + length, end - length);
        items.extend(events[at..first].iter().map(Item::One));
        items.push(Item::Again(times - 2, &events[first..last]));
        items.extend(events[last..end].iter().map(Item::One));
        at = end;
    }
    items
}

/// How many events at the beginning make the block that comes again, and how many are covered by it, the last time
/// perhaps in part, so that the most are left out; `None` where that is not worth a line.
fn repeats(words: &[String]) -> Option<(usize, usize)> {
    let blocks = (1..=words.len() / TIMES).map(|length| {
        let same = words.iter().zip(&words[length..]).take_while(|(one, other)| one == other).count();
        (length, length + same)
    });
    // Of blocks that leave out as many the shortest: it is the one that comes most often.
    let best = blocks.rev().max_by_key(|(length, covered)| left_out(*length, *covered))?;
    is_worth_it(best.0, best.1).then_some(best)
}

/// How many events of those covered by a block of this length need not be told.
const fn left_out(length: usize, covered: usize) -> usize {
    length * (covered / length).saturating_sub(2)
}

const fn is_worth_it(length: usize, covered: usize) -> bool {
    covered / length >= TIMES && left_out(length, covered) >= WORTH
}

/// The event of a block before which the longest time passes: there a round begins.
fn longest_pause(block: &[Event]) -> usize {
    let mut best = (0, 0.0);
    for (at, pair) in block.windows(2).enumerate() {
        let pause = pair[1].at - pair[0].at;
        if pause > best.1 {
            best = (at + 1, pause);
        }
    }
    best.0
}

/// What is equal in two events that do the same to other rows, at another time, for another request.
fn likeness(at: usize, event: &Event) -> String {
    if matches!(event.kind, EventKind::Fault | EventKind::Broken) {
        // Each is told.
        return format!("{at}");
    }
    let by = event.by.as_deref().unwrap_or_default();
    let text = event.text.strip_prefix(by).unwrap_or(&event.text);
    let text = if event.rows.is_empty() { text } else { text.split(": ").next().unwrap_or(text) };
    let letters = text.chars().filter(|letter| !letter.is_ascii_digit() && !matches!(letter, '.' | ','));
    format!("{:?} {}", event.kind, letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, by: &str, text: &str) -> Event {
        let text = format!("{by} {text}");
        Event { at: 0.0, kind, by: Some(by.to_owned()), from: 0, to: 0, text, rows: Vec::new(), lock: None }
    }

    /// So many requests that each call and hear, one after the other.
    fn rounds(count: usize) -> Vec<Event> {
        let round = |at: usize| {
            let by = char::from(b'A' + u8::try_from(at).unwrap()).to_string();
            [
                event(EventKind::Call, &by, "calls order"),
                event(EventKind::Answer, &by, &format!("hears: order answers {}", 200 + at)),
            ]
        };
        (0..count).flat_map(round).collect()
    }

    #[test]
    fn what_comes_again_is_told_twice_and_counted() {
        // Ten rounds: 16 events between the first and the last.
        let mut events = vec![event(EventKind::Note, "sweep", "runs")];
        events.extend(rounds(10));
        events.push(event(EventKind::Note, "sweep", "ends"));
        let items = folded(&events);
        assert_eq!(items.len(), 1 + 2 + 1 + 2 + 1);
        assert_eq!(items[3], Item::Again(8, &events[3..19]));
        assert_eq!(items[4], Item::One(&events[19]));
    }

    /// A round begins where time passes before it, not in the middle of the one that looks alike.
    #[test]
    fn a_round_begins_after_a_pause() {
        let mut events = rounds(10);
        // Calls at 0 s, the answer at once; the next call a second later. The first call is missing.
        for (at, event) in (0_u32..).zip(&mut events) {
            event.at = f64::from(at / 2);
        }
        events.remove(0);
        let items = folded(&events);
        assert_eq!(items[..3], [0, 1, 2].map(|at| Item::One(&events[at])));
        assert_eq!(items[3], Item::Again(7, &events[3..17]));
        assert_eq!(items[4..], [17, 18].map(|at| Item::One(&events[at])));
    }

    #[test]
    fn what_is_short_or_differs_is_told_whole() {
        // Seven rounds would leave out ten events.
        assert_eq!(folded(&rounds(7)).len(), 14);
        let mut events = rounds(10);
        events[9].text = "E hears nothing of order: timeout".to_owned();
        assert_eq!(folded(&events).len(), 20);
    }

    #[test]
    fn faults_are_all_told() {
        let faults: Vec<Event> = (0..20).map(|_| event(EventKind::Fault, "", "slow begins")).collect();
        assert_eq!(folded(&faults).len(), 20);
        assert!(folded(&[]).is_empty());
    }
}
