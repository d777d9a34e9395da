use super::*;
use crate::domain::fold::tests::table;
use proptest::prelude::*;

/// Characters that are replaced in every way there is, and what some of them become.
const MIXED: &str = "[蘇苏州頭髮发，㎡m2①12⼀一Ａａaéeが カｶﾞ́\u{200b}ßＧgα]{0,6}";

proptest! {
    #[test]
    fn a_short_table_finds_and_marks_in_its_texts_what_the_whole_one_does(
        title in MIXED, texts in prop::collection::vec(MIXED, 0..3), said in MIXED,
    ) {
        let fold = table();
        let all = || texts.iter().map(String::as_str).chain([title.as_str()]);
        let short = fold.among(&all().flat_map(str::chars).collect());
        let short = Fold::decode(&short.encode()).expect("it is a table");
        let article = |fold| Searched::new(fold, &title, texts.iter().map(String::as_str));
        prop_assert_eq!(article(&fold).body, article(&short).body);
        let said: String = said.chars().filter(|c| crate::domain::fold::is_common(*c)).collect();
        for said in [said.clone(), format!("\"{said}\"")] {
            let (words, again) = (Words::parse(&said, &fold), Words::parse(&said, &short));
            prop_assert_eq!(words.is_empty(), again.is_empty());
            prop_assert_eq!(words.matches(&article(&fold)), again.matches(&article(&short)));
            for text in all() {
                prop_assert_eq!(words.marked(&fold, text, &fold.text(text)), again.marked(&short, text, &short.text(text)));
            }
        }
    }
}

#[test]
fn words_are_parted_by_white_space_and_quotes_hold_them_together() {
    let check = |text: &str, required: &[&str], excluded: &[&str]| {
        let words = Words::parse(text, &table());
        let told = |phrases: &[Phrase]| -> Vec<String> {
            let told = |phrase: &Phrase| phrase.characters.iter().collect::<String>();
            phrases.iter().map(|phrase| told(phrase).replace(BOUNDARY, " ")).collect()
        };
        assert_eq!(told(&words.required), required, "{text}");
        assert_eq!(told(&words.excluded), excluded, "{text}");
    };
    check("", &[], &[]);
    check("苏州 园区", &["苏州", "园区"], &[]);
    check("苏州　园区 苏州", &["苏州", "园区"], &[]);
    check("\"苏州 园区\"", &["苏州园区"], &[]);
    check("“free trade” 「自贸 区」", &["free trade", "自贸区"], &[]);
    check("\"free tr", &["free tr"], &[]);
    check("外商，投资", &["外商 投资"], &[]);
    check("投资 -苏州 －\"free trade\"", &["投资"], &["苏州", "free trade"]);
    check("- -- ， \"\" 。", &[], &[]);
    check("x-y", &["x y"], &[]);
    check("中\"国家\"", &["中", "国家"], &[]);
}

#[test]
fn the_signs_that_no_search_tells_apart_are_told() {
    let check = |text: &str, signs: &str| {
        assert_eq!(Words::parse(text, &table()).signs, signs, "{text}");
    };
    // Beside words, those that no sentence is written with.
    check("100%", "%");
    check("C++ 和 C#", "+#");
    check("增长５％ +😀", "％+😀");
    check("\"30%\" -$5", "%$");
    check("A & B", "&");
    check("《外商投资法》，第4条—“A-B”：(x/y)… 1,200.5", "");
    check("《外商，【法】；！？（一）", "");
    // What becomes letters or digits is none, nor is what nobody sees.
    check("㎡ ① ℃ № ⼀ \u{200b}a\u{fe0f}", "");
    // Alone, each of them, once.
    check("%%", "%");
    check("😀", "😀");
    check("+ ， + 。", "+，。");
    check("--", "-");
    check("「」", "「」");
    check(" ", "");
    // What is left out is searched for, in its way.
    check("-苏州", "");
    check("-苏州 ％", "％");
}

#[test]
fn a_number_with_a_comma_is_two_words_and_not_the_number_without() {
    let fold = table();
    for (words, text) in [("1200", "1,200 家"), ("1,200", "1200 家")] {
        let words = Words::parse(words, &fold);
        assert!(!words.matches(&Searched::new(&fold, "题", [text])), "{text}");
    }
}

#[test]
fn a_text_matches_as_it_stands() {
    let check = |words: &str, text: &str, expected: bool| {
        let fold = table();
        let article = Searched::new(&fold, "题", [text]);
        let words_parsed = Words::parse(words, &fold);
        assert_eq!(words_parsed.matches(&article), expected, "{words} in {text}");
    };
    check("投資", "外商投资法", true);
    check("外商投资", "外商，投资", false);
    check("外商，投资", "外商——投资", true);
    check("外商投资", "外商 投资", true);
    check("资法", "外商投资法", true);
    check("1998年", "１９９８年", true);
    check("98年", "1998年", false);
    check("1998", "从1998年", true);
    check("199", "从1998年", false);
    check("1998", "从19981年", true);
    check("1", "从1998年", false);
    check("199 从", "从1998年", false);
    check("gdp", "GDPs grew", true);
    check("gdp.", "GDPs grew", false);
    check("gdp.", "the GDP.", true);
    check("\"gdp\"", "GDPs grew", false);
    check("dp", "GDP", false);
    check("a股", "Ａ 股", true);
    check("a股", "ca股", false);
    check("free tra", "free trade", true);
    check("fre trade", "free trade", false);
    check("\"free zone\"", "free trade zone", false);
    check("投资 -苏州", "苏州投资", false);
    check("投资 -苏州", "杭州投资", true);
    check("题", "文", true);
    check("题文", "文", false);
    check("《外商", "，外商", true);
    check("《外商", "的外商", false);
    check("。外商", "外商", true);
}

#[test]
fn no_match_reaches_over_the_end_of_a_paragraph() {
    let fold = table();
    let article = Searched::new(&fold, "甲", ["投", "资 free", "trade"]);
    for words in ["投资", "\"free trade\"", "甲投"] {
        assert!(!Words::parse(words, &fold).matches(&article), "{words}");
    }
    assert!(Words::parse("甲 投 资 free trade", &fold).matches(&article));
}

fn told(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| {
        if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }
    };
    pieces.iter().map(piece).collect()
}

#[test]
fn what_is_searched_for_is_marked_as_it_was_written() {
    let check = |words: &str, text: &str, expected: &str| {
        let fold = table();
        let marked = Words::parse(words, &fold).marked(&fold, text, &fold.text(text));
        assert_eq!(told(&marked), expected, "{words}");
    };
    check("1998年", "在１９９８ 年，", "在[１９９８ 年]，");
    check("投资 资法", "外商投資法", "外商[投資法]");
    check("州，园", "苏州（园区", "苏[州（园]区");
    check("《法", "和《 法》", "和《 [法]》");
    check("cafe", "the cafe\u{301}s", "the [cafe\u{301}]s");
    check("fi", "the ﬁn", "the [ﬁ]n");
    check("没有", "苏州", "苏州");
}

#[test]
fn an_excerpt_is_where_most_of_the_words_stand() {
    let fold = table();
    let filling = "文字".repeat(100);
    let paragraphs =
        [format!("苏州{filling}"), format!("{filling}苏州的园区{filling}"), "园区".into()];
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let excerpt = |words: &str| {
        let words = Words::parse(words, &fold);
        let folded: Vec<Folded> = paragraphs.iter().map(|text| fold.text(text)).collect();
        told(&words.excerpt(&fold, paragraphs.iter().copied().zip(&folded)))
    };
    let both = excerpt("苏州 园区");
    assert!(both.starts_with("…文字") && both.contains("文字[苏州]的[园区]文字"), "{both}");
    assert!(both.ends_with("文…"), "{both}");
    assert_eq!(both.chars().count(), EXCERPT + 2 + 4);
    assert!(excerpt("苏州").starts_with("[苏州]文字"));
    assert!(excerpt("没有").starts_with("苏州文字"));
}

#[test]
fn a_line_break_parts_no_phrase_and_is_none_in_an_excerpt() {
    let check = |words: &str, text: &str, expected: &str| {
        let fold = table();
        let folded = fold.text(text);
        let words = Words::parse(words, &fold);
        assert_eq!(told(&words.excerpt(&fold, [(text, &folded)])), expected, "{text:?}");
    };
    check("引资工作", "各地招商引资\n工作会议", "各地招商[引资工作]会议");
    check("\"free trade\"", "a free\ntrade zone\nis here", "a [free trade] zone is here");
    check("投资 GDP", "投资\nGDP 与\n\n增长", "[投资][GDP] 与增长");
    check("外\u{3}资", "外资企业", "[外资]企业");
}
