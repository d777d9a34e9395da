//! What is somebody else's stays: files, folders, and what lies behind links.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;

use super::{Site, collect, told};

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// All files below a folder, hidden ones left out.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files);
    files
}

#[test]
fn a_folder_with_somebody_elses_files_is_refused_and_nothing_in_it_changes() {
    let site = Site::new();
    for (path, text) in [("notes.txt", "mine"), ("media/holiday.jpg", "mine too"), ("a", "b")] {
        let file = site.out().join(path);
        fs::create_dir_all(file.parent().expect("one")).expect("a folder");
        fs::write(file, text).expect("it is written");
    }
    let before = files(&site.out());
    let output = site.press("build");
    assert_eq!(code(&output), Some(3));
    let told = told(&output);
    for expected in ["holds files the press did not write (a, media, notes.txt)", "--adopt"] {
        assert!(told.contains(expected), "{told}");
    }
    assert_eq!(files(&site.out()), before);
    assert!(!site.out().join(".press").exists(), "nothing was made there either");
}

#[test]
fn an_adopted_folder_keeps_its_files_through_every_build_and_the_presss_own_go() {
    let site = Site::new();
    fs::create_dir_all(site.out().join("media")).expect("a folder");
    let theirs = ["CNAME", "media/theirs.svg", "notes.json", "notes.json.gz"];
    for path in theirs {
        fs::write(site.out().join(path), "theirs").expect("it is written");
    }
    site.write("media/ours.svg", "<svg/>");
    assert_eq!(code(&site.build(&["--adopt"])), Some(0));
    assert!(site.served().contains_key("media/ours.svg"));
    fs::remove_file(site.input().join("media/ours.svg")).expect("it is there");
    // It is the press's now, so nothing needs to be said again.
    assert_eq!(code(&site.build(&[])), Some(0));
    let served = site.served();
    assert!(!served.contains_key("media/ours.svg"), "what the press wrote, it removes");
    for path in theirs {
        assert_eq!(served.get(path).map(Vec::as_slice), Some(&b"theirs"[..]), "{path}");
    }
    fs::write(site.out().join("late.txt"), "theirs").expect("it is written");
    site.article("20220301-c", |_| {});
    assert_eq!(code(&site.build(&[])), Some(0));
    assert!(site.served().contains_key("late.txt"), "what comes later stays too");
}

#[test]
fn where_somebody_elses_file_stands_in_the_place_of_ours_it_stays_and_is_a_problem() {
    let site = Site::new();
    site.app();
    let page = "policy/index.html";
    fs::create_dir_all(site.out().join("policy")).expect("a folder");
    fs::write(site.out().join(page), "theirs").expect("it is written");
    fs::write(site.out().join("feeds"), "a file where a folder is to be").expect("it is written");
    for words in [&["--adopt"][..], &[]] {
        let output = site.build_site(words);
        assert_eq!(code(&output), Some(1), "{}", told(&output));
        let told = told(&output);
        for place in ["policy/index.html: a file that the press did not write", "feeds/all.rss: "] {
            assert!(told.contains(place), "{told}");
        }
        assert_eq!(site.served()[page], b"theirs");
        assert!(site.served().contains_key("zone-news/index.html"), "the rest is printed");
    }
    fs::remove_file(site.out().join(page)).expect("it is there");
    fs::remove_file(site.out().join("feeds")).expect("it is there");
    assert_eq!(code(&site.build_site(&[])), Some(0));
    assert_ne!(site.served()[page], b"theirs");
}

#[test]
fn folders_that_lie_in_each_other_are_refused_through_links_too() {
    let site = Site::new();
    let before = files(site.folder.path());
    symlink(site.input(), site.folder.path().join("way")).expect("a link");
    let check = |out: &str, expected: &str| {
        let output = site.run(&["build", "in", out, "--adopt", "--max-removals", "all"]);
        assert_eq!(code(&output), Some(3), "{out}");
        assert!(told(&output).contains(expected), "{}", told(&output));
    };
    check("in", "is the folder of the authored files itself");
    check("in/media/out", "lies in the folder of the authored files");
    check(".", "holds the folder of the authored files");
    check("way", "is the folder of the authored files itself");
    check("way/deep/out", "lies in the folder of the authored files");
    fs::remove_file(site.folder.path().join("way")).expect("it is there");
    assert_eq!(files(site.folder.path()), before);
}

#[test]
fn nothing_is_written_or_removed_through_a_link_in_an_output() {
    let site = Site::new();
    site.press("build");
    let elsewhere = site.folder.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("theirs.svg"), "theirs").expect("it is written");
    symlink(&elsewhere, site.out().join("media")).expect("a link");
    site.write("media/ours.svg", "<svg/>");
    let output = site.press("build");
    assert_eq!(code(&output), Some(1));
    assert!(told(&output).contains("media/ours.svg: a file that the press did not write"));
    assert_eq!(files(&elsewhere).into_keys().collect::<Vec<_>>(), ["theirs.svg"]);
    // Its own folders cannot be links at all, for it removes there by name.
    let archive = site.out().join("archive");
    fs::rename(&archive, site.folder.path().join("moved")).expect("it moves");
    symlink(site.folder.path().join("moved"), &archive).expect("a link");
    assert_eq!(code(&site.press("build")), Some(3));
}

#[test]
fn an_output_of_an_older_press_is_taken_over_and_nothing_unlisted_is_removed() {
    let site = Site::new();
    site.press("build");
    fs::remove_file(site.out().join(".press/written")).expect("it is there");
    fs::write(site.out().join("old.html"), "an older press's, or theirs").expect("it is written");
    fs::remove_file(site.input().join("articles/2022/01/20220105-a.json")).expect("it is there");
    let output = site.press("build");
    assert_eq!(code(&output), Some(0), "{}", told(&output));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("was built by an older press") && said.contains("2 files"), "{said}");
    let served = site.served();
    assert!(served.contains_key("old.html"));
    assert!(served.contains_key("articles/2022/01/20220105-a.json"));
    assert_eq!(site.manifest()["volumes"][0]["len"], 39);
    // From now on there is a list.
    fs::remove_file(site.input().join("articles/2022/01/20220106-a.json")).expect("it is there");
    site.press("build");
    assert!(!site.served().contains_key("articles/2022/01/20220106-a.json"));
    assert!(site.served().contains_key("old.html"));
}

#[test]
fn what_was_written_is_known_whatever_press_site_and_address_wrote_it() {
    let site = Site::new();
    site.app();
    site.write("media/a.svg", "<svg/>");
    assert_eq!(code(&site.build_site(&[])), Some(0));
    fs::remove_file(site.input().join("media/a.svg")).expect("it is there");
    let tree = fs::read_to_string(site.input().join("site.json")).expect("it is there");
    site.write("site.json", &tree.replace("投促中国", "另一个站"));
    assert_eq!(code(&site.build_site(&["--url", "https://example.org/news/"])), Some(0));
    assert!(!site.served().contains_key("media/a.svg"));
}

#[test]
fn a_whole_site_is_not_emptied_by_a_build_that_names_no_app() {
    let site = Site::new();
    site.app();
    assert_eq!(code(&site.build_site(&[])), Some(0));
    let before = site.served();
    let output = site.build(&[]);
    assert_eq!(code(&output), Some(3));
    let expected = "this folder holds a whole site: name --app, or say --archive-only";
    assert!(told(&output).contains(expected), "{}", told(&output));
    assert_eq!(site.served(), before);
    assert_eq!(code(&site.build(&["--archive-only"])), Some(0));
    assert!(!site.served().contains_key("index.html"));
    assert_eq!(code(&site.build(&[])), Some(0), "it holds the archive alone now");
}

#[test]
fn packed_copies_go_with_their_originals_and_authored_ones_stay() {
    let site = Site::new();
    site.write("media/list.json", &"a long text ".repeat(40));
    site.write("media/books.tar.gz", "authored as it is");
    site.press("build");
    assert_eq!(code(&site.run(&["pack", "out"])), Some(0));
    assert!(site.served().contains_key("media/list.json.br"));
    site.press("build");
    assert!(site.served().contains_key("media/books.tar.gz"), "it is no copy of anything");
    fs::remove_file(site.input().join("media/list.json")).expect("it is there");
    site.press("build");
    let served = site.served();
    let left: Vec<&String> = served.keys().filter(|path| path.starts_with("media/")).collect();
    assert_eq!(left, ["media/books.tar.gz"]);
}

#[test]
fn packing_leaves_somebody_elses_files_alone_and_refuses_a_folder_that_was_not_built() {
    let site = Site::new();
    let output = site.run(&["pack", "in"]);
    assert_eq!(code(&output), Some(3));
    assert!(told(&output).contains("build it first"), "{}", told(&output));
    site.press("build");
    fs::write(site.out().join("theirs.json"), "a long text ".repeat(40)).expect("it is written");
    fs::write(site.out().join("theirs.json.gz"), "theirs as well").expect("it is written");
    assert_eq!(code(&site.run(&["pack", "out"])), Some(0));
    let served = site.served();
    assert!(!served.contains_key("theirs.json.br"));
    assert_eq!(served["theirs.json.gz"], b"theirs as well");
}

#[test]
fn a_second_press_waits_its_turn_and_is_told_whose_it_is() {
    let site = Site::new();
    site.press("build");
    let lock = fs::File::open(site.out().join(".press/lock")).expect("it is there");
    lock.lock().expect("it can be held");
    fs::write(site.out().join(".press/lock"), "09:31 4711").expect("it is written");
    for words in [&["build", "in", "out"][..], &["pack", "out"]] {
        let output = site.run(words);
        assert_eq!(code(&output), Some(2));
        let expected = "another press works on out since 09:31 (process 4711): wait for it";
        assert!(told(&output).contains(expected), "{}", told(&output));
    }
    drop(lock);
    assert_eq!(code(&site.press("build")), Some(0));
}

#[test]
fn what_a_stopped_run_left_in_the_presss_folder_stops_no_other() {
    let site = Site::new();
    site.press("build");
    let own = site.out().join(".press");
    fs::create_dir_all(own.join("draft-1-0/deep")).expect("a folder");
    fs::write(own.join("draft-2-7"), "half of a f").expect("it is written");
    for words in [&["build", "in", "out", "--max-removals", "all"][..], &["pack", "out"]] {
        assert_eq!(code(&site.run(words)), Some(0));
    }
    let names = fs::read_dir(own).expect("it can be read").flatten();
    let drafts = names.filter(|entry| entry.file_name().to_string_lossy().contains("draft"));
    assert_eq!(drafts.count(), 0);
}

#[test]
fn what_lies_there_with_another_size_is_written_again_and_verify_finds_what_has_the_same() {
    let site = Site::new();
    site.app();
    site.write("media/a.svg", "<svg width=\"1\"/>");
    site.build_site(&[]);
    let whole = site.served();
    let kinds: [&dyn Fn(&str) -> bool; 6] = [
        &|path| path.starts_with("articles/"),
        &|path| path == "media/a.svg",
        &|path| path == "policy/index.html",
        &|path| path.starts_with("archive/volume-"),
        &|path| path.starts_with("archive/index-"),
        &|path| path.starts_with("archive/headlines-"),
    ];
    for is_kind in kinds {
        let path = whole.keys().find(|path| is_kind(path)).expect("there is one");
        let file = site.out().join(path);
        fs::write(&file, &whole[path][..whole[path].len() - 1]).expect("it is cut off");
        site.build_site(&[]);
        assert_eq!(site.served()[path], whole[path], "{path} was cut off");
        let mut bytes = whole[path].clone();
        *bytes.last_mut().expect("a byte") ^= 1;
        fs::write(&file, bytes).expect("it is changed");
        site.build_site(&["--verify"]);
        assert!(site.served() == whole, "{path} was changed");
    }
}

#[test]
fn made_up_articles_are_not_written_among_somebody_elses() {
    let site = Site::new();
    let before = files(&site.input());
    let output = site.run(&["synth", "in", "--articles", "9", "--seed", "1"]);
    assert_eq!(code(&output), Some(3), "{}", told(&output));
    assert_eq!(files(&site.input()), before);
}

#[test]
fn an_app_that_is_not_there_is_told_by_name_before_anything_is_written() {
    let site = Site::new();
    let output = site.build(&["--app", "nowhere"]);
    assert_eq!(code(&output), Some(2));
    let told = told(&output);
    assert!(
        told.contains("nowhere/index.html: cannot be read") && !told.contains("panic"),
        "{told}"
    );
    assert!(!site.out().exists());
}
