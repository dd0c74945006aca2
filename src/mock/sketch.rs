use std::collections::{BTreeMap, BTreeSet};

/// Boxes and arrows as one types them: `app -> order_api -> db`, one chain a line; what stands behind `:` is a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Names of boxes in the order of their first line.
    pub boxes: Vec<String>,
    /// Arrows between boxes: places in `boxes`, and the label.
    pub arrows: Vec<(usize, usize, String)>,
    /// Lines without an arrow, as typed.
    pub loose: Vec<String>,
}

/// More boxes than this are not drawn or judged.
const MOST_BOXES: usize = 60;

impl Sketch {
    /// Reads a sketch; every line counts, none is refused.
    pub fn read(text: &str) -> Self {
        let mut sketch = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let line = line.replace('→', "->").replace("=>", "->").replace("-->", "->");
            let (chain, label) = match line.split_once(':') {
                Some((chain, label)) if chain.contains("->") => (chain.to_owned(), label.trim().to_owned()),
                _ => (line.clone(), String::new()),
            };
            let names: Vec<&str> = chain.split("->").map(str::trim).collect();
            if names.len() < 2 || names.iter().any(|name| name.is_empty()) {
                sketch.loose.push(line);
                continue;
            }
            let places: Vec<Option<usize>> = names.iter().map(|name| sketch.place(name)).collect();
            for pair in places.windows(2) {
                let (Some(from), Some(to)) = (pair[0], pair[1]) else { continue };
                if !sketch.arrows.iter().any(|(a, b, _)| (*a, *b) == (from, to)) {
                    sketch.arrows.push((from, to, label.clone()));
                }
            }
        }
        sketch
    }

    fn place(&mut self, name: &str) -> Option<usize> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let same = |known: &String| known.eq_ignore_ascii_case(&name);
        self.boxes.iter().position(same).or_else(|| {
            (self.boxes.len() < MOST_BOXES).then(|| {
                self.boxes.push(name.clone());
                self.boxes.len() - 1
            })
        })
    }

    /// The boxes that can be reached from these, themselves included.
    pub fn reached(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (a, b, _) in &self.arrows {
            next.entry(*a).or_default().push(*b);
        }
        let mut open: Vec<usize> = from.into_iter().collect();
        let mut reached: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            for &to in next.get(&at).into_iter().flatten() {
                if reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_labels_and_loose_lines_are_told_apart() {
        let sketch = Sketch::read("app -> api -> DB : insert\nApp → cache\nand then a queue\napi ->\n");
        assert_eq!(sketch.boxes, ["app", "api", "DB", "cache"]);
        let arrows: Vec<(usize, usize)> = sketch.arrows.iter().map(|(a, b, _)| (*a, *b)).collect();
        assert_eq!(arrows, [(0, 1), (1, 2), (0, 3)]);
        assert_eq!(sketch.arrows[1].2, "insert");
        assert_eq!(sketch.loose.len(), 2);
        assert_eq!(sketch.reached([1]).into_iter().collect::<Vec<_>>(), [1, 2]);
    }
}
