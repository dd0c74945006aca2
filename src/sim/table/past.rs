use super::{History, Table};

/// What was there: for reads at a replica that lags, and for a failover that forgets.
impl Table {
    /// Keeps what a row was, where the past is kept.
    pub(super) fn remember(&mut self, now: u64, row: u32, existed: bool) {
        if let Some(history) = &mut self.history {
            let before = &self.cells[row as usize * self.shape.width..][..self.shape.width];
            let latest = self.latest[row as usize];
            self.latest[row as usize] = history.push(now, row, latest, existed.then_some(before));
        }
    }

    /// A row as it was at a time; `None` where it was not there.
    pub fn as_of(&self, row: u32, time: u64, now: u64) -> Option<&[i64]> {
        let past = self.history.as_ref().and_then(|history| history.at(self.latest[row as usize], time));
        past.unwrap_or_else(|| self.is_live(row, now).then(|| self.row(row)))
    }

    /// A row that has been deleted since a time, by its key, as it was.
    pub fn lost_since(&self, key: &[i64], time: u64) -> Option<&[i64]> {
        let mut found = None;
        for (_, image) in self.history.as_ref()?.since(time) {
            if let Some(image) = image
                && image.starts_with(key)
            {
                found = Some(image);
            }
        }
        found
    }

    /// What was changed since a time, the latest first: rows, and what they were before.
    pub fn changes_since(&self, time: u64) -> impl Iterator<Item = (u32, Option<&[i64]>)> {
        self.history.iter().flat_map(move |history| history.since(time))
    }

    /// How far back the past is kept.
    pub fn keeps(&self) -> u64 {
        self.history.as_ref().map_or(0, History::keeps)
    }
}
