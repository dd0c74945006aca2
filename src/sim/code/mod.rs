//! Expressions as integer code.
//!
//! - [`Code`], [`Instr`]: an expression, flat: an accumulator and a short stack of `i64`, products in 128 bits.
//! - [`lower`]: from the typed tree of a file; [`evaluate`]: with the values and rows of a [`Scope`].
//! - [`ListCode`]: expressions that give a list; [`Drawn`]: what is drawn.

mod drawn;
mod instr;
mod list;
mod lower;
mod run;
mod scope;
mod sees;

pub use drawn::{Drawn, place};
pub use instr::{Code, Instr, LookupCode, Operand, Totalled};
pub use list::{ListCode, evaluate_list};
pub use lower::{Lowering, TotalPlan, Totals, lower, lower_list};
pub use run::{Trap, UNMEASURED, evaluate, key};
pub use scope::{Scope, Truth};
pub use sees::{conjuncts, equality, is_kept, one_of, sees_measures, sees_old, sees_row};
