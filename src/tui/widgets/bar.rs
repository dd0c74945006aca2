use ratatui::text::{Line, Span};

use crate::tui::theme::Theme;

/// A bar of `width` cells that is full to this share, which is 0 to 1.
pub fn bar(share: f64, width: usize, theme: &Theme) -> Line<'static> {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "0 to the width of a screen"
    )]
    let mut full = libm::round(share * width as f64) as usize;
    // What has begun shows, and what is not done is not shown as done.
    if share > 0.0 {
        full = full.max(1.min(width));
    }
    if share < 1.0 {
        full = full.min(width.saturating_sub(1));
    }
    Line::from(vec![
        Span::styled(theme.signs.full.repeat(full), theme.good),
        Span::styled(theme.signs.empty.repeat(width - full), theme.border),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Palette;

    #[test]
    fn a_bar_is_full_only_at_the_end_and_empty_only_at_the_beginning() {
        let theme = Theme::new(Palette::None, true);
        let drawn = |share| bar(share, 10, &theme).to_string();
        assert_eq!(drawn(0.0), "..........");
        assert_eq!(drawn(0.01), "#.........");
        assert_eq!(drawn(0.5), "#####.....");
        assert_eq!(drawn(0.99), "#########.");
        assert_eq!(drawn(1.0), "##########");
        assert_eq!(drawn(f64::NAN), "..........");
        assert_eq!(bar(0.5, 0, &theme).to_string(), "");
    }
}
