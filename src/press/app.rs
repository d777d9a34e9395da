//! The app as Trunk has built it, made into what a host can keep for ever: one sheet of styles in place of
//! many, and every file under a name of its bytes. Trunk's own names are hashes of what came before the
//! last step, so that one name could stand for two contents.

use std::io;
use std::path::Path;

use super::disk;
use super::hash::hash;

/// An app, ready to be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its document, with an empty `<style>` where its styles belong.
    pub page: String,
    /// All its styles, in the order of the document.
    pub style: String,
    /// Its other files, by their names at the top of the site.
    pub files: Vec<(String, Vec<u8>)>,
}

impl App {
    /// Reads an app from the folder that Trunk has built it into.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let page = disk::read_to_string(&folder.join("index.html"))?;
        if folder.join("snippets").exists() {
            return Err(wrong(
                "needs scripts beside its own (snippets/), which no page would find",
            ));
        }
        Self::new(&page, |name| disk::read(&folder.join(name)))
    }

    /// `read` gives a file by its name.
    fn new(page: &str, read: impl Fn(&str) -> io::Result<Vec<u8>>) -> io::Result<Self> {
        let mut files = Files { read, named: Vec::new() };
        let page = quoted(page);
        let (page, style) = joined(page, &files)?;
        let page = with_finder(with_program(page, &mut files)?, &mut files)?;
        Ok(Self { page, style, files: files.named })
    }
}

/// The files that Trunk has made, and those that have their last name.
struct Files<R> {
    read: R,
    named: Vec<(String, Vec<u8>)>,
}

impl<R: Fn(&str) -> io::Result<Vec<u8>>> Files<R> {
    fn text(&self, name: &str) -> io::Result<String> {
        let bytes = (self.read)(name)?;
        String::from_utf8(bytes).map_err(|_| wrong(&format!("names {name}, which is not UTF-8")))
    }

    /// Gives a file of Trunk's its last name, and returns that.
    fn settle(&mut self, from: &str, plain: &str) -> io::Result<String> {
        let bytes = (self.read)(from)?;
        Ok(self.add(plain, bytes))
    }

    /// Takes `NAME.ext` among the files as `NAME-HASH.ext`, and returns that.
    fn add(&mut self, plain: &str, bytes: Vec<u8>) -> String {
        let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
        let name = format!("{stem}-{:016x}.{ending}", hash(&bytes));
        self.named.push((name.clone(), bytes));
        name
    }
}

/// A document whose addresses all stand in quotes, so that the site's path can be put before them.
fn quoted(page: &str) -> String {
    let mut html = String::new();
    let mut rest = page;
    let starts = [" href=/", " src=/", " content=/", " data-script=/", " data-wasm=/"];
    let next = |rest: &str| {
        starts.iter().filter_map(|start| rest.find(start).map(|at| at + start.len() - 1)).min()
    };
    while let Some((before, behind)) = next(rest).and_then(|at| rest.split_at_checked(at)) {
        let end = behind.find([' ', '>']).unwrap_or(behind.len());
        let (value, others) = behind.split_at_checked(end).unwrap_or((behind, ""));
        html = html + before + "\"" + value + "\"";
        rest = others;
    }
    html + rest
}

/// The document with one place for its styles, and these.
fn joined<R: Fn(&str) -> io::Result<Vec<u8>>>(
    mut page: String,
    files: &Files<R>,
) -> io::Result<(String, String)> {
    let mut style = String::new();
    while let Some(link) = tag(&page, "<link", |tag| tag.contains("stylesheet")) {
        let name =
            attribute(link, "href").ok_or_else(|| wrong("has a style sheet without href"))?;
        let sheet = files.text(name)?;
        let place = if style.is_empty() { "<style></style>" } else { "" };
        page = page.replacen(link, place, 1);
        style = style + sheet.trim_end() + "\n";
    }
    if style.is_empty() {
        return Err(wrong("links no style sheet"));
    }
    if style.contains("</") {
        return Err(wrong("links styles that hold \"</\", which would end them in a page"));
    }
    Ok((page, style))
}

/// The document whose start script names the app's script and WebAssembly by their bytes.
fn with_program<R: Fn(&str) -> io::Result<Vec<u8>>>(
    mut page: String,
    files: &mut Files<R>,
) -> io::Result<String> {
    for (key, plain) in [("data-script", "investchn.js"), ("data-wasm", "investchn.wasm")] {
        let is_start = |tag: &str| attribute(tag, key).is_some();
        let name = tag(&page, "<script", is_start).and_then(|tag| attribute(tag, key));
        let name = name.ok_or_else(|| wrong(&format!("has no script with {key}")))?.to_owned();
        let last = files.settle(&name, plain)?;
        page = page.replace(&name, &last);
    }
    let is_start = |tag: &str| attribute(tag, "data-wasm").is_some();
    let script = tag(&page, "<script", is_start).and_then(|start| {
        let (_, rest) = page.split_once(start)?;
        Some(rest.split_once("</script>")?.0.to_owned())
    });
    let script = script.ok_or_else(|| wrong("has a start script without an end"))?;
    Ok(page.replacen(&script, &without_comments(&script), 1))
}

/// A script without its comments, which stand on lines of their own, and without what begins its lines:
/// Trunk's minifier cannot read one that imports or waits, and it stands in every page.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The document that names the finder's start script by its bytes, where there is a finder. Its script and
/// its WebAssembly are fetched side by side, which Trunk's own loader does not.
fn with_finder<R: Fn(&str) -> io::Result<Vec<u8>>>(
    page: String,
    files: &mut Files<R>,
) -> io::Result<String> {
    let is_finder = |tag: &str| attribute(tag, "name").or(bare(tag, "name")) == Some("finder");
    let loader = tag(&page, "<meta", is_finder).and_then(|tag| attribute(tag, "content"));
    let Some(loader) = loader.map(str::to_owned) else { return Ok(page) };
    let wasm = files.settle("finder_bg.wasm", "finder.wasm")?;
    let script = files.settle("finder.js", "finder.js")?;
    let start = include_str!("app/finder-start.js")
        .replace("{{wasm}}", &wasm)
        .replace("{{script}}", &script);
    let start = files.add("finder-start.js", start.into_bytes());
    Ok(page.replace(&loader, &start))
}

/// The first tag that begins so and is the wanted one.
fn tag<'t>(html: &'t str, start: &str, is_wanted: impl Fn(&str) -> bool) -> Option<&'t str> {
    html.match_indices(start)
        .filter_map(|(at, _)| {
            let rest = html.get(at..)?;
            rest.get(..=rest.find('>')?)
        })
        .find(|tag| is_wanted(tag))
}

/// The file that an attribute names, which lies at the top of the site.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split_once('"')?.0;
    Some(value.strip_prefix('/').unwrap_or(value))
}

/// An attribute's value that stands without quotes.
fn bare<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    rest.split([' ', '>']).next()
}

pub(super) fn wrong(what: &str) -> io::Error {
    let message = format!("the app's index.html {what}; make the app with: make dist");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Trunk's minifier leaves it.
    const PAGE: &str = "<!doctype html><html lang=zh-CN><title>a</title><link rel=icon href=/favicon.svg>\
        <link rel=stylesheet href=/a-1.css integrity=sha384-x><link rel=stylesheet href=/b-2.css>\
        <meta name=finder content=/finder_loader.js>\
        <script type=module data-script=/investchn-1.js data-wasm=/investchn-1_bg.wasm>f(a=/x/)</script>";

    fn app(page: &str) -> io::Result<App> {
        App::new(page, |name| match name {
            "a-1.css" => Ok(b"a{}".to_vec()),
            "gone.css" => Err(io::Error::other("there is none")),
            _ => Ok(format!("{name}'s bytes").into_bytes()),
        })
    }

    fn named(app: &App, start: &str) -> String {
        let mut names = app.files.iter().map(|(name, _)| name);
        names.find(|name| name.starts_with(start)).cloned().unwrap_or_default()
    }

    #[test]
    fn files_are_named_by_their_bytes_and_the_document_names_them_so() {
        let app = app(PAGE).expect("it is whole");
        let names: Vec<&str> = app.files.iter().map(|(name, _)| name.as_str()).collect();
        for (name, bytes) in &app.files {
            let (stem, rest) = name.rsplit_once('-').expect("a hash");
            let (digits, _) = rest.split_once('.').expect("an ending");
            assert_eq!(digits, format!("{:016x}", hash(bytes)), "{stem}");
        }
        let expected = ["investchn-", "investchn-", "finder-", "finder-", "finder-start-"];
        assert_eq!(names.len(), expected.len());
        assert!(
            names.iter().zip(expected).all(|(name, start)| name.starts_with(start)),
            "{names:?}"
        );
        let (script, wasm) = (names[0], names[1]);
        let start = format!(
            "<script type=module data-script=\"/{script}\" data-wasm=\"/{wasm}\">f(a=/x/)</script>"
        );
        assert!(app.page.ends_with(&start), "{}", app.page);
        let finder = format!("content=\"/{}\"", named(&app, "finder-start-"));
        assert!(app.page.contains(&finder), "{}", app.page);
        assert!(app.page.contains("href=\"/favicon.svg\""), "{}", app.page);
    }

    #[test]
    fn the_finder_starts_from_files_that_are_there() {
        let app = app(PAGE).expect("it is whole");
        let name = named(&app, "finder-start-");
        let (_, start) = app.files.iter().find(|(own, _)| *own == name).expect("it is there");
        let start = String::from_utf8_lossy(start);
        assert!(!start.contains("{{"), "{start}");
        for (own, _) in
            app.files.iter().filter(|(own, _)| own.starts_with("finder-") && *own != name)
        {
            assert!(start.contains(own), "{start}");
        }
    }

    #[test]
    fn styles_are_one_in_the_order_of_the_document() {
        let app = app(PAGE).expect("it is whole");
        assert_eq!(app.style, "a{}\nb-2.css's bytes\n");
        assert_eq!(app.page.matches("<style></style>").count(), 1);
        assert!(!app.page.contains("stylesheet"), "{}", app.page);
    }

    #[test]
    fn the_start_script_stands_in_the_document_without_its_comments() {
        let page = PAGE.replace("f(a=/x/)", "// Why.\nf(\n\n  // How.\n  \"a // b\",\n)\n");
        let app = app(&page).expect("it is whole");
        assert!(app.page.ends_with(">f(\n\"a // b\",\n)</script>"), "{}", app.page);
    }

    #[test]
    fn the_same_bytes_have_the_same_name_and_others_another() {
        let app = |bytes: &[u8]| App::new(PAGE, |_| Ok(bytes.to_vec())).expect("it is whole");
        assert_eq!(app(b"1"), app(b"1"));
        assert_ne!(named(&app(b"1"), "investchn-"), named(&app(b"2"), "investchn-"));
    }

    #[test]
    fn what_is_missing_is_told() {
        let check = |from: &str, to: &str, told: &str| {
            let error = app(&PAGE.replace(from, to)).expect_err(told).to_string();
            assert!(error.contains(told), "{error}");
        };
        check("stylesheet", "other", "links no style sheet");
        check("data-wasm", "data-other", "has no script with data-wasm");
        check("a-1.css", "gone.css", "there is none");
    }
}
