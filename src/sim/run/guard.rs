use super::machine::{Machine, is_station};
use super::verdict::Verdict;
use crate::problem::model::Reason;
use crate::sim::engine::Handle;

impl Machine<'_> {
    /// What becomes of a visit or a call that the breaker of the caller's instance does not let pass.
    pub(super) fn open_breaker(&mut self, handle: Handle, at: usize) -> Option<Verdict> {
        let home = self.of(handle).home;
        let station = self.stations.get(home as usize)?;
        let breakers = &self.program.parts[station.component as usize].breakers;
        let number = breakers.iter().position(|breaker| breaker.on == at)?;
        let now = self.now();
        (!self.gates[home as usize][number].passes(now)).then_some(Verdict::no(Reason::Open))
    }

    /// Tells the breaker of the caller's instance what became of a visit or a call.
    #[inline]
    pub(super) fn tell_breaker(&mut self, handle: Handle, at: usize, verdict: Option<Verdict>) {
        if self.program.guarded {
            self.breaker_hears(handle, at, verdict);
        }
    }

    fn breaker_hears(&mut self, handle: Handle, at: usize, verdict: Option<Verdict>) {
        let home = self.of(handle).home;
        if !is_station(home) {
            return;
        }
        let now = self.now();
        let component = self.stations[home as usize].component as usize;
        let breakers = &self.program.parts[component].breakers;
        let Some(number) = breakers.iter().position(|breaker| breaker.on == at) else { return };
        let failed = match verdict.map(|verdict| verdict.reason) {
            None | Some(Reason::None | Reason::Declined | Reason::Conflict | Reason::Skipped) => false,
            Some(Reason::Open) => return,
            Some(_) => true,
        };
        self.gates[home as usize][number].record(&breakers[number], now, failed);
    }
}
