use super::event::Event;
use super::machine::Machine;
use crate::problem::model::Scaled;
use crate::sim::engine::SECOND;

/// How often autoscaling looks: the period of the horizontal pod autoscaler.
const PERIOD: u64 = 15 * SECOND;

impl Machine<'_> {
    /// Sets the first look of every component that scales by itself.
    pub(super) fn begin_autoscaling(&mut self) {
        for (component, part) in self.program.parts.iter().enumerate() {
            if part.autoscale.is_some() {
                self.queue.after(PERIOD, Event::Scale(u32::try_from(component).unwrap_or(0)));
            }
        }
    }

    /// Opens instances where those there are have been busier than they should, after the time that one takes to
    /// start; closes one at a time where fewer would do.
    pub(super) fn scale(&mut self, component: usize) {
        let part = &self.program.parts[component];
        let Some(autoscale) = &part.autoscale else { return };
        let number = u32::try_from(component).unwrap_or(0);
        self.queue.after(PERIOD, Event::Scale(number));
        let now = self.now();
        let open =
            self.stations[part.first..part.first + part.count].iter().filter(|station| station.open).count();
        let area = self.meters[component].busy.integral(now);
        let busy = area.saturating_sub(std::mem::replace(&mut self.meters[component].looked, area));
        let slots = self.stations[part.first].attributes.slots.max(1);
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = busy as f64 / (PERIOD as f64 * f64::from(slots) * open as f64);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of instances"
        )]
        let wanted = match autoscale.on {
            Scaled::Utilization => libm::ceil(open as f64 * share / autoscale.target.max(0.01)) as usize,
            Scaled::Lag => libm::ceil(self.lag_of(component) as f64 / autoscale.target.max(1.0)) as usize,
        };
        let wanted = wanted.clamp(part.open, part.count);
        if wanted > open {
            let closed =
                (part.first..part.first + part.count).filter(|station| !self.stations[*station].open);
            let delay = autoscale.delay.max(0).cast_unsigned();
            let opening: Vec<usize> = closed.take(wanted - open).collect();
            for station in opening {
                self.queue.after(delay, Event::Open(u32::try_from(station).unwrap_or(0)));
            }
        } else if wanted < open {
            let last = (part.first..part.first + part.count).rfind(|station| self.stations[*station].open);
            if let Some(last) = last {
                self.stations[last].open = false;
                self.count_slots(component);
                self.members_changed();
            }
        }
    }

    /// A new instance serves.
    pub(super) fn open(&mut self, station: u32) {
        self.stations[station as usize].open = true;
        self.count_slots(self.stations[station as usize].component as usize);
        self.members_changed();
    }
}
