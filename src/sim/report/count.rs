use serde::{Serialize, Serializer};

/// A count that seeds can be averaged over: JSON writes it whole where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Count(pub f64);

impl From<u64> for Count {
    #[expect(clippy::cast_precision_loss, reason = "no run counts to 2^53")]
    fn from(count: u64) -> Self {
        Self(count as f64)
    }
}

impl Serialize for Count {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::float_cmp,
        reason = "whole and in range"
    )]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 >= 0.0 && self.0 < 9e15 && self.0 == libm::trunc(self.0) {
            serializer.serialize_u64(self.0 as u64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}
