//! What a host must be told: which files never change, which headers guard a page, what to answer for
//! an address without a page. The same rules, as each host wants them said.

use quick_xml::escape::escape;
use serde_json::json;

use super::feeds::File;
use super::markup;
use super::moved;
use crate::domain::taxonomy::Site;
use crate::domain::text::without_controls;

/// Templates: what stands in double braces is filled in by name.
const NGINX: &str = include_str!("hosting/nginx.conf");
const NGINX_BROTLI: &str = include_str!("hosting/nginx-brotli.conf");
const CADDY: &str = include_str!("hosting/Caddyfile");
const HEADERS: &str = include_str!("hosting/_headers");
const OPENSEARCH: &str = include_str!("hosting/opensearch.xml");

/// What is named by its content: kept for ever.
const KEPT: &str = "public, max-age=31536000, immutable";

/// What is asked for again each time, and answered with 304 where it is the same.
const FRESH: &str = "no-cache";

/// The names of what is kept for ever, behind the base path, as a regular expression.
const KEPT_NAMES: &str = "(archive/[a-z]+-[0-9a-f]{12}(\\.(json|bin)|/[^/]+)|cards/[0-9a-f]{16}\\.png|[a-z]+(-[a-z]+)*-[0-9a-f]{16}\\.(js|wasm|css))";

/// An article's address: its id, with the year and the month it lies under.
const ARTICLE: &str = "article/(?<id>(?<year>[0-9]{4})(?<month>[0-9]{2})[0-9]{2}-[a-z0-9-]+)/";

/// What an address has behind that of its list, if it is one of the list's older pages.
const OLDER: &str = "p[1-9][0-9]*/";

/// What others ask for by agreement, RFC 8615: the one folder with a dot that is for everybody, but for
/// what is hidden in it.
const WELL_KNOWN: &str = "\\.well-known(/[^./][^/]*)*/?";

/// What is data, behind the base path: no browser shows it or runs it. A search fetches twenty files of
/// it, and headers that guard pages would weigh more than some of them.
const DATA: [&str; 2] = ["archive/", "articles/"];

/// The header that guards every answer.
const GUARD: (&str, &str) = ("X-Content-Type-Options", "nosniff");

/// The headers that guard every answer but data.
fn guards(policy: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", format!("{policy}; frame-ancestors 'none'")),
        ("Referrer-Policy", "strict-origin-when-cross-origin".into()),
        (
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
                .into(),
        ),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
    ]
}

/// The files for hosts, and those that browsers look for. `all_have_pages` says whether every article
/// has a page of its own.
pub fn hosting(site: &Site, policy: &str, all_have_pages: bool) -> Vec<File> {
    let base = site.base();
    let guards = guards(policy);
    let list = format!("({})(/[a-z0-9-]+){{0,2}}/", lists(site).collect::<Vec<_>>().join("|"));
    let moved = moved::of(site);
    let mut files = vec![
        ("hosting/nginx.conf", nginx(base, &list, &guards) + &moved::nginx(base, &moved)),
        ("hosting/nginx-brotli.conf", NGINX_BROTLI.into()),
        ("hosting/Caddyfile", caddy(base, &list, &guards) + &moved::caddy(base, &moved)),
        ("_headers", netlify(base, &guards)),
        ("opensearch.xml", opensearch(site)),
        ("site.webmanifest", manifest(site)),
        // GitHub Pages then serves what begins with an underscore too.
        (".nojekyll", String::new()),
    ];
    let mut redirects = moved::netlify(base, &moved);
    if !all_have_pages {
        redirects += &rewrites(site);
    }
    if !redirects.is_empty() {
        files.push(("_redirects", redirects));
    }
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// What a list's path begins with.
fn lists(site: &Site) -> impl Iterator<Item = &str> {
    std::iter::once("all").chain(site.sections.iter().map(|section| section.id.as_str()))
}

/// Netlify and Cloudflare Pages: a file that is there comes before a rule, and a rule cannot ask for one.
fn rewrites(site: &Site) -> String {
    let base = site.base();
    let mut text = "# Older articles and older pages of lists have no page of their own: the app shows them.\n".to_owned();
    for list in std::iter::once("article").chain(lists(site)) {
        text += &format!("{base}/{list}/* {base}/404.html 200\n");
    }
    text
}

fn nginx(base: &str, list: &str, guards: &[(&str, String)]) -> String {
    let variable = |name: &str| name.to_lowercase().replace('-', "_");
    let each = |one: &dyn Fn(&str, &str) -> String, between: &str| {
        let lines: Vec<String> = guards.iter().map(|(name, value)| one(name, value)).collect();
        lines.join(between)
    };
    let set = |name: &str, value: &str| format!("set $investchn_{} \"{value}\";", variable(name));
    let add =
        |name: &str, _: &str| format!("add_header {name} $investchn_{} always;", variable(name));
    let own = [
        ("set", &*each(&set, "\n")),
        ("unset", &each(&|name, _| set(name, ""), " ")),
        ("add", &each(&add, "\n")),
        ("data", &DATA.join("|")),
        ("article", ARTICLE),
        ("list", list),
    ];
    fill(NGINX, &[&own, &common(base)])
}

fn caddy(base: &str, list: &str, guards: &[(&str, String)]) -> String {
    let lines: Vec<String> =
        guards.iter().map(|(name, value)| format!("\t{name} \"{value}\"")).collect();
    let data = DATA.map(|folder| format!("{base}/{folder}*")).join(" ");
    let own = [("guards", &*lines.join("\n")), ("data", &data), ("list", list)];
    fill(CADDY, &[&own, &common(base)])
}

/// Netlify and Cloudflare Pages, whose rules cannot leave data out. What these hosts answer without a rule is asked for again each time.
fn netlify(base: &str, guards: &[(&str, String)]) -> String {
    let lines: Vec<String> =
        guards.iter().map(|(name, value)| format!("  {name}: {value}")).collect();
    fill(HEADERS, &[&[("guards", &lines.join("\n"))], &common(base)])
}

fn opensearch(site: &Site) -> String {
    let values = [
        ("name", &*escape(&site.name)),
        ("slogan", &escape(site.tagline())),
        ("icon", &escape(site.absolute("/favicon.svg"))),
        ("url", &escape(site.absolute("/search/"))),
    ];
    without_controls(fill(OPENSEARCH, &[&values]))
}

/// What is said to every host in the same words.
fn common(base: &str) -> [(&str, &str); 8] {
    let (guard, nosniff) = GUARD;
    [
        ("base", base),
        ("guard", guard),
        ("nosniff", nosniff),
        ("kept", KEPT),
        ("kept_names", KEPT_NAMES),
        ("fresh", FRESH),
        ("older", OLDER),
        ("well_known", WELL_KNOWN),
    ]
}

/// A template with its placeholders filled: `{{name}}` by the value of that name. One that has no value
/// stays as it stands, which a test refuses.
fn fill(template: &str, values: &[&[(&str, &str)]]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, name, behind)) = placeholder(rest) {
        let value = values.iter().copied().flatten().find(|(own, _)| *own == name);
        filled.push_str(before);
        match value {
            Some((_, value)) => filled.push_str(value),
            None => filled.extend(["{{", name, "}}"]),
        }
        rest = behind;
    }
    filled + rest
}

/// The first placeholder's name, and what stands before and behind it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, behind) = rest.split_once("}}")?;
    Some((before, name, behind))
}

fn manifest(site: &Site) -> String {
    let base = site.base();
    let icon = |name: &str, sizes: &str, kind: &str| json!({ "src": format!("{base}/{name}"), "sizes": sizes, "type": kind });
    markup::json(markup::without_empty(json!({
        "name": site.full_name(), "short_name": site.name,
        "description": site.slogan, "lang": site.language, "dir": "ltr",
        "id": format!("{base}/"), "start_url": format!("{base}/"), "scope": format!("{base}/"),
        "display": "browser", "background_color": "#ffffff", "theme_color": "#1f4e8c",
        "icons": [
            icon("favicon.svg", "any", "image/svg+xml"),
            icon("icon-192.png", "192x192", "image/png"),
            icon("icon-512.png", "512x512", "image/png"),
        ],
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::taxonomy::tests::site;

    #[test]
    fn every_placeholder_is_filled() {
        for all_have_pages in [false, true] {
            for (path, text) in hosting(&site(), "default-src 'self'", all_have_pages) {
                let text = String::from_utf8(text).expect("it is text");
                let unfilled = placeholder(&text).map(|(_, name, _)| name);
                assert_eq!(unfilled, None, "{path}: nobody fills it");
            }
        }
    }

    #[test]
    fn a_placeholder_that_nobody_fills_stays_and_all_else_stands_as_it_is() {
        let filled = fill("a {{b}}{c} {{d}}}", &[&[("b", "{{d}}")], &[("e", "")]]);
        assert_eq!(filled, "a {{d}}{c} {{d}}}");
        assert_eq!(fill("{ {{b}}{{c}} }", &[&[("b", "1")], &[("c", "2"), ("b", "3")]]), "{ 12 }");
    }

    #[test]
    fn every_template_says_what_is_filled_in() {
        for template in [NGINX, CADDY, HEADERS, OPENSEARCH] {
            assert!(placeholder(template).is_some(), "{template}");
        }
    }
}
