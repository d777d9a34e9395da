//! What a body is made of: blocks, the passages of text in them, and the spans of these.

use serde_json::{Map, Value};

/// A piece of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(Vec<Span>),
    Heading { text: String, level: u8 },
    List { items: Vec<Vec<Span>>, ordered: bool },
    Quote { text: Vec<Span>, cite: Option<String> },
    Image(Image),
    Gallery(Vec<Image>),
    Video(Video),
    Table(Table),
    Attachment(Attachment),
}

/// A run of text within a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    Text(String),
    Strong(String),
    Link { href: String, text: String },
}

/// A picture; sizes in CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub src: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub caption: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Video {
    pub src: String,
    pub poster: Option<String>,
    pub width: u32,
    pub height: u32,
    pub caption: Option<String>,
    /// A WebVTT file.
    pub captions: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub caption: Option<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    pub href: String,
    pub name: String,
    pub bytes: u64,
}

/// The name of a block's type, in an article's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Heading,
    List,
    Quote,
    Image,
    Gallery,
    Video,
    Table,
    Attachment,
}

/// A text of a block that a reader sees as one.
#[derive(Clone, Copy, Debug)]
pub enum Passage<'b> {
    Plain(&'b str),
    Spans(&'b [Span]),
}

/// A block, with a number for each of its texts where that stands in it: as the walk over them gave it.
#[derive(Debug)]
pub enum Shape<'b> {
    Paragraph(usize),
    Heading {
        text: usize,
        level: u8,
    },
    List {
        items: Vec<usize>,
        ordered: bool,
    },
    Quote {
        text: usize,
        cite: Option<usize>,
    },
    /// With its caption, as those of a gallery and a video.
    Image(&'b Image, Option<usize>),
    Gallery(Vec<(&'b Image, Option<usize>)>),
    Video(&'b Video, Option<usize>),
    Table {
        table: &'b Table,
        caption: Option<usize>,
        head: Vec<usize>,
        rows: Vec<Vec<usize>>,
    },
    /// With its name.
    Attachment(&'b Attachment, usize),
}

impl Name {
    /// In the order in which they are looked for: the first that a block has is what it is.
    pub const ALL: [Name; 8] = [
        Name::Heading,
        Name::List,
        Name::Quote,
        Name::Image,
        Name::Gallery,
        Name::Video,
        Name::Table,
        Name::Attachment,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Name::Heading => "heading",
            Name::List => "list",
            Name::Quote => "quote",
            Name::Image => "image",
            Name::Gallery => "gallery",
            Name::Video => "video",
            Name::Table => "table",
            Name::Attachment => "attachment",
        }
    }

    /// What tells more of a block, beside its name.
    pub(super) fn beside(self) -> Option<&'static str> {
        match self {
            Name::Heading => Some("level"),
            Name::List => Some("ordered"),
            Name::Quote => Some("cite"),
            Name::Image | Name::Gallery | Name::Video | Name::Table | Name::Attachment => None,
        }
    }

    /// The name that a block has, and what stands under it.
    pub(super) fn of(fields: &Map<String, Value>) -> Option<(Self, &Value)> {
        Self::ALL.into_iter().find_map(|name| Some((name, fields.get(name.id())?)))
    }
}

impl Block {
    /// The files that it shows and offers.
    pub(super) fn files(&self) -> Vec<&str> {
        match self {
            Block::Image(image) => vec![&image.src],
            Block::Gallery(images) => images.iter().map(|image| image.src.as_str()).collect(),
            Block::Video(video) => {
                let others = [video.poster.as_deref(), video.captions.as_deref()];
                others.into_iter().flatten().chain([video.src.as_str()]).collect()
            }
            Block::Attachment(file) => vec![&file.href],
            Block::Paragraph(_) | Block::Heading { .. } | Block::List { .. } => Vec::new(),
            Block::Quote { .. } | Block::Table(_) => Vec::new(),
        }
    }

    /// The name that its type has in an article's file; a paragraph has none.
    pub fn name(&self) -> Option<Name> {
        Some(match self {
            Block::Paragraph(_) => return None,
            Block::Heading { .. } => Name::Heading,
            Block::List { .. } => Name::List,
            Block::Quote { .. } => Name::Quote,
            Block::Image(_) => Name::Image,
            Block::Gallery(_) => Name::Gallery,
            Block::Video(_) => Name::Video,
            Block::Table(_) => Name::Table,
            Block::Attachment(_) => Name::Attachment,
        })
    }

    /// Walks over the texts that a reader sees of it, which takes the number of each: what is searched, what
    /// is drawn and what is marked go by this order.
    pub fn shape<'b>(&'b self, number: &mut dyn FnMut(Passage<'b>) -> usize) -> Shape<'b> {
        match self {
            Block::Paragraph(spans) => Shape::Paragraph(number(Passage::Spans(spans))),
            Block::Heading { text, level } => {
                Shape::Heading { text: number(Passage::Plain(text)), level: *level }
            }
            Block::List { items, ordered } => {
                let items = items.iter().map(|item| number(Passage::Spans(item))).collect();
                Shape::List { items, ordered: *ordered }
            }
            Block::Quote { text, cite } => Shape::Quote {
                text: number(Passage::Spans(text)),
                cite: optional(cite.as_deref(), number),
            },
            Block::Image(image) => Shape::Image(image, optional(image.caption.as_deref(), number)),
            Block::Gallery(images) => {
                let captioned =
                    |image: &'b Image| (image, optional(image.caption.as_deref(), number));
                Shape::Gallery(images.iter().map(captioned).collect())
            }
            Block::Video(video) => Shape::Video(video, optional(video.caption.as_deref(), number)),
            Block::Table(table) => {
                let caption = optional(table.caption.as_deref(), number);
                let mut cells = |row: &'b Vec<String>| -> Vec<usize> {
                    row.iter().map(|cell| number(Passage::Plain(cell))).collect()
                };
                let head = cells(&table.head);
                Shape::Table { table, caption, head, rows: table.rows.iter().map(cells).collect() }
            }
            Block::Attachment(file) => Shape::Attachment(file, number(Passage::Plain(&file.name))),
        }
    }
}

fn optional<'b>(
    text: Option<&'b str>,
    number: &mut dyn FnMut(Passage<'b>) -> usize,
) -> Option<usize> {
    text.map(|text| number(Passage::Plain(text)))
}

impl Passage<'_> {
    pub fn text(&self) -> String {
        match self {
            Passage::Plain(text) => (*text).to_owned(),
            Passage::Spans(spans) => spans.iter().map(Span::text).collect(),
        }
    }
}

impl Span {
    fn text(&self) -> &str {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Link { text, .. } => text,
        }
    }

    pub(super) fn text_mut(&mut self) -> &mut String {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Link { text, .. } => text,
        }
    }
}
