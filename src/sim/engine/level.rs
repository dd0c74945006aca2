/// A quantity that changes by steps and its integral over time: a queue's length, busy slots, memory.
#[derive(Clone, Debug, Default)]
pub struct Level {
    value: u64,
    most: u64,
    /// Value times nanoseconds, up to `changed`.
    area: u128,
    changed: u64,
    since: u64,
}

impl Level {
    /// The value now.
    pub const fn value(&self) -> u64 {
        self.value
    }

    /// The greatest value since the start of the window.
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// Changes the value at a time, in nanoseconds, that is not before the last change.
    #[inline]
    pub const fn set(&mut self, now: u64, value: u64) {
        self.area += self.value as u128 * (now - self.changed) as u128;
        self.changed = now;
        self.value = value;
        if value > self.most {
            self.most = value;
        }
    }

    /// One more.
    #[inline]
    pub const fn up(&mut self, now: u64) {
        self.set(now, self.value + 1);
    }

    /// One less, down to 0.
    #[inline]
    pub const fn down(&mut self, now: u64) {
        self.set(now, self.value.saturating_sub(1));
    }

    /// Begins a new window: forgets the past and keeps the value.
    pub const fn begin(&mut self, now: u64) {
        *self = Self { value: self.value, most: self.value, area: 0, changed: now, since: now };
    }

    /// The integral from the start of the window to `now`, in nanoseconds.
    pub const fn integral(&self, now: u64) -> u128 {
        self.area + self.value as u128 * now.saturating_sub(self.changed) as u128
    }

    /// The mean over the time from the start of the window to `now`; 0 for no time.
    #[expect(clippy::cast_precision_loss, reason = "a mean is shown to a few digits")]
    pub const fn mean(&self, now: u64) -> f64 {
        match now.saturating_sub(self.since) {
            0 => 0.0,
            time => self.integral(now) as f64 / time as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_weighs_each_value_by_its_time() {
        let mut level = Level::default();
        level.up(10);
        level.up(20);
        level.down(50);
        level.set(60, 7);
        // 0 for 10, 1 for 10, 2 for 30, 1 for 10, 7 for 40.
        assert_eq!(level.integral(100), 10 + 60 + 10 + 280);
        assert!((level.mean(100) - 3.6).abs() < 1e-12);
        assert_eq!((level.value(), level.most()), (7, 7));
    }

    #[test]
    fn a_new_window_keeps_the_value_and_forgets_the_past() {
        let mut level = Level::default();
        level.set(0, 9);
        level.set(10, 4);
        level.begin(30);
        assert_eq!((level.integral(30), level.most(), level.mean(30)), (0, 4, 0.0));
        assert!((level.mean(50) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn it_does_not_go_below_nothing() {
        let mut level = Level::default();
        level.down(5);
        assert_eq!(level.value(), 0);
    }

    #[test]
    fn a_long_run_of_a_long_queue_fits() {
        let mut level = Level::default();
        level.set(0, u64::MAX);
        assert_eq!(level.integral(u64::MAX), u128::from(u64::MAX) * u128::from(u64::MAX));
    }
}
