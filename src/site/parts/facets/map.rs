//! China's provinces as a map of equal tiles: a picture of the counts that the list beside it tells.

use leptos::prelude::*;

use super::{Text, to};
use crate::archive::FacetValue;
use crate::domain::phrases::{Phrases, fill};

/// A province's short name, its column and row, and its id. A province that is not here is not on
/// the map.
const TILES: &str = "
    黑 70 heilongjiang
    蒙 41 neimenggu    吉 71 jilin
    新 02 xinjiang     青 12 qinghai    甘 22 gansu     宁 32 ningxia
    晋 42 shanxi       冀 52 hebei      京 62 beijing   辽 72 liaoning
    藏 13 xizang       川 23 sichuan    陕 33 shaanxi   豫 43 henan     鲁 53 shandong  津 63 tianjin
    渝 24 chongqing    鄂 34 hubei      皖 44 anhui     苏 54 jiangsu   沪 64 shanghai
    滇 15 yunnan       黔 25 guizhou    湘 35 hunan     赣 45 jiangxi   浙 55 zhejiang
    桂 36 guangxi      粤 46 guangdong  闽 56 fujian    台 66 taiwan
    琼 37 hainan       澳 47 aomen      港 57 xianggang";

/// The side of a tile's square, in the units of the picture.
const SIDE: u32 = 30;

/// The map of a facet's provinces, of which the fullest has `most` articles. It is for pointing at:
/// keyboard and screen reader have the same links in the list, once.
pub(super) fn map(values: &[FacetValue], most: u32, phrases: &Phrases) -> AnyView {
    let mut tiles = Vec::new();
    let mut words = TILES.split_whitespace();
    while let (Some(short), Some(place), Some(id)) = (words.next(), words.next(), words.next()) {
        let value = values.iter().find(|value| value.id == id);
        tiles.push(tile(short, place.parse().unwrap_or(0), value, most, phrases));
    }
    let told = fill(phrases.map_note, &[&most.to_string()]);
    view! {
        <details class="map">
            <summary>{phrases.region}<span>{phrases.map}</span></summary>
            <svg viewBox="0 0 240 240" aria-hidden="true">{tiles}</svg>
            <p class="facet-note">{Text(told)}</p>
        </details>
    }
    .into_any()
}

/// A province without articles is a tile, and no link.
fn tile(
    short: &'static str,
    place: u32,
    value: Option<&FacetValue>,
    most: u32,
    phrases: &Phrases,
) -> AnyView {
    let at = format!("translate({} {})", place / 10 * SIDE, place % 10 * SIDE);
    let count = value.and_then(|value| value.count).unwrap_or(0);
    let class = shade(count, most);
    let href = value.map(|value| to(&value.route));
    let title = value.map(|value| fill(phrases.map_tile, &[&value.name, &count.to_string()]));
    let chosen = value.is_some_and(|value| value.chosen).then_some("true");
    view! {
        <g class=class transform=at>
            <a href=href tabindex="-1" aria-current=chosen data-filter="">
                <title>{Text(title.unwrap_or_default())}</title>
                <rect x="1" y="1" width="28" height="28" rx="2"></rect>
                <text x="15" y="20">{short}</text>
            </a>
        </g>
    }
    .into_any()
}

/// The shade of a count: each is for twice as many as the one below; the first is for none.
fn shade(count: u32, most: u32) -> &'static str {
    match count {
        0 => "tile shade-0",
        _ if count > most / 2 => "tile shade-5",
        _ if count > most / 4 => "tile shade-4",
        _ if count > most / 8 => "tile shade-3",
        _ if count > most / 16 => "tile shade-2",
        _ => "tile shade-1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        let words: Vec<&str> = TILES.split_whitespace().collect();
        let mut places: Vec<&str> =
            words.chunks(3).filter_map(|tile| tile.get(1)).copied().collect();
        let mut ids: Vec<&str> = words.chunks(3).filter_map(|tile| tile.get(2)).copied().collect();
        places.sort_unstable();
        places.dedup();
        ids.sort_unstable();
        assert_eq!(places.len(), 34);
        let site = include_str!("../../../../public/site.json");
        let site: serde_json::Value = serde_json::from_str(site).expect("it is JSON");
        let regions = site["regions"].as_array().expect("there are regions");
        let mut known: Vec<&str> = regions.iter().filter_map(|one| one["id"].as_str()).collect();
        known.sort_unstable();
        assert_eq!(ids, known);
    }

    #[test]
    fn each_shade_is_for_twice_as_many() {
        let check = |count, most, step: u8| {
            assert_eq!(shade(count, most), format!("tile shade-{step}"), "{count} of {most}")
        };
        check(0, 100, 0);
        check(1, 100, 1);
        check(6, 100, 1);
        check(7, 100, 2);
        check(13, 100, 3);
        check(26, 100, 4);
        check(51, 100, 5);
        check(100, 100, 5);
        check(1, 1, 5);
        check(u32::MAX, u32::MAX, 5);
    }
}
