use super::{Code, Instr, Operand, Scope, Totalled};
use crate::diag::Span;
use crate::problem::model::{AggregateKind, Rounding};
use crate::sim::table::KEYS;

/// An expression that has no value: what is wrong, and where it stands in the file. Boxed, since it is rare: so what
/// evaluation gives comes back in registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap(Box<(&'static str, Span)>);

impl Trap {
    /// An expression at a place of the file has no value.
    #[cold]
    pub fn new(message: &'static str, span: Span) -> Self {
        Self(Box::new((message, span)))
    }

    /// What is wrong.
    pub fn message(&self) -> &'static str {
        self.0.0
    }

    /// Where it stands in the file.
    pub fn span(&self) -> Span {
        self.0.1
    }
}

const OVERFLOW: &str = "a number beyond 64 bits";
const ZERO: &str = "division by zero";
/// Said of a rule that compares what was never measured.
pub const UNMEASURED: &str = "nothing was measured";
/// How deep stacks are without asking for a larger one.
const SHALLOW: usize = 6;
const DEEP: usize = 128;

/// The value of an expression.
pub fn evaluate(code: &Code, scope: &Scope) -> Result<i64, Trap> {
    // Most conditions ask of one thing at hand or compare two: they need no stack.
    match *code.instrs {
        [Instr::Load(operand)] => Ok(load(operand, 0, scope)),
        [Instr::Load(left), Instr::Compare(sign, right)] => {
            Ok(i64::from(sign.holds(load(left, 0, scope), load(right, 0, scope))))
        }
        [Instr::Load(operand), Instr::Not] => Ok(i64::from(load(operand, 0, scope) == 0)),
        _ if code.depth <= SHALLOW => with::<SHALLOW>(code, scope),
        _ => with::<DEEP>(code, scope),
    }
}

#[inline]
fn load(operand: Operand, accumulator: i64, scope: &Scope) -> i64 {
    match operand {
        Operand::Constant(number) => number,
        Operand::Value(slot) => scope.values[slot as usize],
        Operand::This(column) => scope.this[column as usize],
        Operand::Walked(column) => scope.walked[column as usize],
        Operand::Old(column) => scope.old[column as usize],
        Operand::Now => scope.now,
        Operand::Request => scope.number,
        Operand::Instance => scope.instance,
        Operand::Accumulator => accumulator,
    }
}

/// Both sides of a binary instruction: the left one was pushed where the right one is in the accumulator.
#[inline]
fn sides<const DEPTH: usize>(
    operand: Operand,
    a: i64,
    stack: &[i64; DEPTH],
    top: &mut usize,
    scope: &Scope,
) -> (i64, i64) {
    if operand == Operand::Accumulator {
        *top -= 1;
        (stack[*top], a)
    } else {
        (a, load(operand, a, scope))
    }
}

// One arm for each instruction.
#[allow(clippy::too_many_lines)]
#[inline(never)]
fn with<const DEPTH: usize>(code: &Code, scope: &Scope) -> Result<i64, Trap> {
    let mut stack = [0_i64; DEPTH];
    let mut top = 0;
    let mut a = 0_i64;
    // What is still to be done.
    let mut rest = &*code.instrs;
    let trap = |rest: &[Instr], message| Trap::new(message, span(code, rest));
    while let [instr, behind @ ..] = rest {
        rest = behind;
        match instr {
            Instr::Load(operand) => a = load(*operand, a, scope),
            Instr::Push => {
                stack[top] = a;
                top += 1;
            }
            Instr::Add(operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                a = left.checked_add(right).ok_or_else(|| trap(rest, OVERFLOW))?;
            }
            Instr::Subtract(operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                a = left.checked_sub(right).ok_or_else(|| trap(rest, OVERFLOW))?;
            }
            Instr::Min(operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                a = left.min(right);
            }
            Instr::Max(operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                a = left.max(right);
            }
            Instr::Modulo(operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                let rest = left.checked_rem_euclid(right).ok_or_else(|| trap(rest, ZERO))?;
                a = if right < 0 && rest != 0 { rest + right } else { rest };
            }
            Instr::Compare(sign, operand) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                a = i64::from(sign.holds(left, right));
            }
            Instr::Multiply(operand, denominator) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                let product = i128::from(left) * i128::from(right);
                a = divide(product, i128::from(*denominator), Rounding::Down)
                    .ok_or_else(|| trap(rest, OVERFLOW))?;
            }
            Instr::Divide(operand, numerator, rounding) => {
                let (left, right) = sides(*operand, a, &stack, &mut top, scope);
                if right == 0 {
                    return Err(trap(rest, ZERO));
                }
                let product = i128::from(left) * i128::from(*numerator);
                a = divide(product, i128::from(right), *rounding).ok_or_else(|| trap(rest, OVERFLOW))?;
            }
            Instr::Scale(numerator, denominator, rounding) => {
                let product = i128::from(a) * i128::from(*numerator);
                a = divide(product, i128::from(*denominator), *rounding)
                    .ok_or_else(|| trap(rest, OVERFLOW))?;
            }
            Instr::Negate => a = a.checked_neg().ok_or_else(|| trap(rest, OVERFLOW))?,
            Instr::Not => a = i64::from(a == 0),
            Instr::JumpIfFalse(to) if a == 0 => {
                rest = &code.instrs[*to as usize..];
            }
            Instr::JumpIfTrue(to) if a != 0 => {
                rest = &code.instrs[*to as usize..];
            }
            Instr::JumpIfFalse(_) | Instr::JumpIfTrue(_) => {}
            Instr::Jump(to) => {
                rest = &code.instrs[*to as usize..];
            }
            Instr::OneOf(list) => a = i64::from(code.members[*list as usize].contains(&a)),
            Instr::Lookup(index) => a = lookup(code, *index, scope)?,
            Instr::Total(index) => a = total(&code.totals[*index as usize], scope, span(code, rest))?,
            Instr::Measure(index) => {
                a = scope.truth.measures[*index as usize].ok_or_else(|| trap(rest, UNMEASURED))?;
            }
            Instr::NewId => {
                a = scope.truth.next_id.get();
                scope.truth.next_id.set(a + 1);
            }
            Instr::FaultActive(fault) => a = i64::from(scope.truth.active[fault.index()]),
            Instr::Length(list, width) => {
                let length = scope.lists[*list as usize].len() / *width as usize;
                a = i64::try_from(length).unwrap_or(i64::MAX);
            }
            Instr::Draw(index) => {
                let drawn = &code.draws[*index as usize];
                a = drawn.number(&mut scope.key.draw(drawn.place, scope.lap));
            }
        }
    }
    Ok(a)
}

/// Where the instruction stands that was done last, by those behind it.
#[inline]
fn span(code: &Code, behind: &[Instr]) -> Span {
    code.spans[code.spans.len() - behind.len() - 1]
}

/// A quotient made whole; `None` beyond 64 bits. The divisor is not 0.
fn divide(dividend: i128, divisor: i128, rounding: Rounding) -> Option<i64> {
    // Most products fit 64 bits, and dividing those is several times faster.
    if let (Ok(left), Ok(right)) = (i64::try_from(dividend), i64::try_from(divisor))
        && rounding == Rounding::Down
        && right > 0
    {
        return Some(left.div_euclid(right));
    }
    let down = {
        let quotient = dividend / divisor;
        if dividend % divisor != 0 && (dividend < 0) != (divisor < 0) { quotient - 1 } else { quotient }
    };
    let rest = dividend - down * divisor;
    let whole = match rounding {
        Rounding::Down => down,
        Rounding::Up => down + i128::from(rest != 0),
        Rounding::Nearest => {
            let twice = 2 * rest.abs();
            let half = divisor.abs();
            // A half goes away from zero: up for what is positive, down for what is negative.
            let up = twice > half || (twice == half && down >= 0);
            down + i128::from(up)
        }
    };
    i64::try_from(whole).ok()
}

/// Evaluates the parts of a key.
#[inline]
pub fn key<'k>(codes: &[Code], scope: &Scope, out: &'k mut [i64; KEYS]) -> Result<&'k [i64], Trap> {
    for (part, code) in out.iter_mut().zip(codes) {
        *part = evaluate(code, scope)?;
    }
    Ok(&out[..codes.len()])
}

fn lookup(code: &Code, index: u32, scope: &Scope) -> Result<i64, Trap> {
    let lookup = &code.lookups[index as usize];
    let mut parts = [0; KEYS];
    let key = key(&lookup.key, scope, &mut parts)?;
    let table = &scope.truth.tables.all[lookup.table];
    let row = table.find(0, key).filter(|row| table.is_live(*row, scope.truth.tables.now));
    Ok(match (lookup.column, row) {
        (None, row) => i64::from(row.is_some()),
        (Some(column), Some(row)) => table.row(row)[column],
        (Some(column), None) => match &scope.truth.initial[lookup.table][column] {
            Some(code) => evaluate(code, &scope.of(key))?,
            None => key.get(column).copied().unwrap_or(0),
        },
    })
}

fn total(totalled: &Totalled, scope: &Scope, span: Span) -> Result<i64, Trap> {
    let mut parts = [0; KEYS];
    match totalled {
        Totalled::Kept(total, codes) => {
            // The key is written over the walked row, which is the row at hand out here.
            let key = key(codes, &Scope { walked: scope.this, ..*scope }, &mut parts)?;
            let sum = scope.truth.tables.totals[*total].get(key);
            i64::try_from(sum).map_err(|_| Trap::new(OVERFLOW, span))
        }
        Totalled::Walk { table, index, filter, value, kind } => {
            let inner = Scope { walked: scope.this, ..*scope };
            let table = &scope.truth.tables.all[*table];
            let mut result: Option<i128> = None;
            let mut visit = |row: u32| -> Result<(), Trap> {
                if !table.is_live(row, scope.truth.tables.now) {
                    return Ok(());
                }
                let scope = inner.of(table.row(row));
                if let Some(filter) = filter
                    && evaluate(filter, &scope)? == 0
                {
                    return Ok(());
                }
                let value = match value {
                    Some(value) => i128::from(evaluate(value, &scope)?),
                    None => 1,
                };
                result = Some(match (result, kind) {
                    (None, _) => value,
                    (Some(so_far), AggregateKind::Count | AggregateKind::Sum) => so_far + value,
                    (Some(so_far), AggregateKind::Min) => so_far.min(value),
                    (Some(so_far), AggregateKind::Max) => so_far.max(value),
                });
                Ok(())
            };
            match index {
                Some((index, codes)) => {
                    let key = key(codes, &inner, &mut parts)?;
                    let mut next = table.first(*index, key);
                    while let Some(row) = next {
                        visit(row)?;
                        next = table.next(*index, row);
                    }
                }
                None => table.each_row(&mut visit)?,
            }
            i64::try_from(result.unwrap_or(0)).map_err(|_| Trap::new(OVERFLOW, span))
        }
    }
}
