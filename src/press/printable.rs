//! Text for a terminal: what is in a folder's names and files must not steer it.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

/// Shows a value in one line, every character that a terminal would obey or hide as its code:
/// `\u{202e}`.
#[derive(Clone, Copy, Debug)]
pub struct Printable<T>(pub T);

impl<T: Display> Display for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

/// The most characters that are shown of a text at either end.
const ENDS: usize = 200;

/// A text, or both of its ends where it is very long: what is told first and last of a value of
/// megabytes says where it is and how to mend it.
pub fn shortened(text: &str) -> Cow<'_, str> {
    let from = text.char_indices().nth(ENDS).map(|(at, _)| at);
    let to = text.char_indices().rev().nth(ENDS).map(|(at, _)| at);
    match (from, to) {
        (Some(from), Some(to)) if from < to => {
            let ends = (text.get(..from), text.get(to..));
            Cow::Owned([ends.0.unwrap_or_default(), " … ", ends.1.unwrap_or_default()].concat())
        }
        _ => Cow::Borrowed(text),
    }
}

struct Escaping<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(steers) {
            let Some(last) = piece.chars().next_back().filter(|last| steers(*last)) else {
                self.0.write_str(piece)?;
                continue;
            };
            self.0.write_str(piece.strip_suffix(last).unwrap_or_default())?;
            write!(self.0, "\\u{{{:x}}}", u32::from(last))?;
        }
        Ok(())
    }
}

/// Control characters, line ends, what turns the direction of writing, and what takes no room.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_steers_a_terminal_is_shown_as_its_code() {
        let check = |text: &str, shown: &str| assert_eq!(Printable(text).to_string(), shown);
        check("招商 引资 é 👩‍🚀", "招商 引资 é 👩‍🚀");
        check("a\u{1b}[31mb", "a\\u{1b}[31mb");
        check("x\r\ny\t", "x\\u{d}\\u{a}y\\u{9}");
        check("gpj.\u{202e}exe\u{2066}", "gpj.\\u{202e}exe\\u{2066}");
        check("\u{9b}2J\u{7f}\u{2028}", "\\u{9b}2J\\u{7f}\\u{2028}");
        check("", "");
    }

    #[test]
    fn a_very_long_text_is_shown_by_its_ends() {
        let long = ["甲".repeat(900), "乙".repeat(900)].concat();
        let shown = shortened(&long).into_owned();
        assert!(shown.starts_with("甲甲") && shown.ends_with("乙乙"), "{shown}");
        assert_eq!(shown.chars().count(), 2 * ENDS + 4);
        let short = "甲".repeat(2 * ENDS);
        assert_eq!(shortened(&short), short);
    }

    proptest! {
        #[test]
        fn no_text_steers_a_terminal(text in any::<String>(), hostile in "[\\x00-\\x1f\u{80}-\u{9f}\u{2028}-\u{202e}中]{0,9}") {
            for text in [text, hostile] {
                prop_assert!(!Printable(&text).to_string().chars().any(steers));
            }
        }
    }
}
