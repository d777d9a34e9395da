//! The rooms of the house: which may use which, as `src/lib.rs` tells. Arrows run down only, and within a
//! room they run in no circle, so that each module can be read after those that it uses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room and those that it may use, besides itself.
const ROOMS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("archive", &["domain"]),
    ("network", &["archive", "domain"]),
    ("finder", &["archive", "domain"]),
    ("site", &["archive", "domain"]),
    ("app", &["site", "finder", "network", "archive", "domain"]),
    ("press", &["site", "archive", "domain"]),
];

/// The arrows of a room's file that lead where they may not, as line and room.
fn wrong(text: &str, own: &str, allowed: &[&str]) -> Vec<(usize, String)> {
    let mut wrong = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        // What a comment links to is no dependency.
        let code = line.split("//").next().unwrap_or_default();
        for behind in code.split("crate::").skip(1) {
            let end = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
            let room = behind.split(end).next().unwrap_or_default();
            let is_room = ROOMS.iter().any(|(name, _)| *name == room);
            if room != own && !(is_room && allowed.contains(&room)) {
                wrong.push((number, room.to_owned()));
            }
        }
    }
    wrong
}

/// The source files of a folder, at any depth.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    let is_source = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs");
    paths.flat_map(inside).filter(is_source).collect()
}

/// A room's source: its modules as they lie in its folder, by path from there, and the file that holds it
/// together.
struct Room {
    name: &'static str,
    head: String,
    files: BTreeMap<String, String>,
}

/// A path that a file names, in its parts from the start; `crate`, `super` and `self` are parts.
type Named = Vec<String>;

/// The words and signs of a source text that paths are made of; all else is a blank. A comment is none.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut word = String::new();
        let code = line.split("//").next().unwrap_or_default().replace("::", "\u{1}");
        for sign in code.chars().chain([' ']) {
            if sign.is_ascii_alphanumeric() || sign == '_' {
                word.push(sign);
                continue;
            }
            tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            if !sign.is_whitespace() {
                tokens.push(sign.to_string());
            }
        }
    }
    tokens
}

/// The paths of a tree that begins with a token, each behind `before`. An alias is no part of its path.
fn tree(tokens: &[String], at: &mut usize, mut before: Named, paths: &mut Vec<Named>) {
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        if token != "{" {
            before.push(token.clone());
            if tokens.get(*at).is_none_or(|next| next != "\u{1}") {
                break;
            }
            *at += 1;
            continue;
        }
        while tokens.get(*at).is_some_and(|next| next != "}") {
            tree(tokens, at, before.clone(), paths);
            // An alias, and the comma.
            while tokens.get(*at).is_some_and(|next| next != "}" && next != ",") {
                *at += 1;
            }
            *at += usize::from(tokens.get(*at).is_some_and(|next| next == ","));
        }
        *at += 1;
        return;
    }
    paths.push(before);
}

/// The paths behind each token that `begins` admits.
fn paths(text: &str, begins: impl Fn(Option<&String>, &str) -> bool) -> Vec<Named> {
    let (tokens, mut at, mut paths) = (tokens(text), 0, Vec::new());
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        if begins(before, token) {
            tree(&tokens, &mut at, Vec::new(), &mut paths);
        } else {
            at += 1;
        }
    }
    paths
}

/// A file's text outside and inside its own inline modules, as rustfmt sets them: a line for each brace.
fn parts(text: &str) -> [String; 2] {
    let mut parts = [String::new(), String::new()];
    let mut inside = false;
    for line in text.lines() {
        let begins = line.ends_with('{') && line.split(' ').any(|word| word == "mod");
        inside = (inside || (begins && !line.starts_with(' '))) && line != "}";
        let part = &mut parts[usize::from(inside)];
        part.push_str(line);
        part.push('\n');
    }
    parts
}

/// The module of a room that a file belongs to: a module has its submodules in it.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

impl Room {
    fn read(name: &'static str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let text = |file: &Path| fs::read_to_string(file).expect("it is text");
        let folder = root.join(name);
        let in_room = |file: PathBuf| {
            let path = file.strip_prefix(&folder).expect("it lies there").to_string_lossy();
            (path.replace('\\', "/"), text(&file))
        };
        let files = files(&folder).into_iter().map(in_room).collect();
        Self { name, head: text(&folder.with_extension("rs")), files }
    }

    /// Where each name of the room's own is defined, by module.
    fn exported(&self) -> BTreeMap<String, String> {
        let behind_use = |before: Option<&String>, _: &str| before.is_some_and(|it| it == "use");
        let named = paths(&self.head, behind_use).into_iter().filter_map(|path| {
            let path: Vec<String> = path.into_iter().filter(|part| part != "self").collect();
            let is_own = self.files.keys().any(|file| module(file) == path[0]);
            is_own.then(|| (path[path.len() - 1].clone(), path[0].clone()))
        });
        named.collect()
    }

    /// Which modules each uses, with a file that tells it.
    fn arrows(&self) -> BTreeMap<&str, BTreeMap<String, &str>> {
        let exported = self.exported();
        let mut arrows: BTreeMap<&str, BTreeMap<String, &str>> = BTreeMap::new();
        for (file, text) in &self.files {
            let above: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
            for (inline, part) in parts(text).iter().enumerate() {
                let begins = |before: Option<&String>, token: &str| {
                    matches!(token, "crate" | "super") && before.is_none_or(|it| it != "\u{1}")
                };
                for path in paths(part, begins) {
                    let up = path.iter().take_while(|part| *part == "super").count();
                    let rest: Vec<&str> = path[up.max(1)..].iter().map(String::as_str).collect();
                    let from_room = match path[0].as_str() {
                        "crate" if rest.first() == Some(&self.name) => rest[1..].to_vec(),
                        "crate" => continue,
                        _ => match (above.len() + inline).checked_sub(up) {
                            Some(0) => rest,
                            Some(deep) => [&above[..deep.min(above.len())], &rest].concat(),
                            None => continue,
                        },
                    };
                    let Some(named) = from_room.first() else { continue };
                    let is_module = self.files.keys().any(|file| module(file) == *named);
                    let to =
                        if is_module { Some(*named) } else { exported.get(*named).map(|to| &**to) };
                    if let Some(to) = to.filter(|to| *to != module(file)) {
                        arrows
                            .entry(module(file))
                            .or_default()
                            .entry(to.to_owned())
                            .or_insert(file);
                    }
                }
            }
        }
        arrows
    }

    /// A circle of modules, as the files whose imports make it.
    fn circle(&self) -> Option<Vec<String>> {
        let mut arrows = self.arrows();
        // What uses nothing that is left is in no circle.
        loop {
            let left: Vec<String> = arrows.keys().map(|module| (*module).to_owned()).collect();
            arrows.values_mut().for_each(|used| used.retain(|to, _| left.contains(to)));
            arrows.retain(|_, used| !used.is_empty());
            if arrows.len() == left.len() {
                break;
            }
        }
        // Each that is left leads on, so the way comes back to where it was.
        let mut way: Vec<(String, String)> = Vec::new();
        let mut here = (*arrows.keys().next()?).to_owned();
        loop {
            if let Some(from) = way.iter().position(|(module, _)| *module == here) {
                return Some(way.drain(from..).map(|(_, told)| told).collect());
            }
            let (to, file) = arrows[here.as_str()].first_key_value()?;
            let told = format!("{}/{file} uses {to}", self.name);
            way.push((std::mem::replace(&mut here, to.clone()), told));
        }
    }
}

#[test]
fn no_modules_of_a_room_use_each_other_in_a_circle() {
    let circles = ROOMS.into_iter().filter_map(|(room, _)| Room::read(room).circle());
    let told: Vec<String> = circles.map(|circle| circle.join("\n")).collect();
    assert!(told.is_empty(), "modules that use each other in a circle:\n{}", told.join("\n\n"));
}

#[test]
fn a_circle_is_told_with_its_files() {
    let check = |files: &[(&str, &str)], circle: Option<&[&str]>| {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let room = Room {
            name: "site",
            head: "pub use list::{Row as Line};".into(),
            files: files.collect(),
        };
        let circle = circle.map(|told| told.iter().map(|line| (*line).to_owned()).collect());
        assert_eq!(room.circle(), circle);
    };
    // A module and what is in it are one, and tests look at what they are beside.
    check(
        &[
            ("page.rs", "mod parts;\nuse super::list;\nmod tests {\n    use super::page;\n}"),
            ("page/parts.rs", "use super::Page;\nuse super::super::list::Row;"),
            ("list.rs", "// not super::page\nuse crate::domain::page;\nfn of() {}"),
        ],
        None,
    );
    check(
        &[
            ("page.rs", "use super::{\n    list::{Pager, Row},\n};"),
            ("list.rs", "use crate::site::page::Page;"),
        ],
        Some(&["site/list.rs uses page", "site/page.rs uses list"]),
    );
    // By way of what the room hands on, and by a path in a function.
    check(
        &[
            ("list.rs", "use super::tally;"),
            ("page/parts.rs", "use crate::site::Row;"),
            ("tally.rs", "fn of() {\n    super::page::draw()\n}"),
        ],
        Some(&[
            "site/list.rs uses tally",
            "site/tally.rs uses page",
            "site/page/parts.rs uses list",
        ]),
    );
}

#[test]
fn no_room_uses_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut told = Vec::new();
    for (room, allowed) in ROOMS {
        let mut own = files(&root.join(room));
        own.push(root.join(room).with_extension("rs"));
        assert!(own.iter().all(|file| file.exists()), "{room} is no room");
        for file in own {
            let text = fs::read_to_string(&file).expect("it is text");
            for (line, up) in wrong(&text, room, allowed) {
                told.push(format!(
                    "{}:{line}: {room} uses {up}, which stands above it",
                    file.display()
                ));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn an_arrow_that_runs_up_is_told_with_its_line() {
    let text = "use crate::domain::text;\n// see crate::press\nuse crate::app::shell;\nlet x = crate::press::y();";
    assert_eq!(
        wrong(text, "site", &["archive", "domain"]),
        [(3, "app".to_owned()), (4, "press".to_owned())]
    );
    assert_eq!(wrong("use crate::{app};", "site", &[]), [(1, String::new())]);
}
