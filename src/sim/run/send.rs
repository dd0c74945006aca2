use super::journey::Way;
use super::machine::{Go, Machine, is_station};
use super::purpose::WORK;
use super::request::Stage;
use super::verdict::Verdict;
use crate::problem::model::Reason;
use crate::sim::code::Trap;
use crate::sim::component::NOWHERE;
use crate::sim::engine::Handle;
use crate::sim::outcome::Told;
use crate::sim::program::{Home, Post};
use crate::sim::topic::Posted;

impl Machine<'_> {
    /// Sends a message: at once where the request is already there, else it is a visit.
    #[inline(never)]
    pub(super) fn send(&mut self, handle: Handle, post: &Post, step: u32) -> Result<Go, Trap> {
        let program = self.program;
        let place = program.flows[self.of(handle).flow as usize].steps[step as usize].place;
        if post.home != Home::Away {
            let request = self.of(handle);
            let open = request.blocks.iter().rev().find(|open| open.at as usize == post.at);
            let station = open.map_or(NOWHERE, |open| open.station);
            let instance = self.instance(if is_station(station) { station } else { request.home });
            return match self.post(handle, post, place, instance)? {
                Posted::Done => {
                    self.tell_sent(handle, post);
                    self.succeed(handle, step, 200)
                }
                Posted::No(verdict) => self.fail(handle, step, verdict),
                Posted::Waits => Ok(self.stands_still(handle, post)),
            };
        }
        match self.of(handle).stage {
            Stage::Lost => return self.fail(handle, step, Verdict::unknown(Reason::Timeout)),
            Stage::Done => {}
            _ => match self.way(handle, post.at, place, None, false) {
                Way::Waits => return Ok(Go::Wait),
                Way::Refused(verdict) => {
                    self.tell_breaker(handle, post.at, Some(verdict));
                    return self.fail(handle, step, verdict);
                }
                Way::There => {
                    let station = self.of(handle).station;
                    let time = self.stations[station as usize].attributes.time;
                    self.at(handle).stage = Stage::Done;
                    if !self.work(handle, station, place, WORK, &time, 0) {
                        return Ok(Go::Wait);
                    }
                }
            },
        }
        let station = self.of(handle).station;
        let up = !self.troubled || self.stations[station as usize].is_up(self.now());
        let verdict = if up {
            let instance = self.stations[station as usize].number;
            match self.post(handle, post, place, instance)? {
                Posted::Done => {
                    self.tell_sent(handle, post);
                    None
                }
                Posted::No(verdict) => Some(verdict),
                Posted::Waits => return Ok(self.stands_still(handle, post)),
            }
        } else {
            Some(Verdict::unknown(Reason::Down))
        };
        self.leave(station);
        let request = self.at(handle);
        request.station = NOWHERE;
        if request.rare.take_reply_lost() {
            self.lose(handle);
            return Ok(Go::Wait);
        }
        self.tell_breaker(handle, post.at, verdict);
        match verdict {
            None => self.succeed(handle, step, 200),
            Some(verdict) => self.fail(handle, step, verdict),
        }
    }

    /// The partition takes nothing for now: the sender waits until it goes on.
    fn stands_still(&mut self, handle: Handle, post: &Post) -> Go {
        let stamp = self.of(handle).stamp;
        self.streams.topics[post.topic].parked.push((handle, stamp));
        Go::Wait
    }

    fn tell_sent(&mut self, handle: Handle, post: &Post) {
        self.tell(handle, |machine| Told::Sends(machine.program.topics[post.topic].id.clone()));
    }
}
