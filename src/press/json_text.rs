//! Where things stand in a JSON text, which its tree no longer tells: the line of a field, and what
//! parsers pass over without a word.

mod walk;

use std::collections::{HashMap, HashSet};

use self::walk::{Step, Visit, path_of, walk};
use crate::domain::article::Problem;
use crate::domain::json;

/// The lines of fields such as `body[3].image.alt`, 1 up. A field that is missing stands on the line
/// of the nearest that holds it.
pub fn lines_of(text: &str, fields: &[&str]) -> Vec<Option<usize>> {
    let wanted = fields.iter().flat_map(|field| with_holders(field)).collect();
    let mut lines = Lines { wanted, found: HashMap::new() };
    walk(text, &mut lines);
    let line = |field: &&str| with_holders(field).find_map(|at| lines.found.get(at).copied());
    fields.iter().map(line).collect()
}

/// A field, and what holds it, from the inside out.
fn with_holders(field: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(field), |field| field.get(..field.rfind(['.', '['])?))
        .filter(|field| !field.is_empty())
}

struct Lines<'f> {
    wanted: HashSet<&'f str>,
    found: HashMap<&'f str, usize>,
}

impl<'t> Visit<'t> for Lines<'_> {
    fn begins(&mut self, path: &[Step<'t>], line: usize) {
        if let Some(field) = self.wanted.get(path_of(path).as_str()) {
            self.found.entry(field).or_insert(line);
        }
    }
}

/// The most slips of a text that are told: who mends them looks again.
const MOST: usize = 50;

/// What a parser passes over in a JSON text.
#[derive(Debug, Default)]
pub struct Slips {
    /// Names that stand twice in an object, and texts with characters that cannot be shown; each with
    /// its line.
    pub warnings: Vec<Problem>,
    /// The line of the field `title`; 0 where there is none.
    pub title: u32,
    /// How many slips are not told.
    more: usize,
}

/// Looks for slips in a text that was parsed.
pub fn slips(text: &str) -> Slips {
    let mut slips = Slips::default();
    walk(text, &mut slips);
    if slips.more > 0 {
        let message = format!("has {} slips more: mend these first", slips.more);
        slips.warnings.push(Problem { field: String::new(), line: None, message });
    }
    slips
}

impl<'t> Visit<'t> for Slips {
    fn begins(&mut self, path: &[Step<'t>], line: usize) {
        if matches!(path, [Step::Field(name)] if name == "title") {
            self.title = u32::try_from(line).unwrap_or_default();
        }
    }

    fn text(&mut self, path: &[Step<'t>], line: usize, raw: &'t str) {
        if let Some(message) = odd(raw) {
            self.warn(path, line, message);
        }
    }

    fn repeated(&mut self, path: &[Step<'t>], line: usize) {
        self.warn(path, line, "stands twice, and the last counts: remove one".into());
    }
}

impl Slips {
    fn warn(&mut self, path: &[Step<'_>], line: usize, message: String) {
        if self.warnings.len() < MOST {
            self.warnings.push(Problem { field: path_of(path), line: Some(line), message });
        } else {
            self.more += 1;
        }
    }
}

/// What is to be told of a text in its quotes, as it is written: that it has a character which cannot
/// be shown, or half of one.
fn odd(raw: &str) -> Option<String> {
    if !raw.contains("\\u") {
        // No other escape stands for a character that cannot be shown, but `\b`, `\f` and `\r`.
        let escaped = raw.contains("\\b") || raw.contains("\\f") || raw.contains("\\r");
        if !escaped && !raw.contains(cannot_be_shown) {
            return None;
        }
    }
    let text = match serde_json::from_str::<String>(raw) {
        Ok(text) => text,
        Err(_) => {
            json::from_text(raw).ok()?;
            return Some("holds half a character, like \\ud83d, which no text can hold: write it whole, or remove it".into());
        }
    };
    // Line ends of Windows are line ends.
    let text = text.replace("\r\n", "\n");
    let odd = text.chars().find(|character| cannot_be_shown(*character))?;
    Some(format!("holds U+{:04X}, which is shown as nothing: remove it", u32::from(odd)))
}

/// Control characters but for line ends and tabs, and what Unicode will never make a character.
fn cannot_be_shown(character: char) -> bool {
    let code = u32::from(character);
    let never = matches!(code, 0xfdd0..=0xfdef) || code & 0xfffe == 0xfffe;
    never || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_is_found_on_its_line() {
        let text = "{\n  \"id\": \"a, \\\" {\",\n  \"body\": [\n    \"段\",\n    {\"image\": {\n      \"src\": \"x\"}}\n  ],\n  \"zo\\u006ee\": null\n}";
        let check = |field: &str, line| assert_eq!(lines_of(text, &[field]), [line], "{field}");
        check("id", Some(2));
        check("body[0]", Some(4));
        check("body[1].image.src", Some(6));
        check("body[1].image.alt", Some(5));
        check("zone", Some(8));
        check("title", None);
        check("", None);
        assert_eq!(lines_of(text, &["zone", "none", "id"]), [Some(8), None, Some(2)]);
    }

    #[test]
    fn a_name_that_stands_twice_is_told_on_its_second_line_at_any_depth() {
        let check = |text: &str, expected: &[(&str, usize)]| {
            let slips = slips(text).warnings;
            let told: Vec<(&str, usize)> =
                slips.iter().map(|slip| (&*slip.field, slip.line.unwrap_or_default())).collect();
            assert_eq!(told, expected, "{text}");
        };
        check("{\"a\": 1,\n\"b\": 2,\n\"a\": 3}", &[("a", 3)]);
        check("{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 1}]}}", &[]);
        check("{\"x\": [[{\"k\": 1,\n\"\\u006b\": 2}]]}", &[("x[0][0].k", 2)]);
        check("[{\"\": 0, \"\": 0, \"\": 0}]", &[("[0].", 1), ("[0].", 1)]);
    }

    #[test]
    fn characters_that_cannot_be_shown_are_told_by_their_code() {
        let check = |text: &str, expected: Option<&str>| {
            let text = format!("{{\n\"body\": [\"a\", {{\"quote\": \"{text}\"}}]}}");
            let slips = slips(&text).warnings;
            let told = slips.first().map(|slip| {
                assert_eq!((&*slip.field, slip.line), ("body[1].quote", Some(2)));
                &*slip.message
            });
            match expected {
                None => assert_eq!(told, None, "{text}"),
                Some(expected) => {
                    assert!(told.is_some_and(|told| told.contains(expected)), "{told:?}")
                }
            }
        };
        check("一\\n二\\t三\\r\\n四 \\\\u000b \\ud83d\\udE00", None);
        check("一\\u000b二", Some("U+000B"));
        check("\\b", Some("U+0008"));
        check("\\r", Some("U+000D"));
        check("\u{85}", Some("U+0085"));
        check("\u{7f}", Some("U+007F"));
        check("\u{ffff}", Some("U+FFFF"));
        check("\\uFDD0", Some("U+FDD0"));
        check("\u{1fffe}", Some("U+1FFFE"));
        check("\\ud83d", Some("half a character"));
        check("\\ude00\\ud83d", Some("half a character"));
    }

    #[test]
    fn of_very_many_slips_the_first_are_told_and_how_many_more() {
        let slips = slips(&format!("{{{}}}", ["\"a\": 0"; 200].join(","))).warnings;
        assert_eq!(slips.len(), MOST + 1);
        assert_eq!(
            slips.last().map(|slip| &*slip.message),
            Some("has 149 slips more: mend these first")
        );
    }

    #[test]
    fn an_odd_name_of_a_field_is_told_too() {
        let slips = slips("{\"ti\\u0000tle\": 1}").warnings;
        assert_eq!(slips.first().map(|slip| &*slip.field), Some("ti\0tle"));
    }

    #[test]
    fn a_walk_over_broken_or_bottomless_json_ends() {
        for text in ["[}", "{]", "[:]", "{\"a\":}", "[[,", "{\"a\"", "\"", "{\"a\":\"\\"] {
            assert_eq!(lines_of(text, &["b.c"]), [None], "{text}");
        }
        for bottomless in ["[", "{\"a\":"] {
            assert_eq!(lines_of(&bottomless.repeat(1_000_000), &["b.c"]), [None]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_walked_to_its_end(text in "[\\[\\]{}\",:\\\\ua0\n ]{0,60}") {
            lines_of(&text, &["a.a[1]"]);
            slips(&text);
        }

        #[test]
        fn an_object_that_was_written_by_a_program_has_no_slips(names in prop::collection::vec("[a中\\\\\"]{0,3}", 0..6)) {
            let tree: serde_json::Map<String, serde_json::Value> =
                names.into_iter().map(|name| (name.clone(), name.into())).collect();
            prop_assert_eq!(slips(&serde_json::Value::from(tree).to_string()).warnings, []);
        }
    }
}
