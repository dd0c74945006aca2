use super::event::Event;
use super::luck::Luck;
use super::machine::Machine;
use super::request::{Kind, Stage};
use crate::calc::random::Stream;
use crate::problem::model::FlowId;
use crate::sim::code::{Scope, Trap, evaluate, evaluate_list};
use crate::sim::component::{Arrivals, NOWHERE, Source, next_tick};
use crate::sim::engine::Handle;
use crate::sim::outcome::RequestNumber;
use crate::sim::program::{Default, Flow, Trigger};

/// Where timers begin and how their waits are drawn: streams beside that of a flow's requests.
const TIMERS: u64 = 0x7469_6d65;
/// The number of the first request of a flow that was called, where others arrive: no load has so many.
pub(super) const CALLED: u64 = 1 << 40;

impl<'p> Machine<'p> {
    /// Sets the first requests of a flow's load.
    pub(super) fn first_arrivals(&mut self, flow: usize) {
        let program = self.program;
        let trigger = &program.flows[flow].trigger;
        let Trigger::Arrive { source, .. } = trigger else { return };
        let number = u32::try_from(flow).unwrap_or(u32::MAX);
        let stream = self.stream(flow);
        match source.arrivals {
            Arrivals::Rate { .. } => {
                if let Some(time) = source.after(0, 0, stream) {
                    self.queue.at(time, Event::Arrive(number));
                }
            }
            Arrivals::Burst { count, at, over } => {
                for index in 0..count {
                    let time = Source::within(index, at, over, stream);
                    if time < source.until {
                        let index = u32::try_from(index).unwrap_or(u32::MAX);
                        self.queue.at(time, Event::ArriveOne(number, index));
                    }
                }
            }
            Arrivals::Each { table, every, over } => {
                let first = |index: u32| {
                    let time = Source::within(index.into(), 0, every.unwrap_or(over), stream);
                    (time, Event::ArriveOne(number, index))
                };
                let rows = u32::try_from(self.truth.tables.all[table].len()).unwrap_or(u32::MAX);
                let first = (0..rows).map(first).filter(|(time, _)| *time < source.until);
                match every {
                    Some(every) => {
                        self.queue.cycle(every.max(1), source.until, trigger.reads().is_some(), first);
                    }
                    None => first.for_each(|(time, event)| {
                        self.queue.at(time, event);
                    }),
                }
            }
        }
    }

    #[inline]
    fn stream(&self, flow: usize) -> Stream {
        self.loads[flow].luck
    }

    /// The next request of a rate.
    #[inline(always)]
    pub(super) fn arrive(&mut self, flow: usize) -> Option<(Handle, &'p Flow)> {
        let program = self.program;
        let plan = &program.flows[flow];
        let Trigger::Arrive { source, .. } = &plan.trigger else { return None };
        let load = &mut self.loads[flow];
        let (luck, index) = (load.luck, load.arrived);
        load.arrived += 1;
        if let Some(time) = source.after(self.now(), index + 1, luck) {
            self.queue.at(time, Event::Arrive(u32::try_from(flow).unwrap_or(u32::MAX)));
        }
        let handle = self.load(flow, plan, luck, index)?;
        self.begins(handle, flow, plan, &[])
    }

    /// A request of a burst, or of a row.
    #[inline(always)]
    pub(super) fn arrive_one(&mut self, flow: usize, index: u32) -> Option<(Handle, &'p Flow)> {
        let program = self.program;
        let plan = &program.flows[flow];
        let Trigger::Arrive { source, row, filter } = &plan.trigger else { return None };
        let Arrivals::Each { table, .. } = source.arrivals else {
            let luck = self.loads[flow].luck;
            let handle = self.load(flow, plan, luck, index.into())?;
            return self.begins(handle, flow, plan, &[]);
        };
        // The rows of the start are the first, in their order.
        let rows = &self.truth.tables.all[table];
        if !rows.is_live(index, self.now()) {
            return None;
        }
        if let Some(filter) = filter {
            let scope = Scope::bare(&self.truth, self.now().cast_signed()).of(rows.row(index));
            match evaluate(filter, &scope) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(trap) => {
                    self.stop(&trap, &plan.id);
                    return None;
                }
            }
        }
        // The n-th round of a row has the number n x rows + row.
        let now = self.now();
        let load = &mut self.loads[flow];
        let (luck, number) = (load.luck, load.first(now) + u64::from(index));
        let handle = self.load(flow, plan, luck, number)?;
        if !row.is_empty() {
            let Self { requests, truth, .. } = self;
            let image = truth.tables.all[table].row(index);
            let values = &mut requests.claimed_mut(handle).values;
            for (column, slot) in row {
                values[*slot as usize] = image[*column];
            }
        }
        self.begins(handle, flow, plan, row)
    }

    /// A request of load, if it is to arrive.
    #[inline(always)]
    fn load(&mut self, flow: usize, plan: &Flow, luck: Stream, index: u64) -> Option<Handle> {
        let number = u32::try_from(flow).unwrap_or(u32::MAX);
        let root = RequestNumber { flow: FlowId(number), number: index };
        if self.picks && !self.is_chosen(root) {
            return None;
        }
        let luck = Luck::new(luck, index);
        self.claim_of(number, plan, index, luck, root)
    }

    /// A request of load begins, some values of which its row has given.
    #[inline(always)]
    fn begins(
        &mut self,
        handle: Handle,
        flow: usize,
        plan: &'p Flow,
        given: &[(usize, u32)],
    ) -> Option<(Handle, &'p Flow)> {
        if !plan.defaults.is_empty() {
            let given = |slot: u32| given.iter().any(|(_, given)| *given == slot);
            if let Err(trap) = self.defaults(handle, |slot| !given(slot)) {
                self.stop(&trap, &plan.id);
                return None;
            }
        }
        self.offered(handle, flow);
        Some((handle, plan))
    }

    /// Whether a request of load is one of those that are to arrive; it is listed then.
    #[cold]
    fn is_chosen(&mut self, root: RequestNumber) -> bool {
        if self.settings.only.as_ref().is_some_and(|only| only.binary_search(&root).is_err()) {
            return false;
        }
        self.out.arrived.push((root, self.now().cast_signed()));
        true
    }

    /// A request of a flow, not yet anywhere.
    #[inline(always)]
    pub(in crate::sim) fn claim(
        &mut self,
        flow: usize,
        number: u64,
        luck: Luck,
        root: RequestNumber,
    ) -> Option<Handle> {
        let program = self.program;
        self.claim_of(u32::try_from(flow).unwrap_or(u32::MAX), &program.flows[flow], number, luck, root)
    }

    /// The same, by what the flow is.
    #[inline(always)]
    fn claim_of(
        &mut self,
        flow: u32,
        plan: &Flow,
        number: u64,
        luck: Luck,
        root: RequestNumber,
    ) -> Option<Handle> {
        let now = self.now();
        let (handle, request) = self.requests.claim().ok()?;
        request.reset(flow, plan);
        request.began = now;
        request.number = number.cast_signed();
        request.root = root;
        request.luck = luck;
        if self.tells {
            self.at(handle).traced = self.is_traced(root);
        }
        Some(handle)
    }

    /// Works out those wanted of the values that nobody has given.
    pub(in crate::sim) fn defaults(
        &mut self,
        handle: Handle,
        wanted: impl Fn(u32) -> bool,
    ) -> Result<(), Trap> {
        let program = self.program;
        let flow = &program.flows[self.of(handle).flow as usize];
        let mut wanted = flow.defaults.iter().filter(|default| wanted(default.slot));
        wanted.try_for_each(|default| self.default(handle, default))
    }

    /// Works out a value that nobody has given.
    pub(super) fn default(&mut self, handle: Handle, default: &Default) -> Result<(), Trap> {
        if let Some(code) = &default.code {
            let value = match code.constant() {
                Some(value) => value,
                None => evaluate(code, &self.scope(self.of(handle)))?,
            };
            self.at(handle).values[default.slot as usize] = value;
        }
        if let Some((list, code)) = &default.list {
            let mut out = std::mem::take(&mut self.at(handle).rare.lists_mut()[*list as usize]);
            out.clear();
            let result = evaluate_list(code, &self.scope(self.of(handle)), &mut out);
            self.at(handle).rare.lists_mut()[*list as usize] = out;
            result?;
        }
        Ok(())
    }

    /// Sets the first run of a timer on each instance.
    pub(super) fn first_ticks(&mut self, flow: usize) {
        let program = self.program;
        let plan = &program.flows[flow];
        let Trigger::Every(every, _) = plan.trigger else { return };
        let Some(at) = plan.on.last() else { return };
        let part = &program.parts[*at];
        // Also on those that autoscaling opens later; while they are closed nothing runs there.
        for station in part.first..part.first + part.count {
            let number = u64::from(self.stations[station].number);
            let mut draw = Stream::new(self.settings.seed, plan.stream ^ TIMERS).request(number).draw(0, 0);
            let phase = draw.below(every.max(1));
            let station = u32::try_from(station).unwrap_or(NOWHERE);
            self.queue.at(phase, Event::Tick(u32::try_from(flow).unwrap_or(u32::MAX), station, 0));
        }
    }

    /// Runs a timer at a station, unless that is away.
    pub(super) fn tick(&mut self, flow: usize, station: u32, count: u32) -> Option<Handle> {
        let now = self.now();
        if !self.stations[station as usize].is_up(now) || !self.stations[station as usize].open {
            self.next_tick(flow, station, count);
            return None;
        }
        let program = self.program;
        let plan = &program.flows[flow];
        let instance = u64::from(self.stations[station as usize].number);
        // Instances count in strides, so that the number of a run does not depend on the others.
        let number =
            u64::from(count) * (program.parts[*plan.on.last().unwrap_or(&0)].count as u64) + instance;
        let root = RequestNumber { flow: FlowId(u32::try_from(flow).unwrap_or(u32::MAX)), number };
        let luck = Luck::new(self.stream(flow), number);
        let handle = self.claim(flow, number, luck, root)?;
        let request = self.at(handle);
        request.kind = Kind::Timer(count);
        // It is where it runs: no link, and no choice.
        request.stage = Stage::Arrived;
        request.station = station;
        request.stands_at(station);
        if let Err(trap) = self.defaults(handle, |_| true) {
            self.stop(&trap, &plan.id);
            return None;
        }
        self.offered(handle, flow);
        Some(handle)
    }

    /// Sets the next run of a timer.
    pub(super) fn next_tick(&mut self, flow: usize, station: u32, count: u32) {
        let program = self.program;
        let plan = &program.flows[flow];
        let Trigger::Every(every, jitter) = plan.trigger else { return };
        let number = u64::from(self.stations[station as usize].number);
        let stream = Stream::new(self.settings.seed, plan.stream ^ TIMERS);
        let wait = next_tick(every, jitter, &mut stream.request(number).draw(1, count));
        self.queue.after(wait, Event::Tick(u32::try_from(flow).unwrap_or(u32::MAX), station, count + 1));
    }
}
