//! An article's body: every block type as markup. Content is text; it is never parsed as HTML.

use std::ops::Range;

use leptos::prelude::*;

use super::{at_root, file};
use crate::article::{Attachment, Block, Image, Span, Table, Video};
use crate::finder::Marks;
use crate::text::line;
use crate::words::Piece;

/// Hands out an article's texts with the words that were searched for marked. It is asked for each
/// text in turn, in the order of [`Article::paragraphs`](crate::article::Article::paragraphs).
pub(super) struct Marking<'a> {
    rows: std::slice::Iter<'a, Vec<Range<usize>>>,
}

impl<'a> Marking<'a> {
    pub fn new(marks: Option<&'a Marks>) -> Self {
        Self { rows: marks.map(Vec::as_slice).unwrap_or_default().iter() }
    }

    fn next(&mut self) -> &'a [Range<usize>] {
        self.rows.next().map(Vec::as_slice).unwrap_or_default()
    }

    /// A text that is a paragraph of its own.
    pub fn text(&mut self, text: &str) -> AnyView {
        marked(text, 0, self.next())
    }

    fn optional(&mut self, text: Option<&String>) -> Option<AnyView> {
        text.map(|text| self.text(text))
    }

    /// A paragraph of several spans.
    fn spans(&mut self, spans: &[Span]) -> Vec<AnyView> {
        let marks = self.next();
        let mut start = 0;
        let mut text = |text: &str| {
            let from = start;
            start += text.chars().count();
            marked(text, from, marks)
        };
        let span = |span: &Span| match span {
            Span::Text(words) => text(words),
            Span::Strong(words) => view! { <strong>{text(words)}</strong> }.into_any(),
            Span::Link { href, text: words } => {
                let rel = (!href.starts_with('/')).then_some("external noopener");
                view! { <a href=at_root(href) rel=rel>{text(words)}</a> }.into_any()
            }
        };
        spans.iter().map(span).collect()
    }
}

/// A part of a paragraph that begins with its character `start`, whose marks are ranges of the
/// paragraph's characters.
fn marked(text: &str, start: usize, marks: &[Range<usize>]) -> AnyView {
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
        [] => ().into_any(),
        [Piece { text, marked: false }] => text.clone().into_any(),
        pieces => super::pieces(pieces).into_any(),
    }
}

/// An article's blocks.
pub(super) fn body(blocks: &[Block], mut marking: Marking<'_>) -> AnyView {
    let blocks: Vec<AnyView> = blocks.iter().map(|one| block(one, &mut marking)).collect();
    view! { <div class="prose">{blocks}</div> }.into_any()
}

fn block(block: &Block, marking: &mut Marking<'_>) -> AnyView {
    match block {
        Block::Paragraph(text) => view! { <p>{marking.spans(text)}</p> }.into_any(),
        Block::Heading { text, level } => {
            let text = marking.text(text);
            match level {
                2 => view! { <h2>{text}</h2> }.into_any(),
                3 => view! { <h3>{text}</h3> }.into_any(),
                _ => view! { <h4>{text}</h4> }.into_any(),
            }
        }
        Block::List { items, ordered } => {
            let item = |item: &Vec<Span>| view! { <li>{marking.spans(item)}</li> }.into_any();
            let items: Vec<AnyView> = items.iter().map(item).collect();
            if *ordered {
                view! { <ol>{items}</ol> }.into_any()
            } else {
                view! { <ul>{items}</ul> }.into_any()
            }
        }
        Block::Quote { text, cite } => {
            let text = marking.spans(text);
            let cite = marking.optional(cite.as_ref());
            view! {
                <blockquote>
                    <p>{text}</p>
                    {cite.map(|cite| view! { <footer><cite>{cite}</cite></footer> })}
                </blockquote>
            }
            .into_any()
        }
        Block::Image(picture) => image(picture, marking),
        Block::Gallery(pictures) => {
            let pictures: Vec<AnyView> = pictures.iter().map(|one| image(one, marking)).collect();
            view! { <div class="gallery">{pictures}</div> }.into_any()
        }
        Block::Video(clip) => video(clip, marking),
        Block::Table(rows) => table(rows, marking),
        Block::Attachment(file) => attachment(file, marking),
    }
}

fn caption(text: Option<&String>, marking: &mut Marking<'_>) -> AnyView {
    let text = marking.optional(text);
    text.map(|text| view! { <figcaption>{text}</figcaption> }).into_any()
}

fn image(image: &Image, marking: &mut Marking<'_>) -> AnyView {
    let alt = image.alt.clone();
    view! {
        <figure>
            <img src=file(&image.src) alt=alt width=image.width height=image.height loading="lazy" decoding="async"/>
            {caption(image.caption.as_ref(), marking)}
        </figure>
    }
    .into_any()
}

fn video(video: &Video, marking: &mut Marking<'_>) -> AnyView {
    let captions = video.captions.as_deref().map(|src| {
        view! { <track kind="captions" src=file(src) srclang="zh" label="中文" default=true/> }
    });
    let poster = video.poster.as_deref().map(file);
    view! {
        <figure>
            <video src=file(&video.src) poster=poster width=video.width height=video.height controls=true preload="none" playsinline="">
                {captions}
            </video>
            {caption(video.caption.as_ref(), marking)}
        </figure>
    }
    .into_any()
}

fn table(table: &Table, marking: &mut Marking<'_>) -> AnyView {
    let caption = marking.optional(table.caption.as_ref());
    let mut cells = |cells: &[String], is_head: bool| -> Vec<AnyView> {
        let cell = |cell: &String| {
            let text = marking.text(cell);
            match is_head {
                true => view! { <th scope="col">{text}</th> }.into_any(),
                false => view! { <td>{text}</td> }.into_any(),
            }
        };
        cells.iter().map(cell).collect()
    };
    let head = cells(&table.head, true);
    let row = |row: &Vec<String>| view! { <tr>{cells(row, false)}</tr> }.into_any();
    let rows: Vec<AnyView> = table.rows.iter().map(row).collect();
    let name = table.caption.as_deref().map_or_else(|| "表格".into(), line);
    view! {
        <div class="table" role="region" aria-label=name tabindex="0">
            <table>
                {caption.map(|text| view! { <caption>{text}</caption> })}
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn attachment(attached: &Attachment, marking: &mut Marking<'_>) -> AnyView {
    view! {
        <p class="attachment">
            <a href=file(&attached.href) download="">"附件："{marking.text(&attached.name)}</a>
            <span class="count">{size(attached.bytes)}</span>
        </p>
    }
    .into_any()
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
}
