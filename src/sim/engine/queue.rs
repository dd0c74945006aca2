use super::agenda::Agenda;
use super::cycle::Cycle;
use super::entry::{Entry, Soon};
use super::exhausted::Exhausted;
use super::fifo::Fifo;
use super::key::{Key, SLOTS, Sequence, Stamp};
use super::track::Track;
use super::winners::Winners;

/// The clock and the events to come, in order of time; events of one time come in the order in which they
/// were scheduled, whatever layer holds them.
///
/// Three layers, each in order by itself: a ring for what happens now, a first-in-first-out lane for each
/// constant delay, a heap for the rest. Cancelling marks an event; what was marked is dropped when its turn comes.
///
/// ```
/// use napkin::sim::engine::Queue;
///
/// let mut queue = Queue::new();
/// let heartbeat = queue.lane(3_000);
/// queue.after(10, "reply");
/// let timeout = queue.along(heartbeat, "timeout");
/// assert_eq!(queue.pop(), Some("reply"));
/// assert_eq!(queue.now(), 10);
/// assert_eq!(queue.cancel(timeout), Some("timeout"));
/// assert_eq!(queue.pop(), None);
/// ```
#[derive(Debug)]
pub struct Queue<E> {
    now: u64,
    sequence: Sequence,
    ring: Fifo<E>,
    /// Constant delays, and what waits for each; of a cycle the longest there is. A track knows its own too, and is far
    /// from the next: who looks for a delay reads these.
    delays: Vec<u64>,
    tracks: Vec<Track<E>>,
    /// The first key of each track, with the track's number as its slot.
    fronts: Winners,
    rest: Agenda<E>,
    soon: Soon,
    exhausted: Option<Exhausted>,
}

/// A constant delay that many events share: see [`Queue::lane`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane(u32);

/// What cancels an event. Once the event has happened it cancels nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(Place);

/// Where an event was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Ring(u64),
    Lane(u32, u64),
    Rest(Stamp),
    /// Nowhere: a limit was hit.
    Refused,
}

/// The layer that holds the next event.
#[derive(Clone, Copy)]
enum Layer {
    Ring,
    Track(u32),
    Rest(Key),
}

impl<E: Copy> Queue<E> {
    /// An empty queue at time 0.
    pub const fn new() -> Self {
        Self {
            now: 0,
            sequence: Sequence::FIRST,
            ring: Fifo::new(),
            delays: Vec::new(),
            tracks: Vec::new(),
            fronts: Winners::new(),
            rest: Agenda::new(),
            soon: Soon::Nothing,
            exhausted: None,
        }
    }

    /// The time of the event popped last, in nanoseconds.
    #[inline]
    pub const fn now(&self) -> u64 {
        self.now
    }

    /// How many events are to come.
    pub fn len(&self) -> usize {
        self.ring.live() + self.tracks.iter().map(Track::live).sum::<usize>() + self.rest.live()
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many events have been scheduled since the start.
    pub const fn scheduled(&self) -> u64 {
        self.sequence.number()
    }

    /// The lane for a constant delay in nanoseconds, the same one each time. An event scheduled
    /// [`along`](Self::along) it costs the same however many wait.
    #[inline]
    pub fn lane(&mut self, delay: u64) -> Lane {
        match self.delays.iter().position(|of| *of == delay) {
            #[expect(clippy::cast_possible_truncation, reason = "a slot has 24 bits")]
            Some(found) => Lane(found as u32),
            None => self.new_lane(delay),
        }
    }

    #[cold]
    fn new_lane(&mut self, delay: u64) -> Lane {
        let Some(slot) = self.slot(self.tracks.len()) else { return Lane(0) };
        self.delays.push(delay);
        self.tracks.push(Track::Lane(delay, Fifo::new()));
        self.fronts.widen(slot as usize);
        Lane(slot)
    }

    /// The slot of a track; `None` where there are too many.
    fn slot(&mut self, track: usize) -> Option<u32> {
        let slot = u32::try_from(track).ok().filter(|slot| *slot < SLOTS);
        if slot.is_none() {
            self.exhausted = Some(Exhausted::Lanes);
        }
        slot
    }

    /// Schedules events at their times, each less than `every` (above 0) from now, and each of them again and again
    /// `every` so long after its last time, while that is before `until`. Times are nanoseconds from the start.
    /// [`show`](Self::show) has them where they are `shown`.
    pub fn cycle(&mut self, every: u64, until: u64, shown: bool, events: impl IntoIterator<Item = (u64, E)>) {
        let events = events.into_iter();
        let mut first = Vec::with_capacity(events.size_hint().0);
        for (time, event) in events {
            match self.number(0) {
                Ok((_, sequence)) => first.push(Entry { time, sequence, event }),
                Err(limit) => return self.exhausted = Some(limit),
            }
        }
        let Some(slot) = self.slot(self.tracks.len()) else { return };
        // Found by no delay but one that is too long for any lane: what is scheduled along a lane does not come again.
        self.delays.push(u64::MAX);
        let cycle = Cycle::new(first, every, until, shown);
        self.fronts.widen(slot as usize);
        self.fronts.set(slot as usize, cycle.next(slot));
        self.tracks.push(Track::Cycle(cycle));
    }

    /// Schedules an event now, after all that was scheduled for now before it.
    pub fn soon(&mut self, event: E) -> Ticket {
        let (time, sequence) = match self.number(0) {
            Ok(number) => number,
            Err(limit) => return self.refuse(limit),
        };
        Ticket(Place::Ring(self.ring.push(time, sequence, event)))
    }

    /// Schedules an event after the constant delay of a lane of this queue.
    #[inline(always)]
    pub fn along(&mut self, Lane(lane): Lane, event: E) -> Ticket {
        let Some(Track::Lane(delay, fifo)) = self.tracks.get_mut(lane as usize) else {
            return self.refuse(Exhausted::Time);
        };
        if *delay == 0 {
            return self.soon(event);
        }
        let (time, sequence) = match number(self.now, *delay, &mut self.sequence) {
            Ok(number) => number,
            Err(limit) => return self.refuse(limit),
        };
        if fifo.is_empty() {
            self.fronts.set(lane as usize, Key::new(time, Stamp::new(sequence, lane)));
        }
        Ticket(Place::Lane(lane, fifo.push(time, sequence, event)))
    }

    /// Schedules an event after a delay in nanoseconds.
    #[inline(always)]
    pub fn after(&mut self, delay: u64, event: E) -> Ticket {
        if delay == 0 {
            return self.soon(event);
        }
        let (time, sequence) = match self.number(delay) {
            Ok(number) => number,
            Err(limit) => return self.refuse(limit),
        };
        match self.rest.push(time, sequence, event) {
            Some(stamp) => Ticket(Place::Rest(stamp)),
            None => self.refuse(Exhausted::Pending),
        }
    }

    /// Schedules an event at a time in nanoseconds from the start; a time that has passed is now.
    pub fn at(&mut self, time: u64, event: E) -> Ticket {
        self.after(time.saturating_sub(self.now), event)
    }

    /// Takes a pending event back; `None` where it has happened or was cancelled before.
    #[inline]
    pub fn cancel(&mut self, ticket: Ticket) -> Option<E> {
        match ticket.0 {
            Place::Ring(position) => self.ring.cancel(position),
            Place::Lane(lane, position) => self.tracks[lane as usize].cancel(position),
            Place::Rest(stamp) => self.rest.cancel(stamp),
            Place::Refused => None,
        }
    }

    /// The time of the next event, in nanoseconds.
    pub fn next_time(&mut self) -> Option<u64> {
        loop {
            let (time, layer) = self.first()?;
            let dead = match layer {
                Layer::Ring => self.ring.starts_cancelled(),
                Layer::Track(track) => self.tracks[track as usize].starts_cancelled(),
                Layer::Rest(key) => !self.rest.is_live(key),
            };
            if !dead {
                return Some(time);
            }
            self.take(layer);
        }
    }

    /// Takes the next event and moves the clock to its time. `None` where nothing is to come, or where a limit
    /// of the engine was hit: [`check`](Self::check) tells which.
    #[inline]
    pub fn pop(&mut self) -> Option<E> {
        self.pop_with(|event| *event)
    }

    /// The same, to the place of the event before; false for `None`. An event that is wider than two registers is copied
    /// once so.
    #[inline]
    pub fn pop_into(&mut self, place: &mut E) -> bool {
        self.pop_with(|event| *place = *event).is_some()
    }

    #[inline(always)]
    fn pop_with<R>(&mut self, take: impl FnOnce(&E) -> R) -> Option<R> {
        if self.exhausted.is_some() {
            return None;
        }
        loop {
            let (time, layer) = self.first()?;
            if let Some(event) = self.take(layer) {
                let taken = take(event);
                self.now = time;
                return Some(taken);
            }
        }
    }

    /// Whether [`show`](Self::show) has something to show: now and then, where many events are to come.
    #[inline]
    pub fn shows(&self) -> bool {
        self.soon != Soon::Nothing
    }

    /// Adds events that come soon to `out`: who looks up at once what each of them is about waits for memory once, and
    /// not at each event. Some may have been cancelled, one may have happened.
    pub fn show(&mut self, out: &mut Vec<E>) {
        match std::mem::replace(&mut self.soon, Soon::Nothing) {
            Soon::Nothing => {}
            Soon::Track(slot) => self.tracks[slot as usize].show(out),
            Soon::Rest => self.rest.show(out),
        }
    }

    /// The limit that the run has hit. What was to be scheduled then is lost, so the run ends there.
    pub const fn check(&self) -> Result<(), Exhausted> {
        match self.exhausted {
            Some(limit) => Err(limit),
            None => Ok(()),
        }
    }

    /// What it has allocated, in entries.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.ring.capacity()
            + self.tracks.iter().map(Track::capacity).sum::<usize>()
            + self.fronts.capacity()
            + self.rest.capacity()
    }

    /// The time and the layer of the least key, live or cancelled.
    #[inline]
    fn first(&mut self) -> Option<(u64, Layer)> {
        if !self.ring.is_empty() {
            return Some(self.first_now());
        }
        let front = self.fronts.least();
        self.of_tracks_and_rest(front.time())
    }

    /// The same, where something happens now.
    #[inline(never)]
    fn first_now(&mut self) -> (u64, Layer) {
        // What the other layers hold for now was scheduled before now, so before anything in the ring.
        match self.of_tracks_and_rest(self.now) {
            Some((time, layer)) if time <= self.now => (time, layer),
            _ => (self.now, Layer::Ring),
        }
    }

    /// The same without the ring, of the heap up to a time.
    #[inline(always)]
    fn of_tracks_and_rest(&mut self, limit: u64) -> Option<(u64, Layer)> {
        let front = self.fronts.least();
        #[expect(clippy::cast_possible_truncation, reason = "a slot has 24 bits")]
        if self.rest.is_later(front.time()) {
            return Some((front.time(), Layer::Track(front.stamp().slot() as u32)));
        }
        let rest = self.rest.peek(limit, &mut self.soon);
        #[expect(clippy::cast_possible_truncation, reason = "a slot has 24 bits")]
        if front < rest {
            Some((front.time(), Layer::Track(front.stamp().slot() as u32)))
        } else if rest < Key::NEVER {
            Some((rest.time(), Layer::Rest(rest)))
        } else {
            None
        }
    }

    /// Removes the first key of a layer, and gives its event unless it was cancelled.
    #[inline]
    fn take(&mut self, layer: Layer) -> Option<&E> {
        match layer {
            Layer::Ring => self.ring.pop(0).0,
            Layer::Track(slot) => {
                let Self { tracks, sequence, exhausted, fronts, soon, .. } = self;
                let number = || {
                    next(sequence).unwrap_or_else(|limit| {
                        *exhausted = Some(limit);
                        Sequence::LAST
                    })
                };
                let (event, first) = tracks[slot as usize].pop(slot, number, soon);
                fronts.set(slot as usize, first);
                event
            }
            Layer::Rest(key) => self.rest.pop(key),
        }
    }

    /// The time after a delay and the next sequence number.
    #[inline]
    fn number(&mut self, delay: u64) -> Result<(u64, Sequence), Exhausted> {
        number(self.now, delay, &mut self.sequence)
    }

    /// Notes that a limit was hit.
    #[cold]
    fn refuse(&mut self, limit: Exhausted) -> Ticket {
        self.exhausted = Some(limit);
        Ticket(Place::Refused)
    }
}

/// The time after a delay and the next sequence number.
#[inline]
fn number(now: u64, delay: u64, sequence: &mut Sequence) -> Result<(u64, Sequence), Exhausted> {
    let time = now.checked_add(delay).ok_or(Exhausted::Time)?;
    Ok((time, next(sequence)?))
}

/// The next sequence number; the last one is never given out.
#[inline]
fn next(sequence: &mut Sequence) -> Result<Sequence, Exhausted> {
    let given = *sequence;
    *sequence = given.next().ok_or(Exhausted::Events)?;
    Ok(given)
}

impl<E: Copy> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
