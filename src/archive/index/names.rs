//! Naming: what the articles of a segment are fetched by, since postings tell of ordinals.
//!
//! ```text
//! archive/index-HASH/n0.json   {"ids":"020220519-a 9b 5620-c","versions":"0123456789ab"}
//! ```
//!
//! Before each id stands a digit of base 36: so many characters it has in common with the beginning of
//! the one before, and they are left out. A *version* changes with any of the articles that share it:
//! under `ID.json?v=VERSION` an article stays the same, as under its own hash.

use serde_json::Value;

use super::Shelves;
use crate::archive::Part;
use crate::domain::article::ArticleId;
use crate::domain::json::{self, Fault, Writer};
use crate::domain::text::decimal;

/// Articles that share a version: so few that a new article changes the address of few others, and so
/// many that versions weigh little beside ids.
pub const VERSIONED: u32 = 256;

/// The longest beginning that is left out.
const MOST_SHARED: usize = 35;

/// What some articles are fetched by, in the order of their ordinals.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    ids: Vec<ArticleId>,
    versions: Vec<String>,
}

impl Names {
    /// `versions` are those of each [`VERSIONED`] of the articles.
    pub fn encode<'a>(ids: impl Iterator<Item = &'a ArticleId>, versions: &[String]) -> String {
        let mut text = String::new();
        let mut before = "";
        for id in ids.map(ArticleId::as_str) {
            let alike = before.bytes().zip(id.bytes()).take_while(|(one, other)| one == other);
            let shared = alike.take(MOST_SHARED).count();
            if !text.is_empty() {
                text.push(' ');
            }
            text.extend(char::from_digit(shared as u32, 36));
            // Ids are ASCII.
            text.push_str(id.get(shared..).unwrap_or_default());
            before = id;
        }
        let mut writer = Writer::default();
        writer.object(|fields| {
            fields.name("ids").text(&text);
            fields.name("versions").text(&versions.join(" "));
        });
        writer.end()
    }

    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut ids: Vec<ArticleId> = Vec::new();
        for told in json::text(value, "ids")?.split(' ') {
            let before = ids.last().map_or("", ArticleId::as_str);
            let Some(id) = read_id(told, before) else {
                return Err(["ids[", &*decimal(ids.len() as i64), "]: is no id"].concat());
            };
            ids.push(id);
        }
        let versions = json::text(value, "versions")?.split(' ').map(str::to_owned).collect();
        Ok(Self { ids, versions })
    }

    /// An article's id, and the version it is fetched by.
    pub fn get(&self, place: u32) -> Option<(&ArticleId, &str)> {
        let version = self.versions.get((place / VERSIONED) as usize)?;
        Some((self.ids.get(place as usize)?, version))
    }
}

/// Reads an id that may begin as the one before it does.
fn read_id(told: &str, before: &str) -> Option<ArticleId> {
    let shared = told.chars().next()?.to_digit(36)? as usize;
    ArticleId::parse(&[before.get(..shared)?, told.get(1..)?].concat())
}

impl Shelves {
    /// The file that names an article of the segment, and the article's place in it.
    pub fn name_of(&self, ordinal: u32) -> Option<(String, u32)> {
        let file = ordinal.checked_div(self.names)?;
        let path = [&*Part::Segment.folder(&self.hash), "/", &names_file(file)].concat();
        Some((path, ordinal % self.names))
    }
}

/// The name of a file of names.
pub fn names_file(file: u32) -> String {
    ["n", &*decimal(file.into()), ".json"].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(text: &str) -> Value {
        serde_json::from_str(text).expect("it is JSON")
    }

    proptest! {
        #[test]
        fn names_round_trip(slugs in prop::collection::vec("[a-z0-9]{1,50}(-[a-z0-9]{1,9}){0,2}", 1..600)) {
            let ids: Vec<ArticleId> = slugs.iter()
                .filter_map(|slug| ArticleId::parse(&format!("20220519-{slug}"))).collect();
            prop_assert_eq!(ids.len(), slugs.len());
            let versions: Vec<String> =
                (0..ids.len().div_ceil(VERSIONED as usize)).map(|at| format!("{at:012x}")).collect();
            let text = Names::encode(ids.iter(), &versions);
            let names = Names::decode(&tree(&text)).expect("it is what was written");
            for (place, id) in (0..).zip(&ids) {
                let version = &versions[(place / VERSIONED) as usize];
                prop_assert_eq!(names.get(place), Some((id, version.as_str())));
            }
            prop_assert_eq!(names.get(ids.len() as u32), None);
        }
    }

    #[test]
    fn an_id_that_begins_as_the_one_before_it_is_told_by_its_end() {
        let ids = ["20220519-a", "20220519-b", "20220620-c"];
        let ids = ids.map(|id| ArticleId::parse(id).expect("it is an id"));
        let text = Names::encode(ids.iter(), &["0123456789ab".into()]);
        assert_eq!(text, r#"{"ids":"020220519-a 9b 5620-c","versions":"0123456789ab"}"#);
    }

    #[test]
    fn what_is_no_list_of_names_is_a_fault() {
        let check = |text: &str| assert!(Names::decode(&tree(text)).is_err(), "{text}");
        check("[]");
        check(r#"{"ids":"020220519-a"}"#);
        check(r#"{"ids":"","versions":"a"}"#);
        check(r#"{"ids":"920220519-a","versions":"a"}"#);
        check(r#"{"ids":"020220519-a  ","versions":"a"}"#);
        check(r#"{"ids":"020220519-a z","versions":"a"}"#);
        check(r#"{"ids":"020220519-a 9","versions":"a"}"#);
        check(r#"{"ids":"020220519-a é","versions":"a"}"#);
    }
}
