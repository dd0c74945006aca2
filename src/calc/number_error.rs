/// Why a number cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// A division by 0, or by a range that contains 0.
    #[error("division by zero")]
    DivisionByZero,
    /// Beyond [`MAX_BITS`](super::MAX_BITS), or beyond floats once a number is approximate.
    #[error("the number is too large: the limit is 4,096 bits, and about 1.8e308 after sqrt or log2")]
    TooLarge,
    /// The square root of a negative number, the logarithm of one that is not positive, or a
    /// function with the wrong number of arguments.
    #[error("the result is not defined: sqrt needs a number from 0 up, log2 one above 0")]
    Undefined,
    /// A formula over ranges beyond [`MAX_TERMS`](super::MAX_TERMS).
    #[error("the formula over ranges is too long: the limit is 4,096 terms")]
    TooManyTerms,
}
