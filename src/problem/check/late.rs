use crate::diag::Diagnostic;
use crate::problem::expand::constant;
use crate::problem::model::{Arrivals, Design, Moment, Nanos, Trigger, Type};

/// Load and faults of a scenario that begin when they cannot begin any more: a run of it shows nothing of them.
pub(in crate::problem) fn late(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    let scenario = &design.scenario;
    // Nothing arrives where no load does, which has been said.
    if scenario.lasts == 0 {
        return;
    }
    let time = |nanos: Nanos| constant(design, Type::Time, nanos);
    for flow in &design.flows {
        let Trigger::Arrive(Arrivals::Burst { count: 1.., at, .. }) = flow.trigger else { continue };
        if at >= scenario.lasts {
            let message = format!(
                "nothing arrives at `{}`: its load begins at {}, and load arrives for {}",
                flow.id,
                time(at),
                time(scenario.lasts)
            );
            diagnostics.push(
                Diagnostic::error("never-begins", flow.span, message)
                    .help("let it begin earlier, or let `for` of the scenario be longer"),
            );
        }
    }
    let end = scenario.lasts.saturating_add(scenario.drain);
    for fault in scenario.faults.iter().map(|fault| &design.faults[fault.index()]) {
        let Moment::At(at) = fault.moment else { continue };
        if at >= end {
            let message = format!(
                "`{}` never begins: its `at` is {}, and the run is over at {}",
                fault.id,
                time(at),
                time(end)
            );
            diagnostics.push(
                Diagnostic::error("never-begins", fault.span, message)
                    .help("let it begin earlier, or let `for` of the scenario be longer"),
            );
        }
    }
}
