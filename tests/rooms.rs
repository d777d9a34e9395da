//! The rooms of the house: which may use which, as `src/lib.rs` tells. Arrows run down only.

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
