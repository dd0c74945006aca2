use super::machine::{Flight, Go, Machine};
use super::request::Stage;
use super::verdict::Verdict;
use crate::sim::code::{Code, Trap, evaluate};
use crate::sim::engine::Handle;
use crate::sim::program::Op;

impl Machine<'_> {
    /// Of the requests of one instance with one key the first goes on, the others wait for it.
    #[inline(never)]
    pub(super) fn take_off(
        &mut self,
        handle: Handle,
        code: &Code,
        exit: u32,
        _slots: &[u32],
        step: u32,
    ) -> Result<Go, Trap> {
        if self.of(handle).stage == Stage::Told {
            let verdict = self.of(handle).rare.inbox.verdict;
            return match verdict {
                Some(verdict) => self.fail(handle, step, verdict),
                None => {
                    self.succeed(handle, step, 200)?;
                    self.at(handle).pc = exit;
                    Ok(Go::On)
                }
            };
        }
        let request = self.of(handle);
        let key = evaluate(code, &self.scope(request))?;
        let (flow, pc, stamp) = (request.flow, request.pc, request.stamp);
        let instance = self.instance(request.home);
        let same = |flight: &&mut Flight| {
            (flight.flow, flight.pc, flight.instance, flight.key) == (flow, pc, instance, key)
        };
        if let Some(flight) = self.flights.iter_mut().find(same) {
            flight.waiting.push((handle, stamp));
            self.at(handle).stage = Stage::Waits;
            self.tell(handle, |_| "waits for another that loads the same".to_owned());
            return Ok(Go::Wait);
        }
        self.flights.push(Flight { flow, pc, instance, key, leader: handle, waiting: Vec::new() });
        self.at(handle).pc += 1;
        Ok(Go::On)
    }

    /// The innermost flight of a request is over: those who waited take its values and go on, or fail with it.
    pub(super) fn land(&mut self, handle: Handle, verdict: Option<Verdict>) {
        let Some(index) = self.flights.iter().rposition(|flight| flight.leader == handle) else { return };
        let flight = self.flights.remove(index);
        let program = self.program;
        let plan = &program.flows[flight.flow as usize];
        let Op::Flight(_, _, slots) = &plan.ops[flight.pc as usize] else { return };
        for (waiting, stamp) in flight.waiting {
            let Some((leader, request)) = self.requests.pair_mut(handle, waiting) else { continue };
            if request.stamp != stamp {
                continue;
            }
            if verdict.is_none() {
                for slot in slots {
                    request.values[*slot as usize] = leader.values[*slot as usize];
                    if let Some(list) = plan.list_of.get(*slot as usize).copied().flatten() {
                        request.rare.lists_mut()[list as usize]
                            .clone_from(&leader.rare.lists()[list as usize]);
                    }
                }
            }
            self.bring(waiting, stamp, 200, verdict, &[]);
        }
    }

    /// Every flight that a request leads is over.
    #[inline(never)]
    pub(super) fn land_all(&mut self, handle: Handle, verdict: Option<Verdict>) {
        while !self.flights.is_empty() && self.flights.iter().any(|flight| flight.leader == handle) {
            self.land(handle, verdict);
        }
    }
}
