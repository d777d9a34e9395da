//! What a host must be told: which files never change, which headers guard a page, what to answer for
//! an address without a page. The same rules, as each host wants them said.

use quick_xml::escape::escape;
use serde_json::json;

use super::feeds::File;
use super::markup;
use super::moved;
use crate::domain::taxonomy::Site;
use crate::domain::text::without_controls;

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
        ("hosting/nginx-brotli.conf", "# Where nginx has ngx_brotli (Debian: libnginx-mod-http-brotli-static).\nbrotli_static on;\n".into()),
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
    let set = |(name, value): &(&str, String)| {
        format!("set $investchn_{} \"{value}\";\n", variable(name))
    };
    let unset = |(name, _): &(&str, String)| format!(" set $investchn_{} \"\";", variable(name));
    let add = |(name, _): &(&str, String)| {
        format!("add_header {name} $investchn_{} always;\n", variable(name))
    };
    let set: String = guards.iter().map(set).collect();
    let unset: String = guards.iter().map(unset).collect();
    let add: String = guards.iter().map(add).collect();
    let (guard, nosniff) = GUARD;
    let data = DATA.join("|");
    format!(
        r#"# For a server block: `root` is the folder in which the site lies under {base}/,
# then `include` this file. Reload nginx when a release of the app is uploaded.
charset utf-8;
charset_types text/css text/plain text/xml text/vtt application/javascript application/json application/atom+xml application/rss+xml;
index index.html;
absolute_redirect off;
gzip_static on;
etag on;

set $investchn_cache "{FRESH}";
if ($uri ~ "^{base}/{KEPT_NAMES}$") {{ set $investchn_cache "{KEPT}"; }}
if ($arg_v) {{ set $investchn_cache "{KEPT}"; }}
add_header Cache-Control $investchn_cache always;
add_header {guard} "{nosniff}" always;
# A header without a value is not sent: data has none of these.
{set}if ($uri ~ "^{base}/({data})") {{{unset} }}
{add}
error_page 404 {base}/404.html;

location {base}/ {{
    try_files $uri $uri/ =404;
}}
# An article without a page of its own is shown by the app, if there is such an article.
location ~ "^{base}/{ARTICLE}$" {{
    set $investchn_app "";
    if (!-f $document_root${{uri}}index.html) {{ set $investchn_app "no page"; }}
    if (-f $document_root{base}/articles/$year/$month/$id.json) {{ set $investchn_app "$investchn_app, an article"; }}
    if ($investchn_app = "no page, an article") {{ rewrite ^ {base}/404.html break; }}
    try_files $uri $uri/ =404;
}}
# So is an older page of a list, where not even the oldest has a page.
location ~ "^{base}/(?<list>{list}){OLDER}$" {{
    set $investchn_app "";
    if (!-f $document_root${{uri}}index.html) {{ set $investchn_app "no page"; }}
    if (-f $document_root{base}/${{list}}index.html) {{ set $investchn_app "$investchn_app, a list"; }}
    if (-f $document_root{base}/${{list}}p1/index.html) {{ set $investchn_app ""; }}
    if ($investchn_app = "no page, a list") {{ rewrite ^ {base}/404.html break; }}
    try_files $uri $uri/ =404;
}}
location ~ "^{base}/(site\.webmanifest)$" {{
    types {{ }}
    default_type application/manifest+json;
}}
location ~ "^{base}/{WELL_KNOWN}$" {{ try_files $uri $uri/ =404; }}
location ~ "^{base}/(hosting/|.*/\.|\.)" {{ return 404; }}
"#
    )
}

fn caddy(base: &str, list: &str, guards: &[(&str, String)]) -> String {
    let guards = guards.iter().map(|(name, value)| format!("\t{name} \"{value}\"\n"));
    let guards: String = guards.collect();
    let (guard, nosniff) = GUARD;
    let data = DATA.map(|folder| format!("{base}/{folder}*")).join(" ");
    format!(
        r#"# For a site block: `root` is the folder in which the site lies under {base}/,
# then `import` this file. Reload Caddy when a release of the app is uploaded.
header {guard} {nosniff}
@pages not path {data}
header @pages {{
{guards}}}
@kept path_regexp ^{base}/{KEPT_NAMES}$
@versioned query v=*
@fresh {{
	not path_regexp ^{base}/{KEPT_NAMES}$
	not query v=*
}}
header @kept Cache-Control "{KEPT}"
header @versioned Cache-Control "{KEPT}"
header @fresh Cache-Control "{FRESH}"
@webmanifest path *.webmanifest
header @webmanifest Content-Type application/manifest+json
@atom path *.atom
header @atom Content-Type "application/atom+xml; charset=utf-8"
@rss path *.rss
header @rss Content-Type "application/rss+xml; charset=utf-8"
@hidden {{
	path_regexp ^{base}/(hosting/|.*/\.|\.)
	not path_regexp ^{base}/{WELL_KNOWN}$
}}
error @hidden 404
# An article without a page of its own is shown by the app, if there is such an article. Caddy asks the
# matchers of one set in no order: what names a part of the path stands inside.
@article path_regexp article ^{base}/article/(([0-9]{{4}})([0-9]{{2}})[0-9]{{2}}-[a-z0-9-]+)/$
route @article {{
	@app {{
		not file {{path}}index.html
		file {base}/articles/{{re.article.2}}/{{re.article.3}}/{{re.article.1}}.json
	}}
	rewrite @app {base}/404.html
}}
# So is an older page of a list, where not even the oldest has a page.
@older path_regexp list ^{base}/({list}){OLDER}$
route @older {{
	@app {{
		not file {{path}}index.html {base}/{{re.list.1}}p1/index.html
		file {base}/{{re.list.1}}index.html
	}}
	rewrite @app {base}/404.html
}}
file_server {{
	precompressed br gzip
}}
handle_errors {{
	header {guard} {nosniff}
	header {{
{guards}	}}
	header Cache-Control "{FRESH}"
	rewrite * {base}/404.html
	file_server {{
		precompressed br gzip
	}}
}}
"#
    )
}

/// Netlify and Cloudflare Pages, whose rules cannot leave data out. What these hosts answer without a rule is asked for again each time.
fn netlify(base: &str, guards: &[(&str, String)]) -> String {
    let (guard, nosniff) = GUARD;
    let mut text = format!("{base}/*\n  {guard}: {nosniff}\n");
    for (name, value) in guards {
        text += &format!("  {name}: {value}\n");
    }
    let parts =
        ["site", "front", "digest", "volume", "headlines", "fold", "search", "index", "guide"];
    let parts = parts.map(|part| format!("archive/{part}-*"));
    let app = ["investchn-*", "finder-*", "start-*", "style-*"].map(str::to_owned);
    for path in parts.into_iter().chain(["cards/*".to_owned()]).chain(app) {
        text += &format!("{base}/{path}\n  Cache-Control: {KEPT}\n");
    }
    text += &format!("{base}/feeds/*.atom\n  Content-Type: application/atom+xml; charset=utf-8\n");
    text += &format!("{base}/feeds/*.rss\n  Content-Type: application/rss+xml; charset=utf-8\n");
    text
}

fn opensearch(site: &Site) -> String {
    let (name, url) = (escape(&site.name), escape(site.absolute("/search/")));
    let (slogan, icon) = (escape(site.tagline()), escape(site.absolute("/favicon.svg")));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{name}</ShortName><Description>{slogan}</Description><InputEncoding>UTF-8</InputEncoding>\n\
         <Image type=\"image/svg+xml\">{icon}</Image>\n\
         <Url type=\"text/html\" template=\"{url}?q={{searchTerms}}\"/>\n\
         </OpenSearchDescription>\n"
    );
    without_controls(xml)
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
