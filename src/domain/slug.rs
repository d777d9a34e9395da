//! What an id in an address may be, so that it is told from all else that stands in one.

/// Words that no id may be, because they begin addresses or stand in them.
pub const RESERVED: [&str; 19] = [
    "all", "article", "articles", "archive", "search", "zones", "saved", "about", "media", "feeds",
    "assets", "index", "hosting", "cards", "thumbs", "drafts", "pages", "hant", "en",
];

/// Whether a text can be an id in an address: lower-case ASCII letters, digits and single hyphens
/// between them, not reserved, and not the name of a page (`p7`).
pub fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !text.is_empty()
        && text.len() <= 64
        && text.split('-').all(|part| !part.is_empty() && part.bytes().all(plain))
        && !RESERVED.contains(&text)
        && page_number(text).is_none()
}

/// `p7` is page 7.
pub(super) fn page_number(segment: &str) -> Option<u32> {
    let digits = segment.strip_prefix('p')?;
    let canonical = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if canonical { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_no_reserved_word_and_no_page() {
        for id in RESERVED {
            assert!(!is_slug(id), "{id}");
        }
        for id in ["p7", "p12", "", "-a", "a-", "a--b", "Ab", "中", "a/b"] {
            assert!(!is_slug(id), "{id}");
        }
        for id in ["taizhou", "p", "park", "p0", "zone-2"] {
            assert!(is_slug(id), "{id}");
        }
    }
}
