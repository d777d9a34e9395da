//! Addresses in data: where a reader may be led, and where a file of the site lies.
//!
//! An address is judged as a browser reads it: white space and controls around it are not there, nor
//! are tabs and line breaks within (<https://url.spec.whatwg.org/#concept-basic-url-parser>). What is judged is what is
//! written into a page.
//!
//! A link is an address, and stays as it was written. A file is told by its name as it lies, which may
//! hold anything that an address means something by, and becomes an address in [`of_file`] alone.

use crate::domain::text;

/// The cure for what [`link`] refuses.
pub const LINK_CURE: &str = "use https, mailto, tel or a path";

/// A link that a reader may follow: the web, a mail, a number, or this site, whose paths then begin with
/// one slash. `None` is any other.
pub fn link(text: &str) -> Option<String> {
    let address = as_read(text);
    if address.is_empty() || address.contains(['\\']) || address.contains(text::is_control) {
        return None;
    }
    let Some((scheme, rest)) = scheme(&address) else {
        return (!address.starts_with("//")).then(|| from_root(&address));
    };
    let is = |known: &str| scheme.eq_ignore_ascii_case(known);
    let leads = if is("http") || is("https") {
        rest.strip_prefix("//")
            .is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '?', '#']))
    } else {
        (is("mailto") || is("tel")) && !rest.is_empty()
    };
    leads.then_some(address)
}

/// What a path says below the one that the site lives under, which has no slash at its end; `None` where it
/// lies elsewhere on the host, as `/newsroom/` is not below `/news`.
pub fn below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The link that writes a mail; `None` where a text is no address of a mailbox.
pub fn mail(text: &str) -> Option<String> {
    let (name, host) = text.split_once('@')?;
    let is_odd = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || "@?&#%/\\:;,<>\"".chars().any(|sign| sign == character)
    };
    let is_plain = |part: &str| !part.is_empty() && !part.contains(is_odd);
    (is_plain(name) && is_plain(host)).then(|| ["mailto:", text].concat())
}

/// A file of this site by its name, from the root and with a slash before it. `None` is what a browser
/// would take for something else: another origin, or a folder above.
pub fn file(name: &str) -> Option<String> {
    let read = as_read(name);
    let is_foreign = scheme(&read).is_some()
        || read.starts_with("//")
        || name.contains(|character: char| character == '\\' || character.is_control())
        || name.split('/').any(|part| matches!(part, "." | ".."));
    (!is_foreign).then(|| from_root(name))
}

/// The address of a file, given its path as of [`file`]: each of its parts is percent-encoded.
pub fn of_file(path: &str) -> String {
    encoded(path, b"-._~/")
}

/// The file that a path of this site leads to, as it lies and without a slash before it.
pub fn to_file(href: &str) -> String {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    // In a path a plus is a plus.
    decode(path, b'+').trim_start_matches('/').to_owned()
}

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3).
pub fn encode(value: &str) -> String {
    encoded(value, b"-._~")
}

/// Percent-encodes all but ASCII letters, digits and what is `kept`.
fn encoded(value: &str, kept: &[u8]) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Decodes percent-encoded UTF-8 once, and `+` as `plus`: a space in a query, itself in a path. What is
/// malformed stays as it is.
pub fn decode(value: &str, plus: u8) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = (ahead.next().and_then(hex), ahead.next().and_then(hex));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                bytes.push(high << 4 | low);
                rest = ahead;
            }
            (b'+', _) => bytes.push(plus),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What a browser makes of a text before it reads the address.
fn as_read(text: &str) -> String {
    let text = text.trim_matches(|character: char| character <= ' ' || character.is_whitespace());
    text.chars().filter(|character| !matches!(character, '\t' | '\n' | '\r')).collect()
}

/// The scheme, if an address has one, and what stands behind its colon (RFC 3986, 3.1).
fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let begins = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    (begins && scheme.bytes().all(plain)).then_some((scheme, rest))
}

fn from_root(path: &str) -> String {
    ["/", path.trim_start_matches('/')].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_a_base_by_whole_steps() {
        let check = |path, base, rest| assert_eq!(below(path, base), rest, "{path} below {base}");
        check("/policy/", "", Some("/policy/"));
        check("/news/policy/", "/news", Some("/policy/"));
        check("/news/", "/news", Some("/"));
        check("/news", "/news", Some(""));
        check("/newsroom/", "/news", None);
        check("/new", "/news", None);
        check("/other/news/", "/news", None);
    }
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn a_link_leads_to_the_web_a_mail_a_number_or_this_site() {
        let check = |text: &str, address: &str| {
            assert_eq!(link(text).as_deref(), Some(address), "{text:?}")
        };
        check("https://example.com/a?b#c", "https://example.com/a?b#c");
        check("HTTP://example.com", "HTTP://example.com");
        check("mailto:a@example.com", "mailto:a@example.com");
        check("tel:+8651200000000", "tel:+8651200000000");
        check("/all/?zone=a&q=b:c#top", "/all/?zone=a&q=b:c#top");
        check("all/", "/all/");
        check("/media/%E5%9B%BE.pdf#page=2", "/media/%E5%9B%BE.pdf#page=2");
        check(" https://exam\nple.com/\u{3000}", "https://example.com/");
        check("/a/10:30", "/a/10:30");
    }

    #[test]
    fn what_a_browser_would_make_something_else_of_is_no_link() {
        for text in [
            "",
            " ",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\tscript:alert(1)",
            "javascript\n:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "blob:x",
            "file:///etc/hostname",
            "//evil.example/",
            "\t//evil.example/",
            "/\t/evil.example/",
            "/\\evil.example/",
            "\\\\evil.example/",
            "https:evil.example",
            "https:///evil.example",
            "http://",
            "https://?x",
            "mailto:",
            "tel:",
            "ht\u{0}tps://evil.example",
            "x-scheme:1",
        ] {
            assert_eq!(link(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_mail_is_written_to_a_mailbox_alone() {
        assert_eq!(mail("a.b@example.com").as_deref(), Some("mailto:a.b@example.com"));
        for text in
            ["", "@", "a@", "@b", "a", "a@b?bcc=c@d", "a@b,c@d", "a b@c", "a@b\n", "a%40b@c"]
        {
            assert_eq!(mail(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_file_of_the_site_is_named_as_it_lies() {
        let check = |name: &str, address: &str| {
            let path = file(name).unwrap_or_else(|| panic!("{name:?} is a file"));
            assert_eq!(of_file(&path), address, "{name:?}");
            assert_eq!(to_file(address), path.trim_start_matches('/'), "{name:?}");
        };
        check("/media/a-b_c.jpg", "/media/a-b_c.jpg");
        check("media/图#1.svg", "/media/%E5%9B%BE%231.svg");
        check("media/增长50%.svg", "/media/%E5%A2%9E%E9%95%BF50%25.svg");
        check("media/a?b.svg", "/media/a%3Fb.svg");
        check("media/a b+c&d.svg", "/media/a%20b%2Bc%26d.svg");
        check("media/a%20b.svg", "/media/a%2520b.svg");
        check("media/10:30 \"x\"'.svg", "/media/10%3A30%20%22x%22%27.svg");
        check("media/..a/b..svg", "/media/..a/b..svg");
    }

    #[test]
    fn what_is_no_file_of_the_site_is_refused() {
        for name in [
            "https://x.example/a.png",
            "//x.example/a.png",
            "data:image/png;base64,",
            "../a",
            "a/../b",
            "./a",
            "\t//host/a.png",
            " //host/a.png",
            "/\t/host/a.png",
            "\\\\host\\a.png",
            "media\\a.png",
            "java\nscript:x",
            "media/a\u{0}.png",
        ] {
            assert_eq!(file(name), None, "{name:?}");
        }
    }

    /// What browsers treat on its own in an address, and letters.
    const HOSTILE: &str = "([a-z:/?#@%.]|[\\\\ \\t\\n\\r\\x00\\x01\\u{3000}中]|https?:|javascript:|mailto:|//|\\.\\./){0,10}";

    proptest! {
        #[test]
        fn what_a_reader_is_led_to_is_what_was_judged(text in HOSTILE) {
            let base = Url::parse("https://own.example/news/a/").expect("it is an address");
            if let Some(href) = link(&text)
                && let Ok(url) = base.join(&href)
            {
                let known = ["http", "https", "mailto", "tel"].contains(&url.scheme());
                prop_assert!(known, "{:?} leads to {}", text, url);
                if href.starts_with('/') {
                    prop_assert_eq!(url.host_str(), Some("own.example"), "{:?} leads to {}", text, url);
                }
                prop_assert_eq!(link(&href), Some(href));
            }
        }

        #[test]
        fn a_file_is_asked_for_by_its_own_name_on_the_own_host(name in HOSTILE) {
            let Some(path) = file(&name) else { return Ok(()) };
            let base = Url::parse("https://own.example/news/").expect("it is an address");
            let url = base.join(&of_file(&path)).expect("it is an address");
            prop_assert_eq!(url.host_str(), Some("own.example"));
            prop_assert_eq!((url.query(), url.fragment()), (None, None));
            prop_assert_eq!(url.path(), of_file(&path));
            prop_assert_eq!(to_file(url.path()), path.trim_start_matches('/'));
        }
    }
}
