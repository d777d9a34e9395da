//! The facets of a list: every value is a link to the list with it put in or taken out. Regions have
//! a map beside them, and times stand as bars.

use leptos::prelude::*;

use super::{Text, choices, column, disclosure, to};
use crate::archive::{Facet, FacetValue, List};
use crate::domain::phrases::{Phrases, fill};
use crate::domain::query::Dimension;
use crate::site::action::Action;
use crate::site::expanded::Expanded;

mod map;

/// Facets side by side. Facets and values keep their order and their nodes, so the focus stays on the
/// value that was chosen.
pub fn facets(list: &List, expanded: &Expanded, phrases: &Phrases) -> AnyView {
    let group = |facet| group(facet, expanded, phrases);
    let groups: Vec<AnyView> = list.facets.iter().map(group).collect();
    column("facets", groups)
}

fn group(facet: &Facet, expanded: &Expanded, phrases: &Phrases) -> AnyView {
    let Facet { dimension, values } = facet;
    let (first, rest) = facet.split();
    let name = phrases.of_dimension(*dimension);
    let most = values.iter().filter_map(|value| value.count).max().unwrap_or(0);
    let mut scale = None;
    let (class, picture) = match dimension {
        Dimension::Region => ("facet facet-map", map::map(values, most, phrases)),
        Dimension::Year | Dimension::Month => {
            scale = Some(most.max(1));
            ("facet facet-bars", ().into_any())
        }
        _ => ("facet", ().into_any()),
    };
    let none = match (values.is_empty(), dimension) {
        (false, _) => "",
        (true, Dimension::Month) => phrases.choose_year_first,
        (true, _) => phrases.nothing_to_choose,
    };
    let values = view! {
        <div class="facet-values">
            {list(first, scale, phrases)}
            {more(facet, rest, expanded, phrases)}
            <p class="facet-note" hidden=none.is_empty()>{Text::from(none)}</p>
        </div>
    };
    choices(class, name, picture, values.into_any())
}

/// The values behind the first ones, which a summary opens. They are drawn once it was opened: hundreds of
/// links take their time.
fn more(
    facet: &Facet,
    rest: &[FacetValue],
    expanded: &Expanded,
    phrases: &Phrases,
) -> Option<AnyView> {
    if rest.is_empty() {
        return None;
    }
    let dimension = facet.dimension;
    let label = fill(phrases.all_values, &[&facet.values.len().to_string()]);
    let drawn =
        if expanded.is_whole(dimension) { list(rest, None, phrases) } else { ().into_any() };
    let facet = Some((dimension, expanded.is_open(dimension)));
    Some(disclosure("more-values", label, Action::Expand(dimension), facet, drawn))
}

/// Values; with a `scale`, the count of the highest bar, as bars.
fn list(values: &[FacetValue], scale: Option<u32>, phrases: &Phrases) -> AnyView {
    let mut rows = Vec::with_capacity(values.len());
    let mut values: Vec<&FacetValue> = values.iter().collect();
    // Time runs from left to right.
    if scale.is_some()
        && values.first().map(|value| &value.id) > values.last().map(|value| &value.id)
    {
        values.reverse();
    }
    let are_months = scale.is_some() && values.first().is_some_and(|value| is_month(value));
    let mut next = are_months.then_some(1);
    for one in values {
        let at = number(&one.id).parse::<u32>().ok();
        if let (Some(next), Some(at), Some(_)) = (next, at, scale) {
            // A month stands in its place of twelve; years that have nothing are told, not drawn.
            let gaps = at.saturating_sub(next);
            rows.extend((0..if are_months { gaps } else { gaps.min(1) }).map(|_| gap()));
        }
        next = at.map(|at| at.saturating_add(1));
        rows.push(value(one, scale, phrases));
    }
    while are_months && rows.len() < 12 {
        rows.push(gap());
    }
    view! { <ul>{rows}</ul> }.into_any()
}

fn is_month(value: &FacetValue) -> bool {
    value.id.contains(['-'])
}

/// The year of a year, the month of a month.
fn number(id: &str) -> &str {
    id.rsplit('-').next().unwrap_or_default()
}

fn gap() -> AnyView {
    view! { <li class="gap" aria-hidden="true">"…"</li> }.into_any()
}

/// A value and how many articles it has.
fn value(value: &FacetValue, scale: Option<u32>, phrases: &Phrases) -> AnyView {
    let chosen = value.chosen.then_some("true");
    // What has no articles has no page either. It is a tab stop, for a row of such must scroll by keyboard
    // too, and it keeps the focus, if it had it.
    let is_none = value.count == Some(0) && !value.chosen;
    let href = (!is_none).then(|| to(&value.route));
    let [role, disabled, tabindex] =
        ["link", "true", "0"].map(|attribute| is_none.then_some(attribute));
    let (name, count) = match scale {
        Some(most) => labels_of_bar(value, most, phrases),
        None => {
            let count = value.count.map(|count| count.to_string()).unwrap_or_default();
            let count = view! { <span class="count">{Text(count)}</span> };
            (view! { <span>{Text(value.name.clone())}</span> }.into_any(), count.into_any())
        }
    };
    let within = (!value.within.is_empty()).then(|| list(&value.within, None, phrases));
    view! {
        <li>
            <a href=href role=role aria-disabled=disabled tabindex=tabindex aria-current=chosen data-filter="">
                {name}" "{count}
            </a>
            {within}
        </li>
    }
    .into_any()
}

/// What is seen of a bar is a number below and one above it; a screen reader is told their units too.
fn labels_of_bar(value: &FacetValue, most: u32, phrases: &Phrases) -> (AnyView, AnyView) {
    let shown = number(&value.id).trim_start_matches('0').to_owned();
    let unit = if is_month(value) { phrases.month_unit } else { phrases.year_unit };
    let count = value.count.unwrap_or(0);
    let name = view! { <span>{Text(shown)}</span>{unseen(unit)} };
    let count = view! {
        <span class="count"><span>{Text(count.to_string())}</span>{unseen(phrases.articles_unit)}</span>
        {bar(count, most)}
    };
    (name.into_any(), count.into_any())
}

/// Words that are read out and not seen.
fn unseen(words: &'static str) -> AnyView {
    view! { <span class="visually-hidden">{Text::from(words)}</span> }.into_any()
}

fn bar(count: u32, most: u32) -> AnyView {
    let height = format!("{}%", count.saturating_mul(100).div_ceil(most));
    view! { <svg aria-hidden="true"><rect width="100%" height=height></rect></svg> }.into_any()
}

#[cfg(test)]
#[cfg(feature = "press")]
mod tests {
    use super::*;
    use crate::archive::Pager;
    use crate::domain::query::Query;
    use crate::domain::route::Route;

    /// Prints one facet with made-up values: id, name, count.
    fn printed(dimension: Dimension, values: &[(&str, &str, u32)], chosen: &str) -> String {
        let values = values.iter().map(|(id, name, count)| FacetValue {
            id: (*id).into(),
            name: (*name).into(),
            count: Some(*count),
            chosen: *id == chosen,
            route: Route::list(Query::default().with(dimension, id)),
            within: Vec::new(),
        });
        let facet = Facet { dimension, values: values.collect() };
        Owner::new().set();
        group(&facet, &expanded(&facet).all(), &Phrases::of("zh-CN")).to_html()
    }

    fn expanded(facet: &Facet) -> Expanded {
        let (query, headlines, pager) = (Query::default(), Vec::new(), Pager::default());
        let facets = vec![facet.clone()];
        let mut expanded = Expanded::default();
        expanded.show_chosen(&List { query, total: None, headlines, facets, pager });
        expanded
    }

    fn zones(count: u32, chosen: u32) -> Facet {
        let value = |number: u32| FacetValue {
            id: format!("zone-{number}"),
            name: format!("开发区{number}"),
            count: Some(1),
            chosen: number == chosen,
            route: Route::list(Query::default()),
            within: Vec::new(),
        };
        Facet { dimension: Dimension::Zone, values: (1..=count).map(value).collect() }
    }

    #[test]
    fn of_many_values_the_first_eight_stand_and_the_others_are_drawn_when_they_are_wanted() {
        let links = |facet: &Facet, expanded: &Expanded| {
            Owner::new().set();
            let html = group(facet, expanded, &Phrases::of("zh-CN")).to_html();
            (html.matches("<a ").count(), html.contains("<details"), html.contains("open"))
        };
        let check = |count, chosen, drawn, whole| {
            let facet = zones(count, chosen);
            assert_eq!(links(&facet, &expanded(&facet)), drawn, "{count}, of which {chosen}");
            assert_eq!(links(&facet, &expanded(&facet).all()), whole, "{count}, of which {chosen}");
        };
        check(8, 0, (8, false, false), (8, false, false));
        check(10, 0, (10, false, false), (10, false, false));
        check(11, 0, (8, true, false), (11, true, false));
        check(40, 8, (8, true, false), (40, true, false));
        check(40, 9, (40, true, true), (40, true, true));
        let html = group(&zones(40, 0), &expanded(&zones(40, 0)), &Phrases::of("zh-CN")).to_html();
        check_order(&html, &["开发区8<", "data-action=\"expand-zone\"", "全部 40 项"]);
    }

    /// Each part stands behind the one before it.
    fn check_order(html: &str, parts: &[&str]) {
        let mut rest = html;
        for part in parts {
            let Some((_, behind)) = rest.split_once(part) else {
                panic!("{part} is missing, or not in its place, in {html}");
            };
            rest = behind;
        }
    }

    #[test]
    fn years_run_from_left_to_right_and_each_bar_tells_its_count() {
        let years = [("2024", "2024年", 38), ("2023", "2023年", 19), ("2019", "2019年", 1)];
        let html = printed(Dimension::Year, &years, "2023");
        check_order(
            &html,
            &[
                "aria-label=\"时间\"",
                "href=\"/all/?year=2019\"",
                ">2019",
                "年，",
                ">1",
                " 篇",
                "height=\"3%\"",
                "class=\"gap\"",
                "aria-current=\"true\"",
                ">2023",
                ">19",
                "height=\"50%\"",
                ">2024",
                ">38",
                "height=\"100%\"",
            ],
        );
        assert_eq!(
            html.matches("class=\"gap\"").count(),
            1,
            "2023 and 2024 are neighbours: {html}"
        );
    }

    #[test]
    fn months_stand_in_their_places_of_a_year() {
        let months = [("2021-10", "10月", 2), ("2021-03", "3月", 5)];
        let html = printed(Dimension::Month, &months, "2021-10");
        check_order(
            &html,
            &[
                "aria-label=\"月份\"",
                "href=\"/all/?month=2021-03\"",
                ">3",
                "月，",
                ">5",
                ">10",
                ">2",
            ],
        );
        let items: Vec<bool> =
            html.split("<li").skip(1).map(|item| item.contains("class=\"gap\"")).collect();
        assert_eq!(items.len(), 12, "{html}");
        let bars: Vec<usize> = (1..=12).filter(|month| !items[month - 1]).collect();
        assert_eq!(bars, [3, 10], "{html}");
    }

    #[test]
    fn a_facet_without_values_keeps_its_place_and_says_so_and_a_year_of_none_has_no_bar() {
        check_order(
            &printed(Dimension::Month, &[], ""),
            &["aria-label=\"月份\"", "选择一个年份后"],
        );
        check_order(&printed(Dimension::Zone, &[], ""), &["aria-label=\"开发区\"", "暂无可选项"]);
        let html =
            printed(Dimension::Kind, &[("photo", "图片新闻", 0), ("text", "文字新闻", 7)], "");
        check_order(
            &html,
            &[
                "<a role=\"link\"",
                "aria-disabled=\"true\"",
                "图片新闻",
                ">0",
                "href=\"/all/all/text/\"",
                "文字新闻",
            ],
        );
        assert_eq!(html.matches("href=").count(), 1, "what has no articles leads nowhere: {html}");
        let html = printed(Dimension::Year, &[("1950", "1950年", 0)], "1950");
        check_order(&html, &[">1950", "年，", ">0", "height=\"0%\""]);
        check_order(&html, &["<p hidden class=\"facet-note\"></p>"]);
    }

    #[test]
    fn the_map_links_the_provinces_that_have_articles_and_is_no_second_tab_stop() {
        let provinces = [("beijing", "北京", 1), ("jiangsu", "江苏", 22), ("atlantis", "亚特", 3)];
        let html = printed(Dimension::Region, &provinces, "beijing");
        let (map, list) = html.split_once("</details>").expect("the list is behind the map");
        check_order(
            map,
            &["示意图", "aria-hidden=\"true\"", "黑", "北京，1 篇", "京", "最多 22 篇"],
        );
        check_order(
            map,
            &["shade-5", "href=\"/all/jiangsu/\" tabindex=\"-1\"", "江苏，22 篇", "苏"],
        );
        assert_eq!(map.matches("<text").count(), 34);
        assert_eq!(
            map.matches("href=").count(),
            2,
            "a province without articles is no link: {map}"
        );
        assert_eq!(map.matches("tabindex=\"-1\"").count(), 34, "no tile is a tab stop");
        check_order(list, &["北京", "江苏", "亚特"]);
    }
}
