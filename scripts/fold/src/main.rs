//! Makes src/press/fold.bin: for every character its compatibility form (NFKC), small, without
//! diacritics, simplified by OpenCC's table of characters.

use std::path::PathBuf;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use investchn::domain::fold::{Class, Fold, is_han};
use unicode_normalization::UnicodeNormalization;

fn main() -> std::io::Result<()> {
    std::fs::write(file(), table().encode())
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../src/press/fold.bin")
}

fn table() -> Fold {
    let simplifier = OpenCC::from_config(BuiltinConfig::T2s).expect("it is built in");
    let simplified = |character: char| {
        let mut simple = character;
        // Until nothing changes, so that folding twice is folding once.
        for _ in 0..4 {
            let next = simplifier.convert(&simple.to_string());
            match next.chars().next() {
                Some(next) if next != simple => simple = next,
                _ => break,
            }
        }
        simple
    };
    let fold = |character: char| -> Vec<char> {
        // Of Hangul, syllables stay whole.
        let whole = matches!(character, '\u{ac00}'..='\u{d7a3}');
        let parts: Vec<char> = if whole { vec![character] } else { character.nfkd().collect() };
        let parts = parts.into_iter().filter(|part| !is_unseen(*part));
        let small = parts.flat_map(char::to_lowercase);
        // Lower case may bring parts of its own.
        let small = small.flat_map(|part| if whole { vec![part] } else { part.nfkd().collect() });
        let small = small.filter(|part| !is_unseen(*part));
        small.map(|part| if is_han(part) { simplified(part) } else { part }).collect()
    };
    let all = ('\0'..=char::MAX).filter(|character| !is_rare(*character));
    let all = all.map(|character| (character, fold(character)));
    Fold::new(all.filter(|(from, to)| to.as_slice() != [*from] && !is_boundary(*from, to)))
}

/// What no article holds, and would make the table a third larger: Arabic as old printers set it, and
/// Han characters of the supplementary planes. They stand for themselves.
fn is_rare(character: char) -> bool {
    matches!(character, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a boundary, whatever it is replaced by.
fn is_boundary(from: char, to: &[char]) -> bool {
    let bounds = |character: &char| matches!(Class::of(*character), Class::Space | Class::Other);
    bounds(&from) && !to.is_empty() && to.iter().all(bounds)
}

/// Diacritics, voice marks of kana, variation selectors, and what only controls layout.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{ad}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_up_to_date() {
        let file = std::fs::read(super::file()).expect("it is there");
        assert!(super::table().encode() == file, "remake it: cargo run in scripts/fold");
    }
}
