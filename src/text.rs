//! Text as it is compared: one folding for the publisher's side and the reader's.

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

    proptest! {
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
