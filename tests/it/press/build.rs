//! What a build writes, and what it leaves alone.

use std::fs;

use assert_cmd::Command;
use serde_json::{Value, json};

use super::{Site, told};

#[test]
fn a_build_serves_the_articles_and_a_manifest_that_names_files_that_are_there() {
    let site = Site::new();
    assert_eq!(site.press("build").status.code(), Some(0));
    let served = site.served();
    let manifest = site.manifest();
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["volumes"][0]["len"], 40);
    let part = |name: &str, hash: &Value| {
        let path = format!("archive/{name}-{}.json", hash.as_str().expect("a hash"));
        let bytes = served.get(&path).unwrap_or_else(|| panic!("{path} is missing"));
        let named = blake3::hash(bytes).to_hex();
        assert!(path.contains(&named[..12]), "{path} is named by its content");
        serde_json::from_slice::<Value>(bytes).expect("it is JSON")
    };
    part("site", &manifest["site"]);
    part("front", &manifest["front"]);
    part("digest", &manifest["digest"]);
    part("digest", &manifest["years"]["2022"]);
    let folder =
        format!("archive/volume-{}", manifest["volumes"][0]["hash"].as_str().expect("one"));
    let registers =
        ["all", "section-zone-news", "section-policy", "region-beijing", "region-jiangsu"];
    let volumes = registers.map(|register| {
        let bytes = served.get(&format!("{folder}/{register}.json")).expect("a register");
        serde_json::from_slice::<Value>(bytes).expect("it is JSON")
    });
    let roll = &volumes[0]["roll"];
    assert!(
        volumes
            .iter()
            .all(|volume| volume["roll"] == *roll && volume["days"] == volumes[0]["days"])
    );
    assert_eq!(roll["lens"], json!([20, 20]));
    let rows = |digest: &Value| {
        let hashes = digest["roll"]["hashes"].as_str().expect("a text").as_bytes().chunks(12);
        let hashes = hashes.map(|hash| json!(String::from_utf8_lossy(hash)));
        hashes.map(|hash| part("headlines", &hash).as_array().map_or(0, Vec::len)).sum::<usize>()
    };
    let digest = part("digest", &manifest["digest"]);
    assert_eq!((rows(&digest), &digest["roll"]), (40, roll));
    let sections = manifest["digests"].as_object().expect("an object").values();
    assert_eq!(sections.map(|hash| rows(&part("digest", hash))).sum::<usize>(), 40);
}

#[test]
fn the_same_articles_give_the_same_bytes() {
    let (one, other) = (Site::new(), Site::new());
    one.press("build");
    other.press("build");
    assert_eq!(one.served(), other.served());
    let output = one.press("build");
    assert!(String::from_utf8_lossy(&output.stdout).contains("0 files written, 0 removed"));
}

#[test]
fn a_newer_article_touches_the_last_page_alone() {
    let site = Site::new();
    site.press("build");
    let before = site.served();
    site.article("20220301-c", |_| {});
    site.press("build");
    let after = site.served();
    let first_page = before.iter().find(|(path, bytes)| {
        path.contains("headlines-") && String::from_utf8_lossy(bytes).contains("20220101-a")
    });
    let (path, _) = first_page.expect("there is a first page");
    assert!(after.contains_key(path), "the first page keeps its name");
    let old_pages = before.keys().filter(|path| path.contains("headlines-"));
    assert!(old_pages.clone().all(|path| after.contains_key(path)), "open pages find their files");
}

#[test]
fn a_bad_article_is_left_out_and_the_rest_is_built() {
    let site = Site::new();
    let path = site.article("20220301-c", |article| article["zone"] = json!("nowhere"));
    let output = site.press("build");
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains(&path));
    assert_eq!(site.manifest()["volumes"][0]["len"], 40);
    assert!(!site.served().contains_key(&path));
}

#[test]
fn an_article_that_became_bad_keeps_its_last_good_version_until_it_is_mended() {
    let site = Site::new();
    site.press("build");
    let path = site.article("20220105-a", |article| article["title"] = Value::Null);
    for _ in 0..2 {
        assert_eq!(site.press("build").status.code(), Some(1), "it is told every time");
        assert!(String::from_utf8_lossy(&site.served()[&path]).contains("标题 20220105-a"));
    }
    site.article("20220105-a", |article| article["title"] = json!("改正后的标题"));
    assert_eq!(site.press("build").status.code(), Some(0));
    assert!(String::from_utf8_lossy(&site.served()[&path]).contains("改正后的标题"));
}

#[test]
fn a_removed_article_disappears() {
    let site = Site::new();
    site.press("build");
    let path = "articles/2022/01/20220105-a.json";
    fs::remove_file(site.input().join(path)).expect("it was there");
    site.press("build");
    assert!(!site.served().contains_key(path));
    assert_eq!(site.manifest()["volumes"][0]["len"], 39);
}

#[test]
fn a_broken_site_file_stops_the_build_and_leaves_what_is_served_alone() {
    let site = Site::new();
    site.press("build");
    let before = site.served();
    site.write("site.json", "{");
    let output = site.press("build");
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).starts_with("site.json:1: "), "{}", told(&output));
    assert_eq!(site.served(), before);
}

#[test]
fn an_unchanged_article_is_told_when_what_it_needs_goes_and_what_was_lost_comes_back() {
    let site = Site::new();
    site.write("media/a.svg", "<svg/>");
    let path = site.article("20220301-c", |article| article["cover"] = json!("/media/a.svg"));
    assert_eq!(site.press("build").status.code(), Some(0));
    fs::remove_file(site.out().join(&path)).expect("it is served");
    assert_eq!(site.press("build").status.code(), Some(0));
    assert!(site.served().contains_key(&path), "what was lost is written again");
    fs::remove_file(site.input().join("media/a.svg")).expect("it is there");
    let output = site.press("build");
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("there is no file media/a.svg"), "{}", told(&output));
}

#[test]
fn a_build_that_is_killed_leaves_an_archive_that_stands_and_the_next_one_mends_the_rest() {
    let site = Site::new();
    site.press("build");
    let whole = |site: &Site| {
        let (served, manifest) = (site.served(), site.manifest());
        let mut rolls = Vec::new();
        for volume in manifest["volumes"].as_array().expect("a list") {
            let folder = format!("archive/volume-{}", volume["hash"].as_str().expect("a hash"));
            let registers = ["all", "section-zone-news", "region-jiangsu"];
            rolls.extend(registers.map(|register| format!("{folder}/{register}.json")));
        }
        let digests = manifest["digests"].as_object().expect("an object").values();
        for hash in digests.chain([&manifest["digest"]]) {
            rolls.push(format!("archive/digest-{}.json", hash.as_str().expect("a hash")));
        }
        for path in rolls {
            let told: Value = serde_json::from_slice(&served[&path]).expect("it is whole");
            for hash in told["roll"]["hashes"].as_str().expect("a text").as_bytes().chunks(12) {
                let path = format!("archive/headlines-{}.json", String::from_utf8_lossy(hash));
                assert!(served.contains_key(&path), "{path} is missing");
            }
        }
    };
    for round in 0..12 {
        for day in 1..=28 {
            site.article(&format!("202203{day:02}-r{round}"), |_| {});
        }
        let program = Command::cargo_bin("press").expect("the press is built");
        let mut press = std::process::Command::new(program.get_program());
        press.arg("build").arg(site.input()).arg(site.out());
        let mut press = press.stdout(std::process::Stdio::null()).spawn().expect("it runs");
        // Somewhere in its work: rounds differ in how far it comes.
        let march = site.out().join("articles/2022/03");
        let sent = || fs::read_dir(&march).map_or(0, Iterator::count);
        let until = sent() + 3 * round;
        while press.try_wait().expect("it can be asked").is_none() && sent() < until {}
        let _ = press.kill();
        press.wait().expect("it ends");
        whole(&site);
    }
    assert_eq!(site.press("build").status.code(), Some(0));
    whole(&site);
    assert_eq!(site.manifest()["volumes"][0]["len"], 40 + 12 * 28);
}

#[test]
fn a_site_of_one_section_is_built_though_its_list_and_that_of_all_are_the_same() {
    let site = Site::new();
    let months = (2019..=2022).flat_map(|year| (1..=12).map(move |month| (year, month)));
    for (year, month) in months {
        for day in 1..=28 {
            site.article(&format!("{year}{month:02}{day:02}-a"), |_| {});
        }
    }
    let total = 4 * 12 * 28 + 12;
    for words in [&[][..], &["--verify"], &[]] {
        let output = site.press_with("build", words);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let found = site.find(&["--section", "zone-news", "--limit", "1", "--json"]);
        let found: Value = serde_json::from_slice(&found.stdout).expect("it is JSON");
        assert_eq!(found["total"], total);
    }
}
