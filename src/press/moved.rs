//! What has moved: the addresses of categories under ids that they had before, as each host is told to
//! lead on from them. A host that takes no rules shows its page for what is not there, and the app in
//! it leads on.

use crate::domain::taxonomy::Site;

/// An address that leads on, from the site's root. With a slash at the end it is a folder, and all below
/// it leads on to the same place below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    from: String,
    to: String,
}

impl Moved {
    fn new(before: &str, [old, id]: [&str; 2], behind: &str) -> Self {
        let address = |id| format!("{before}{id}{behind}");
        Self { from: address(old), to: address(id) }
    }
}

/// All that has moved on a site: lists and feeds of sections, lists of regions, pages of zones.
pub fn of(site: &Site) -> Vec<Moved> {
    let sections = || site.sections.iter().map(|section| section.id.as_str());
    let mut moved = Vec::new();
    for section in &site.sections {
        for ids in pairs(&section.id, &section.was) {
            moved.push(Moved::new("/", ids, "/"));
            let feed = |ending| Moved::new("/feeds/", ids, ending);
            moved.extend([".json", ".atom", ".rss"].map(feed));
        }
    }
    let provinces = site.regions.iter().map(|province| (&province.id, &province.was));
    let cities = site.regions.iter().flat_map(|province| &province.cities);
    for (id, was) in provinces.chain(cities.map(|city| (&city.id, &city.was))) {
        for ids in pairs(id, was) {
            let below = |section| Moved::new(&format!("/{section}/"), ids, "/");
            moved.extend(std::iter::once("all").chain(sections()).map(below));
        }
    }
    for zone in &site.zones {
        moved.extend(pairs(&zone.id, &zone.was).map(|ids| Moved::new("/zones/", ids, "/")));
    }
    moved
}

/// Each id that a category had before, with the one it has.
fn pairs<'a>(id: &'a str, was: &'a [String]) -> impl Iterator<Item = [&'a str; 2]> {
    was.iter().map(move |old| [old.as_str(), id])
}

/// A regular expression for all that leads on from an address, and what it is replaced by.
fn pattern(base: &str, Moved { from, to }: &Moved) -> [String; 2] {
    let pattern = match from.strip_suffix('/') {
        Some(folder) => format!("^{base}{folder}(?:/(.*))?$"),
        None => format!("^{base}{}()$", from.replace('.', "\\.")),
    };
    [pattern, format!("{base}{to}$1")]
}

/// Rules for nginx, which keeps the query.
pub fn nginx(base: &str, moved: &[Moved]) -> String {
    let rule = |one| {
        let [pattern, to] = pattern(base, one);
        format!("rewrite \"{pattern}\" {to} permanent;\n")
    };
    said("# What has moved leads on.\n", moved.iter().map(rule), "")
}

/// Rules for Caddy. They are gone through in order, so that an address of which two parts have moved leads
/// on at once, with its query.
pub fn caddy(base: &str, moved: &[Moved]) -> String {
    let patterns: Vec<String> =
        moved.iter().map(|one| pattern(base, one)).map(|[pattern, _]| pattern).collect();
    let replaced = moved.iter().map(|one| {
        let [pattern, to] = pattern(base, one);
        format!("\turi path_regexp {pattern} {to}\n")
    });
    let before = format!(
        "# What has moved leads on.\n@moved path_regexp {}\nroute @moved {{\n",
        patterns.join("|")
    );
    said(&before, replaced, "\tredir {uri} permanent\n}\n")
}

/// Rules for Netlify and Cloudflare Pages, which keep the query as far as they do.
pub fn netlify(base: &str, moved: &[Moved]) -> String {
    let rule = |Moved { from, to }: &Moved| {
        let [all, same] = if from.ends_with('/') { ["*", ":splat"] } else { [""; 2] };
        format!("{base}{from}{all} {base}{to}{same} 301\n")
    };
    said("# What has moved leads on.\n", moved.iter().map(rule), "")
}

/// Rules between what is said before and behind them; nothing where there are none.
fn said(before: &str, rules: impl Iterator<Item = String>, behind: &str) -> String {
    let rules: String = rules.collect();
    if rules.is_empty() { rules } else { [before, &rules, behind].concat() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

    fn renamed() -> Site {
        let mut site = site();
        site.sections[1].was = vec!["rules".into()];
        site.regions[1].cities[0].was = vec!["tai".into()];
        site.zones[0].was = vec!["jiangyan-old".into()];
        site
    }

    #[test]
    fn nothing_is_said_where_nothing_has_moved() {
        let moved = of(&site());
        assert!(moved.is_empty());
        assert_eq!(nginx("", &moved) + &caddy("", &moved) + &netlify("", &moved), "");
    }

    #[test]
    fn lists_feeds_and_zones_lead_on_from_the_ids_they_had() {
        let check = |from: &str, to: &str| {
            let expected = Moved { from: from.to_owned(), to: to.to_owned() };
            assert!(of(&renamed()).contains(&expected), "{from}");
        };
        check("/rules/", "/policy/");
        check("/feeds/rules.atom", "/feeds/policy.atom");
        check("/all/tai/", "/all/taizhou/");
        check("/zone-news/tai/", "/zone-news/taizhou/");
        check("/zones/jiangyan-old/", "/zones/jiangyan/");
        assert_eq!(of(&renamed()).len(), 1 + 3 + 3 + 1);
    }

    #[test]
    fn every_host_is_told_in_its_own_words_and_below_its_path() {
        let moved = of(&renamed());
        let check = |rules: String, expected: &str| assert!(rules.contains(expected), "{rules}");
        check(
            nginx("/news", &moved),
            "rewrite \"^/news/all/tai(?:/(.*))?$\" /news/all/taizhou/$1 permanent;\n",
        );
        check(
            nginx("", &moved),
            "rewrite \"^/feeds/rules\\.rss()$\" /feeds/policy.rss$1 permanent;\n",
        );
        check(
            caddy("/news", &moved),
            "\turi path_regexp ^/news/zones/jiangyan-old(?:/(.*))?$ /news/zones/jiangyan/$1\n",
        );
        check(netlify("/news", &moved), "/news/rules/* /news/policy/:splat 301\n");
        check(netlify("", &moved), "/feeds/rules.json /feeds/policy.json 301\n");
    }
}
