use crate::problem::model::{Arrivals, Design, Trigger};

/// Multiplies what arrives: rates, the sizes of bursts, and how often each row sends.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and times far below 2^53"
)]
pub fn multiply_load(design: &mut Design, times: f64) {
    for flow in &mut design.flows {
        let Trigger::Arrive(arrivals) = &mut flow.trigger else { continue };
        match arrivals {
            Arrivals::Rate { rate, .. } => *rate *= times,
            Arrivals::Burst { count, .. } => *count = libm::round(*count as f64 * times) as u64,
            Arrivals::Each { every: Some(every), .. } => {
                *every = (libm::round(*every as f64 / times) as i64).max(1)
            }
            Arrivals::Each { every: None, .. } => {}
        }
    }
    design.scenario.events *= times;
}
