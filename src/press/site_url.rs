//! Where a site lives: an address that all its pages, feeds and hosts' rules can be built on.

use url::Url;

/// Why an address is refused as a site's, with the cure.
const LIKE: &str = "write it like https://www.example.cn/ or https://www.example.cn/news/";

/// The address of a site as all others begin with it: with its last slash, host and scheme in small
/// letters.
///
/// # Errors
/// What is wrong with it, and the cure.
pub fn site_url(text: &str) -> Result<String, String> {
    let wrong = |what: &str| Err(format!("\"{text}\" {what}: {LIKE}"));
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return wrong("holds a blank or a line break");
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return wrong("has no scheme");
    };
    if !["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return wrong("begins with neither http:// nor https://");
    }
    if rest.contains(['?', '#']) {
        return wrong("has a query or a fragment");
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if host.contains('@') {
        return wrong("names a user");
    }
    if host.is_empty() || host.contains('\\') {
        return wrong("names no host");
    }
    if !path.trim_matches('/').is_empty() && !path_is_plain(path) {
        return wrong("has a path that is not of plain names, of ASCII letters, digits and -._~");
    }
    match Url::parse(&format!("{scheme}://{host}/")) {
        Ok(url) if url.port() != Some(0) => {
            Ok([url.as_str().trim_end_matches('/'), path.trim_end_matches('/'), "/"].concat())
        }
        Ok(_) => wrong("has a port that is none"),
        Err(error) => wrong(&format!("is no address ({error})")),
    }
}

/// Whether each part of a path can stand in an address, in a folder's name and in a host's rules as it
/// is written.
fn path_is_plain(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_site_gets_its_last_slash() {
        let check =
            |text: &str, url: &str| assert_eq!(site_url(text).as_deref(), Ok(url), "{text}");
        check("https://www.example.cn/", "https://www.example.cn/");
        check("https://www.example.cn", "https://www.example.cn/");
        check("http://127.0.0.1:8080", "http://127.0.0.1:8080/");
        check("http://[::1]:8080/a", "http://[::1]:8080/a/");
        check("HTTPS://Example.CN/News/v2.0", "https://example.cn/News/v2.0/");
        check("https://例子.中国/", "https://xn--fsqu00a.xn--fiqs8s/");
    }

    #[test]
    fn what_no_site_can_live_at_is_told_with_the_cure() {
        let check = |text: &str, why: &str| {
            let told = site_url(text).expect_err(text);
            assert!(told.contains(why) && told.contains("write it like"), "{told}");
        };
        check("", "has no scheme");
        check("www.example.cn/", "has no scheme");
        check("https:www.example.cn", "has no scheme");
        check("//www.example.cn/", "has no scheme");
        check("ftp://www.example.cn/", "neither http:// nor https://");
        check("javascript://www.example.cn/", "neither http:// nor https://");
        check("https://", "names no host");
        check("https:///news/", "names no host");
        check("https://www.example.cn\\news/", "names no host");
        check("https://me:secret@example.cn/", "names a user");
        check("https://www.example.cn/?a=b", "a query");
        check("https://www.example.cn/#top", "a fragment");
        check("https://www.example .cn/", "a blank");
        check(" https://www.example.cn/", "a blank");
        check("https://www.example.cn/a\n", "a line break");
        check("https://www.example.cn/a//b/", "plain names");
        check("https://www.example.cn/../b/", "plain names");
        check("https://www.example.cn/新闻/", "plain names");
        check("https://www.example.cn/a%20b/", "plain names");
        check("https://www.example.cn/a$1/", "plain names");
        check("https://www.example.cn:99999/", "is no address");
        check("https://www.example.cn:0/", "a port");
        check("https://a..%/", "is no address");
        check("https://[::1/", "is no address");
    }
}
