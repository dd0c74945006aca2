//! The keymap as data: where, which key, what it does, and what the help says. The bar at the bottom and the
//! help are drawn from it, so that they cannot tell anything else than what happens.

use ratatui::crossterm::event::KeyCode;

pub use super::action::Action;
pub use super::context::Context;
use super::key::Key;

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
    bind(Context::Home, &[key('z')], Action::Quiz, "quiz", "the cards that are due"),
    bind(Context::Home, &[key('d')], Action::Drill, "drill", "napkin math with fresh numbers"),
    bind(Context::Home, &[key('/')], Action::Find, "find", "find problems by words of theirs"),
    bind(Context::Find, &[code(KeyCode::Enter)], Action::Open, "open", "open what is selected"),
    bind(Context::Find, &[code(KeyCode::Up)], Action::Up, "", "up"),
    bind(Context::Find, &[code(KeyCode::Down)], Action::Down, "", "down"),
    bind(Context::Find, &[code(KeyCode::Esc)], Action::Back, "all", "show every problem again"),
    bind(
        Context::Problem,
        &[code(KeyCode::Enter), key('l'), code(KeyCode::Right)],
        Action::Open,
        "open",
        "hold the mock, or read the brief",
    ),
    bind(
        Context::Problem,
        &[code(KeyCode::Esc), key('h'), code(KeyCode::Left)],
        Action::Back,
        "back",
        "back to the problems",
    ),
    bind(Context::Page, &[key(' ')], Action::PageDown, "", "a screen down"),
    bind(
        Context::Recall,
        &[code(KeyCode::Enter), key(' ')],
        Action::Open,
        "show the answer",
        "show the answer",
    ),
    bind(Context::Recall, &[code(KeyCode::Tab)], Action::Unknown, "not known", "say that it is not known"),
    bind(
        Context::Choice,
        &[code(KeyCode::Enter)],
        Action::Open,
        "take it",
        "take the choice with the cursor",
    ),
    bind(Context::Choice, &[key('1')], Action::Pick(1), "", "take the choice with this number"),
    bind(Context::Choice, &[key('2')], Action::Pick(2), "", "take the choice with this number"),
    bind(Context::Choice, &[key('3')], Action::Pick(3), "", "take the choice with this number"),
    bind(Context::Choice, &[key('4')], Action::Pick(4), "", "take the choice with this number"),
    bind(Context::Choice, &[key('5')], Action::Pick(5), "", "take the choice with this number"),
    bind(Context::Choice, &[key('6')], Action::Pick(6), "", "take the choice with this number"),
    bind(Context::Choice, &[code(KeyCode::Tab)], Action::Unknown, "not known", "say that it is not known"),
    bind(
        Context::Order,
        &[key(' ')],
        Action::Grab,
        "grab",
        "take hold of a step, move it up or down, let go",
    ),
    bind(Context::Order, &[code(KeyCode::Enter)], Action::Open, "answer", "answer with this order"),
    bind(Context::Order, &[code(KeyCode::Tab)], Action::Unknown, "not known", "say that it is not known"),
    bind(Context::Typing, &[code(KeyCode::Enter)], Action::Open, "answer", "answer with what is typed"),
    bind(
        Context::Typing,
        &[code(KeyCode::Esc)],
        Action::Back,
        "end",
        "end the sitting; every answer is kept",
    ),
    bind(Context::Typing, &[code(KeyCode::Tab)], Action::Unknown, "not known", "say that it is not known"),
    bind(
        Context::Typing,
        &[Key::ctrl('o')],
        Action::Undo,
        "undo",
        "take back the last answer; again for the one before",
    ),
    bind(Context::Typing, &[Key::ctrl('x')], Action::Rest, "", "leave this card out until further notice"),
    bind(Context::Typing, &[Key::ctrl('g')], Action::Flag, "", "mark this card, or take its mark away"),
    bind(Context::Typing, &[Key::ctrl('p')], Action::Problem, "", "show the problem that the card is about"),
    bind(Context::Sure, &[key('1')], Action::Pick(1), "guess", "a guess: one time in four it is right"),
    bind(Context::Sure, &[key('2')], Action::Pick(2), "unsure", "unsure: as often right as wrong"),
    bind(Context::Sure, &[key('3')], Action::Pick(3), "fairly sure", "fairly sure: three times in four"),
    bind(Context::Sure, &[key('4')], Action::Pick(4), "certain", "certain: nineteen times in twenty"),
    bind(Context::Sure, &[code(KeyCode::Enter)], Action::Open, "skip", "do not say"),
    bind(
        Context::Grade,
        &[code(KeyCode::Enter), key(' ')],
        Action::Open,
        "take the grade",
        "take the grade that is proposed",
    ),
    bind(Context::Grade, &[key('1')], Action::Pick(1), "", "again: forgotten, or wrong"),
    bind(
        Context::Grade,
        &[key('2')],
        Action::Pick(2),
        "",
        "hard: remembered with effort, or a good guess; it counts as remembered",
    ),
    bind(Context::Grade, &[key('3')], Action::Pick(3), "", "good: remembered"),
    bind(Context::Grade, &[key('4')], Action::Pick(4), "", "easy: remembered at once"),
    bind(Context::Exercise, &[code(KeyCode::Enter)], Action::Open, "answer", "answer with what is typed"),
    bind(Context::Exercise, &[code(KeyCode::Tab)], Action::Unknown, "not known", "say that it is not known"),
    bind(Context::Exercise, &[code(KeyCode::Esc)], Action::Back, "end", "end the drill"),
    bind(Context::Solution, &[code(KeyCode::Enter), key(' ')], Action::Open, "next", "the next exercise"),
    bind(Context::Solution, &[code(KeyCode::Esc)], Action::Back, "end", "end the drill"),
    bind(Context::Quiz, &[code(KeyCode::Esc)], Action::Back, "end", "end the sitting; every answer is kept"),
    bind(
        Context::Quiz,
        &[key('u')],
        Action::Undo,
        "undo",
        "take back the last answer; again for the one before",
    ),
    bind(Context::Quiz, &[key('s')], Action::Rest, "leave out", "leave this card out until further notice"),
    bind(Context::Quiz, &[key('f')], Action::Flag, "mark", "mark this card, or take its mark away"),
    bind(Context::Quiz, &[key('p')], Action::Problem, "", "show the problem that the card is about"),
    bind(Context::Quiz, &[key('c')], Action::Confidence, "", "ask how sure you are no more, or again"),
    bind(Context::Summary, &[code(KeyCode::Enter), code(KeyCode::Esc)], Action::Back, "done", "leave"),
    bind(
        Context::Summary,
        &[key('u')],
        Action::Undo,
        "undo",
        "take back the last answer; again for the one before",
    ),
    bind(Context::MockLine, &[code(KeyCode::Enter)], Action::Open, "ask", "ask the interviewer"),
    bind(Context::MockLine, &[code(KeyCode::Up)], Action::Up, "", "back in what was asked and told"),
    bind(Context::MockLine, &[code(KeyCode::Down)], Action::Down, "", "forward in it"),
    bind(
        Context::MockList,
        &[code(KeyCode::Enter), key(' ')],
        Action::Open,
        "choose",
        "choose the option with the cursor; in the list, go to what is selected",
    ),
    bind(Context::MockList, &[code(KeyCode::Up), key('k')], Action::Up, "", "up"),
    bind(Context::MockList, &[code(KeyCode::Down), key('j')], Action::Down, "", "down"),
    bind(Context::MockList, &[code(KeyCode::Home), key('g')], Action::Top, "", "to the first"),
    bind(Context::MockList, &[code(KeyCode::End), key('G')], Action::Bottom, "", "to the last"),
    bind(Context::MockList, &[key('1')], Action::Pick(1), "", "go to the option with this number"),
    bind(Context::MockList, &[key('2')], Action::Pick(2), "", "go to the option with this number"),
    bind(Context::MockList, &[key('3')], Action::Pick(3), "", "go to the option with this number"),
    bind(Context::MockList, &[key('4')], Action::Pick(4), "", "go to the option with this number"),
    bind(Context::MockList, &[key('5')], Action::Pick(5), "", "go to the option with this number"),
    bind(Context::MockList, &[key('6')], Action::Pick(6), "", "go to the option with this number"),
    bind(Context::MockList, &[key('7')], Action::Pick(7), "", "go to the option with this number"),
    bind(Context::MockList, &[key('8')], Action::Pick(8), "", "go to the option with this number"),
    bind(Context::MockList, &[key('9')], Action::Pick(9), "", "go to the option with this number"),
    bind(Context::MockOffer, &[key('1')], Action::Pick(1), "this", "I meant the answer with this number"),
    bind(Context::MockOffer, &[key('2')], Action::Pick(2), "", "I meant the answer with this number"),
    bind(Context::MockOffer, &[key('3')], Action::Pick(3), "", "I meant the answer with this number"),
    bind(Context::MockOffer, &[key('0')], Action::No, "none", "none of these"),
    bind(
        Context::MockOffer,
        &[code(KeyCode::Backspace)],
        Action::Undo,
        "change it",
        "back to the question, to word it another way",
    ),
    bind(
        Context::MockPanel,
        &[code(KeyCode::Esc), code(KeyCode::Enter), key('q'), code(KeyCode::F(5)), code(KeyCode::F(6))],
        Action::Back,
        "back",
        "back to the phase",
    ),
    bind(Context::MockPanel, &[Key::ctrl('o')], Action::See, "", "answer what the interviewer said"),
    bind(Context::MockDoor, &[code(KeyCode::Enter)], Action::Open, "go", "go on from here"),
    bind(Context::MockDoor, &[code(KeyCode::Esc)], Action::Back, "leave", "leave the mock"),
    bind(Context::MockEnd, &[key('y'), code(KeyCode::Enter)], Action::Yes, "end it", "end the mock"),
    bind(Context::MockEnd, &[key('n'), code(KeyCode::Esc)], Action::No, "go on", "go on with it"),
    bind(Context::Grading, &[key('y')], Action::Yes, "met", "this point was met"),
    bind(Context::Grading, &[key('n')], Action::No, "not met", "this point was not met"),
    bind(
        Context::Grading,
        &[key('s')],
        Action::Skip,
        "skip",
        "leave this criterion out; the verdict is then provisional",
    ),
    bind(
        Context::Grading,
        &[key('b'), code(KeyCode::Left), code(KeyCode::Backspace)],
        Action::LastField,
        "before",
        "back to the point before",
    ),
    bind(
        Context::Grading,
        &[code(KeyCode::Esc)],
        Action::Back,
        "leave",
        "leave; the mock is kept, and graded another time",
    ),
    bind(
        Context::Waiting,
        &[key('s')],
        Action::Skip,
        "without runs",
        "see the report without what runs would show",
    ),
    bind(
        Context::Waiting,
        &[key('b'), code(KeyCode::Left)],
        Action::LastField,
        "grades",
        "back to your grades",
    ),
    bind(
        Context::Waiting,
        &[code(KeyCode::Esc)],
        Action::Back,
        "leave",
        "leave; the mock is kept, and judged another time",
    ),
    bind(
        Context::Verdict,
        &[code(KeyCode::Tab), key('l'), code(KeyCode::Right)],
        Action::NextField,
        "next page",
        "the next page",
    ),
    bind(
        Context::Verdict,
        &[code(KeyCode::BackTab), key('h'), code(KeyCode::Left)],
        Action::LastField,
        "",
        "the page before",
    ),
    bind(Context::Verdict, &[code(KeyCode::Esc)], Action::Back, "done", "leave; the report is kept"),
    bind(
        Context::Timer,
        &[key('n'), code(KeyCode::Enter), code(KeyCode::Right)],
        Action::NextPhase,
        "next",
        "on to the next phase",
    ),
    bind(
        Context::Timer,
        &[key('b'), code(KeyCode::Left)],
        Action::LastPhase,
        "before",
        "back to the phase before",
    ),
    bind(Context::Timer, &[key(' '), key('p')], Action::Pause, "pause", "stop the clock, or let it go on"),
    bind(Context::Timer, &[code(KeyCode::Esc)], Action::Back, "end", "end the timer"),
    bind(
        Context::MockField,
        &[code(KeyCode::Enter)],
        Action::NextField,
        "",
        "to the next field, as Tab goes",
    ),
    bind(Context::MockLines, &[Key::ctrl('u')], Action::Undo, "", "take back the last change"),
    bind(Context::MockLines, &[Key::ctrl('r')], Action::Redo, "", "bring it back"),
    bind(
        Context::Mock,
        &[code(KeyCode::F(8)), Key::ctrl('n')],
        Action::NextPhase,
        "next",
        "on to the next phase",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::F(7)), Key::ctrl('b')],
        Action::LastPhase,
        "before",
        "back to the phase before",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::F(9)), Key::ctrl('p')],
        Action::Pause,
        "pause",
        "stop the clock; it goes on when you type",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::Tab)],
        Action::NextField,
        "field",
        "to the next field, and behind the last to the notes",
    ),
    bind(Context::Mock, &[code(KeyCode::BackTab)], Action::LastField, "", "to the field before"),
    bind(
        Context::Mock,
        &[code(KeyCode::F(3)), Key::ctrl('t')],
        Action::Notes,
        "notes",
        "to the plain notes of this phase, or back from them",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::F(4)), Key::ctrl('x')],
        Action::Sheet,
        "sheet",
        "to the lines of napkin math, or back from them",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::F(5)), Key::ctrl('g')],
        Action::Guide,
        "what to do",
        "what to do, what a strong answer has, typical mistakes",
    ),
    bind(Context::Mock, &[code(KeyCode::F(6)), Key::ctrl('q')], Action::Problem, "brief", "the brief again"),
    bind(
        Context::Mock,
        &[Key::ctrl('o')],
        Action::See,
        "see",
        "answer what was said, see the run, start or stop the minute: as the phase has it",
    ),
    bind(Context::Mock, &[code(KeyCode::PageUp)], Action::PageUp, "", "a screen up, beside what you write"),
    bind(
        Context::Mock,
        &[code(KeyCode::PageDown)],
        Action::PageDown,
        "",
        "a screen down, beside what you write",
    ),
    bind(
        Context::Mock,
        &[code(KeyCode::Esc)],
        Action::Back,
        "leave",
        "leave; the mock is kept, and goes on another time",
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
    bind(Context::Moving, &[code(KeyCode::PageDown), Key::ctrl('f')], Action::PageDown, "", "a screen down"),
    bind(Context::Moving, &[code(KeyCode::PageUp), Key::ctrl('b')], Action::PageUp, "", "a screen up"),
    bind(Context::Moving, &[key('g'), code(KeyCode::Home)], Action::Top, "", "to the beginning"),
    bind(Context::Moving, &[key('G'), code(KeyCode::End)], Action::Bottom, "", "to the end"),
    bind(Context::Commands, &[key('q')], Action::Quit, "quit", "end the program"),
    bind(
        Context::Commands,
        &[key('=')],
        Action::Calculator,
        "calculator",
        "calculate, without leaving the screen",
    ),
    bind(Context::Commands, &[key('?')], Action::Help, "help", "this help"),
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
        let writing = [
            Context::Sheet,
            Context::Calculator,
            Context::Typing,
            Context::Find,
            Context::Exercise,
            Context::MockLines,
            Context::MockField,
            Context::MockLine,
        ];
        for context in writing {
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
