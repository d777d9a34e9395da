//! An article's body: every block type as markup. Content is text; it is never parsed as HTML.

use std::ops::Range;

use leptos::prelude::*;

use super::{Fixed, at_root, file, fixed, keyed};
use crate::archive::Marks;
use crate::domain::address;
use crate::domain::article::{
    Article, Attachment, Block, Image, Passage, Shape, Span, Table, Video,
};
use crate::domain::taxonomy::Site;
use crate::domain::text::line;
use crate::domain::words::Piece;

/// Hands out an article's texts with the words that were searched for marked. It is asked for each text in
/// turn, in the order of the walk that is searched: the title, then as of [`Block::shape`].
pub(super) struct Marking<'a> {
    rows: std::slice::Iter<'a, Vec<Range<usize>>>,
    /// The marks that were handed out since they were asked for.
    given: String,
}

impl<'a> Marking<'a> {
    pub fn new(marks: Option<&'a Marks>) -> Self {
        let rows = marks.map(Vec::as_slice).unwrap_or_default().iter();
        Self { rows, given: String::new() }
    }

    fn next(&mut self) -> &'a [Range<usize>] {
        let marks = self.rows.next().map(Vec::as_slice).unwrap_or_default();
        self.given.extend(marks.iter().map(|mark| format!("{}-{} ", mark.start, mark.end)));
        self.given.push('\n');
        marks
    }

    /// What tells the texts since the last key from the same ones with other marks.
    pub fn key(&mut self) -> String {
        std::mem::take(&mut self.given)
    }

    /// A text that is a paragraph of its own.
    pub fn text(&mut self, text: &str) -> Fixed {
        marked(text, 0, self.next())
    }

    fn passage(&mut self, passage: Passage<'_>) -> Fixed {
        match passage {
            Passage::Plain(text) => self.text(text),
            Passage::Spans(spans) => fixed(self.spans(spans)),
        }
    }

    /// A paragraph of several spans.
    fn spans(&mut self, spans: &[Span]) -> Vec<Fixed> {
        let marks = self.next();
        let mut start = 0;
        let mut text = |text: &str| {
            let from = start;
            start += text.chars().count();
            marked(text, from, marks)
        };
        let span = |span: &Span| match span {
            Span::Text(words) => text(words),
            Span::Strong(words) => fixed(view! { <strong>{text(words)}</strong> }),
            Span::Link { href, text: words } => {
                let rel = (!href.starts_with('/')).then_some("external noopener");
                fixed(view! { <a href=at_root(href) rel=rel>{text(words)}</a> })
            }
        };
        spans.iter().map(span).collect()
    }
}

/// A part of a paragraph that begins with its character `start`, whose marks are ranges of the
/// paragraph's characters.
fn marked(text: &str, start: usize, marks: &[Range<usize>]) -> Fixed {
    let is_marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, character) in (start..).zip(text.chars()) {
        let marked = is_marked(at);
        match pieces.last_mut().filter(|piece| piece.marked == marked) {
            Some(piece) => piece.text.push(character),
            None => pieces.push(Piece { text: character.to_string(), marked }),
        }
    }
    match pieces.as_slice() {
        [] => fixed(()),
        [Piece { text, marked: false }] => fixed(text.clone()),
        pieces => fixed(super::pieces(pieces)),
    }
}

/// An article's blocks.
pub(super) fn body(article: &Article, site: &Site, mut marking: Marking<'_>) -> AnyView {
    let drawn = |one: &Block| {
        let mut texts = Vec::new();
        let shape = one.shape(&mut |passage| {
            texts.push(Some(marking.passage(passage)));
            texts.len() - 1
        });
        let view = block(shape, texts, site);
        keyed([article.id.as_str(), "\n", &marking.key()].concat(), view)
    };
    let blocks: Vec<Fixed> = article.body.iter().map(drawn).collect();
    view! { <div class="prose">{blocks}</div> }.into_any()
}

/// A block, whose texts are drawn already: wherever they stand, they are marked in the order of the walk.
/// Each is taken by its number, once.
fn block(shape: Shape<'_>, mut texts: Vec<Option<Fixed>>, site: &Site) -> Fixed {
    let mut drawn =
        |number: usize| texts.get_mut(number).and_then(Option::take).unwrap_or_else(|| fixed(()));
    match shape {
        Shape::Paragraph(text) => fixed(view! { <p>{drawn(text)}</p> }),
        Shape::Heading { text, level: 2 } => fixed(view! { <h2>{drawn(text)}</h2> }),
        Shape::Heading { text, level: 3 } => fixed(view! { <h3>{drawn(text)}</h3> }),
        Shape::Heading { text, .. } => fixed(view! { <h4>{drawn(text)}</h4> }),
        Shape::List { items, ordered } => {
            let item = |item: usize| fixed(view! { <li>{drawn(item)}</li> });
            let items: Vec<Fixed> = items.into_iter().map(item).collect();
            if ordered {
                fixed(view! { <ol>{items}</ol> })
            } else {
                fixed(view! { <ul>{items}</ul> })
            }
        }
        Shape::Quote { text, cite } => fixed(view! {
            <blockquote>
                <p>{drawn(text)}</p>
                {cite.map(|cite| view! { <footer><cite>{drawn(cite)}</cite></footer> })}
            </blockquote>
        }),
        Shape::Image(picture, caption) => image(picture, caption.map(drawn)),
        Shape::Gallery(pictures) => {
            let pictures = pictures.into_iter();
            let pictures =
                pictures.map(|(picture, caption)| image(picture, caption.map(&mut drawn)));
            let pictures: Vec<Fixed> = pictures.collect();
            fixed(view! { <div class="gallery">{pictures}</div> })
        }
        Shape::Video(clip, caption) => video(clip, caption.map(drawn), site),
        Shape::Table { table: shown, caption, head, rows } => {
            let caption = caption.map(&mut drawn);
            let mut cells = |row: Vec<usize>| row.into_iter().map(&mut drawn).collect();
            let head = cells(head);
            let rows = rows.into_iter().map(cells).collect();
            table(shown, caption, head, rows, site.phrases.table)
        }
        Shape::Attachment(file, name) => attachment(file, drawn(name), site.phrases.attachment),
    }
}

fn captioned(caption: Option<Fixed>) -> Fixed {
    fixed(caption.map(|text| view! { <figcaption>{text}</figcaption> }))
}

fn image(image: &Image, caption: Option<Fixed>) -> Fixed {
    let alt = image.alt.clone();
    fixed(view! {
        <figure>
            <img src=file(&image.src) alt=alt width=image.width height=image.height loading="lazy" decoding="async"/>
            {captioned(caption)}
        </figure>
    })
}

/// A video; on paper it is its poster and its address.
fn video(video: &Video, caption: Option<Fixed>, site: &Site) -> Fixed {
    let phrases = &site.phrases;
    let captions = video.captions.as_deref().map(|src| {
        view! { <track kind="captions" src=file(src) srclang=phrases.captions_language label=phrases.captions_name default=true/> }
    });
    let poster = video.poster.as_deref().map(file);
    let picture = poster.clone().map(|src| view! { <img src=src alt="" loading="lazy"/> });
    fixed(view! {
        <figure>
            <video src=file(&video.src) poster=poster width=video.width height=video.height controls=true preload="none" playsinline="">
                {captions}
            </video>
            <div class="on-paper">{picture}<p>{phrases.video_address}{site.absolute(&address::of_file(&video.src))}</p></div>
            {captioned(caption)}
        </figure>
    })
}

/// A table, with its texts as they are drawn.
fn table(
    table: &Table,
    caption: Option<Fixed>,
    head: Vec<Fixed>,
    rows: Vec<Vec<Fixed>>,
    unnamed: &str,
) -> Fixed {
    let columns: Vec<bool> = (0..head.len()).map(|column| is_of_numbers(table, column)).collect();
    let heading = |(column, shown): (usize, Fixed)| match columns.get(column) {
        Some(true) => fixed(view! { <th scope="col" class="number">{shown}</th> }),
        _ => fixed(view! { <th scope="col">{shown}</th> }),
    };
    let head: Vec<Fixed> = head.into_iter().enumerate().map(heading).collect();
    // A gap in a column of numbers stands where they do.
    let cell = |(column, (text, shown)): (usize, (&String, Fixed))| {
        let is_gap = is_gap(text) && columns.get(column) == Some(&true);
        match is_gap || is_number(text) {
            true => fixed(view! { <td class="number">{shown}</td> }),
            false => fixed(view! { <td>{shown}</td> }),
        }
    };
    let row = |(texts, shown): (&Vec<String>, Vec<Fixed>)| {
        let cells: Vec<Fixed> = texts.iter().zip(shown).enumerate().map(cell).collect();
        fixed(view! { <tr>{cells}</tr> })
    };
    let rows: Vec<Fixed> = table.rows.iter().zip(rows).map(row).collect();
    let name = table.caption.as_deref().map_or_else(|| unnamed.to_owned(), line);
    // The app makes it a tab stop while it scrolls.
    fixed(view! {
        <div class="table" role="region" aria-label=name>
            <table>
                {caption.map(|text| view! { <caption>{text}</caption> })}
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

/// Whether a cell holds a number and nothing else: digits with their separators, with a sign or a
/// currency before them, and a percentage, a power of ten or a currency behind. `2013年版` is none.
fn is_number(cell: &str) -> bool {
    let text = cell.trim();
    let text = text
        .trim_start_matches(['+', '-', '−', '－', '±', '<', '>', '≤', '≥', '¥', '￥', '$', '€']);
    let text = text.trim_end_matches(['%', '％', '‰', '十', '百', '千', '万', '亿', '元']);
    let digit = |sign: char| sign.is_ascii_digit() || ('０'..='９').contains(&sign);
    let separator =
        |sign: char| matches!(sign, '.' | ',' | ' ' | '，' | '．' | '\u{a0}' | '\u{202f}');
    text.trim_start().starts_with(digit) && text.chars().all(|sign| digit(sign) || separator(sign))
}

/// Whether a cell says that there is no number.
fn is_gap(cell: &str) -> bool {
    matches!(cell.trim(), "" | "-" | "–" | "—" | "——" | "…" | "/")
}

/// Whether a column holds numbers and gaps alone, so that its heading stands where they do.
fn is_of_numbers(table: &Table, column: usize) -> bool {
    let mut cells =
        table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !is_gap(cell));
    cells.clone().next().is_some() && cells.all(|cell| is_number(cell))
}

fn attachment(attached: &Attachment, name: Fixed, what: &'static str) -> Fixed {
    fixed(view! {
        <p class="attachment">
            <a href=file(&attached.href) download="">{what}{name}</a>
            <span class="count">{size(attached.bytes)}</span>
        </p>
    })
}

/// A size for a reader; empty where it is not known.
fn size(bytes: u64) -> String {
    match bytes {
        0 => String::new(),
        1..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_fits() {
        let check = |bytes, text: &str| assert_eq!(size(bytes), text);
        check(0, "");
        check(999, "999 B");
        check(1_001, "2 kB");
        check(2_340_000, "2.3 MB");
    }

    #[test]
    fn a_cell_is_a_number_if_it_says_nothing_else() {
        let check = |cell: &str, expected| assert_eq!(is_number(cell), expected, "{cell}");
        for cell in [
            "0",
            "80.97",
            "-1,204.5",
            "−3",
            "¥ 12 000",
            "１２３",
            "12.5%",
            "3 ‰",
            "170.46亿元",
            " 31 ",
        ] {
            check(cell, true);
        }
        for cell in [
            "",
            "—",
            "-",
            "%",
            "万元",
            ".",
            "2013年版",
            "第3位",
            "1994年",
            "A1",
            "5 km",
            "2024-11-01",
            "3/4",
        ] {
            check(cell, false);
        }
    }

    #[test]
    fn a_column_is_of_numbers_if_every_cell_is_one_or_a_gap() {
        let table = |cells: &[&str]| Table {
            caption: None,
            head: vec!["产值".into()],
            rows: cells.iter().map(|cell| vec![(*cell).to_owned()]).collect(),
        };
        let check = |cells: &[&str], expected| {
            assert_eq!(is_of_numbers(&table(cells), 0), expected, "{cells:?}");
        };
        check(&["1,200", "—", "3.5%", ""], true);
        check(&["1,200", "待定"], false);
        check(&["—", ""], false);
        check(&[], false);
        assert!(!is_of_numbers(&table(&["7"]), 1), "there is no such column");
    }

    #[cfg(feature = "press")]
    #[test]
    fn a_gap_stands_where_the_numbers_of_its_column_do() {
        let rows = [["甲", "7"], ["—", "—"]];
        let shown = Table {
            caption: None,
            head: vec!["地区".into(), "产值".into()],
            rows: rows.map(|row| row.map(str::to_owned).to_vec()).to_vec(),
        };
        let texts = |row: &Vec<String>| row.iter().cloned().map(fixed).collect();
        Owner::new().set();
        let rows = shown.rows.iter().map(texts).collect();
        let html = table(&shown, None, texts(&shown.head), rows, "").to_html();
        assert!(html.contains("<td>—</td><td class=\"number\">—</td>"), "{html}");
    }
}
