use super::event::Event;
use super::machine::Machine;
use super::values::Values;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::outcome::Stop;
use crate::sim::program::Flow;

impl<'p> Machine<'p> {
    /// Brings what soon happens to the cache.
    #[inline(never)]
    pub(super) fn look_ahead(&mut self) {
        let Machine { program, queue, requests, truth, ahead, .. } = self;
        ahead.clear();
        queue.show(ahead);
        // What the next step may read, the program tells: to read it from the request would be to wait for one line of
        // the cache before the next is asked for. A loop for each line: the shorter it is, the more of them are waited
        // for together.
        let found = || {
            ahead.iter().filter_map(|event| match event {
                Event::Resume(handle, _) => requests.at_place(*handle),
                _ => None,
            })
        };
        let mut all = found().fold(0, |all, request| all ^ i64::from(request.stamp));
        if program.asks {
            all ^= found().fold(0, |all, request| all ^ request.number);
        }
        if Values::has_more(program.values) {
            all ^= found().fold(0, |all, request| all ^ request.values.beyond());
        }
        for event in &*ahead {
            if let Event::ArriveOne(flow, number) = event
                && let Some(table) = program.flows[*flow as usize].trigger.reads()
            {
                all ^= truth.tables.all[table].look_up(*number);
            }
        }
        std::hint::black_box(all);
    }

    /// What an event does, and the request that goes on then.
    #[inline(always)]
    pub(super) fn happen(&mut self, event: &Event) -> Option<(Handle, &'p Flow)> {
        let next = match *event {
            Event::Resume(handle, stamp) => self.goes_on(handle, stamp),
            Event::ArriveOne(flow, index) => self.arrive_one(flow as usize, index),
            Event::Arrive(flow) => self.arrive(flow as usize),
            event => {
                let handle = self.happens_else(event);
                handle.map(|handle| (handle, self.flow_of(handle)))
            }
        };
        next.or_else(|| self.next_ready())
    }

    /// Events that are not most of them.
    #[inline(never)]
    fn happens_else(&mut self, event: Event) -> Option<Handle> {
        match event {
            Event::Timeout(handle, stamp) => return self.timed_out(handle, stamp),
            Event::Tick(flow, station, count) => return self.tick(flow as usize, station, count),
            Event::Deadlock(transaction, wait) => return self.look_for_a_circle(transaction, wait),
            Event::Resume(..) | Event::ArriveOne(..) | Event::Arrive(_) => {}
            Event::FaultBegins(fault) => self.fault_begins(fault as usize, NOWHERE),
            Event::FaultEnds(fault, station) => self.fault_ends(fault as usize, station),
            Event::Back(station) => self.comes_back(station),
            Event::Untrue(rule, row) => self.still_untrue(rule as usize, row),
            Event::UntrueGroup(rule) => self.still_untrue_group(rule as usize),
            Event::AtEnd(rule) => self.check_all(rule as usize),
            Event::Scale(component) => self.scale(component as usize),
            Event::Open(station) => self.open(station),
            Event::Look(group, partition) => self.look_again(group as usize, partition as usize),
            Event::Visible(group, at, receipt) => self.becomes_visible(group as usize, at, receipt),
            Event::Receive(group) => self.receive_now(group as usize),
            Event::Members => self.members_changed(),
            Event::WarmedUp => self.warmed_up(),
            Event::LoadOver => self.load_over(),
            Event::Stop => self.stopped = true,
            Event::Cut => {
                self.out.stop = Stop::MaxTime;
                self.stopped = true;
            }
        }
        None
    }

    /// The flow of a request.
    #[inline]
    fn flow_of(&self, handle: Handle) -> &'p Flow {
        &self.program.flows[self.of(handle).flow as usize]
    }

    /// A request that still waits for what it waited for then, and does no longer, with its flow.
    #[inline]
    pub(super) fn goes_on(&mut self, handle: Handle, stamp: u32) -> Option<(Handle, &'p Flow)> {
        let request = self.requests.get_mut(handle)?;
        if request.stamp != stamp {
            return None;
        }
        request.goes_on();
        Some((handle, &self.program.flows[request.flow as usize]))
    }

    /// The next of the requests that can go on at once.
    #[inline]
    pub(super) fn next_ready(&mut self) -> Option<(Handle, &'p Flow)> {
        while let Some((handle, stamp)) = self.ready.pop_front() {
            let next = self.goes_on(handle, stamp);
            if next.is_some() {
                return next;
            }
        }
        None
    }
}
