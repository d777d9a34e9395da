//! An article's body: every block type as markup. Content is text; it is never parsed as HTML.

use leptos::prelude::*;

use super::at_root;
use crate::article::{Attachment, Block, Image, Span, Table, Video};

#[component]
pub fn Body(blocks: Vec<Block>) -> impl IntoView {
    let blocks: Vec<AnyView> = blocks.into_iter().map(block).collect();
    view! { <div class="prose">{blocks}</div> }.into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Paragraph(text) => view! { <p>{spans(text)}</p> }.into_any(),
        Block::Heading { text, level: 2 } => view! { <h2>{text}</h2> }.into_any(),
        Block::Heading { text, level: 3 } => view! { <h3>{text}</h3> }.into_any(),
        Block::Heading { text, .. } => view! { <h4>{text}</h4> }.into_any(),
        Block::List { items, ordered } => {
            let items: Vec<AnyView> =
                items.into_iter().map(|item| view! { <li>{spans(item)}</li> }.into_any()).collect();
            if ordered {
                view! { <ol>{items}</ol> }.into_any()
            } else {
                view! { <ul>{items}</ul> }.into_any()
            }
        }
        Block::Quote { text, cite } => view! {
            <blockquote>
                <p>{spans(text)}</p>
                {cite.map(|cite| view! { <footer><cite>{cite}</cite></footer> })}
            </blockquote>
        }
        .into_any(),
        Block::Image(picture) => image(picture),
        Block::Gallery(pictures) => {
            let pictures: Vec<AnyView> = pictures.into_iter().map(image).collect();
            view! { <div class="gallery">{pictures}</div> }.into_any()
        }
        Block::Video(clip) => video(clip),
        Block::Table(rows) => table(rows),
        Block::Attachment(file) => attachment(file),
    }
}

fn spans(spans: Vec<Span>) -> Vec<AnyView> {
    let span = |span| match span {
        Span::Text(text) => text.into_any(),
        Span::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Span::Link { href, text } => {
            let rel = (!href.starts_with('/')).then_some("external noopener");
            view! { <a href=at_root(&href) rel=rel>{text}</a> }.into_any()
        }
    };
    spans.into_iter().map(span).collect()
}

fn caption(text: Option<String>) -> AnyView {
    text.map(|text| view! { <figcaption>{text}</figcaption> }).into_any()
}

fn image(image: Image) -> AnyView {
    view! {
        <figure>
            <img src=at_root(&image.src) alt=image.alt width=image.width height=image.height loading="lazy" decoding="async"/>
            {caption(image.caption)}
        </figure>
    }
    .into_any()
}

fn video(video: Video) -> AnyView {
    let captions = video.captions.map(|src| {
        view! { <track kind="captions" src=at_root(&src) srclang="zh" label="中文" default=true/> }
    });
    let poster = video.poster.as_deref().map(at_root);
    view! {
        <figure>
            <video src=at_root(&video.src) poster=poster width=video.width height=video.height controls=true preload="none" playsinline="">
                {captions}
            </video>
            {caption(video.caption)}
        </figure>
    }
    .into_any()
}

fn table(table: Table) -> AnyView {
    let head = table.head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }.into_any());
    let head: Vec<AnyView> = head.collect();
    let row = |row: Vec<String>| {
        let cells: Vec<AnyView> =
            row.into_iter().map(|cell| view! { <td>{cell}</td> }.into_any()).collect();
        view! { <tr>{cells}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = table.rows.into_iter().map(row).collect();
    let name = table.caption.clone().unwrap_or_else(|| "表格".into());
    view! {
        <div class="table" role="region" aria-label=name tabindex="0">
            <table>
                {table.caption.map(|text| view! { <caption>{text}</caption> })}
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn attachment(file: Attachment) -> AnyView {
    view! {
        <p class="attachment">
            <a href=at_root(&file.href) download="">"附件："{file.name}</a>
            <span class="count">{size(file.bytes)}</span>
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
