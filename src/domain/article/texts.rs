//! What a search needs of an article: what a row shows of it, and what a reader sees below its title.
//! Reading no more keeps the finder small.
//!
//! It reads what the press lets through, which has no faults, just as [`super::read`] does.

use serde_json::Value;

use super::{Headline, Name};
use crate::domain::json::{Fault, Record};
use crate::domain::text::{self, decimal};
use crate::domain::time::Moment;

/// An article's texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Texts {
    /// Without a hash, which its file does not know, and a cover; with the region alone that the article
    /// names itself.
    pub headline: Headline,
    /// As of [`super::Article::paragraphs`].
    pub paragraphs: Vec<String>,
}

impl Texts {
    pub fn decode(value: &Value) -> Result<Self, Fault> {
        let mut fields = Record::of(value);
        let published = Moment::parse(&fields.text("published")).ok_or("published: is no time")?;
        let mut headline = Headline::of(&mut fields, published.seconds())?;
        headline.title = text::line(&headline.title);
        headline.source = text::line(&headline.source);
        let mut paragraphs = Vec::new();
        for block in elements(value.get("body")) {
            read(block, &mut paragraphs);
        }
        fields.end(Self { headline, paragraphs })
    }
}

/// The texts of a block, in the order of [`super::Block::shape`].
fn read(block: &Value, texts: &mut Vec<String>) {
    let Some(fields) = block.as_object() else { return texts.push(run(block)) };
    let Some((name, value)) = Name::of(fields) else { return };
    match name {
        Name::Heading => texts.push(run(value)),
        Name::List => texts.extend(elements(Some(value)).iter().map(run)),
        Name::Quote => {
            texts.push(run(value));
            push(block, "cite", texts);
        }
        Name::Image | Name::Video => push(value, "caption", texts),
        Name::Gallery => {
            elements(Some(value)).iter().for_each(|picture| push(picture, "caption", texts));
        }
        Name::Table => {
            push(value, "caption", texts);
            let mut cells = |row: &Value| texts.extend(elements(Some(row)).iter().map(run));
            value.get("head").into_iter().for_each(&mut cells);
            elements(value.get("rows")).iter().for_each(cells);
        }
        Name::Attachment => {
            let before = texts.len();
            push(value, "name", texts);
            if texts.len() == before
                && let Some(Value::String(href)) = value.get("href")
            {
                texts.push(text::paragraph(["/", href.trim_start_matches('/')].concat()));
            }
        }
    }
}

fn elements(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Adds a text that may be missing; one that shows nothing counts as missing.
fn push(value: &Value, name: &str, texts: &mut Vec<String>) {
    if let Some(Value::String(text)) = value.get(name)
        && text::is_shown(text)
    {
        texts.push(text::paragraph(text.clone()));
    }
}

/// A text, spans of it, or the number of a cell.
fn run(value: &Value) -> String {
    match value {
        Value::String(text) => text::paragraph(text.clone()),
        Value::Array(spans) => {
            let mut all = String::new();
            for span in spans {
                let strong = span.get("strong");
                let text = strong.or_else(|| span.get("link")?.get("text")).unwrap_or(span);
                all.push_str(text.as_str().unwrap_or_default());
            }
            text::paragraph(all)
        }
        _ => value.as_i64().map(decimal).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::article;
    use crate::domain::taxonomy::tests::site;
    use proptest::prelude::*;
    use serde_json::json;

    /// A text that shows something, with what is pasted beside it.
    fn any_shown() -> impl Strategy<Value = String> {
        (any_text(), any_text()).prop_map(|(before, behind)| before + "题" + &behind)
    }

    fn any_text() -> impl Strategy<Value = String> {
        "[a中 ，\\n\\r\\u{3000}\\u{a0}\\u{3}\\u{fffe}]{0,4}"
    }

    fn any_spans() -> impl Strategy<Value = Value> {
        let span = prop_oneof![
            any_text().prop_map(Value::from),
            any_text().prop_map(|text| json!({"strong": text})),
            any_shown().prop_map(|text| json!({"link": {"href": "/a", "text": text}})),
        ];
        prop_oneof![
            any_text().prop_map(Value::from),
            prop::collection::vec(span, 0..4).prop_map(Value::from),
        ]
    }

    fn any_block() -> impl Strategy<Value = Value> {
        let picture = || {
            (any_text(), any::<bool>()).prop_map(|(caption, has)| {
                let caption = if has { Value::from(caption) } else { Value::Null };
                json!({"src": "media/a", "alt": "a", "width": 1, "height": 1, "caption": caption, "captions": "media/c"})
            })
        };
        let no_captions = |mut picture: Value| {
            picture.as_object_mut().map(|fields| fields.remove("captions"));
            picture
        };
        let cell =
            || prop_oneof![any_text().prop_map(Value::from), any::<i64>().prop_map(Value::from)];
        let table = (1usize..4).prop_flat_map(move |columns| {
            let row = move || prop::collection::vec(cell(), columns);
            (row(), prop::collection::vec(row(), 0..3), any_text()).prop_map(
                |(head, rows, caption)| json!({"table": {"head": head, "rows": rows, "caption": caption}}),
            )
        });
        prop_oneof![
            any_spans(),
            any_shown().prop_map(|text| json!({"heading": text, "level": 3})),
            prop::collection::vec(any_spans(), 0..3)
                .prop_map(|items| json!({"list": items, "ordered": true})),
            (any_spans(), any_text())
                .prop_map(|(quote, cite)| json!({"quote": quote, "cite": cite})),
            picture().prop_map(move |picture| json!({"image": no_captions(picture)})),
            picture().prop_map(|video| json!({"video": video})),
            prop::collection::vec(picture(), 0..3).prop_map(
                move |all| json!({"gallery": all.into_iter().map(no_captions).collect::<Vec<_>>()})
            ),
            table,
            any_text().prop_map(
                |name| json!({"attachment": {"href": "media/a.pdf", "name": name, "bytes": 1}})
            ),
            Just(json!({"attachment": {"href": "/media/a.pdf", "bytes": 1}})),
        ]
    }

    proptest! {
        #[test]
        fn the_texts_of_an_article_without_faults_are_what_a_reader_sees(
            body in prop::collection::vec(any_block(), 1..6), title in any_shown(), source in any_shown(),
        ) {
            let value = json!({
                "id": "20220519-a", "title": title, "published": "2022-05-19", "source": source,
                "section": "policy", "zone": "jiangyan", "kind": "photo", "body": body,
            });
            let reading = article::read(&value);
            prop_assume!(reading.problems.is_empty());
            let article = reading.article.expect("it has no faults");
            let texts = Texts::decode(&value).expect("it has no faults");
            prop_assert_eq!(texts.paragraphs, article.paragraphs());
            let of_article = Headline { region: article.region.clone(), ..article.headline(&site(), String::new()) };
            prop_assert_eq!(texts.headline, of_article);
        }
    }
}
