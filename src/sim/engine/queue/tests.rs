use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::key::SEQUENCES;
use super::*;
use crate::calc::random::Stream;

/// All events to come with their times.
fn drain<E: Copy>(queue: &mut Queue<E>) -> Vec<(u64, E)> {
    std::iter::from_fn(|| queue.pop().map(|event| (queue.now(), event))).collect()
}

#[test]
fn events_of_one_time_come_in_the_order_of_scheduling_whatever_holds_them() {
    let mut queue = Queue::new();
    let (ten, five) = (queue.lane(10), queue.lane(5));
    queue.along(ten, "lane of ten, at 0");
    queue.after(10, "heap, at 0");
    queue.after(5, "five");
    queue.along(ten, "lane of ten again, at 0");
    assert_eq!(queue.pop(), Some("five"));
    queue.along(five, "lane of five, at 5");
    queue.at(10, "heap, at 5");
    queue.along(five, "lane of five again, at 5");
    assert_eq!(queue.pop(), Some("lane of ten, at 0"));
    queue.soon("ring, at 10");
    queue.after(0, "no delay, at 10");
    queue.at(3, "for a time that has passed, at 10");
    assert_eq!(
        drain(&mut queue),
        [
            (10, "heap, at 0"),
            (10, "lane of ten again, at 0"),
            (10, "lane of five, at 5"),
            (10, "heap, at 5"),
            (10, "lane of five again, at 5"),
            (10, "ring, at 10"),
            (10, "no delay, at 10"),
            (10, "for a time that has passed, at 10"),
        ]
    );
}

#[test]
fn a_lane_without_delay_keeps_the_order_too() {
    let mut queue = Queue::new();
    let none = queue.lane(0);
    queue.soon(1);
    queue.along(none, 2);
    queue.soon(3);
    assert_eq!(drain(&mut queue), [(0, 1), (0, 2), (0, 3)]);
}

#[test]
fn one_delay_has_one_lane() {
    let mut queue: Queue<()> = Queue::new();
    let (a, b) = (queue.lane(10), queue.lane(20));
    assert_ne!(a, b);
    assert_eq!(queue.lane(10), a);
}

/// Three that come every 10 from their first times on, while that is before 30; worked out by hand.
#[test]
fn what_comes_again_keeps_its_place_among_all_others() {
    let mut queue = Queue::new();
    queue.after(14, "a, scheduled before");
    queue.cycle(10, 30, true, [(4, "a"), (0, "b"), (4, "c")]);
    let lane = queue.lane(10);
    assert_eq!((queue.len(), queue.pop(), queue.pop()), (4, Some("b"), Some("a")));
    // At 4: the next time of a was set when it came, before this; that of c is set behind it.
    queue.along(lane, "beside");
    assert_eq!(
        drain(&mut queue),
        [
            (4, "c"),
            (10, "b"),
            (14, "a, scheduled before"),
            (14, "a"),
            (14, "beside"),
            (14, "c"),
            (20, "b"),
            (24, "a"),
            (24, "c"),
        ]
    );
    assert_eq!(queue.len(), 0);
}

#[test]
fn a_lane_is_no_cycle_of_the_same_delay() {
    let mut queue = Queue::new();
    queue.cycle(10, 100, true, [(5, "again")]);
    queue.cycle(10, 0, true, []);
    let lane = queue.lane(10);
    queue.along(lane, "once");
    let times = drain(&mut queue).into_iter().filter(|(_, event)| *event == "once").map(|(time, _)| time);
    assert_eq!(times.collect::<Vec<_>>(), [10]);
    // A delay of nothing is not that of a cycle either.
    let none = queue.lane(0);
    queue.along(none, "now");
    assert_eq!(drain(&mut queue), [(95, "now")]);
    let longest = queue.lane(u64::MAX);
    queue.along(longest, "never");
    assert_eq!((queue.pop(), queue.check()), (None, Err(Exhausted::Time)));
}

/// Pops everything; gives what nobody was shown before it came.
fn surprises(queue: &mut Queue<u64>) -> Vec<u64> {
    let (mut known, mut unknown) = (std::collections::BTreeSet::new(), Vec::new());
    while let Some(event) = queue.pop() {
        if !known.contains(&event) {
            unknown.push(event);
        }
        if queue.shows() {
            let mut shown = Vec::new();
            queue.show(&mut shown);
            known.extend(shown);
        }
    }
    unknown
}

/// A long line is shown 64 at a time, behind every 64th that leaves it: only the first comes unseen.
#[test]
fn what_comes_soon_is_shown_to_who_wants_it() {
    let all: Vec<u64> = (0..2_000).collect();
    for (shown, unseen) in [(true, vec![0]), (false, all.clone())] {
        let mut queue = Queue::new();
        queue.cycle(10_000, 5_000, shown, all.iter().map(|number| (*number, *number)));
        assert_eq!(surprises(&mut queue), unseen);
    }
    let mut queue = Queue::new();
    let lane = queue.lane(10);
    all.iter().for_each(|number| {
        queue.along(lane, *number);
    });
    // Below 1,024 that wait nothing is shown: those that leave when 1,023 and fewer do.
    let unseen = surprises(&mut queue);
    assert_eq!(unseen[..2], [0, 1025]);
    assert_eq!(unseen.len(), 1 + 2_000 - 1025);
    // Of many delays of six seconds all those are shown that are moved to the heap together, which lie within 2^24 ns: the
    // first of each of 358 such intervals comes unseen, and what was in the heap before.
    let mut queue = Queue::new();
    all.iter().chain(&all).chain(&all).enumerate().for_each(|(number, _)| {
        let number = number as u64;
        queue.after(1 + number * 7_919 % 6_000 * 1_000_000, number);
    });
    let unseen = surprises(&mut queue).len();
    assert!((358..450).contains(&unseen), "{unseen}");
}

#[test]
fn cancelled_events_do_not_happen_and_do_not_count() {
    let mut queue = Queue::new();
    let lane = queue.lane(10);
    let tickets = [queue.soon("ring"), queue.along(lane, "lane"), queue.after(10, "heap")];
    let kept = queue.after(20, "kept");
    assert_eq!(queue.len(), 4);
    assert_eq!(tickets.map(|ticket| queue.cancel(ticket)), [Some("ring"), Some("lane"), Some("heap")]);
    assert_eq!(tickets.map(|ticket| queue.cancel(ticket)), [None; 3]);
    assert_eq!((queue.len(), queue.next_time()), (1, Some(20)));
    assert_eq!(drain(&mut queue), [(20, "kept")]);
    assert_eq!(queue.cancel(kept), None);
    assert_eq!((queue.is_empty(), queue.next_time(), queue.pop()), (true, None, None));
}

#[test]
fn a_ticket_does_not_cancel_the_next_event_in_its_place() {
    let mut queue = Queue::new();
    let old = queue.after(1, "old");
    assert_eq!(queue.cancel(old), Some("old"));
    queue.after(1, "new");
    assert_eq!(queue.cancel(old), None);
    assert_eq!(drain(&mut queue), [(1, "new")]);
}

#[test]
fn the_clock_stands_where_nothing_happens() {
    let mut queue = Queue::new();
    let ticket = queue.after(100, "cancelled");
    queue.after(7, "seven");
    queue.pop();
    queue.cancel(ticket);
    assert_eq!((queue.pop(), queue.now()), (None, 7));
}

#[test]
fn a_time_that_does_not_exist_ends_the_run() {
    let mut queue = Queue::new();
    queue.after(u64::MAX, "the last nanosecond");
    assert_eq!(drain(&mut queue), [(u64::MAX, "the last nanosecond")]);
    let refused = queue.after(1, "too late");
    queue.soon("also lost");
    assert_eq!((queue.pop(), queue.check(), queue.cancel(refused)), (None, Err(Exhausted::Time), None));
}

#[test]
fn the_last_sequence_number_ends_the_run() {
    let mut queue = Queue::new();
    queue.sequence = Sequence::nth(SEQUENCES - 3);
    let lane = queue.lane(1);
    queue.along(lane, 1);
    queue.after(1, 2);
    assert_eq!((queue.check(), queue.pop()), (Ok(()), Some(1)));
    queue.soon(3);
    assert_eq!((queue.check(), queue.pop()), (Err(Exhausted::Events), None));
}

#[test]
fn more_events_at_once_than_slots_end_the_run() {
    let mut queue = Queue::new();
    for _ in 0..SLOTS {
        queue.after(1, ());
    }
    assert_eq!((queue.check(), queue.len()), (Ok(()), 1 << 24));
    queue.after(1, ());
    assert_eq!((queue.check(), queue.pop()), (Err(Exhausted::Pending), None));
}

/// The queue beside a sorted map of the same events.
#[derive(Default)]
struct Pair {
    queue: Queue<u64>,
    sorted: BTreeMap<(u64, u64), Ticket>,
    tickets: Vec<(Ticket, (u64, u64))>,
}

impl Pair {
    /// Schedules in both; in which layer of the queue is up to `how`.
    fn schedule(&mut self, delay: u64, how: impl FnOnce(&mut Queue<u64>, u64) -> Ticket) {
        let key = (self.queue.now() + delay, self.queue.scheduled());
        let ticket = how(&mut self.queue, key.1);
        self.sorted.insert(key, ticket);
        self.tickets.push((ticket, key));
    }

    fn along(&mut self, delay: u64) {
        let lane = self.queue.lane(delay);
        self.schedule(delay, |queue, event| queue.along(lane, event));
    }

    fn after(&mut self, delay: u64) {
        self.schedule(delay, |queue, event| queue.after(delay, event));
    }

    fn cancel(&mut self, number: usize) {
        if let Some(&(ticket, key)) = self.tickets.get(number) {
            let live = self.sorted.remove(&key).map(|_| key.1);
            assert_eq!(self.queue.cancel(ticket), live);
        }
    }

    fn peek(&mut self) {
        let first = self.sorted.first_key_value().map(|((time, _), _)| *time);
        assert_eq!(self.queue.next_time(), first);
    }

    fn pop(&mut self) -> bool {
        let first = self.sorted.pop_first();
        let expected = first.map(|((time, number), _)| (time, number));
        assert_eq!(self.queue.pop().map(|event| (self.queue.now(), event)), expected);
        first.is_some()
    }
}

proptest! {
    #[test]
    fn it_gives_what_a_sorted_map_gives(steps in prop::collection::vec((0_u8..12, 0_u64..6, any::<u16>()), 0..600)) {
        let mut pair = Pair::default();
        for (step, delay, any) in steps {
            match step {
                0 | 1 => pair.schedule(0, Queue::soon),
                2..=4 => pair.along(delay),
                5 | 6 => pair.after(delay),
                7 => pair.cancel(usize::from(any) % pair.tickets.len().max(1)),
                8 => pair.peek(),
                _ => drop(pair.pop()),
            }
            prop_assert_eq!(pair.queue.len(), pair.sorted.len());
        }
        while pair.pop() {}
        prop_assert_eq!(pair.queue.check(), Ok(()));
    }
}

/// Many events pending, so that keys move to the far future and back; `delay` draws from 64 bits.
fn crowd(delay: impl Fn(u64) -> u64) {
    let mut pair = Pair::default();
    let stream = Stream::new(1, 1);
    let bits = |number: u64| stream.request(number).draw(0, 0).bits();
    for number in 0..150_000 {
        let (bits, choice) = (bits(2 * number), bits(2 * number + 1));
        // It grows to some fifty thousand, holds, and shrinks.
        let grow = if number < 60_000 { 14 } else { 8 };
        match choice % 16 {
            0 => pair.along(3),
            1 => pair.cancel(usize::try_from(choice >> 8).unwrap_or(0) % pair.tickets.len().max(1)),
            2 if choice % 5 == 0 => pair.peek(),
            step if step < grow => pair.after(delay(bits)),
            _ => drop(pair.pop()),
        }
    }
    assert!(pair.queue.len() > 20_000);
    while pair.pop() {}
}

#[test]
fn a_crowd_of_like_delays_keeps_its_order() {
    crowd(|bits| bits >> 34);
}

#[test]
fn a_crowd_of_all_magnitudes_keeps_its_order() {
    crowd(|bits| (bits >> 8) >> (bits % 56));
}

#[test]
fn a_crowd_of_few_moments_keeps_its_order() {
    crowd(|bits| (bits % 3) << 20);
}

#[test]
fn a_crowd_of_near_and_far_keeps_its_order() {
    crowd(|bits| if bits % 8 == 0 { (1 << 45) + (bits >> 20) } else { bits >> 50 });
}

/// Schedules so many events after delays in `from..from + range`.
fn scatter(pair: &mut Pair, count: u64, from: u64, range: u64) {
    let stream = Stream::new(2, pair.queue.scheduled());
    for number in 0..count {
        pair.after(from + stream.request(number).draw(0, 0).below(range));
    }
}

#[test]
fn a_crowd_within_the_horizon_keeps_its_order() {
    let mut pair = Pair::default();
    scatter(&mut pair, 100, 1 << 41, 1 << 30);
    scatter(&mut pair, 20_000, 1 << 50, 1 << 45);
    // The hundred open a wide part of the far future, and a crowd appears in it.
    assert!(pair.pop());
    scatter(&mut pair, 20_000, 1, 1 << 39);
    scatter(&mut pair, 100, 1 << 50, 1 << 45);
    while pair.pop() {}
}

#[test]
fn a_crowd_before_the_far_future_that_was_looked_at_keeps_its_order() {
    let mut pair = Pair::default();
    scatter(&mut pair, 20_000, 1 << 50, 1 << 45);
    pair.peek();
    scatter(&mut pair, 40_000, 1, 1 << 30);
    scatter(&mut pair, 20_000, 1 << 50, 1 << 45);
    while pair.pop() {}
}

#[test]
fn a_run_that_has_warmed_up_allocates_nothing() {
    let mut queue = Queue::new();
    let lane = queue.lane(2_000_000_000);
    let stream = Stream::new(1, 1);
    let mut pending = std::collections::VecDeque::new();
    let mut sizes = Vec::new();
    for number in 0..600_000_u64 {
        let mut draw = stream.request(number).draw(0, 0);
        // Twenty thousand random delays pend, and as many time-outs, all of which are cancelled.
        queue.after(crate::calc::random::whole(draw.exponential(1e9)), 0);
        pending.push_back(queue.along(lane, 1));
        queue.soon(2);
        if number >= 20_000 {
            assert!(queue.pop().is_some() && queue.pop().is_some());
            assert!(pending.pop_front().and_then(|ticket| queue.cancel(ticket)).is_some());
        }
        if number % 200_000 == 199_999 {
            sizes.push(queue.capacity());
        }
    }
    assert_eq!(sizes[1], sizes[2]);
}
