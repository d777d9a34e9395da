//! Volumes against a naive filter, and what other tests of the archive begin with.

use super::*;
use crate::archive::roll::tests::rolled;
use crate::domain::article::ArticleId;
use crate::domain::taxonomy::{Kind, tests::site};
use crate::domain::time::Moment;
use proptest::prelude::*;

fn headline(i: usize, section: &str, region: &str, zone: &str, kind: Kind, day: i64) -> Headline {
    let moment = Moment::from_seconds(day * 86_400);
    let date = moment.date().to_string().replace('-', "");
    let some = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    Headline {
        id: ArticleId::parse(&format!("{date}-n{i:03}")).expect("an id"),
        title: format!("第{i}条"),
        published: moment.seconds(),
        source: "本站".into(),
        section: section.into(),
        region: some(region),
        zone: some(zone),
        kind,
        cover: None,
        hash: String::new(),
    }
}

pub(crate) fn any_headlines(most: usize) -> impl Strategy<Value = Vec<Headline>> {
    let row = (
        prop_oneof!["zone-news", "policy"],
        prop_oneof![
            Just(("", "")),
            Just(("beijing", "")),
            Just(("taizhou", "jiangyan")),
            Just(("suzhou", "suzhou-park")),
            Just(("jiangsu", ""))
        ],
        prop_oneof![Just(Kind::Text), Just(Kind::Photo), Just(Kind::Video)],
        18_000i64..19_200,
    );
    prop::collection::vec(row, 0..=most).prop_map(|mut rows| {
        rows.sort_by_key(|row| row.3);
        let rows = rows.iter().enumerate();
        rows.map(|(i, (section, (region, zone), kind, day))| {
            headline(i, section, region, zone, *kind, *day)
        })
        .collect()
    })
}

pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let filter = prop_oneof![
        prop_oneof!["zone-news", "policy"].prop_map(|v| (Dimension::Section, v)),
        prop_oneof!["beijing", "jiangsu", "taizhou", "suzhou"].prop_map(|v| (Dimension::Region, v)),
        prop_oneof!["jiangyan", "suzhou-park"].prop_map(|v| (Dimension::Zone, v)),
        prop_oneof!["text", "photo", "video"].prop_map(|v| (Dimension::Kind, v)),
        prop_oneof!["2019", "2020", "2021"].prop_map(|v| (Dimension::Year, v)),
        prop_oneof!["2020-03", "2021-11"].prop_map(|v| (Dimension::Month, v)),
    ];
    prop::collection::vec(filter, 0..5).prop_map(|filters| {
        filters.iter().fold(Query::default(), |query, (of, value)| query.with(*of, value))
    })
}

/// The rule, told naively: any of the values of a dimension, all of the dimensions.
pub(crate) fn naive(
    site: &Site,
    query: &Query,
    headline: &Headline,
    but: Option<Dimension>,
) -> bool {
    Dimension::ALL.into_iter().filter(|dimension| Some(*dimension) != but).all(|dimension| {
        let mut chosen = query.chosen(dimension).peekable();
        chosen.peek().is_none()
            || chosen.any(|wish| {
                let date = headline.moment().date().to_string();
                match dimension {
                    Dimension::Section => headline.section == wish,
                    Dimension::Region => {
                        headline.region.as_deref().is_some_and(|r| site.lies_in(r, wish))
                    }
                    Dimension::Zone => headline.zone.as_deref() == Some(wish),
                    Dimension::Kind => headline.kind.id() == wish,
                    Dimension::Year | Dimension::Month => date.starts_with(wish),
                }
            })
    })
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn told(headlines: &[Headline]) -> Vec<(String, Volume)> {
    let rows: Vec<&Headline> = headlines.iter().collect();
    let (roll, _) = rolled(&rows, true, 0);
    registers(&site(), &rows, &roll)
}

proptest! {
    #[test]
    fn a_query_finds_what_a_naive_filter_does(headlines in any_headlines(50), query in any_query()) {
        let site = site();
        let told = told(&headlines);
        let find = |within: &dyn Fn(&Volume) -> Range<u32>| {
            let mut rows = Vec::new();
            for name in registers_for(&query, &site) {
                let (_, volume) = told.iter().find(|(register, _)| *register == name).expect("a register");
                rows.extend(volume.find(&query, &site, within(volume)).expect("it is sound"));
            }
            rows.sort_unstable_by(|one, other| other.cmp(one));
            rows
        };
        let rows = u32::try_from(headlines.len()).expect("few");
        let expected: Vec<u32> = (0..rows).rev()
            .filter(|row| naive(&site, &query, &headlines[*row as usize], None)).collect();
        prop_assert_eq!(find(&|volume| 0..volume.len()), expected.clone());
        let year = told[0].1.year(2020);
        let expected: Vec<u32> = expected.into_iter().filter(|row| year.contains(row)).collect();
        prop_assert_eq!(find(&|volume| volume.year(2020)), expected);
    }

    #[test]
    fn every_register_round_trips(headlines in any_headlines(50)) {
        for (_, volume) in told(&headlines) {
            let text = volume.encode().expect("it serialises");
            prop_assert_eq!(Volume::decode(&parsed(&text)), Ok(volume));
        }
    }
}

#[test]
fn who_chooses_a_place_reads_its_provinces_register_alone() {
    let check = |query: Query, names: &[&str]| {
        assert_eq!(registers_for(&query, &site()), names, "{query:?}");
    };
    let query = Query::default;
    check(query(), &["all"]);
    check(query().with(Dimension::Year, "2020"), &["all"]);
    check(query().with(Dimension::Section, "policy"), &["section-policy"]);
    check(
        query().with(Dimension::Section, "policy").with(Dimension::Region, "taizhou"),
        &["region-jiangsu"],
    );
    check(
        query().with(Dimension::Region, "taizhou").with(Dimension::Region, "suzhou"),
        &["region-jiangsu"],
    );
    check(
        query().with(Dimension::Region, "beijing").with(Dimension::Zone, "jiangyan"),
        &["region-jiangsu"],
    );
    check(query().with(Dimension::Region, "atlantis"), &[]);
}

#[test]
fn a_volume_that_is_cut_off_or_foreign_is_malformed() {
    let told = told(&[headline(1, "policy", "", "", Kind::Text, 18_500)]);
    let is_policy = |(name, _): &&(String, Volume)| name == "section-policy";
    let (_, good) = told.iter().find(is_policy).expect("a register");
    let text = good.encode().expect("it serialises");
    for (from, to) in [
        ("18500,1", "18500"),
        ("18500,1", "18500,-1"),
        ("18500,1", "18500,1,0,1"),
        ("18500,1", "9223372036854775807,1"),
        (r#","text",1,"#, r#","text",7,"#),
        (r#","text",1,"#, r#","audio",1,"#),
        (r#","text",1,"#, r#","text","1","#),
        (r#""lens":[1]"#, r#""lens":[2]"#),
        ("000000000000", "../../secret"),
        (r#""roll":"#, r#""rolls":"#),
    ] {
        let broken = text.replacen(from, to, 1);
        assert!(matches!(Volume::decode(&parsed(&broken)), Err(Failure::Malformed(_))), "{broken}");
    }
}
