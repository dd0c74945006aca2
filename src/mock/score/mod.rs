//! One file a criterion: what was shown, what it earned, and the line that says so.

mod boxes;
mod communication;
mod computed;
mod data;
mod depth;
mod estimates;
mod figures;
mod given;
mod growth;
mod high_level;
mod item;
mod requirements;
mod trade_offs;

pub use communication::spoken_words;
pub use depth::instead;
pub use given::{Given, Script, early};
pub use item::{Item, Judged, Source};

use super::criterion::Criterion;

/// Judges one criterion by what was said, typed and run.
pub fn judge(given: &Given<'_>, criterion: Criterion) -> Judged {
    match criterion {
        Criterion::Requirements => requirements::judge(given),
        Criterion::Estimates => estimates::judge(given),
        Criterion::Data => data::judge(given),
        Criterion::HighLevel => high_level::judge(given),
        Criterion::Depth => depth::judge(given),
        Criterion::Scaling => growth::judge(given),
        Criterion::TradeOffs => trade_offs::judge(given),
        Criterion::Communication => communication::judge(given),
    }
}
