//! Which characters some texts consist of.

use std::collections::BTreeSet;

/// A set of characters, a bit for each there is: texts are long, and each of their characters is
/// added.
#[derive(Clone, Debug)]
pub struct Characters(Vec<u64>);

impl Default for Characters {
    fn default() -> Self {
        Self(vec![0; (char::MAX as usize + 1) / 64])
    }
}

impl Characters {
    pub fn add(&mut self, text: &str) {
        for character in text.chars() {
            if let Some(word) = self.0.get_mut(character as usize / 64) {
                *word |= 1 << (character as usize % 64);
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = char> {
        let of = |(at, word): (u32, &u64)| {
            let word = *word;
            let has = move |bit: &u32| word >> bit & 1 == 1;
            (0..if word == 0 { 0 } else { 64 }).filter(has).map(move |bit| at * 64 + bit)
        };
        (0..).zip(&self.0).flat_map(of).filter_map(char::from_u32)
    }

    /// Each once, in order, as a text.
    pub fn text(&self) -> String {
        self.iter().collect()
    }

    pub fn set(&self) -> BTreeSet<char> {
        self.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_character_of_some_texts_is_told_once(texts in prop::collection::vec(".{0,20}|[\u{20000}-\u{10ffff}]", 0..5)) {
            let mut characters = Characters::default();
            texts.iter().for_each(|text| characters.add(text));
            let expected: BTreeSet<char> = texts.iter().flat_map(|text| text.chars()).collect();
            prop_assert_eq!(characters.text(), expected.iter().collect::<String>());
            prop_assert_eq!(characters.set(), expected);
        }
    }
}
