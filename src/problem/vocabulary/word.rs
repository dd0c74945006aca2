/// A table of the file and the words that may stand in it.
#[derive(Debug)]
pub struct Section {
    /// How the program calls it.
    pub id: &'static str,
    /// How messages call one: "a component".
    pub article: &'static str,
    /// Its heading on the reference page: where it stands in a file.
    pub heading: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its words.
    pub words: &'static [Word],
}

/// One word of a section.
#[derive(Debug)]
pub struct Word {
    /// The kinds of component, or the verbs of a step, that have it; empty: all.
    pub kinds: &'static [&'static str],
    /// The word.
    pub name: &'static str,
    /// What it takes.
    pub form: Form,
    /// What holds where it is not said.
    pub default: Default,
    /// What it means, in one line.
    pub doc: &'static str,
    /// Its value in an example.
    pub example: &'static str,
}

/// What holds where a word is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// It must be said.
    Required,
    /// Nothing.
    Nothing,
    /// This value.
    Value(&'static str),
}

/// What a word takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text for people.
    Text,
    /// Texts for people.
    Texts,
    /// A whole number.
    Whole,
    /// Whole numbers.
    Wholes,
    /// true or false.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A calc expression for a whole number.
    Count,
    /// A calc expression for a plain number.
    Factor,
    /// A calc expression from 0 to 100 %.
    Share,
    /// A calc expression for a duration.
    Time,
    /// A calc expression for a rate.
    Rate,
    /// A calc expression for an amount of data.
    Data,
    /// A calc expression.
    Quantity,
    /// A duration to draw.
    Duration,
    /// A comparison of what is measured.
    Rule,
    /// An expression over rows and values.
    Expression,
    /// One expression, or a list of them.
    Expressions,
    /// A condition over rows and values.
    Condition,
    /// Names, each with an expression.
    Assignments,
    /// The name of something.
    Name(&'static str),
    /// Names of things; one may stand alone.
    Names(&'static str),
    /// A list of steps.
    Steps,
    /// A table with the words of a section.
    Section(&'static str),
    /// Names, each with a table with the words of a section.
    Named(&'static str),
    /// A list of tables with the words of a section.
    List(&'static str),
    /// Paths, each with its new value.
    Patch,
    /// Names, each with a text or a number.
    Map,
    /// Several shapes, told in the doc; the reader of the section knows them.
    Other,
}

impl Form {
    /// How messages and the reference page call it.
    pub fn words(self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Texts => "a list of texts".into(),
            Self::Whole => "a whole number".into(),
            Self::Wholes => "a list of whole numbers".into(),
            Self::Flag => "true or false".into(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Count => "a count".into(),
            Self::Factor => "a plain number".into(),
            Self::Share => "a share, such as 5%".into(),
            Self::Time => "a time, such as 30s".into(),
            Self::Rate => "a rate, such as 25/s".into(),
            Self::Data => "an amount of data, such as 155B".into(),
            Self::Quantity => "a quantity".into(),
            Self::Duration => "a duration to draw, such as 5ms p99 25ms".into(),
            Self::Rule => "a rule, such as order.latency.p99 <= 300ms".into(),
            Self::Expression => "an expression".into(),
            Self::Expressions => "an expression, or a list of them".into(),
            Self::Condition => "a condition".into(),
            Self::Assignments => "names with expressions".into(),
            Self::Name(what) => format!("the name of {what}"),
            Self::Names(what) => format!("names: {what}"),
            Self::Steps => "a list of steps".into(),
            Self::Section(_) => "a table".into(),
            Self::Named(_) => "named tables".into(),
            Self::List(_) => "a list of tables".into(),
            Self::Patch => "paths with their new values".into(),
            Self::Map => "names with values".into(),
            Self::Other => "see there".into(),
        }
    }
}

impl Section {
    /// The word with this name for this kind.
    pub fn word(&self, kind: &str, name: &str) -> Option<&'static Word> {
        self.words.iter().find(|word| word.name == name && word.fits(kind))
    }

    /// The words of this kind.
    pub fn words_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'static Word> + 'a {
        self.words.iter().filter(move |word| word.fits(kind))
    }
}

impl Word {
    /// Whether things of this kind have it.
    pub fn fits(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The same word for some kinds only.
    pub(crate) const fn of(mut self, kinds: &'static [&'static str]) -> Self {
        self.kinds = kinds;
        self
    }
}

const fn word(
    name: &'static str,
    form: Form,
    default: Default,
    doc: &'static str,
    example: &'static str,
) -> Word {
    Word { kinds: &[], name, form, default, doc, example }
}

/// A word that must be said.
pub(crate) const fn must(name: &'static str, form: Form, doc: &'static str, example: &'static str) -> Word {
    word(name, form, Default::Required, doc, example)
}

/// A word that may be left out, and then says nothing.
pub(crate) const fn may(name: &'static str, form: Form, doc: &'static str, example: &'static str) -> Word {
    word(name, form, Default::Nothing, doc, example)
}

/// A word with a default.
pub(crate) const fn with(
    name: &'static str,
    form: Form,
    default: &'static str,
    doc: &'static str,
    example: &'static str,
) -> Word {
    word(name, form, Default::Value(default), doc, example)
}
