use super::given::sums;
use super::op::{Loop, LoopOver, Op, Role, part_of_row};
use super::refuse::Refusal;
use super::step::{Builder, small};
use crate::problem::model::{Each, Kind, Over, Type};

impl<'d> Builder<'d> {
    /// A loop: its rounds one after the other, or all at once as strands.
    pub(super) fn each(&mut self, each: &'d Each, number: u32) -> Result<(), Refusal> {
        let counter = self.hidden();
        let over = match &each.over {
            Over::Rows { rows, parts } => {
                let ty = self.flow.values[rows.index()].ty;
                let width = match ty {
                    Type::Rows(table) => self.design.tables[table.index()].columns.len(),
                    _ => 0,
                };
                let parts = parts
                    .iter()
                    .filter_map(|(seen, slot)| part_of_row(*seen, width).map(|at| (at, slot.0)))
                    .collect();
                LoopOver::Rows(self.list_of[rows.index()].unwrap_or(0), width + 2, parts)
            }
            Over::Items { list, item } => {
                let code = self.list(list);
                self.lists += 1;
                LoopOver::Items(code, self.lists - 1, item.0)
            }
            Over::Count { from, to, item } => {
                let (from, to) = (self.code(from), self.code(to));
                LoopOver::Count(from, to, item.0, self.hidden())
            }
        };
        // One connection does one thing at a time: in a block of a store rounds run one after the other.
        let alone = self.blocks.iter().any(|at| {
            !matches!(self.design.components[*at].kind, Kind::Pool(_) | Kind::Service(_) | Kind::Gateway(_))
        });
        let mut added = Vec::new();
        sums(&each.body, &mut added);
        let sums = added.iter().map(|slot| slot.0).collect();
        let begun = Box::new(Loop { over, counter, exit: 0, sums });
        if each.together && !alone {
            self.steps[number as usize].role = Role::Fork;
            let fork = self.emit(Op::Fork(begun, 0), number);
            let barrier = std::mem::replace(&mut self.barrier, self.blocks.len());
            self.all(&each.body, Some(number))?;
            self.barrier = barrier;
            self.emit(Op::Join, number);
            self.land(fork);
            if let Op::Fork(begun, exit) = &mut self.ops[fork] {
                begun.exit = *exit;
            }
            return Ok(());
        }
        let begin = self.emit(Op::Begin(begun), number);
        let next = self.emit(Op::Next(small(begin), 0), number);
        self.steps[number as usize].role = Role::Loop(small(next));
        self.all(&each.body, Some(number))?;
        let until = each.until.as_ref().map(|until| {
            let code = self.code(until);
            self.emit(Op::Until(code, 0), number)
        });
        self.emit(Op::Jump(small(next)), number);
        self.land(begin);
        self.land(next);
        if let Some(until) = until {
            self.land(until);
        }
        Ok(())
    }
}
