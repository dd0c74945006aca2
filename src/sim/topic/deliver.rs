use super::state::Delivery;
use crate::calc::random::Stream;
use crate::sim::component::{Message, Waiter};
use crate::sim::outcome::Told;
use crate::sim::program::Trigger;
use crate::sim::run::{Kind, Luck, Machine, Stage};

impl Machine<'_> {
    /// Runs a consumer with a message that carries `streams.cells`: at a station that has fetched it, or it goes
    /// where the flow is.
    pub(super) fn deliver(
        &mut self,
        delivery: Delivery,
        message: &Message,
        attempt: u32,
        station: Option<usize>,
        latency: u64,
    ) {
        let program = self.program;
        let flow = delivery.flow;
        let target = &program.flows[flow];
        let Trigger::Consume(plan) = &target.trigger else { return };
        let number = self.loads[flow].called;
        self.loads[flow].called += 1;
        let luck = Luck::new(Stream::new(message.luck, target.stream), attempt.into());
        let Some(handle) = self.claim(flow, number, luck, message.root) else { return };
        let id = self.remember(delivery);
        let cells = std::mem::take(&mut self.streams.cells);
        let request = self.at(handle);
        request.kind = Kind::Message(id);
        request.rare.depth = message.depth + 1;
        for (field, slot) in &plan.given {
            request.values[*slot as usize] = cells[*field];
        }
        self.streams.cells = cells;
        let station = station.map(|station| (station, u32::try_from(station).unwrap_or(u32::MAX)));
        if let Some((_, small)) = station {
            self.at(handle).stands_at(small);
        }
        let has = |field: usize| field >= 64 || message.given >> field & 1 == 1;
        let given = |slot: u32| plan.given.iter().any(|(field, of)| *of == slot && has(*field));
        if let Err(trap) = self.defaults(handle, |slot| !given(slot)) {
            return self.stop(&trap, &target.id);
        }
        self.offered(handle, flow);
        self.tell(handle, |machine| {
            let topic = machine.streams.groups[delivery.group].topic;
            Told::Takes(machine.program.topics[topic].id.clone())
        });
        match station {
            None => self.wake(handle),
            Some((station, small)) => {
                let request = self.at(handle);
                request.entered = u32::try_from(target.on.len() - 1).unwrap_or(0);
                request.station = small;
                self.give_slot(handle, station, latency);
            }
        }
    }

    /// Gives a run a slot of the instance that has its message, or a place in its line: what was fetched is not
    /// refused.
    fn give_slot(&mut self, handle: crate::sim::engine::Handle, index: usize, latency: u64) {
        let now = self.now();
        let component = self.stations[index].component as usize;
        if self.measuring {
            self.meters[component].visits += 1;
        }
        let station = &mut self.stations[index];
        if station.busy < station.attributes.slots && station.waiting == 0 {
            station.busy += 1;
            self.meters[component].takes(station, now);
            if self.measuring {
                self.meters[component].wait.record(0);
            }
            self.at(handle).stage = Stage::Served;
            return if latency > 0 { self.sleep(handle, latency, false) } else { self.wake(handle) };
        }
        let request = self.of(handle);
        let waiter = Waiter { handle, stamp: request.stamp, since: now };
        let fair = &self.program.parts[component].fair;
        let value =
            fair.get(request.flow as usize).copied().flatten().map(|slot| request.values[slot as usize]);
        let station = &mut self.stations[index];
        station.waiting += 1;
        station.line.push(waiter, value);
        self.meters[component].queued.up(now);
        let request = self.at(handle);
        request.stage = Stage::Counted;
        request.since = now;
    }

    fn remember(&mut self, delivery: Delivery) -> u32 {
        if let Some(id) = self.streams.free.pop() {
            self.streams.deliveries[id as usize] = delivery;
            return id;
        }
        self.streams.deliveries.push(delivery);
        u32::try_from(self.streams.deliveries.len() - 1).unwrap_or(u32::MAX)
    }
}
