//! Reading an authored article. It is read generously and judged strictly: what cannot be
//! understood is shown as plain text where that is possible, and every fault is reported.

use serde_json::{Map, Value};

use super::{Article, ArticleId, Attachment, Block, Image, Span, Table, Video};
use crate::taxonomy::Kind;
use crate::time::Moment;

/// What is wrong with an article, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as in `body[3].image.alt`; empty for the file as a whole.
    pub field: String,
    /// The line, where the fault is in the JSON itself.
    pub line: Option<usize>,
    /// What is wrong and how to cure it, in a sentence.
    pub message: String,
}

/// An article as far as it could be read, and all that is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// `None` where something is missing that no page can do without.
    pub article: Option<Article>,
    pub problems: Vec<Problem>,
}

/// Reads an article out of its JSON tree.
pub fn read(value: &Value) -> Reading {
    let mut reader = Reader::default();
    let article = match value {
        Value::Object(fields) => reader.article(fields),
        _ => reader.fault("", "an article is a JSON object: begin the file with {"),
    };
    Reading { article, problems: reader.problems }
}

/// Reads an article's file. Faults of the JSON itself have their line.
pub fn read_text(text: &str) -> Reading {
    match serde_json::from_str(text) {
        Ok(value) => read(&value),
        Err(error) => {
            let message = format!("not valid JSON: {error}");
            let line = Some(error.line());
            let problem = Problem { field: String::new(), line, message };
            Reading { article: None, problems: vec![problem] }
        }
    }
}

type Fields = Map<String, Value>;

const ARTICLE_FIELDS: [&str; 16] = [
    "id",
    "title",
    "published",
    "updated",
    "source",
    "author",
    "editor",
    "link",
    "section",
    "region",
    "zone",
    "kind",
    "summary",
    "keywords",
    "cover",
    "body",
];

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    /// Notes a fault; returns `None` so that it can stand for the value that is missing.
    fn fault<T>(&mut self, field: impl Into<String>, message: impl Into<String>) -> Option<T> {
        let (field, message) = (field.into(), message.into());
        self.problems.push(Problem { field, line: None, message });
        None
    }

    fn article(&mut self, fields: &Fields) -> Option<Article> {
        self.known("", fields, &ARTICLE_FIELDS);
        let id = self.parsed(fields, "id", ArticleId::parse, "like 20220519-jiangyan-assessment");
        let title = self.required(fields, "title");
        let moment = "like 2022-05-19T09:30:00+08:00, or a bare date";
        let published = self.parsed(fields, "published", Moment::parse, moment);
        let updated = self.optional(fields, "", "updated").and_then(|text| {
            Moment::parse(&text)
                .or_else(|| self.fault("updated", format!("is not a time: write it {moment}")))
        });
        let source = self.required(fields, "source");
        let section = self.required(fields, "section");
        let kind = self.parsed(fields, "kind", Kind::parse, "as text, photo or video");
        let author = self.optional(fields, "", "author");
        let editor = self.optional(fields, "", "editor");
        let link = self.optional(fields, "", "link").and_then(|href| self.href("link", &href));
        let region = self.optional(fields, "", "region");
        let zone = self.optional(fields, "", "zone");
        let summary = self.optional(fields, "", "summary");
        let keywords = self.texts(fields, "", "keywords");
        let cover = self.optional(fields, "", "cover").and_then(|src| self.src("cover", &src));
        let body = match fields.get("body") {
            Some(Value::Array(blocks)) if !blocks.is_empty() => self.body(blocks),
            _ => return self.fault("body", "is missing or empty: write a list of paragraphs"),
        };
        let (id, title, published) = (id?, title?, published?);
        let (source, section, kind) = (source?, section?, kind?);
        if id.date() != Some(published.date()) {
            let date = published.date();
            self.fault::<()>("id", format!("begins with another date than published ({date}, Beijing time): make them agree"));
        }
        Some(Article {
            id,
            title,
            published,
            updated,
            source,
            author,
            editor,
            link,
            section,
            region,
            zone,
            kind,
            summary,
            keywords,
            cover,
            body,
        })
    }

    fn body(&mut self, blocks: &[Value]) -> Vec<Block> {
        let numbered = blocks.iter().enumerate();
        numbered.filter_map(|(i, block)| self.block(&format!("body[{i}]"), block)).collect()
    }

    fn block(&mut self, at: &str, value: &Value) -> Option<Block> {
        let Value::Object(fields) = value else {
            return self.spans(at, value).map(Block::Paragraph);
        };
        let block = self.named_block(at, fields)?;
        // A block that could not be read is shown as the text it holds: nothing is lost.
        block.or_else(|| plain_text(value).map(|text| Block::Paragraph(vec![Span::Text(text)])))
    }

    /// A block by its first known name; the inner `None` is one that could not be read.
    fn named_block(&mut self, at: &str, fields: &Fields) -> Option<Option<Block>> {
        let block = if fields.contains_key("heading") {
            self.known(at, fields, &["heading", "level"]);
            let level = fields.get("level").and_then(Value::as_u64).unwrap_or(2);
            let level = u8::try_from(level.clamp(2, 4)).unwrap_or(2);
            self.optional(fields, at, "heading").map(|text| Block::Heading { text, level })
        } else if let Some(items) = fields.get("list") {
            self.known(at, fields, &["list", "ordered"]);
            let ordered = fields.get("ordered").and_then(Value::as_bool).unwrap_or(false);
            let items: Vec<_> = self.each(&format!("{at}.list"), items, Self::spans);
            Some(Block::List { items, ordered })
        } else if let Some(text) = fields.get("quote") {
            self.known(at, fields, &["quote", "cite"]);
            let cite = self.optional(fields, at, "cite");
            self.spans(&format!("{at}.quote"), text).map(|text| Block::Quote { text, cite })
        } else if let Some(image) = fields.get("image") {
            self.image(&format!("{at}.image"), image).map(Block::Image)
        } else if let Some(images) = fields.get("gallery") {
            Some(Block::Gallery(self.each(&format!("{at}.gallery"), images, Self::image)))
        } else if let Some(video) = fields.get("video") {
            self.video(&format!("{at}.video"), video).map(Block::Video)
        } else if let Some(table) = fields.get("table") {
            self.table(&format!("{at}.table"), table).map(Block::Table)
        } else if let Some(attachment) = fields.get("attachment") {
            self.attachment(&format!("{at}.attachment"), attachment).map(Block::Attachment)
        } else {
            self.fault(
                at,
                "is no known block: use a text, spans, heading, list, quote, image, gallery, video, table or attachment",
            )
        };
        Some(block)
    }

    /// A text, or a list of spans.
    fn spans(&mut self, at: &str, value: &Value) -> Option<Vec<Span>> {
        match value {
            Value::String(text) => Some(vec![Span::Text(text.clone())]),
            Value::Array(spans) => {
                let numbered = spans.iter().enumerate();
                let spans = numbered.filter_map(|(i, span)| self.span(&format!("{at}[{i}]"), span));
                Some(spans.collect())
            }
            other => {
                self.fault::<()>(at, "is neither a text nor a list of spans");
                plain_text(other).map(|text| vec![Span::Text(text)])
            }
        }
    }

    fn span(&mut self, at: &str, value: &Value) -> Option<Span> {
        if let Value::String(text) = value {
            return Some(Span::Text(text.clone()));
        }
        if let Some(Value::String(text)) = value.get("strong") {
            return Some(Span::Strong(text.clone()));
        }
        if let Some(Value::Object(link)) = value.get("link") {
            let at = format!("{at}.link");
            let text = self.optional(link, &at, "text");
            let href = self.optional(link, &at, "href");
            let href = href.and_then(|href| self.href(&format!("{at}.href"), &href));
            return match (href, text) {
                (Some(href), Some(text)) => Some(Span::Link { href, text }),
                (None, text) => text.map(Span::Text),
                _ => None,
            };
        }
        self.fault::<()>(at, "is no known span: use a text, strong or link");
        plain_text(value).map(Span::Text)
    }

    fn image(&mut self, at: &str, value: &Value) -> Option<Image> {
        let fields = self.object(at, value, &["src", "alt", "width", "height", "caption"])?;
        let src = self.media(fields, at, "src")?;
        let alt = self.optional(fields, at, "alt").or_else(|| {
            self.fault(format!("{at}.alt"), "is missing: say in a sentence what the picture shows")
        });
        let (width, height) = self.size(fields, at);
        let caption = self.optional(fields, at, "caption");
        Some(Image { src, alt: alt.unwrap_or_default(), width, height, caption })
    }

    fn video(&mut self, at: &str, value: &Value) -> Option<Video> {
        let known = ["src", "poster", "width", "height", "caption", "captions"];
        let fields = self.object(at, value, &known)?;
        let src = self.media(fields, at, "src")?;
        let poster = fields.get("poster").and_then(|_| self.media(fields, at, "poster"));
        let captions = self.media(fields, at, "captions");
        let (width, height) = self.size(fields, at);
        let caption = self.optional(fields, at, "caption");
        Some(Video { src, poster, width, height, caption, captions })
    }

    fn table(&mut self, at: &str, value: &Value) -> Option<Table> {
        let fields = self.object(at, value, &["caption", "head", "rows"])?;
        let caption = self.optional(fields, at, "caption");
        let head = self.texts(fields, at, "head");
        let rows = fields.get("rows").cloned().unwrap_or(Value::Null);
        let rows_at = format!("{at}.rows");
        let rows: Vec<Vec<String>> = self.each(&rows_at, &rows, |reader, at, row| {
            let row = reader.each(at, row, Self::text);
            if row.len() != head.len() {
                let message = format!("has {} cells where the head has {}", row.len(), head.len());
                reader.fault::<()>(at, message);
            }
            Some(row)
        });
        Some(Table { caption, head, rows })
    }

    fn attachment(&mut self, at: &str, value: &Value) -> Option<Attachment> {
        let fields = self.object(at, value, &["href", "name", "bytes"])?;
        let href = self.media(fields, at, "href")?;
        let name = self.optional(fields, at, "name").unwrap_or_else(|| href.clone());
        let bytes = fields.get("bytes").and_then(Value::as_u64).unwrap_or(0);
        Some(Attachment { href, name, bytes })
    }

    fn object<'a>(&mut self, at: &str, value: &'a Value, known: &[&str]) -> Option<&'a Fields> {
        match value {
            Value::Object(fields) => {
                self.known(at, fields, known);
                Some(fields)
            }
            _ => self.fault(at, format!("is not an object with {}", known.join(", "))),
        }
    }

    /// Each element of a list that can be read; not a list is a fault.
    fn each<T>(
        &mut self,
        at: &str,
        value: &Value,
        mut read: impl FnMut(&mut Self, &str, &Value) -> Option<T>,
    ) -> Vec<T> {
        let Value::Array(values) = value else {
            self.fault::<()>(at, "is not a list");
            return Vec::new();
        };
        let numbered = values.iter().enumerate();
        numbered.filter_map(|(i, value)| read(self, &format!("{at}[{i}]"), value)).collect()
    }

    fn text(&mut self, at: &str, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) if number.is_i64() => number.as_i64().map(|n| n.to_string()),
            _ => self.fault(at, "is not a text: put it in quotes"),
        }
    }

    fn texts(&mut self, fields: &Fields, at: &str, name: &str) -> Vec<String> {
        match fields.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(values) => self.each(&join(at, name), values, Self::text),
        }
    }

    /// A text that may be missing; an empty one counts as missing.
    fn optional(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        match fields.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.text(&join(at, name), value).filter(|text| !text.trim().is_empty()),
        }
    }

    fn required(&mut self, fields: &Fields, name: &str) -> Option<String> {
        let before = self.problems.len();
        let text = self.optional(fields, "", name);
        if text.is_none() && self.problems.len() == before {
            self.fault::<()>(name, "is missing: every article has one");
        }
        text
    }

    fn parsed<T>(
        &mut self,
        fields: &Fields,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        example: &str,
    ) -> Option<T> {
        let text = self.required(fields, name)?;
        parse(&text)
            .or_else(|| self.fault(name, format!("\"{text}\" cannot be read: write it {example}")))
    }

    /// The address of a file of this site, which must be there.
    fn media(&mut self, fields: &Fields, at: &str, name: &str) -> Option<String> {
        let field = join(at, name);
        match self.optional(fields, at, name) {
            Some(src) => self.src(&field, &src),
            None => self.fault(field, "is missing: name a file of this site"),
        }
    }

    /// An address of this site: other origins are refused, and would be blocked anyway.
    fn src(&mut self, field: &str, src: &str) -> Option<String> {
        let foreign =
            src.contains(':') || src.starts_with("//") || src.split('/').any(|part| part == "..");
        if foreign || src.contains('\\') {
            return self.fault(
                field,
                format!("\"{src}\" is not a file of this site: put it under media/"),
            );
        }
        Some(from_root(src))
    }

    /// A link a reader may follow: the web, a mail, a number, or this site.
    fn href(&mut self, field: &str, href: &str) -> Option<String> {
        let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("http" | "https" | "mailto" | "tel") => Some(href.to_owned()),
            None if !href.starts_with("//") && !href.contains('\\') => Some(from_root(href)),
            _ => self.fault(
                field,
                format!("\"{href}\" is not a link to follow: use https, mailto, tel or a path"),
            ),
        }
    }

    fn size(&mut self, fields: &Fields, at: &str) -> (u32, u32) {
        let mut side = |name: &str| {
            let side =
                fields.get(name).and_then(Value::as_u64).and_then(|side| u32::try_from(side).ok());
            side.filter(|side| *side > 0).or_else(|| {
                self.fault(
                    join(at, name),
                    "is missing: give it in pixels, so that the page does not jump",
                )
            })
        };
        (side("width").unwrap_or(1200), side("height").unwrap_or(800))
    }

    /// Faults for fields nobody reads, which are mostly misspelt ones.
    fn known(&mut self, at: &str, fields: &Fields, known: &[&str]) {
        // Nobody mends an article in the browser, so the words for it stay out of the app.
        if cfg!(target_arch = "wasm32") {
            return;
        }
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let meant = crate::taxonomy::did_you_mean(name, known.iter().copied());
            self.fault::<()>(join(at, name), format!("is no known field{meant}"));
        }
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn from_root(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// All the text a value holds, for what is shown though it is not understood.
fn plain_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_i64()?.to_string(),
        Value::Array(values) => values.iter().filter_map(plain_text).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            fields.values().filter_map(plain_text).collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(_) => return None,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn valid() -> Value {
        json!({
            "id": "20220519-a", "title": "题", "published": "2022-05-19", "updated": null,
            "source": "本站编辑", "section": "policy", "kind": "text", "body": ["段"]
        })
    }

    fn with(field: &str, value: Value) -> Reading {
        let mut article = valid();
        article[field] = value;
        read(&article)
    }

    fn body_of(block: Value) -> (Vec<Block>, Vec<String>) {
        let reading = with("body", json!([block]));
        let problems = reading.problems.into_iter().map(|p| format!("{}: {}", p.field, p.message));
        (reading.article.map(|article| article.body).unwrap_or_default(), problems.collect())
    }

    #[test]
    fn a_valid_article_has_no_problems() {
        let reading = read(&valid());
        assert_eq!(reading.problems, []);
        assert_eq!(reading.article.map(|article| article.title).as_deref(), Some("题"));
    }

    #[test]
    fn every_block_type_is_read() {
        let image =
            json!({"src": "media/a.svg", "alt": "图", "width": 3, "height": 2, "caption": "说明"});
        for (block, expected) in [
            (json!("段"), "Paragraph"),
            (
                json!(["a", {"strong": "b"}, {"link": {"href": "https://example.com/", "text": "c"}}]),
                "Paragraph",
            ),
            (json!({"heading": "题", "level": 3}), "Heading"),
            (json!({"list": ["a", ["b", {"strong": "c"}]], "ordered": true}), "List"),
            (json!({"quote": "q", "cite": "c"}), "Quote"),
            (json!({"image": image}), "Image"),
            (json!({"gallery": [image, image]}), "Gallery"),
            (
                json!({"video": {"src": "/v.mp4", "width": 3, "height": 2, "captions": "/v.vtt"}}),
                "Video",
            ),
            (json!({"table": {"caption": "c", "head": ["a", "b"], "rows": [["1", 2]]}}), "Table"),
            (json!({"attachment": {"href": "/f.csv", "name": "f", "bytes": 3}}), "Attachment"),
        ] {
            let (body, problems) = body_of(block);
            assert_eq!(problems, [] as [&str; 0]);
            assert!(format!("{body:?}").starts_with(&format!("[{expected}")), "{body:?}");
        }
    }

    #[test]
    fn a_fault_is_told_with_its_field_and_cure() {
        let check = |field: &str, value: Value, expected: &str| {
            let problems = with(field, value).problems;
            let told = problems.iter().map(|p| format!("{}: {}", p.field, p.message));
            let told: Vec<_> = told.collect();
            assert!(told.iter().any(|line| line.contains(expected)), "{told:?}");
        };
        check("id", json!("20220518-a"), "id: begins with another date");
        check("id", json!("x"), "id: \"x\" cannot be read");
        check("kind", json!("audio"), "as text, photo or video");
        check("title", json!(" "), "title: is missing");
        check("title", json!(["x"]), "title: is not a text");
        check("published", json!("yesterday"), "published: \"yesterday\"");
        check("sumary", json!("x"), "sumary: is no known field (did you mean \"summary\"?)");
        check("body", json!([]), "body: is missing or empty");
        check("cover", json!("https://elsewhere.example/x.png"), "cover: ");
        check(
            "body",
            json!([{"image": {"src": "/a.svg", "width": 1, "height": 1}}]),
            "body[0].image.alt",
        );
        check(
            "body",
            json!([{"table": {"head": ["a"], "rows": [["1", "2"]]}}]),
            "body[0].table.rows[0]: has 2 cells",
        );
    }

    #[test]
    fn broken_json_is_told_with_its_line() {
        let problems = read_text("{\n  \"id\": \"x\",\n  oops\n}").problems;
        assert_eq!(problems.first().and_then(|problem| problem.line), Some(3));
    }

    #[test]
    fn what_is_unknown_or_hostile_is_shown_as_plain_text() {
        let check = |block: Value, shown: &str| {
            let (body, problems) = body_of(block);
            assert_eq!(body, [Block::Paragraph(vec![Span::Text(shown.into())])]);
            assert_eq!(problems.len(), 1, "{problems:?}");
        };
        check(json!({"poll": {"question": "好吗？"}}), "好吗？");
        check(json!([{"link": {"href": "javascript:alert(1)", "text": "点"}}]), "点");
        check(json!([{"link": {"href": "//evil.example/", "text": "点"}}]), "点");
        check(json!([{"blink": "闪"}]), "闪");
    }

    #[test]
    fn nothing_is_loaded_from_another_origin() {
        for src in
            ["https://x.example/a.png", "//x.example/a.png", "data:image/png;base64,", "../a"]
        {
            let image = json!({"image": {"src": src, "alt": "图", "width": 1, "height": 1}});
            let (body, _) = body_of(image);
            assert!(matches!(body.as_slice(), [Block::Paragraph(_)]), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "[\\[\\]{}\",:a-z0-9中 ]{0,80}") {
            let _ = read_text(&text);
        }
    }
}
