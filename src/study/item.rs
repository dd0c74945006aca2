/// A card as far as scheduling needs to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The card's id.
    pub card: String,
    /// Its deck.
    pub deck: String,
    /// What it is about.
    pub topic: String,
    /// The problem it was made from.
    pub problem: Option<String>,
    /// Cards of one group give each other away: they are not asked one after the other.
    pub siblings: Option<String>,
    /// Whether it was got wrong before it became a card: it comes before other new ones.
    pub missed: bool,
    /// Cards that it is confused with, the likeliest first.
    pub confusable: Vec<String>,
}
