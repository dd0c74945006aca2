use std::str::FromStr;

/// A whole number, as a flag takes it.
pub fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "write a whole number, such as 7".to_owned())
}
