use super::noun;
use super::syntax::Noun;

/// The nouns of a quantity: soft labels that are shown, cancel where they meet and never make an
/// expression fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Each noun once, with an exponent other than 0, in the order of appearance.
    nouns: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// By which nouns meet: singular, lower case.
    lemma: String,
    /// As typed.
    typed: String,
    exponent: i32,
}

impl Label {
    /// The label of `10M active users`: words that name one thing, the last of which carries the name.
    pub fn of(nouns: &[Noun]) -> Self {
        let Some(last) = nouns.last() else { return Self::default() };
        let typed = nouns.iter().map(|noun| noun.word.as_str()).collect::<Vec<_>>().join(" ");
        Self { nouns: vec![Entry { lemma: noun::lemma(&last.word), typed, exponent: 1 }] }
    }

    /// The label of a product.
    pub fn times(&self, other: &Self) -> Self {
        self.combine(other, 1)
    }

    /// The label of a quotient.
    pub fn per(&self, other: &Self) -> Self {
        self.combine(other, -1)
    }

    /// The label of a power.
    pub fn power(&self, exponent: i64) -> Self {
        let Ok(exponent) = i32::try_from(exponent) else { return Self::default() };
        let mut nouns = self.nouns.clone();
        nouns.iter_mut().for_each(|entry| entry.exponent = entry.exponent.saturating_mul(exponent));
        nouns.retain(|entry| entry.exponent != 0);
        Self { nouns }
    }

    /// The label of a sum: that of either side where the other has none or the same.
    /// `None` where the two are of different things.
    pub fn sum(&self, other: &Self) -> Option<Self> {
        if self.is_empty() || self.same(other) {
            return Some(if self.is_empty() { other.clone() } else { self.clone() });
        }
        other.is_empty().then(|| self.clone())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nouns.is_empty()
    }

    /// The nouns as they are shown behind a number: `orders`, or `order` after 1; empty unless exactly
    /// one noun stands above the line, since two unlike nouns say nothing together.
    pub fn shown(&self, one: bool) -> String {
        match self.nouns.as_slice() {
            [entry] if entry.exponent == 1 => entry.shown(one),
            _ => String::new(),
        }
    }

    /// The one noun below the line, in the singular: the `order` of `500 B/order`.
    pub fn shown_below(&self) -> Option<String> {
        match self.nouns.as_slice() {
            [entry] if entry.exponent == -1 => Some(entry.shown(true)),
            _ => None,
        }
    }

    /// All nouns in words, for a warning: `orders`, `users per day`.
    pub fn words(&self) -> String {
        let above: Vec<_> = self.nouns.iter().filter(|e| e.exponent > 0).map(|e| e.shown(false)).collect();
        let below: Vec<_> = self.nouns.iter().filter(|e| e.exponent < 0).map(|e| e.shown(true)).collect();
        match (above.is_empty(), below.is_empty()) {
            (_, true) => above.join(" and "),
            (true, false) => format!("per {}", below.join(" and ")),
            (false, false) => format!("{} per {}", above.join(" and "), below.join(" and ")),
        }
    }

    fn same(&self, other: &Self) -> bool {
        let has = |all: &Self, entry: &Entry| {
            all.nouns.iter().any(|mine| mine.lemma == entry.lemma && mine.exponent == entry.exponent)
        };
        self.nouns.len() == other.nouns.len() && self.nouns.iter().all(|entry| has(other, entry))
    }

    fn combine(&self, other: &Self, sign: i32) -> Self {
        let mut nouns = self.nouns.clone();
        for entry in &other.nouns {
            let exponent = entry.exponent.saturating_mul(sign);
            match nouns.iter_mut().find(|mine| mine.lemma == entry.lemma) {
                Some(mine) => mine.exponent = mine.exponent.saturating_add(exponent),
                None => nouns.push(Entry { exponent, ..entry.clone() }),
            }
        }
        nouns.retain(|entry| entry.exponent != 0);
        Self { nouns }
    }
}

impl Entry {
    /// As typed where that is an abbreviation or a sign; else in the right number.
    fn shown(&self, one: bool) -> String {
        let (before, last) = match self.typed.rsplit_once(' ') {
            Some((before, last)) => (format!("{before} "), last),
            None => (String::new(), self.typed.as_str()),
        };
        let lower = last.to_lowercase();
        let inflected = lower == self.lemma || lower == noun::plural(&self.lemma);
        let is_own = !noun::is_known(last) || !inflected;
        let last = match (inflected, one) {
            // `DAU`, `IOPS` and `Hz` stay as they are.
            _ if is_own && noun::is_sign(last) => last.to_owned(),
            (false, _) => lower,
            (true, true) => self.lemma.clone(),
            (true, false) => noun::plural(&self.lemma),
        };
        before + &last
    }
}
