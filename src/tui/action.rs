//! What keys do.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// End the program.
    Quit,
    /// End the program at once, as Ctrl-C does.
    Interrupt,
    /// Stop the program until the shell continues it.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Show or leave the help.
    Help,
    /// Open the calculator's line.
    Calculator,
    /// Back to where one came from.
    Back,
    /// One up.
    Up,
    /// One down.
    Down,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// To the beginning.
    Top,
    /// To the end.
    Bottom,
    /// Open what is selected, or take it.
    Open,
    /// The notebook.
    Sheet,
    /// Write to disk.
    Save,
    /// Take back the last change.
    Undo,
    /// Bring it back.
    Redo,
    /// Yes.
    Yes,
    /// No.
    No,
    /// The cards that are due.
    Quiz,
    /// Napkin math with fresh numbers.
    Drill,
    /// Take the choice, the grade or the confidence of this number, from 1.
    Pick(u8),
    /// Let go or take hold of a step, to move it.
    Grab,
    /// It is not known.
    Unknown,
    /// Leave the card out until further notice.
    Rest,
    /// Mark the card, or take its mark away.
    Flag,
    /// Show what the card's problem is about.
    Problem,
    /// Ask for confidence no more, or again.
    Confidence,
    /// On to the next phase.
    NextPhase,
    /// Back to the phase before.
    LastPhase,
    /// Stop the clock, or let it go on.
    Pause,
    /// To the next field.
    NextField,
    /// To the field before.
    LastField,
    /// Leave this criterion out.
    Skip,
    /// To the plain notes, or back from them.
    Notes,
    /// What to do in this phase.
    Guide,
    /// See what the phase has to show: what the interviewer said, a run, the minute.
    See,
    /// Look for something by its words.
    Find,
}
