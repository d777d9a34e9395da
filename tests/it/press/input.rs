//! An authored folder with whatever may lie in it: each bad entry costs itself alone.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;

use super::{Site, told};

/// The exit code of a command, and the lines that tell of a path.
pub fn lines_of(output: &Output, path: &str) -> Vec<String> {
    let told = told(output);
    let of = |line: &&str| line.strip_prefix("warning: ").unwrap_or(line).starts_with(path);
    told.lines().filter(of).map(str::to_owned).collect()
}

/// Checks and builds; both must tell of `path` what is expected, and build the forty articles.
pub fn costs_itself_alone(site: &Site, path: &str, code: i32, expected: &str) {
    for command in ["check", "build"] {
        let output = site.press(command);
        assert_eq!(output.status.code(), Some(code), "{path}: {}", told(&output));
        let lines = lines_of(&output, path);
        assert!(lines.len() == 1 && lines[0].contains(expected), "{path}: {}", told(&output));
        assert_eq!(told(&output).lines().count(), 1, "{}", told(&output));
    }
    assert_eq!(site.manifest()["volumes"][0]["len"], 40);
}

fn link(site: &Site, target: &str, path: &str) {
    let file = site.input().join(path);
    fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
    symlink(target, file).expect("it is linked");
}

fn fifo(site: &Site, path: &str) {
    let file = site.input().join(path);
    fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
    Command::new("mkfifo").arg(file).assert().success();
}

#[test]
fn what_is_no_file_costs_itself_alone_and_hangs_nothing() {
    let check = |path: &str, expected: &str, make: fn(&Site, &str)| {
        let site = Site::new();
        make(&site, path);
        costs_itself_alone(&site, path, 1, expected);
        assert!(!site.served().contains_key(path));
    };
    let nothing = "is a link to nothing: mend or remove it";
    check("articles/2022/03/20220301-c.json", nothing, |site, path| link(site, "none.json", path));
    check("media/图 1.svg", nothing, |site, path| link(site, "none", path));
    check("media/a.svg", "leads to itself", |site, path| link(site, "a.svg", path));
    check("articles/2022/03/20220301-c.json", "leads to itself", |site, path| {
        link(site, "20220301-c.json", path);
    });
    let neither = "is neither a file nor a folder";
    check("media/pipe.txt", neither, fifo);
    check("articles/2022/01/20220130-pipe.json", neither, fifo);
    check("media/door", neither, |site, path| {
        fs::create_dir_all(site.input().join("media")).expect("a folder");
        drop(UnixListener::bind(site.input().join(path)).expect("a socket"));
    });
    check("media/zero", "leads out of the folder", |site, path| link(site, "/dev/zero", path));
    check(
        "articles/2022/03/20220301-c.json",
        "is a folder where a file should be",
        |site, path| {
            site.write(&format!("{path}/a.json"), "{}");
        },
    );
    check("articles/2021/x.json", "is a folder where a file should be", |site, path| {
        fs::create_dir_all(site.input().join(path)).expect("a folder");
    });
}

#[test]
fn a_site_file_that_is_no_file_is_told_and_hangs_nothing() {
    let check = |expected: &str, make: fn(&Site)| {
        let site = Site::new();
        fs::remove_file(site.input().join("site.json")).expect("it is there");
        make(&site);
        for command in ["check", "build"] {
            let output = site.press(command);
            assert_eq!(output.status.code(), Some(2));
            let told = told(&output);
            assert!(told.starts_with("site.json: ") && told.contains(expected), "{told}");
        }
    };
    check("every authored folder has one", |_| {});
    check("is neither a file nor a folder", |site| fifo(site, "site.json"));
    check("put a file there", |site| {
        fs::create_dir(site.input().join("site.json")).expect("a folder");
    });
    check("has 4000001 bytes", |site| site.write("site.json", &" ".repeat(4_000_001)));
}

#[test]
fn a_link_that_leads_out_of_the_folder_is_told_and_not_served() {
    let site = Site::new();
    let outside = site.folder.path().join("outside");
    fs::create_dir_all(outside.join("deep")).expect("a folder");
    fs::write(outside.join("deep/secret.txt"), "geheim").expect("it is written");
    let outside = outside.to_str().expect("a text");
    link(&site, &format!("{outside}/deep/secret.txt"), "media/file.txt");
    link(&site, outside, "media/folder");
    link(&site, "../../outside/deep", "media/relative");
    // By way of a link that stays inside.
    link(&site, "file.txt", "media/second.txt");
    for command in ["check", "build"] {
        let output = site.press(command);
        assert_eq!(output.status.code(), Some(1));
        for path in ["media/file.txt", "media/folder", "media/relative", "media/second.txt"] {
            let lines = lines_of(&output, path);
            assert!(lines.len() == 1 && lines[0].contains("put a copy there"), "{}", told(&output));
        }
    }
    assert!(!site.served().keys().any(|path| path.starts_with("media/")));
}

#[test]
fn links_that_stay_in_the_folder_are_followed_and_those_that_lead_in_a_circle_are_told() {
    let site = Site::new();
    site.write("media/2021/a.svg", "<svg/>");
    link(&site, "2021/a.svg", "media/b.svg");
    link(&site, "media/2021", "pictures");
    link(&site, "2022", "articles/newest");
    assert_eq!(site.press("build").status.code(), Some(1), "an article has one address");
    fs::remove_file(site.input().join("articles/newest")).expect("it is there");
    let output = site.press("build");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
    for path in ["media/2021/a.svg", "media/b.svg", "pictures/a.svg"] {
        assert_eq!(site.served()[path], b"<svg/>");
    }
    for (target, path) in [("..", "media/up"), (".", "media/2021/self")] {
        let site = Site::new();
        site.write("media/2021/a.svg", "<svg/>");
        link(&site, target, path);
        costs_itself_alone(&site, path, 1, "leads back to a folder that it lies in");
    }
    // Each leads to all the others.
    let site = Site::new();
    let folders: Vec<String> = (0..12).map(|at| format!("media/{at}")).collect();
    for (at, folder) in folders.iter().enumerate() {
        fs::create_dir_all(site.input().join(folder)).expect("a folder");
        for other in (0..12).filter(|other| *other != at) {
            link(&site, &format!("../{other}"), &format!("{folder}/{other}"));
        }
    }
    let mut press = Command::cargo_bin("press").expect("the press is built");
    let output = press.arg("check").arg(site.input()).timeout(Duration::from_secs(60)).output();
    assert!(told(&output.expect("it ends")).contains("leads through too many links"));
}

#[test]
fn names_that_are_no_text_are_shown_by_their_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new();
    fs::create_dir_all(site.input().join("media")).expect("a folder");
    let name = OsStr::from_bytes(b"\xb9\xfa-1.jpg");
    fs::write(site.input().join("media").join(name), "x").expect("it is written");
    costs_itself_alone(
        &site,
        "media/\\xb9\\xfa-1.jpg",
        1,
        "has a name that is not UTF-8: rename it",
    );
}

/// As [`Site::press`], by somebody who is not allowed everything.
fn press_as_other(site: &Site, command: &str) -> Output {
    let program = Command::cargo_bin("press").expect("the press is built");
    let mut press = std::process::Command::new(program.get_program());
    press.arg(command).arg(site.input());
    if command == "build" {
        press.arg(site.out());
    }
    if fs::metadata(site.folder.path()).expect("it is there").uid() == 0 {
        // Whoever may read everything becomes nobody, who may build here.
        let _ = fs::create_dir(site.out());
        for folder in [site.folder.path().to_owned(), site.out()] {
            open(&folder, 0o777);
        }
        press.uid(65_534).gid(65_534);
    }
    press.output().expect("it runs")
}

fn open(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is one's own");
}

#[test]
fn what_may_not_be_read_is_told_and_what_is_served_of_it_stays() {
    let site = Site::new();
    site.write("media/a.svg", "<svg/>");
    site.write("media/deep/b.svg", "<svg/>");
    assert_eq!(press_as_other(&site, "build").status.code(), Some(0));
    let mut before = site.served();
    site.article("20220301-c", |_| {});
    for path in
        ["articles/2022/01/20220105-a.json", "articles/2022/02", "media/a.svg", "media/deep"]
    {
        let closed = site.input().join(path);
        let mode = fs::metadata(&closed).expect("it is there").mode();
        if closed.is_file() {
            // As it is remembered it would not be looked at.
            let text = fs::read_to_string(&closed).expect("it can be read");
            fs::write(&closed, text + " ").expect("it is written");
        }
        open(&closed, 0o000);
        for command in ["check", "build", "build"] {
            let output = press_as_other(&site, command);
            assert_eq!(output.status.code(), Some(1), "{path}: {}", told(&output));
            let lines = lines_of(&output, path);
            assert!(lines.len() == 1 && lines[0].contains("let the press read it"), "{lines:?}");
        }
        let after = site.served();
        let authored = before.keys().filter(|path| !path.starts_with("archive/"));
        for path in authored {
            assert_eq!(after.get(path), before.get(path), "{path}");
        }
        assert_eq!(site.manifest()["volumes"][0]["len"], 41);
        open(&closed, mode & 0o777);
        assert_eq!(press_as_other(&site, "build").status.code(), Some(0));
        before = site.served();
    }
}

#[test]
fn articles_behind_a_link_that_leads_nowhere_now_stay_served() {
    let site = Site::new();
    site.press("build");
    let before = site.served();
    let (articles, held) = (site.input().join("articles"), site.folder.path().join("held"));
    fs::rename(&articles, &held).expect("it moves");
    let check = |expected: &str| {
        let output = site.press("build");
        assert_eq!(output.status.code(), Some(1));
        assert!(lines_of(&output, "articles").concat().contains(expected), "{}", told(&output));
        let after = site.served();
        let articles = before.iter().filter(|(path, _)| path.starts_with("articles/"));
        articles.for_each(|(path, bytes)| assert_eq!(after.get(path), Some(bytes), "{path}"));
        assert_eq!(site.manifest()["volumes"][0]["len"], 40);
    };
    symlink("/mnt/none/articles", &articles).expect("it is linked");
    check("is a link to nothing");
    fs::remove_file(&articles).expect("it is there");
    symlink(&held, &articles).expect("it is linked");
    check("leads out of the folder");
    fs::remove_file(&articles).expect("it is there");
    fs::write(&articles, "").expect("it is written");
    check("is a file where the folder of the articles should be");
    fs::remove_file(&articles).expect("it is there");
    fs::rename(&held, &articles).expect("it moves");
    assert_eq!(site.press("build").status.code(), Some(0));
}

#[test]
fn names_of_the_presss_own_are_told_and_not_copied() {
    let check = |path: &str, named: &str, expected: &str| {
        let site = Site::new();
        site.write(path, "{}");
        costs_itself_alone(&site, named, 1, expected);
        let served = site.served();
        assert_ne!(served.get(path).map(Vec::as_slice), Some(b"{}".as_slice()), "{path}");
    };
    let own = "is a name of the press's own: rename it";
    check("archive/manifest.json", "archive: \"archive\"", own);
    check("Archive/x.txt", "Archive: \"Archive\"", own);
    check("feeds", "feeds: \"feeds\"", own);
    check("sitemap-7.xml.gz", "sitemap-7.xml.gz: ", own);
    check("404.HTML", "404.HTML: ", own);
    check("notices", "notices: ", own);
    check("_headers.br", "_headers.br: ", own);
    check("all/x.txt", "all: ", own);
    check("policy/index.html", "policy: ", "is the address of a section: rename it");
    check("Zone-News.gz", "Zone-News.gz: ", "is the address of a section");
    check("en/x.txt", "en: ", "is the address of an edition in another language");
    check("Articles/x.json", "Articles: ", "is read as \"articles\" alone");
    check("SITE.JSON", "SITE.JSON: ", "is read as \"site.json\" alone");
}

#[test]
fn drafts_pages_and_markdown_are_never_served_and_what_is_well_known_is() {
    let site = Site::new();
    let hidden =
        ["drafts/a.json", "pages/about.json", "notes.md", "media/README.MD", ".env", ".git/config"];
    hidden.into_iter().for_each(|path| site.write(path, "x"));
    let known = ".well-known/security.txt";
    site.write(known, "Contact: mailto:a@example.com");
    site.write("media/manifest.json", "{}");
    for _ in 0..2 {
        let output = site.press("build");
        assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
        assert!(hidden.iter().all(|path| !site.out().join(path).exists()));
        assert!(
            site.out().join(known).exists() && site.served().contains_key("media/manifest.json")
        );
    }
    fs::remove_file(site.input().join(known)).expect("it is there");
    site.press("build");
    assert!(!site.out().join(known).exists(), "it goes with its original");
}

#[test]
fn files_that_hosts_would_take_for_another_are_told() {
    let site = Site::new();
    site.write("media/a.svg", "<svg/>");
    site.write("media/a.svg.br", "x");
    costs_itself_alone(&site, "media/a.svg.br", 1, "packed copy of a.svg: rename it");
    assert!(!site.served().contains_key("media/a.svg.br"));

    let site = Site::new();
    site.write("media/data.csv.gz", "x");
    site.write("media/Ä/b.PNG", "1");
    assert_eq!(site.press("check").status.code(), Some(0), "neither has another beside it");
    site.write("media/ä/B.png", "2");
    let told = told(&site.press("build"));
    assert!(told.contains("media/Ä/b.PNG") && told.contains("media/ä/B.png"), "{told}");
    assert!(told.contains("is one file with") && told.lines().count() == 1, "{told}");
    assert!(site.served().contains_key("media/Ä/b.PNG"), "where they are two, both are served");
}

#[test]
fn what_is_not_read_among_the_articles_is_named_with_the_reason() {
    let check = |path: &str, expected: &str| {
        let site = Site::new();
        site.write(path, "{}");
        if expected.is_empty() {
            assert_eq!(told(&site.press("build")), "", "{path}");
        } else {
            costs_itself_alone(&site, path, 0, expected);
        }
        assert!(!site.served().contains_key(path));
    };
    check("articles/2022/03/20220301-c.JSON", "write the ending in small letters, .json");
    check("articles/2022/20220301-c.md", "is not read by this version");
    check("articles/note.txt", "is not an article, and not served: put it under media/");
    check("articles/2022/03/20220301-c.json.bak", "is not an article");
    check("articles/2022/03/.20220301-c.json", "is hidden, and not read");
    check("articles/.DS_Store", "");
    check("articles/2022/.gitkeep", "");
}
