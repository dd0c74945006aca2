//! Keys as the keymap names them.

use std::fmt;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with what is held down beside it. Shift is part of the letter itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

impl Key {
    /// A letter, digit or sign.
    pub const fn letter(letter: char) -> Self {
        Self::code(KeyCode::Char(letter))
    }

    /// A letter with Ctrl held down.
    pub const fn ctrl(letter: char) -> Self {
        Self { ctrl: true, ..Self::letter(letter) }
    }

    /// A key that is no letter.
    pub const fn code(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let held = |modifier| event.modifiers.contains(modifier);
        let ctrl = held(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
            KeyCode::Tab if held(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        Self { code, ctrl, alt: held(KeyModifiers::ALT) }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(letter) if self.ctrl => write!(f, "{}", letter.to_ascii_uppercase()),
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Esc => f.write_str("Esc"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Delete => f.write_str("Del"),
            code => write!(f, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_however_the_terminal_tells_it() {
        let event = |code, modifiers| Key::from(KeyEvent::new(code, modifiers));
        assert_eq!(event(KeyCode::Char('C'), KeyModifiers::CONTROL), Key::ctrl('c'));
        assert_eq!(event(KeyCode::Char('?'), KeyModifiers::SHIFT), Key::letter('?'));
        assert_eq!(event(KeyCode::Tab, KeyModifiers::SHIFT), Key::code(KeyCode::BackTab));
        assert_ne!(event(KeyCode::Char('q'), KeyModifiers::ALT), Key::letter('q'));
    }

    #[test]
    fn keys_are_called_as_keyboards_call_them() {
        let called = [Key::ctrl('c'), Key::letter('G'), Key::letter(' '), Key::code(KeyCode::PageDown)];
        assert_eq!(called.map(|key| key.to_string()), ["Ctrl-C", "G", "Space", "PgDn"]);
    }
}
