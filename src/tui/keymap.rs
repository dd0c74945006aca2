//! The keymap as data: where, which key, what it does, and what the help says. The bar at the bottom and the
//! help are drawn from it, so that they cannot tell anything else than what happens.

use ratatui::crossterm::event::KeyCode;

use super::key::Key;

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
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 9] = [
        Self::Everywhere,
        Self::Commands,
        Self::Moving,
        Self::Home,
        Self::Page,
        Self::Sheet,
        Self::Calculator,
        Self::Help,
        Self::Confirm,
    ];

    /// The contexts whose keys hold here, the nearest first.
    pub fn chain(self) -> &'static [Self] {
        use Context::{Calculator, Commands, Confirm, Everywhere, Help, Home, Moving, Page, Sheet};
        match self {
            Everywhere => &[Everywhere],
            Commands => &[Commands, Everywhere],
            Moving => &[Moving, Commands, Everywhere],
            Home => &[Home, Moving, Commands, Everywhere],
            Page => &[Page, Moving, Commands, Everywhere],
            Sheet => &[Sheet, Everywhere],
            Calculator => &[Calculator, Everywhere],
            Help => &[Help, Moving, Everywhere],
            Confirm => &[Confirm, Everywhere],
        }
    }

    /// The heading of its keys in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Commands => "Commands",
            Self::Moving => "Moving",
            Self::Home => "Home",
            Self::Page => "Reading",
            Self::Sheet => "Sheet",
            Self::Calculator => "Calculator",
            Self::Help => "Help",
            Self::Confirm => "Question",
        }
    }
}

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
}

/// A line of the keymap.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The keys, the one that the bar shows first.
    pub keys: &'static [Key],
    /// What they do.
    pub action: Action,
    /// The word in the bar; empty where only the help tells of it.
    pub hint: &'static str,
    /// What the help says.
    pub help: &'static str,
}

const fn key(letter: char) -> Key {
    Key::letter(letter)
}

const fn code(code: KeyCode) -> Key {
    Key::code(code)
}

const fn bind(
    context: Context,
    keys: &'static [Key],
    action: Action,
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, keys, action, hint, help }
}

/// Every key.
pub const KEYMAP: &[Binding] = &[
    bind(
        Context::Home,
        &[code(KeyCode::Enter), key('l'), code(KeyCode::Right)],
        Action::Open,
        "open",
        "open what is selected",
    ),
    bind(Context::Home, &[key('s')], Action::Sheet, "sheet", "open the calculator's notebook"),
    bind(
        Context::Page,
        &[code(KeyCode::Esc), key('h'), code(KeyCode::Left)],
        Action::Back,
        "back",
        "back to where you came from",
    ),
    bind(
        Context::Sheet,
        &[Key::ctrl('s')],
        Action::Save,
        "save",
        "save now; otherwise a second after the last change",
    ),
    bind(Context::Sheet, &[Key::ctrl('u')], Action::Undo, "undo", "take back the last change"),
    bind(Context::Sheet, &[Key::ctrl('r')], Action::Redo, "", "bring it back"),
    bind(Context::Sheet, &[code(KeyCode::Esc)], Action::Back, "done", "save and go back"),
    bind(
        Context::Calculator,
        &[code(KeyCode::Enter)],
        Action::Open,
        "keep",
        "keep the answer as `ans`, and the name before `=`",
    ),
    bind(Context::Calculator, &[code(KeyCode::Up)], Action::Up, "", "the line before"),
    bind(Context::Calculator, &[code(KeyCode::Down)], Action::Down, "", "the line after"),
    bind(Context::Calculator, &[code(KeyCode::Esc)], Action::Back, "close", "close the calculator"),
    bind(Context::Help, &[code(KeyCode::Esc), key('?'), key('q')], Action::Back, "close", "close the help"),
    bind(Context::Confirm, &[key('y'), code(KeyCode::Enter)], Action::Yes, "yes", "yes"),
    bind(Context::Confirm, &[key('n'), code(KeyCode::Esc)], Action::No, "no", "no"),
    bind(Context::Moving, &[key('j'), code(KeyCode::Down)], Action::Down, "", "down"),
    bind(Context::Moving, &[key('k'), code(KeyCode::Up)], Action::Up, "", "up"),
    bind(
        Context::Moving,
        &[code(KeyCode::PageDown), key(' '), Key::ctrl('f')],
        Action::PageDown,
        "",
        "a screen down",
    ),
    bind(Context::Moving, &[code(KeyCode::PageUp), Key::ctrl('b')], Action::PageUp, "", "a screen up"),
    bind(Context::Moving, &[key('g'), code(KeyCode::Home)], Action::Top, "", "to the beginning"),
    bind(Context::Moving, &[key('G'), code(KeyCode::End)], Action::Bottom, "", "to the end"),
    bind(
        Context::Commands,
        &[key('=')],
        Action::Calculator,
        "calculator",
        "calculate, without leaving the screen",
    ),
    bind(Context::Commands, &[key('?')], Action::Help, "help", "this help"),
    bind(Context::Commands, &[key('q')], Action::Quit, "quit", "end the program"),
    bind(Context::Everywhere, &[code(KeyCode::F(1))], Action::Help, "help", "this help"),
    bind(
        Context::Everywhere,
        &[code(KeyCode::F(2))],
        Action::Calculator,
        "",
        "calculate, also while you write",
    ),
    bind(Context::Everywhere, &[Key::ctrl('l')], Action::Redraw, "", "draw the screen anew"),
    bind(Context::Everywhere, &[Key::ctrl('z')], Action::Suspend, "", "to the shell; `fg` comes back"),
    bind(
        Context::Everywhere,
        &[Key::ctrl('c')],
        Action::Interrupt,
        "",
        "end the program, with what is written saved",
    ),
];

/// What a key does in a context; `None` where it is text, or nothing.
pub fn action(context: Context, key: Key) -> Option<Action> {
    let chain = context.chain().iter();
    let mut bound = chain.flat_map(|context| KEYMAP.iter().filter(|binding| binding.context == *context));
    bound.find(|binding| binding.keys.contains(&key)).map(|binding| binding.action)
}

/// What the bar shows in a context: keys with a word each, the most particular first; an action once.
pub fn hints(context: Context) -> Vec<(Key, &'static str, Action)> {
    let mut hints: Vec<(Key, &'static str, Action)> = Vec::new();
    for context in context.chain() {
        for binding in KEYMAP.iter().filter(|binding| binding.context == *context && !binding.hint.is_empty())
        {
            if let (Some(key), false) =
                (binding.keys.first(), hints.iter().any(|(.., action)| *action == binding.action))
            {
                hints.push((*key, binding.hint, binding.action));
            }
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_one_thing_in_a_context() {
        for context in Context::ALL {
            let mut seen: Vec<Key> = Vec::new();
            for place in context.chain() {
                for key in KEYMAP.iter().filter(|binding| binding.context == *place).flat_map(|b| b.keys) {
                    assert!(!seen.contains(key), "{key} twice in {context:?}");
                    seen.push(*key);
                }
            }
        }
    }

    #[test]
    fn every_line_is_reached_and_says_what_it_does() {
        for binding in KEYMAP {
            assert!(!binding.keys.is_empty() && !binding.help.is_empty(), "{binding:?}");
            for key in binding.keys {
                assert_eq!(action(binding.context, *key), Some(binding.action), "{key}");
            }
        }
    }

    #[test]
    fn letters_are_text_where_text_is_written() {
        for context in [Context::Sheet, Context::Calculator] {
            for letter in ' '..='~' {
                assert_eq!(action(context, Key::letter(letter)), None, "{letter} in {context:?}");
            }
        }
    }

    #[test]
    fn every_screen_can_be_left_and_helps() {
        for context in Context::ALL {
            let actions: Vec<Action> = hints(context).iter().map(|hint| hint.2).collect();
            assert!(actions.contains(&Action::Help), "{context:?}");
            assert_eq!(action(context, Key::ctrl('c')), Some(Action::Interrupt), "{context:?}");
        }
    }
}
