//! No article leaves a site because of a slip elsewhere.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Site, told};

fn served_articles(site: &Site) -> usize {
    let served = site.served();
    served.keys().filter(|path| path.starts_with("articles/") && path.ends_with(".json")).count()
}

/// Changes `site.json`.
fn with_tree(site: &Site, change: impl FnOnce(&mut Value)) {
    let text = fs::read_to_string(site.input().join("site.json")).expect("it is there");
    let mut tree: Value = serde_json::from_str(&text).expect("it is JSON");
    change(&mut tree);
    site.write("site.json", &tree.to_string());
}

/// An entry of one of the lists of `site.json`, by its id.
fn entry<'t>(tree: &'t mut Value, list: &str, id: &str) -> &'t mut Value {
    let entries = tree[list].as_array_mut().expect("a list");
    entries.iter_mut().find(|entry| entry["id"] == id).expect("it is there")
}

fn every_article(site: &Site, mut change: impl FnMut(&Path)) {
    let mut folders = vec![site.input().join("articles")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it can be read").flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => change(&entry.path()),
            }
        }
    }
}

fn move_away(path: PathBuf) {
    fs::rename(&path, path.with_extension("away")).expect("it moves");
}

#[test]
fn no_change_of_another_file_lowers_the_number_of_served_articles_unasked() {
    let site = Site::new();
    fs::remove_dir_all(site.input()).expect("it is there");
    let words = ["synth", "in", "--articles", "1000", "--seed", "3", "--characters", "40"];
    assert!(site.run(&words).status.success());
    // An attachment, so that a size can be wrong.
    site.write("media/list.csv", "a,b\n");
    site.article("20300101-list", |article| {
        article["zone"] = json!("suzhou-park");
        article["body"] =
            json!(["文", {"attachment": {"href": "/media/list.csv", "name": "表", "bytes": 4}}]);
    });
    assert_eq!(site.build(&[]).status.code(), Some(0));
    let whole = site.served();
    assert_eq!(served_articles(&site), 1_001);
    let held = site.folder.path().join("held");
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        let status = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status();
        assert!(status.is_ok_and(|status| status.success()));
    };
    copy(&site.input(), &held);
    type Change<'c> = &'c dyn Fn(&Site);
    let mutations: [(&str, Change<'_>, i32); 16] = [
        (
            "a section renamed",
            &|site| with_tree(site, |tree| entry(tree, "sections", "policy")["id"] = json!("law")),
            3,
        ),
        (
            "a section removed",
            &|site| {
                with_tree(site, |tree| {
                    tree["sections"]
                        .as_array_mut()
                        .expect("a list")
                        .retain(|own| own["id"] != "events")
                })
            },
            3,
        ),
        ("all sections emptied", &|site| with_tree(site, |tree| tree["sections"] = json!([])), 3),
        (
            "a province renamed",
            &|site| {
                with_tree(site, |tree| {
                    let text = tree.to_string().replace("\"jiangsu\"", "\"jiangsusheng\"");
                    *tree = serde_json::from_str(&text).expect("it is JSON");
                })
            },
            3,
        ),
        ("all zones emptied", &|site| with_tree(site, |tree| tree["zones"] = json!([])), 3),
        (
            "regions and zones emptied",
            &|site| {
                with_tree(site, |tree| {
                    tree["regions"] = json!([]);
                    tree["zones"] = json!([]);
                })
            },
            3,
        ),
        (
            "a zone renamed",
            &|site| {
                with_tree(site, |tree| entry(tree, "zones", "suzhou-park")["id"] = json!("sip"))
            },
            3,
        ),
        (
            "the sections left out",
            &|site| {
                with_tree(site, |tree| drop(tree.as_object_mut().expect("one").remove("sections")))
            },
            3,
        ),
        ("site.json cut off", &|site| site.write("site.json", "{\"name\": \"投促"), 2),
        ("site.json gone", &|site| move_away(site.input().join("site.json")), 2),
        ("no articles at all", &|site| move_away(site.input().join("articles")), 3),
        (
            "an empty folder of articles",
            &|site| {
                move_away(site.input().join("articles"));
                fs::create_dir(site.input().join("articles")).expect("a folder");
            },
            3,
        ),
        ("a year's folder gone", &|site| move_away(site.input().join("articles/2012")), 3),
        (
            "every article emptied",
            &|site| every_article(site, |file| fs::write(file, "").expect("written")),
            1,
        ),
        ("an attachment of another size", &|site| site.write("media/list.csv", "a,b,c\n"), 1),
        ("the files that articles show gone", &|site| move_away(site.input().join("media")), 1),
    ];
    for (name, change, code) in mutations {
        change(&site);
        let output = site.build(&[]);
        assert_eq!(output.status.code(), Some(code), "{name}: {}", told(&output));
        assert_eq!(served_articles(&site), 1_001, "{name}");
        let volumes = site.manifest()["volumes"].as_array().expect("a list").clone();
        let counted: u64 = volumes.iter().filter_map(|volume| volume["len"].as_u64()).sum();
        assert_eq!(counted, 1_001, "{name}");
        if code > 1 {
            assert!(site.served() == whole, "{name}: a refusal leaves all as it was");
        }
        copy(&held, &site.input());
    }
    // A clock that stands in 1970 changes nothing either.
    every_article(&site, |file| {
        let file = fs::File::options().write(true).open(file).expect("it is there");
        file.set_modified(std::time::UNIX_EPOCH).expect("it is set");
    });
    assert_eq!(site.build(&[]).status.code(), Some(0));
    assert!(site.served() == whole);
}

#[test]
fn a_category_that_is_gone_is_told_with_its_articles_and_its_cure() {
    let site = Site::new();
    site.article("20220301-c", |article| article["section"] = json!("policy"));
    site.build(&[]);
    let before = site.served();
    with_tree(&site, |tree| entry(tree, "sections", "zone-news")["id"] = json!("zones-daily"));
    let output = site.build(&[]);
    assert_eq!(output.status.code(), Some(3));
    let expected = "site.json: section \"zone-news\" is gone, 40 articles are filed under it: restore it, or write \"was\": [\"zone-news\"] at the section that takes its place";
    assert!(told(&output).contains(expected), "{}", told(&output));
    assert_eq!(site.served(), before);
    // Whoever says how many may go is heeded.
    assert_eq!(site.build(&["--max-removals", "39"]).status.code(), Some(3));
    assert_eq!(site.build(&["--max-removals", "40"]).status.code(), Some(1));
    assert_eq!(served_articles(&site), 1);
}

#[test]
fn a_few_articles_may_be_taken_back_and_more_need_a_word() {
    let site = Site::new();
    site.build(&[]);
    let remove = |days: std::ops::RangeInclusive<u32>| {
        for day in days {
            let path = format!("articles/2022/01/202201{day:02}-a.json");
            fs::remove_file(site.input().join(path)).expect("it is there");
        }
    };
    remove(1..=3);
    assert_eq!(site.build(&[]).status.code(), Some(0));
    remove(4..=15);
    let output = site.build(&[]);
    assert_eq!(output.status.code(), Some(3));
    let told = told(&output);
    for expected in
        ["12 of the 37 articles", "the 3 that may go unasked", "--max-removals 12", "and 2 more"]
    {
        assert!(told.contains(expected), "{told}");
    }
    assert_eq!(told.matches("articles/2022/01/").count(), 10, "{told}");
    assert_eq!(served_articles(&site), 37);
    assert_eq!(site.build(&["--max-removals", "12"]).status.code(), Some(0));
    assert_eq!(served_articles(&site), 25);
    fs::remove_dir_all(site.input().join("articles")).expect("it is there");
    assert_eq!(
        site.build(&["--max-removals", "all"]).status.code(),
        Some(3),
        "an empty site is asked for by name"
    );
    assert_eq!(site.build(&["--max-removals", "all", "--allow-empty"]).status.code(), Some(0));
    assert_eq!(served_articles(&site), 0);
}

#[test]
fn what_the_last_good_version_of_an_article_shows_stays_with_it() {
    let site = Site::new();
    site.write("media/a.svg", "<svg/>");
    site.write("media/b.svg", "<svg/>");
    let picture = |src: &str| json!({"image": {"src": src, "alt": "图", "width": 3, "height": 2}});
    let path = site.article("20220301-c", |article| {
        article["cover"] = json!("/media/a.svg");
        article["body"] = json!(["文", picture("/media/b.svg")]);
    });
    assert_eq!(site.build(&[]).status.code(), Some(0));
    fs::remove_dir_all(site.input().join("media")).expect("it is there");
    for _ in 0..2 {
        assert_eq!(site.build(&[]).status.code(), Some(1));
        let served = site.served();
        for path in [path.as_str(), "media/a.svg", "media/b.svg"] {
            assert!(served.contains_key(path), "{path}");
        }
    }
    site.article("20220301-c", |_| {});
    assert_eq!(site.build(&[]).status.code(), Some(0));
    assert!(!site.served().contains_key("media/a.svg"), "nothing shows it any more");
}

/// Serves a folder on the loopback until the test ends; returns its address.
fn host(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("one"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                request.extend(byte);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
            let (status, body) = match fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", b"<html>".to_vec()),
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    address
}

#[test]
fn a_build_on_a_new_machine_is_held_against_what_is_served() {
    let site = Site::new();
    site.build(&[]);
    let served = site.folder.path().join("served");
    fs::rename(site.out(), &served).expect("it moves");
    let address = host(served.clone());
    for place in [address.as_str(), served.to_str().expect("a path")] {
        for day in 1..=5 {
            move_away(site.input().join(format!("articles/2022/02/202202{day:02}-b.json")));
        }
        let output = site.build(&["--against", place]);
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        for expected in ["5 of the 40 articles", "articles/2022/02/20220203-b.json"] {
            assert!(told(&output).contains(expected), "{}", told(&output));
        }
        assert!(!site.out().join("articles").exists());
        for day in 1..=5 {
            let path = site.input().join(format!("articles/2022/02/202202{day:02}-b"));
            fs::rename(path.with_extension("away"), path.with_extension("json")).expect("it moves");
        }
        // One that has become bad has no last good version on this machine.
        let path = site.article("20220206-b", |article| article["title"] = Value::Null);
        let output = site.build(&["--against", place]);
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        assert!(told(&output).contains(&format!("{path}: has problems")), "{}", told(&output));
        site.article("20220206-b", |_| {});
        assert_eq!(site.build(&["--against", place]).status.code(), Some(0));
        fs::remove_dir_all(site.out()).expect("it is there");
    }
    // Before the first publication nothing is served; an address that answers with pages is none.
    let empty = host(site.folder.path().join("none"));
    assert_eq!(site.build(&["--against", &empty]).status.code(), Some(0));
    fs::remove_dir_all(site.out()).expect("it is there");
    fs::write(served.join("archive/manifest.json"), "<html>").expect("it is written");
    let output = site.build(&["--against", &address]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told(&output).contains("archive/manifest.json: the answer is no JSON"),
        "{}",
        told(&output)
    );
}
