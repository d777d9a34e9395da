//! InvestCHN: a news portal for a static host.
//!
//! A reader opens a link and reads. There is no server of ours: a static host hands out files, and
//! the browser does the rest.
//!
//! ```text
//! authored article JSON ──press──▶ archive (manifest, digests, volumes) ──static host──▶ browser
//! URL ⇄ Route ─▶ Query ─▶ manifest ─▶ digests ─▶ totals and counts on screen
//!                             └─▶ volumes, newest first ─▶ ordinals ─▶ headlines on screen
//!                                       article id ─▶ article JSON ─▶ blocks on screen
//! articles ──press──▶ pages as the app draws them, which stand until the reader goes elsewhere
//! words ─▶ terms ─▶ newest segment, guide ─▶ older segments ─▶ ordinals ─▶ names ─▶ articles, proven
//! ```
//!
//! # Words
//! An *edition* is all that one manifest names. An open tab holds the one that it came with, and takes up
//! the newest where a file of its own is gone.
//!
//! An article is *filed* under section, region, zone and kind: together its *filing*. A *digest*
//! counts filings by year, or a year's by month. A *volume* is a run of articles in date order: the
//! *open* one takes what is new, its oldest 4,096 are *sealed* when 1,024 are newer, and sixteen sealed
//! ones are *bound* into one. An *ordinal* is a place in it, 0 = oldest, and a *posting list* says which
//! ordinals are filed the same way. A *register* holds the lists of a volume's one section or province.
//! A *roll* tells which files hold the headlines of all or of a section in date order; a *chapter* is
//! 1,000 or up to 4,096 of them.
//!
//! A text is *folded* before it is searched. A *term* is what the index lists: a Han character, two
//! neighbours, or a word. A *segment* is the index of a run of volumes, a *shelf* its files of one
//! kind of terms, and the *guide* tells which segments have a term. Its *names* are what the articles of a
//! segment are fetched by.
//!
//! # Rooms
//! Dependencies point downwards only, in this order, and in no circle within a room; `tests/it/rooms.rs` reads
//! them.
//!
//! | room | what is in it | may use | what is absent |
//! |---|---|---|---|
//! | `main.rs`, `bin/finder.rs`, `bin/press.rs` | the three entries: the page, the worker that searches, the publisher's program | their room | logic |
//! | [`press`] | reading authored files, checking them, writing the archive and asking it, printing pages | `site`, `archive`, `domain` | the app, the browser |
//! | [`app`] | the living part, as in The Elm Architecture: a model, messages, `update`, effects, and the shell that runs them; `app::browser` makes every browser call | all below but the press | the file system; drawing of its own |
//! | [`site`] | pages, the parts they are made of, the head; values in, markup out, natively and in the browser | `archive`, `domain` | fetching, the router, the browser, the file system, a clock; one page importing another |
//! | [`finder`] | what the page asks the worker, and how it answers | `archive`, `domain` | the browser, leptos |
//! | [`network`] | fetching the archive's files, for the page and the worker | `archive`, `domain` | everything else of the browser |
//! | [`archive`] | the file format, each part written and read in one place, and the [`archive::Reader`] that answers a query over it | `domain` | leptos, fetch, the file system, a clock |
//! | [`domain`] | values and rules: slug, kind, dimension, phrases, taxonomy, article, query, route, trail; address, text, time, words, folding, reading JSON | nothing | everything above |
//!
//! Without a feature the library is the domain and the archive: pure, and tested natively. Feature
//! `app` adds what the browser runs, and `finder` what it runs beside the page; feature `press` what
//! the publisher runs, which prints the same components natively.

pub mod archive;
pub mod domain;
pub mod finder;

#[cfg(any(feature = "app", all(test, feature = "site")))]
pub mod app;
#[cfg(feature = "network")]
pub mod network;
#[cfg(feature = "press")]
pub mod press;
#[cfg(feature = "site")]
pub mod site;
