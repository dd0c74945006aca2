use serde::{Deserialize, Serialize};

/// A heavy part that was proposed before any number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Early {
    /// The phase in which it was proposed.
    pub phase: String,
    /// The line that names it.
    pub words: String,
}
