use super::Formula;

impl Formula {
    /// The 5th and the 95th percentile.
    pub fn spread(&self) -> Option<(f64, f64)> {
        let bounds = self.bounds().ok()?;
        Some((bounds.low.to_f64(), bounds.high.to_f64()))
    }
}
