use super::{Code, Drawn, Scope, Trap, evaluate};

/// An expression that gives a list of numbers.
#[derive(Clone, Debug)]
pub enum ListCode {
    /// A list of the request.
    Value(u32),
    /// Ascending.
    Sorted(Box<ListCode>),
    /// Drawn.
    Drawn(Drawn),
    /// One of two.
    If(Code, Box<ListCode>, Box<ListCode>),
}

/// Appends the list to `out`.
pub fn evaluate_list(code: &ListCode, scope: &Scope, out: &mut Vec<i64>) -> Result<(), Trap> {
    match code {
        ListCode::Value(list) => out.extend_from_slice(&scope.lists[*list as usize]),
        ListCode::Sorted(inner) => {
            let start = out.len();
            evaluate_list(inner, scope, out)?;
            out[start..].sort_unstable();
        }
        ListCode::Drawn(drawn) => drawn.list(&mut scope.key.draw(drawn.place, scope.lap), out),
        ListCode::If(condition, then, otherwise) => {
            let chosen = if evaluate(condition, scope)? != 0 { then } else { otherwise };
            evaluate_list(chosen, scope, out)?;
        }
    }
    Ok(())
}
