//! A headline: what a list shows of an article, and its place in the order of all.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ArticleId;
use crate::domain::json::{self, Fault};
use crate::domain::kind::Kind;
use crate::domain::time::Moment;

/// What a list shows of an article; a type of its own, so that a list cannot need a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    pub id: ArticleId,
    pub title: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub published: i64,
    pub source: String,
    pub section: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<String>,
    /// The short hash of the article's file: lists fetch `ID.json?v=HASH`, which never changes.
    pub hash: String,
}

impl Headline {
    /// Reads what [`Serialize`] writes.
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = json::Record::of(value);
        let published = fields.number("published");
        let mut headline = Self::of(&mut fields, published)?;
        headline.cover = fields.optional_text("cover");
        headline.hash = fields.text("hash");
        fields.end(headline)
    }

    /// What a headline and an article's file say alike, of what was published at a time.
    pub(super) fn of(fields: &mut json::Record<'_>, published: i64) -> Result<Self, Fault> {
        Ok(Self {
            id: ArticleId::parse(&fields.text("id")).ok_or("id: is not an article id")?,
            title: fields.text("title"),
            published,
            source: fields.text("source"),
            section: fields.text("section"),
            region: fields.optional_text("region"),
            zone: fields.optional_text("zone"),
            kind: Kind::parse(&fields.text("kind")).ok_or("kind: is no kind")?,
            cover: None,
            hash: String::new(),
        })
    }

    /// As [`Serialize`] writes it.
    pub fn write(&self, to: &mut json::Writer) {
        to.object(|fields| {
            fields.name("id").text(self.id.as_str());
            fields.name("title").text(&self.title);
            fields.name("published").number(self.published);
            fields.name("source").text(&self.source);
            fields.name("section").text(&self.section);
            fields.name("region").optional_text(self.region.as_deref());
            fields.name("zone").optional_text(self.zone.as_deref());
            fields.name("kind").text(self.kind.id());
            fields.name("cover").optional_text(self.cover.as_deref());
            fields.name("hash").text(&self.hash);
        });
    }

    pub fn moment(&self) -> Moment {
        Moment::from_seconds(self.published)
    }

    /// The order of the archive: by instant, then by id.
    pub fn place(&self) -> (i64, &ArticleId) {
        (self.published, &self.id)
    }

    /// Where a list fetches the article from: kept for ever, since the hash is in the address.
    pub fn path(&self) -> String {
        [&self.id.path(), "?v=", &self.hash].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_written_and_read_alike_by_hand_and_by_derived_code() {
        let full = Headline {
            id: ArticleId::parse("20220519-a").expect("an id"),
            title: "题 \"a\"".into(),
            published: -1,
            source: "s".into(),
            section: "policy".into(),
            region: Some("taizhou".into()),
            zone: Some("jiangyan".into()),
            kind: Kind::Video,
            cover: Some("/media/a.jpg".into()),
            hash: "0123456789ab".into(),
        };
        let bare = Headline { region: None, zone: None, cover: None, ..full.clone() };
        for headline in [full, bare] {
            let mut writer = json::Writer::default();
            headline.write(&mut writer);
            let by_hand = writer.end();
            let derived = serde_json::to_string(&headline).expect("it serialises");
            let told = |text: &str| {
                let mut value: Value = serde_json::from_str(text).expect("it is JSON");
                // A field that is missing is written as null by hand.
                value.as_object_mut().expect("fields").retain(|_, field| !field.is_null());
                value
            };
            assert_eq!(told(&by_hand), told(&derived));
            assert_eq!(Headline::decode(&told(&by_hand)).as_ref(), Ok(&headline));
            assert_eq!(serde_json::from_str::<Headline>(&derived).ok(), Some(headline));
        }
    }
}
