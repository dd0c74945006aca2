use super::{Code, Lowering, Scope, Totals, Truth, evaluate, lower};
use crate::calc::random::Stream;
use crate::calc::syntax::Comparison;
use crate::diag::Span;
use crate::problem::model::{Expr, ExprKind, Rounding, Slot, Type};

fn int(kind: ExprKind) -> Expr {
    Expr { kind, ty: Type::Int, span: Span::new(3, 5) }
}

fn number(value: i64) -> Box<Expr> {
    Box::new(int(ExprKind::Constant(value)))
}

fn value(slot: u32) -> Box<Expr> {
    Box::new(int(ExprKind::Value(Slot(slot))))
}

fn code(kind: ExprKind) -> Code {
    let mut totals = Totals::default();
    lower(&int(kind), &mut Lowering { lists: &[], totals: &mut totals, walk: None })
}

fn give(kind: ExprKind, values: &[i64]) -> Result<i64, &'static str> {
    let truth = Truth::default();
    let scope = Scope { values, key: Stream::new(1, 1).request(1), ..Scope::bare(&truth, 7) };
    evaluate(&code(kind), &scope).map_err(|trap| trap.message)
}

#[test]
fn a_tree_is_evaluated_left_and_right() {
    // (a - b) - (b - (a - 1)) with a = 10, b = 3: 7 - (3 - 9) = 13
    let left = Box::new(int(ExprKind::Subtract(value(0), value(1))));
    let inner = Box::new(int(ExprKind::Subtract(value(0), number(1))));
    let right = Box::new(int(ExprKind::Subtract(value(1), inner)));
    assert_eq!(give(ExprKind::Subtract(left, right), &[10, 3]), Ok(13));
}

#[test]
fn divisions_are_made_whole_as_they_say() {
    let divide = |a, b, rounding| {
        give(ExprKind::Divide { left: value(0), right: value(1), numerator: 1, rounding }, &[a, b])
    };
    for (a, b, down, up, nearest) in [
        (7, 2, 3, 4, 4),
        (-7, 2, -4, -3, -4),
        (7, -2, -4, -3, -4),
        (-7, -3, 2, 3, 2),
        (6, 3, 2, 2, 2),
        (1, 3, 0, 1, 0),
    ] {
        assert_eq!(divide(a, b, Rounding::Down), Ok(down), "{a} / {b}");
        assert_eq!(divide(a, b, Rounding::Up), Ok(up), "{a} / {b}");
        assert_eq!(divide(a, b, Rounding::Nearest), Ok(nearest), "{a} / {b}");
    }
    assert_eq!(divide(1, 0, Rounding::Down), Err("division by zero"));
}

#[test]
fn products_have_128_bits_and_results_64() {
    let product = |a, b, denominator| {
        give(ExprKind::Multiply { left: value(0), right: value(1), denominator }, &[a, b])
    };
    let large = 4_000_000_000_000;
    assert_eq!(product(large, large, large), Ok(large));
    assert_eq!(product(large, large, 1), Err("a number beyond 64 bits"));
    assert_eq!(product(-5, 1, 2), Ok(-3));
    assert_eq!(give(ExprKind::Add(value(0), value(1)), &[i64::MAX, 1]), Err("a number beyond 64 bits"));
}

#[test]
fn only_the_chosen_side_is_looked_at() {
    let boom = || {
        Box::new(int(ExprKind::Divide {
            left: number(1),
            right: value(0),
            numerator: 1,
            rounding: Rounding::Down,
        }))
    };
    let holds = |sign, a: i64| Box::new(int(ExprKind::Compare(sign, value(0), number(a))));
    assert_eq!(give(ExprKind::If(holds(Comparison::Equal, 0), number(5), boom()), &[0]), Ok(5));
    assert_eq!(give(ExprKind::And(holds(Comparison::Differs, 0), boom()), &[0]), Ok(0));
    assert_eq!(give(ExprKind::Or(holds(Comparison::AtMost, 0), boom()), &[0]), Ok(1));
    assert_eq!(give(ExprKind::OneOf(value(0), vec![3, 4]), &[4]), Ok(1));
    assert_eq!(give(ExprKind::Modulo(value(0), number(5)), &[-1]), Ok(4));
}

#[test]
fn a_deep_tree_fits_the_deep_stack() {
    let mut tree = int(ExprKind::Value(Slot(0)));
    for _ in 0..60 {
        tree = int(ExprKind::Subtract(number(1), Box::new(tree)));
    }
    // 1 - (1 - (… - x)): an even number of turns gives x back.
    assert_eq!(give(tree.kind, &[42]), Ok(42));
}
