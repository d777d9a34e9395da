use super::*;
use proptest::prelude::*;

/// The table that the press writes.
pub fn table() -> Fold {
    Fold::decode(include_bytes!("../../press/fold.bin")).expect("it is a table")
}

fn phrase(text: &str) -> String {
    table().phrase(text).into_iter().collect()
}

#[test]
fn what_readers_take_for_the_same_folds_to_the_same() {
    let check = |text: &str, expected: &str| assert_eq!(phrase(text), expected, "{text}");
    // Width, case, diacritics, compatibility forms.
    check("１９９８年", "1998年");
    check("ＩｎｖｅｓｔＣＨＮ", "investchn");
    check("Élan Żółć Åre", "elan|zołc|are");
    check("e\u{301}lan", "elan");
    check("ﬁnance ㎡ ① Ⅳ", "finance|m2|1|iv");
    check("ÀÉÎõü", "aeiou");
    check("ΑΒΓ ЖИЙ", "αβγ|жии");
    check("ǅ Ĳ ŉ", "dz|ij|ʼn");
    // Traditional and variant characters.
    check("蘇州工業園區", "苏州工业园区");
    check("臺灣", "台湾");
    check("外商投資法", "外商投资法");
    check("龍馬精神", "龙马精神");
    check("頭髮發展", "头发发展");
    check("乾坤 乾燥", "干坤干燥");
    check("⼀⽅", "一方");
    // What nobody sees is not there.
    check("苏\u{200b}州\u{ad}\u{fe0f}", "苏州");
    check("カナ ｶﾅ ｶﾞ が", "カナカナカか");
}

#[test]
fn punctuation_is_a_boundary_and_white_space_beside_han_is_none() {
    let check = |text: &str, expected: &str| assert_eq!(phrase(text), expected, "{text:?}");
    check("苏州 工业园区", "苏州工业园区");
    check("苏州　工业园区", "苏州工业园区");
    check("苏州，工业园区", "苏州|工业园区");
    check("苏州 ，—— 工业园区。", "苏州|工业园区|");
    check("《外商投资法》", "|外商投资法|");
    check("free  trade zone", "free|trade|zone");
    check("free-trade,zone", "free|trade|zone");
    check("GDP 增长 5.2%", "gdp增长5|2|");
    check("A 股", "a股");
    check(" gdp ", "gdp");
    check("", "");
    check("，。", "|");
}

#[test]
fn a_text_begins_and_ends_at_a_boundary_and_tells_its_places() {
    let folded = table().text("“A 股”，涨");
    assert_eq!(folded.characters.iter().collect::<String>(), "|a股|涨|");
    assert_eq!(folded.places, [1, 1, 3, 6, 6, 7]);
}

#[test]
fn a_damaged_table_is_none() {
    let file = include_bytes!("../../press/fold.bin");
    assert_eq!(table().encode(), file);
    for end in [0, 3, 4, 7, 8, 100, file.len() - 1] {
        assert!(Fold::decode(&file[..end]).is_none(), "{end}");
    }
    let mut changed = file.to_vec();
    changed[900] ^= 4;
    assert!(Fold::decode(&changed).is_none());
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing_more(text in "(.|[\u{4e00}-\u{9fff}]|[A-Za-z0-9，。 ]){0,60}") {
        let fold = table();
        let once: String = fold.phrase(&text).into_iter().collect();
        let twice: String = fold.phrase(&once).into_iter().collect();
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn any_bytes_are_a_table_or_none(mut body in prop::collection::vec(any::<u8>(), 0..90)) {
        let mut file = MAGIC.to_vec();
        file.extend(checksum(&body).to_le_bytes());
        file.append(&mut body);
        let _ = Fold::decode(&file);
    }
}
