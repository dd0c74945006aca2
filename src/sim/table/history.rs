use std::collections::VecDeque;

/// What rows were before their latest changes: as far back as replicas lag or a failover forgets.
#[derive(Clone, Debug)]
pub struct History {
    /// How long a change is kept, nanoseconds.
    keeps: u64,
    width: usize,
    log: VecDeque<Change>,
    /// The number of the first change in the log.
    base: u64,
    images: Vec<i64>,
    free: Vec<u32>,
}

/// A change of a row.
#[derive(Clone, Copy, Debug)]
struct Change {
    time: u64,
    row: u32,
    /// The change of the same row before it, plus 1; 0 for none.
    previous: u64,
    /// The row before the change; `None` where there was none.
    image: Option<u32>,
}

impl History {
    /// Nothing yet, for rows of so many columns.
    pub fn new(width: usize, keeps: u64) -> Self {
        Self { keeps, width, log: VecDeque::new(), base: 0, images: Vec::new(), free: Vec::new() }
    }

    /// How far back it reaches.
    pub fn keeps(&self) -> u64 {
        self.keeps
    }

    /// Notes that a row was changed now, and gives the number of the change plus 1. `latest` is that of the
    /// change of the same row before it.
    pub fn push(&mut self, now: u64, row: u32, latest: u64, before: Option<&[i64]>) -> u64 {
        while self.log.front().is_some_and(|change| change.time + self.keeps < now) {
            if let Some(Change { image: Some(image), .. }) = self.log.pop_front() {
                self.free.push(image);
            }
            self.base += 1;
        }
        let image = before.map(|before| {
            if let Some(image) = self.free.pop() {
                self.images[image as usize * self.width..][..self.width].copy_from_slice(before);
                image
            } else {
                self.images.extend_from_slice(before);
                u32::try_from(self.images.len() / self.width - 1).unwrap_or(u32::MAX)
            }
        });
        self.log.push_back(Change { time: now, row, previous: latest, image });
        self.base + self.log.len() as u64
    }

    /// The row as it was at a time, where it has changed since: `Some(None)` where it was not there.
    pub fn at(&self, latest: u64, time: u64) -> Option<Option<&[i64]>> {
        let mut found = None;
        let mut number = latest;
        while let Some(change) = number.checked_sub(1).and_then(|number| self.change(number)) {
            if change.time <= time {
                break;
            }
            found = Some(change.image);
            number = change.previous;
        }
        found.map(|image| image.map(|image| self.image(image)))
    }

    /// The rows that have changed since a time, the latest first; one that changed often comes often.
    pub fn since(&self, time: u64) -> impl Iterator<Item = (u32, Option<&[i64]>)> {
        let changes = self.log.iter().rev().take_while(move |change| change.time > time);
        changes.map(|change| (change.row, change.image.map(|image| self.image(image))))
    }

    fn change(&self, number: u64) -> Option<&Change> {
        self.log.get(usize::try_from(number.checked_sub(self.base)?).ok()?)
    }

    fn image(&self, image: u32) -> &[i64] {
        &self.images[image as usize * self.width..][..self.width]
    }
}
