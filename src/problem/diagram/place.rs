//! The column of everything in a row: near its neighbours, in order, without overlap.

/// Something in a row: how wide it is, and how far from what stands left of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// In cells.
    pub width: usize,
    /// Cells at least between it and the thing before.
    pub gap: usize,
    /// Where its left edge would best be.
    pub wanted: usize,
    /// How much that matters beside the others.
    pub weight: i64,
}

/// Left edges within `width` cells, as near to those wanted as the order and the gaps allow: the least weighted
/// sum of squared distances (pool adjacent violators), pushed inside the width. A row that is too wide sticks
/// out on the right.
pub(super) fn place(items: &[Item], width: usize) -> Vec<usize> {
    // Without their widths and gaps the edges only have to rise.
    let mut offsets = Vec::with_capacity(items.len());
    let mut offset = 0;
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            offset += item.gap;
        }
        offsets.push(offset);
        offset += item.width;
    }
    let room = width.saturating_sub(offset);
    // Blocks of equal value: weighted sum, weight and number of items.
    let mut blocks: Vec<(i64, i64, usize)> = Vec::new();
    for (item, offset) in items.iter().zip(&offsets) {
        let wanted = i64::try_from(item.wanted).unwrap_or(0) - i64::try_from(*offset).unwrap_or(0);
        blocks.push((wanted * item.weight, item.weight, 1));
        while let [.., (sum, weight, count), (last_sum, last_weight, last_count)] = blocks[..] {
            if sum * last_weight < last_sum * weight {
                break;
            }
            blocks.pop();
            blocks.pop();
            blocks.push((sum + last_sum, weight + last_weight, count + last_count));
        }
    }
    let risen = blocks.iter().flat_map(|&(sum, weight, count)| {
        let value = usize::try_from((sum / weight).max(0)).unwrap_or(0).min(room);
        std::iter::repeat_n(value, count)
    });
    risen.zip(offsets).map(|(value, offset)| value + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_stand_where_they_want_unless_they_overlap() {
        let item = |wanted| Item { width: 4, gap: 2, wanted, weight: 1 };
        assert_eq!(place(&[item(0), item(20)], 40), [0, 20]);
        // Both want 10: they share the difference of 6.
        assert_eq!(place(&[item(10), item(10)], 40), [7, 13]);
        // The heavier one moves less.
        assert_eq!(place(&[Item { weight: 5, ..item(10) }, item(10)], 40), [9, 15]);
        assert_eq!(place(&[item(39), item(39)], 20), [10, 16]);
        assert_eq!(place(&[item(5), item(5)], 6), [0, 6]);
    }
}
