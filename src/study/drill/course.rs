use crate::calc::random::Stream;

/// Which of several skills the exercise of this number is of, from 0: each once in an order of the seed's own, then
/// again in another. `None` where there are no skills.
pub fn skill_at(skills: &[String], seed: u64, number: u64) -> Option<&String> {
    let length = skills.len() as u64;
    let (round, place) = (number.checked_div(length)?, number.checked_rem(length)?);
    let mut order: Vec<&String> = skills.iter().collect();
    let mut draw = Stream::new(seed, 0).request(round).draw(0, 0);
    for last in (1..order.len()).rev() {
        let other = usize::try_from(draw.below(last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
    order.get(usize::try_from(place).unwrap_or(0)).copied()
}
