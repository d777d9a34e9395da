//! The document around a page: the app's own, made for the release, with what a page has of its own
//! put in its places.
//!
//! In the app's document the site's language and the page's address come behind `<html lang`, the page's head
//! takes the place of the `<title>`, the sentences that the app begins with those of the app's own, its styles
//! that of the empty `<style>`, so that the first answer of the host is all a
//! reader waits for, and its body that of the `<noscript>`.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;
use sha2::{Digest, Sha256};

use super::app::{App, wrong};
use crate::domain::phrases::{Phrases, Startup};
use crate::domain::text::without_controls;

/// The app's document, cut at the places where a page has something of its own.
#[derive(Clone, Debug)]
pub struct Document {
    parts: [String; 4],
    /// What a page may load and run: a Content Security Policy without what only a header can say.
    pub policy: String,
}

impl Document {
    /// The document of an app, for a site in a language that says what its pages say. `base` is the path it
    /// lives under, without a slash at the end.
    pub fn new(app: &App, base: &str, language: &str, phrases: &Phrases) -> io::Result<Self> {
        // The app is built for a host's root, wherever its site will live.
        let text = app.page.replace("=\"/", &format!("=\"{base}/"));
        let (html, rest) = split_at_markers(&text, "<html lang", ">")?;
        let (between, (_, rest)) = split_at_markers(rest.1, "<title>", "</title>")?;
        let (before_startup, (_, rest)) = split_at_markers(rest, "{\"skip_to_content\"", "}")?;
        let startup = startup_json(&phrases.startup);
        let (scripts, (_, rest)) = split_at_markers(rest, "<style>", "</style>")?;
        let style = [&app.style, &*style_of(phrases)].concat();
        let (before_body, (_, behind)) = split_at_markers(rest, "<noscript>", "</noscript>")?;
        let hashes =
            inline_scripts(&format!("{between}{before_startup}{scripts}{before_body}{behind}"))
                .into_iter()
                .map(|script| format!(" {}", source(script)))
                .collect::<String>();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src {}; img-src 'self'; \
             media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
             form-action 'self'",
            source(&style)
        );
        let parts = [
            format!("{html}<html lang=\"{language}\""),
            format!(">{between}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
            format!("{before_startup}{startup}{scripts}<style>{style}</style>{before_body}"),
            behind.to_owned(),
        ];
        Ok(Self { parts, policy })
    }

    /// The document of a page. `address` is as a browser tells it, with the base path; empty for a page
    /// that stands in for any address.
    pub fn page(&self, address: &str, head: &str, body: &str) -> String {
        let [html, before, between, behind] = &self.parts;
        let address = escape(address);
        let parts = [html, " data-address=\"", &address, "\"", before, head, between, body, behind];
        without_controls(parts.concat())
    }

    /// What the hash of a page must change with, beside its content.
    pub fn text(&self) -> String {
        self.parts.concat()
    }
}

/// The sentences that the app begins with, as JSON that no page ends early.
fn startup_json(startup: &Startup) -> String {
    // In the order of its fields, by which its place in the app's document is found.
    serde_json::to_string(startup).unwrap_or_default().replace('<', "\\u003c")
}

/// What styles say, as properties that they take it from.
fn style_of(phrases: &Phrases) -> String {
    let text = |text: &str| text.replace(['"', '\\', '<', '\n'], "");
    let (waiting, newer) = (text(phrases.waiting), text(phrases.needs_newer_browser));
    format!(":root{{--waiting:\"{waiting}\";--needs-newer-browser:\"{newer}\"}}")
}

/// The text before `start`, what stands up to `end`, and the text behind.
fn split_at_markers<'t>(
    text: &'t str,
    start: &str,
    end: &str,
) -> io::Result<(&'t str, (&'t str, &'t str))> {
    let missing = || wrong(&format!("has no {start}…{end}"));
    let (before, rest) = text.split_once(start).ok_or_else(missing)?;
    Ok((before, rest.split_once(end).ok_or_else(missing)?))
}

/// The scripts that stand in a page itself and run: neither linked nor data.
fn inline_scripts(html: &str) -> Vec<&str> {
    let scripts = html.split("<script").skip(1);
    let script = |rest: &'_ str| -> Option<(usize, usize)> {
        let open = rest.find('>')?;
        let close = rest.find("</script>")?;
        let attributes = rest.get(..open)?;
        let runs = !attributes.contains("src=") && !attributes.contains("json");
        runs.then_some((open + 1, close))
    };
    scripts.filter_map(|rest| script(rest).and_then(|(from, to)| rest.get(from..to))).collect()
}

/// A text as a source of a policy: its SHA-256.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>a</title>\
        <script type=application/json>{\"skip_to_content\":\"\"}</script><script>f()</script>\
        <script type=module src=\"/x.js\"></script><style></style></head><body><noscript>no</noscript></body></html>";

    fn app(page: &str, style: &str) -> App {
        App { page: page.to_owned(), style: style.to_owned(), files: Vec::new() }
    }

    fn document(page: &str, base: &str) -> io::Result<Document> {
        Document::new(&app(page, "a{}"), base, "en", &Phrases::of("zh-CN"))
    }

    #[test]
    fn a_page_has_its_address_head_styles_and_body_in_their_places() {
        let document = document(PAGE, "").expect("it is whole");
        let page = document.page("/a\"/", "<title>t</title>", "<p>b</p>");
        let (start, rest) = page.split_once("<meta http-equiv").expect("it has a policy");
        assert_eq!(
            start,
            "<!doctype html><html lang=\"en\" data-address=\"/a&quot;/\"><meta charset=utf-8>"
        );
        let (_, rest) = rest.split_once("\"><title>t</title>").expect("it has its head");
        let (_, rest) = rest.split_once("}</script>").expect("it has what the app begins with");
        let (scripts, rest) = rest.split_once("<style>a{}").expect("it has its styles");
        assert_eq!(scripts, "<script>f()</script><script type=module src=\"/x.js\"></script>");
        let (_, rest) = rest.split_once("</style>").expect("they end");
        let expected = "</head><body><p>b</p></body></html>";
        assert_eq!(rest, expected);
    }

    #[test]
    fn the_policy_allows_the_scripts_and_styles_of_the_page_and_no_others() {
        let policy = document(PAGE, "").expect("it is whole").policy;
        // printf 'f()' | openssl dgst -sha256 -binary | base64, and the same of 'a{}'.
        let script = "script-src 'self' 'wasm-unsafe-eval' 'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo=';";
        assert!(policy.contains(script), "{policy}");
        assert!(policy.contains("style-src 'sha256-"), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        for word in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*"] {
            assert!(!policy.contains(word), "{word} in {policy}");
        }
    }

    #[test]
    fn what_is_missing_in_the_apps_document_is_told() {
        let check = |from: &str, told: &str| {
            let error = document(&PAGE.replace(from, ""), "").expect_err(told).to_string();
            assert!(error.contains(told), "{error}");
        };
        check("<title>a</title>", "has no <title>…</title>");
        check("skip_to_content", "has no {\"skip_to_content\"…}");
        check("<noscript>no</noscript>", "has no <noscript>…</noscript>");
    }

    #[test]
    fn the_apps_own_document_holds_the_built_in_sentences_that_the_app_begins_with() {
        let html = include_str!("../../index.html");
        let startup = startup_json(&Phrases::of("zh-CN").startup);
        assert!(html.contains(&format!(" id=\"startup\">{startup}</script>")), "{startup}");
    }

    #[test]
    fn a_page_begins_in_the_language_and_the_sentences_of_its_site() {
        let mut phrases = Phrases::of("zh-CN");
        phrases.startup.loading = "a</script>";
        phrases.waiting = "b\"</style>";
        let document = Document::new(&app(PAGE, ""), "", "fr", &phrases);
        let page = document.expect("it is whole").page("/", "", "");
        assert!(page.starts_with("<!doctype html><html lang=\"fr\" data-address"), "{page}");
        assert!(page.contains(r#""loading":"a\u003c/script>""#), "{page}");
        assert!(page.contains(r#":root{--waiting:"b/style>";"#), "{page}");
        assert!(!page.contains(r#"{"skip_to_content":""}"#), "{page}");
    }

    #[test]
    fn in_a_sub_folder_the_addresses_of_the_app_begin_with_its_path() {
        let page = document(PAGE, "/news").expect("it is whole").page("/news/", "", "");
        assert!(page.contains("src=\"/news/x.js\""), "{page}");
    }
}
