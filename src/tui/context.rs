//! Where keys are pressed.

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// On every screen, whatever is going on.
    Everywhere,
    /// Wherever letters are commands and not text.
    Commands,
    /// In anything with a cursor or a scroll bar.
    Moving,
    /// The home screen.
    Home,
    /// The home screen: what is looked for.
    Find,
    /// A problem that was chosen.
    Problem,
    /// A page to read.
    Page,
    /// The calculator's notebook.
    Sheet,
    /// The calculator's line.
    Calculator,
    /// The help.
    Help,
    /// A question to be answered with yes or no.
    Confirm,
    /// A sitting with cards, where letters are commands.
    Quiz,
    /// A card to be said from memory.
    Recall,
    /// A card with choices.
    Choice,
    /// A card whose steps are to be put in order.
    Order,
    /// A card whose answer is typed.
    Typing,
    /// How sure one is.
    Sure,
    /// The answer is shown and to be graded.
    Grade,
    /// The end of a sitting.
    Summary,
    /// An exercise whose answer is typed.
    Exercise,
    /// The solution of an exercise.
    Solution,
    /// A mock, whatever one writes in it.
    Mock,
    /// A mock: several lines of text.
    MockLines,
    /// A mock: a field of one row.
    MockField,
    /// A mock: a question to the interviewer.
    MockLine,
    /// A mock: decisions and their options.
    MockList,
    /// A mock: which answer was meant.
    MockOffer,
    /// A mock: something to read over it.
    MockPanel,
    /// A mock that has not begun.
    MockDoor,
    /// A mock: whether to end it.
    MockEnd,
    /// After a mock: one's own grades.
    Grading,
    /// After a mock: runs that are waited for.
    Waiting,
    /// After a mock: the report.
    Verdict,
    /// Phases on a clock, alone.
    Timer,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 34] = [
        Self::Everywhere,
        Self::Commands,
        Self::Moving,
        Self::Home,
        Self::Find,
        Self::Problem,
        Self::Page,
        Self::Sheet,
        Self::Calculator,
        Self::Help,
        Self::Confirm,
        Self::Quiz,
        Self::Recall,
        Self::Choice,
        Self::Order,
        Self::Typing,
        Self::Sure,
        Self::Grade,
        Self::Summary,
        Self::Exercise,
        Self::Solution,
        Self::Mock,
        Self::MockLines,
        Self::MockField,
        Self::MockLine,
        Self::MockList,
        Self::MockOffer,
        Self::MockPanel,
        Self::MockDoor,
        Self::MockEnd,
        Self::Grading,
        Self::Waiting,
        Self::Verdict,
        Self::Timer,
    ];

    /// The contexts whose keys hold here, the nearest first.
    pub fn chain(self) -> &'static [Self] {
        #[allow(clippy::enum_glob_use, reason = "a table of every context")]
        use Context::*;
        match self {
            Everywhere => &[Everywhere],
            Commands => &[Commands, Everywhere],
            Moving => &[Moving, Commands, Everywhere],
            Home => &[Home, Moving, Commands, Everywhere],
            Find => &[Find, Everywhere],
            Problem => &[Problem, Moving, Commands, Everywhere],
            Page => &[Page, Moving, Commands, Everywhere],
            Sheet => &[Sheet, Everywhere],
            Calculator => &[Calculator, Everywhere],
            Help => &[Help, Moving, Everywhere],
            Confirm => &[Confirm, Everywhere],
            Quiz => &[Quiz, Moving, Commands, Everywhere],
            Recall => &[Recall, Quiz, Moving, Commands, Everywhere],
            Choice => &[Choice, Quiz, Moving, Commands, Everywhere],
            Order => &[Order, Quiz, Moving, Commands, Everywhere],
            Typing => &[Typing, Everywhere],
            Sure => &[Sure, Quiz, Moving, Commands, Everywhere],
            Grade => &[Grade, Quiz, Moving, Commands, Everywhere],
            Summary => &[Summary, Moving, Commands, Everywhere],
            Exercise => &[Exercise, Everywhere],
            Solution => &[Solution, Moving, Commands, Everywhere],
            Mock => &[Mock, Everywhere],
            MockLines => &[MockLines, Mock, Everywhere],
            MockField => &[MockField, MockLines, Mock, Everywhere],
            MockLine => &[MockLine, Mock, Everywhere],
            MockList => &[MockList, Mock, Everywhere],
            MockOffer => &[MockOffer, Mock, Everywhere],
            MockPanel => &[MockPanel, Moving, Everywhere],
            MockDoor => &[MockDoor, Moving, Commands, Everywhere],
            MockEnd => &[MockEnd, Everywhere],
            Grading => &[Grading, Moving, Commands, Everywhere],
            Waiting => &[Waiting, Commands, Everywhere],
            Verdict => &[Verdict, Moving, Commands, Everywhere],
            Timer => &[Timer, Moving, Commands, Everywhere],
        }
    }

    /// The heading of its keys in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Commands => "Commands",
            Self::Moving => "Moving",
            Self::Home => "Home",
            Self::Find => "Finding",
            Self::Problem => "Problem",
            Self::Page | Self::MockPanel => "Reading",
            Self::Sheet => "Sheet",
            Self::Calculator => "Calculator",
            Self::Help => "Help",
            Self::Confirm => "Question",
            Self::Quiz => "Quiz",
            Self::Recall => "Say it from memory",
            Self::Choice => "Choose",
            Self::Order => "Put in order",
            Self::Typing => "Type the answer",
            Self::Sure => "How sure?",
            Self::Grade | Self::Grading => "Grade yourself",
            Self::Summary | Self::MockEnd => "The end",
            Self::Exercise => "Exercise",
            Self::Solution => "Solution",
            Self::Mock | Self::MockDoor => "Mock",
            Self::MockLines => "Writing",
            Self::MockField => "Writing in one line",
            Self::MockLine => "Asking the interviewer",
            Self::MockList => "Deciding",
            Self::MockOffer => "What did you mean?",
            Self::Waiting => "Waiting for runs",
            Self::Verdict => "The report",
            Self::Timer => "Timer",
        }
    }
}
