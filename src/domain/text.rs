//! Text as it is shown, and as it is compared: one rule for the publisher's side and the reader's.
//!
//! What is pasted into an article has line breaks and indents of its own, and now and then controls
//! that nobody sees. A text is cleaned where it is read, so that what is drawn, searched, marked and
//! fed is the same.

/// So many line breaks stand together at most: one empty line.
const MOST_BREAKS: usize = 2;

/// Whether a character is shown, fed and searched as nothing: controls but for tabs and line breaks, and
/// the last two code points of each plane, which no text may hold. XML allows neither.
pub fn is_control(character: char) -> bool {
    let is_white = matches!(character, '\t' | '\n' | '\r');
    (character.is_control() && !is_white) || u32::from(character) & 0xfffe == 0xfffe
}

/// A text without its controls, for what is written to be read by other programs.
pub fn without_controls(text: String) -> String {
    if text.contains(is_control) { text.replace(is_control, "") } else { text }
}

/// Whether there is anything to see in a text.
pub fn is_shown(text: &str) -> bool {
    !text.chars().all(is_unseen)
}

/// A text where one line is wanted. A line break or a tab, and the blanks around it, are nothing beside a
/// Chinese character, and one blank between words; what stands around the text is left out.
pub fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for piece in text.split(|character| character == '\t' || is_break(character)) {
        let piece = piece.trim_matches(is_unseen);
        line.extend(gap(line.chars().next_back(), piece.chars().next()));
        line.extend(piece.chars().filter(|character| !is_control(*character)));
    }
    line
}

/// What stands for a line break between two characters where one line is wanted: nothing, or a blank.
pub fn gap(before: Option<char>, after: Option<char>) -> Option<char> {
    let weight = |character: Option<char>| match character {
        None
        | Some('\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}') => 0,
        Some('\u{20000}'..='\u{323af}') => 0,
        Some(character) if character.is_whitespace() => 0,
        // Quotation marks, dashes and dots that Chinese shares with other scripts.
        Some('\u{b7}' | '\u{2010}'..='\u{2027}') => 1,
        Some(_) => 2,
    };
    let (before, after) = (weight(before), weight(after));
    (before > 0 && after > 0 && before + after > 2).then_some(' ')
}

/// The texts of a paragraph, in their order, as a body shows them: each line break is `\n`, an indent at
/// the beginning of a line is left out, since the style has its own, and so are blanks and breaks around
/// the paragraph.
pub fn lines(texts: &mut [&mut String]) {
    // How many breaks stand behind what was seen last; at the beginning none is wanted.
    let mut breaks = MOST_BREAKS;
    let mut before = ' ';
    for text in texts.iter_mut() {
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            let is_same_break = before == '\r' && character == '\n';
            before = character;
            if is_control(character) || is_same_break {
                continue;
            }
            if is_break(character) {
                if breaks < MOST_BREAKS {
                    breaks += 1;
                    shown.push('\n');
                }
            } else if breaks == 0 || !is_unseen(character) {
                breaks = 0;
                shown.push(character);
            }
        }
        **text = shown;
    }
    for text in texts.iter_mut().rev() {
        text.truncate(text.trim_end_matches(is_unseen).len());
        if !text.is_empty() {
            break;
        }
    }
}

/// A paragraph of one text, as of [`lines`].
pub fn paragraph(mut text: String) -> String {
    lines(&mut [&mut text]);
    text
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Blanks, line breaks, marks without width, and controls.
fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}' | '\u{feff}')
        || is_control(character)
}

/// Folds a text so that what readers take for the same compares equal: full width becomes half
/// width, ASCII letters become small, and a run of white space or punctuation becomes one space;
/// none is left at the ends or beside a Han character.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut boundary = false;
    for character in text.chars().map(half_width) {
        if !character.is_alphanumeric() {
            boundary = true;
            continue;
        }
        let last = folded.chars().next_back();
        if boundary && last.is_some_and(|last| !is_han(last)) && !is_han(character) {
            folded.push(' ');
        }
        boundary = false;
        folded.push(character.to_ascii_lowercase());
    }
    folded
}

/// A whole number in digits. The standard formatters would be all that the browser's programs have
/// of their kind, and weigh more.
pub fn decimal(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    loop {
        digits.push(char::from_digit((rest % 10) as u32, 10).unwrap_or('0'));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.into_iter().rev().collect()
}

/// Full-width forms (U+FF01 to U+FF5E) lie at a fixed distance from ASCII.
pub(crate) fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        other => other,
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The candidate that is nearest to a misspelt word, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A distance costs as much as both lengths, and no word is as long.
    if word.len() > 300 {
        return None;
    }
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance, in characters, with one row of memory.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, from) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&right) {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = *cell;
            previous = substituted.min(previous + 1).min(diagonal + 1);
            *cell = previous;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_ignores_width_case_and_punctuation() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
        check("１９９８年", "1998年");
        check("ＩｎｖｅｓｔＣＨＮ", "investchn");
        check("苏州 工业园区", "苏州工业园区");
        check("《外商投资法》，通过", "外商投资法通过");
        check("Free  trade—zone!", "free trade zone");
        check("", "");
    }

    #[test]
    fn a_misspelt_word_finds_the_one_that_was_meant() {
        let zones = ["jiangyan", "kunshan-etdz", "dalian-etdz"];
        assert_eq!(nearest("jiangyn", zones), Some("jiangyan"));
        assert_eq!(nearest("dalian-etz", zones), Some("dalian-etdz"));
        assert_eq!(nearest("xiongan", zones), None);
    }

    #[test]
    fn where_one_line_is_wanted_a_break_is_nothing_in_chinese_and_a_blank_between_words() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("招商\n引资", "招商引资");
        check("招商\r\n\u{3000}\u{3000}引资\n", "招商引资");
        check("foreign\r\ninvestment", "foreign investment");
        check("foreign\tinvestment\u{2028}law", "foreign investment law");
        check("GDP\n增长", "GDP增长");
        check("办法，\nnew", "办法，new");
        check("他说：“好。”\n“是。”", "他说：“好。”“是。”");
        check("the “end”\nof it", "the “end” of it");
        check("\u{3000}\u{3000}苏州\u{3000}园区\u{a0}", "苏州\u{3000}园区");
        check("一\u{b}二\u{3}三\u{fffe}四\u{2ffff}", "一二三四");
        check("\u{3} \u{feff}题", "题");
        check("a b", "a b");
        check("", "");
    }

    #[test]
    fn a_paragraph_keeps_its_breaks_and_loses_the_indents_of_its_lines() {
        let check = |texts: &[&str], expected: &[&str]| {
            let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            lines(&mut texts.iter_mut().collect::<Vec<_>>());
            assert_eq!(texts, expected);
        };
        check(
            &["\u{3000}\u{3000}一、\u{a0}目标\r\n\u{3000}\u{3000}二、任务"],
            &["一、\u{a0}目标\n二、任务"],
        );
        check(&["\n\n一\n\n\n\n二\n"], &["一\n\n二"]);
        check(&["一 \u{a0}\r\r二\u{2028}\t三"], &["一 \u{a0}\n\n二\n三"]);
        // The indent of a line may stand in the span behind the one with the break.
        check(
            &["\u{3000}", "  一\n", "\u{3000}二 ", "三", " ", "\n"],
            &["", "一\n", "二 ", "三", "", ""],
        );
        check(&["看", " 这里 ", "。"], &["看", " 这里 ", "。"]);
        check(&["一\u{7}二\u{85}三\u{ffff}"], &["一二三"]);
        check(&["\u{3000}\u{1}\n"], &[""]);
    }

    #[test]
    fn a_text_of_blanks_and_controls_shows_nothing() {
        assert!(!is_shown("") && !is_shown(" \u{3000}\u{3}\u{feff}\n"));
        assert!(is_shown("\u{3}一"));
    }

    /// Characters of every kind that is treated on its own.
    const PASTED: &str =
        "[a中，“ \\u{3000}\\u{a0}\\n\\r\\t\\u{2028}\\u{b}\\u{3}\\u{feff}\\u{fffe}\\u{1ffff}]{0,12}";

    proptest! {
        #[test]
        fn a_text_that_was_cleaned_is_clean(texts in prop::collection::vec(PASTED, 0..4)) {
            let clean = |texts: &[String]| -> Vec<String> {
                let mut texts = texts.to_vec();
                lines(&mut texts.iter_mut().collect::<Vec<_>>());
                texts
            };
            let once = clean(&texts);
            prop_assert_eq!(&clean(&once), &once);
            let whole = once.concat();
            prop_assert_eq!(&whole, &paragraph(texts.concat()), "spans do not count");
            prop_assert!(!whole.contains(is_control) && !whole.contains(['\r', '\u{2028}']), "{:?}", whole);
            for shown in whole.split('\n').chain([whole.as_str()]) {
                prop_assert!(!shown.starts_with(is_unseen), "{:?}", whole);
            }
            let seen = |text: &str| text.chars().filter(|c| !is_unseen(*c)).collect::<String>();
            prop_assert_eq!(seen(&whole), seen(&texts.concat()));
            for text in texts {
                let one = line(&text);
                prop_assert_eq!(&line(&one), &one);
                prop_assert!(!one.contains(is_control) && !one.contains(is_break), "{:?}", one);
                prop_assert_eq!(seen(&one), seen(&text));
                prop_assert_eq!(is_shown(&text), !one.is_empty());
            }
        }

        #[test]
        fn a_number_is_told_in_digits(number in any::<i64>(), small in -20i64..20) {
            for number in [number, small, i64::MIN, i64::MAX] {
                prop_assert_eq!(decimal(number), number.to_string());
            }
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in ".{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_distance_is_symmetric_and_zero_only_for_the_same(a in "[a-c一二]{0,8}", b in "[a-c一二]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
        }
    }
}
