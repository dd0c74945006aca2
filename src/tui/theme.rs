//! Colours and signs: for dark and for light terminals, for those with sixteen colours, and for none.

use ratatui::style::{Color, Modifier, Style};

/// Which colours are to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// Many, on a dark ground.
    Dark,
    /// Many, on a light ground.
    Light,
    /// The sixteen that the user's terminal defines.
    Sixteen,
    /// None: bold, dim and reverse alone.
    None,
}

impl Palette {
    /// Every palette with its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("dark", Self::Dark), ("light", Self::Light), ("16", Self::Sixteen), ("none", Self::None)];

    /// The palette with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, palette)| *palette)
    }
}

/// How everything looks. A meaning is never told by colour alone: a word or a sign stands beside it.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// The signs.
    pub signs: Signs,
    /// Plain text.
    pub text: Style,
    /// What matters less.
    pub dim: Style,
    /// Headings and names.
    pub strong: Style,
    /// What the eye should find first.
    pub accent: Style,
    /// Keys in the bar and in the help.
    pub key: Style,
    /// Where the cursor is in a list.
    pub selected: Style,
    /// Right, well, known.
    pub good: Style,
    /// Wrong, failed, forgotten.
    pub bad: Style,
    /// Late, doubtful.
    pub warn: Style,
    /// Lines around things.
    pub border: Style,
}

impl Theme {
    /// A theme of these colours, with signs beyond ASCII or without.
    pub fn new(palette: Palette, ascii: bool) -> Self {
        let plain = Style::new();
        let of = |dark: u8, light: u8, named: Color| match palette {
            Palette::Dark => plain.fg(Color::Indexed(dark)),
            Palette::Light => plain.fg(Color::Indexed(light)),
            Palette::Sixteen => plain.fg(named),
            Palette::None => plain,
        };
        let bold = plain.add_modifier(Modifier::BOLD);
        let faint = plain.add_modifier(Modifier::DIM);
        let by_colour = palette != Palette::None;
        Self {
            signs: if ascii { Signs::ASCII } else { Signs::FULL },
            text: plain,
            dim: if by_colour { of(246, 241, Color::DarkGray) } else { faint },
            strong: bold,
            accent: of(117, 25, Color::Cyan).add_modifier(Modifier::BOLD),
            key: of(179, 130, Color::Yellow).add_modifier(Modifier::BOLD),
            selected: match palette {
                Palette::Dark => plain.bg(Color::Indexed(238)).add_modifier(Modifier::BOLD),
                Palette::Light => plain.bg(Color::Indexed(254)).add_modifier(Modifier::BOLD),
                Palette::Sixteen | Palette::None => plain.add_modifier(Modifier::REVERSED),
            },
            good: if by_colour { of(114, 28, Color::Green) } else { bold },
            bad: if by_colour { of(210, 124, Color::Red).add_modifier(Modifier::BOLD) } else { bold },
            warn: if by_colour { of(221, 130, Color::Yellow) } else { bold },
            border: if by_colour { of(240, 250, Color::DarkGray) } else { faint },
        }
    }

    /// The theme that the surroundings ask for. `variable` reads the environment; `color` is `--color`,
    /// `named` is `--theme` and `ascii` is `--ascii`.
    pub fn detect(
        variable: &dyn Fn(&str) -> Option<String>,
        color: Option<bool>,
        named: Option<Palette>,
        ascii: bool,
    ) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let no_color = color.map_or(set("NO_COLOR").is_some() || term == "dumb", |wanted| !wanted);
        let many = term.contains("256color") || set("COLORTERM").is_some();
        let palette = if let Some(named) = named {
            named
        } else if no_color {
            Palette::None
        } else if let Some(named) = set("NAPKIN_THEME").and_then(|name| Palette::find(&name)) {
            named
        } else if !many {
            Palette::Sixteen
        } else if set("COLORFGBG").is_some_and(|colours| is_light(&colours)) {
            Palette::Light
        } else {
            Palette::Dark
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name)).unwrap_or_default();
        let is_utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
        // Windows has no such variables, and its terminals draw what they are told to.
        let without_signs = !is_utf8 && !cfg!(windows);
        Self::new(palette, ascii || without_signs || matches!(term.as_str(), "dumb" | "linux"))
    }
}

/// Whether `COLORFGBG`, such as `0;15`, tells of a light ground: white, or light grey.
fn is_light(colours: &str) -> bool {
    matches!(colours.rsplit(';').next(), Some("7" | "15"))
}

/// Signs that not every terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Whether they are all ASCII.
    pub ascii: bool,
    /// A line from left to right.
    pub rule: &'static str,
    /// A line from top to bottom.
    pub wall: &'static str,
    /// Corners of a box: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// What stands before the selected line.
    pub pointer: &'static str,
    /// Right.
    pub tick: &'static str,
    /// Wrong.
    pub cross: &'static str,
    /// Between two things in one line.
    pub dot: &'static str,
    /// Something is cut off here.
    pub more: &'static str,
    /// The full part of a bar.
    pub full: &'static str,
    /// The empty part of a bar.
    pub empty: &'static str,
    /// More above, more below.
    pub arrows: [&'static str; 2],
}

impl Signs {
    const FULL: Self = Self {
        ascii: false,
        rule: "─",
        wall: "│",
        corners: ["╭", "╮", "╰", "╯"],
        pointer: "›",
        tick: "✓",
        cross: "✗",
        dot: "·",
        more: "…",
        full: "█",
        empty: "░",
        arrows: ["▲", "▼"],
    };

    const ASCII: Self = Self {
        ascii: true,
        rule: "-",
        wall: "|",
        corners: ["+", "+", "+", "+"],
        pointer: ">",
        tick: "+",
        cross: "x",
        dot: "-",
        more: "~",
        full: "#",
        empty: ".",
        arrows: ["^", "v"],
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(variables: &[(&str, &str)]) -> (Style, bool) {
        let theme = Theme::detect(
            &|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
            None,
            None,
            false,
        );
        (theme.selected, theme.signs.ascii)
    }

    fn look(palette: Palette, ascii: bool) -> (Style, bool) {
        let theme = Theme::new(palette, ascii);
        (theme.selected, theme.signs.ascii)
    }

    #[test]
    fn the_terminal_decides() {
        let utf8 = ("LANG", "en_US.UTF-8");
        let many = ("TERM", "xterm-256color");
        assert_eq!(detected(&[utf8, many]), look(Palette::Dark, false));
        assert_eq!(detected(&[utf8, many, ("COLORFGBG", "0;15")]), look(Palette::Light, false));
        assert_eq!(detected(&[utf8, many, ("NAPKIN_THEME", "light")]), look(Palette::Light, false));
        assert_eq!(detected(&[utf8, ("TERM", "xterm")]), look(Palette::Sixteen, false));
        assert_eq!(detected(&[utf8, ("TERM", "linux")]), look(Palette::Sixteen, true));
        assert_eq!(detected(&[utf8, ("TERM", "dumb")]), look(Palette::None, true));
        assert_eq!(detected(&[utf8, many, ("NO_COLOR", "1")]), look(Palette::None, false));
        assert_eq!(detected(&[utf8, many, ("NO_COLOR", "")]), look(Palette::Dark, false));
        assert_eq!(detected(&[many, ("LANG", "C")]), look(Palette::Dark, true));
        assert_eq!(detected(&[many, utf8, ("LC_ALL", "C")]), look(Palette::Dark, true));
    }

    #[test]
    fn without_colour_what_is_selected_still_differs() {
        let theme = Theme::new(Palette::None, false);
        assert!(theme.selected.add_modifier.contains(Modifier::REVERSED));
        for style in [theme.text, theme.dim, theme.selected, theme.good, theme.bad, theme.warn, theme.key] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }

    #[test]
    fn ascii_is_ascii() {
        let signs = Signs::ASCII;
        let mut all = vec![signs.rule, signs.wall, signs.pointer, signs.tick, signs.cross, signs.dot];
        all.extend([signs.more, signs.full, signs.empty]);
        all.extend(signs.corners);
        all.extend(signs.arrows);
        assert!(all.iter().all(|sign| sign.is_ascii()));
    }
}
