//! The press as a program: what it says, what it writes, and what it leaves alone.
#![cfg(feature = "press")]
// A test may fail by a panic.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// An authored folder and the folder it is built into.
struct Site {
    folder: TempDir,
}

impl Site {
    /// A site of forty articles without a fault.
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        let tree = json!({
            "name": "投促中国", "latin_name": "InvestCHN", "slogan": "s", "language": "zh-CN",
            "base_url": "https://www.example.com/", "copyright": "©",
            "contact": {"phone": "+86-0512-1", "fax": "+86-0512-1", "mail": "a@example.com"},
            "sections": [{"id": "zone-news", "name": "开发区新闻"}, {"id": "policy", "name": "政策法规"}],
            "regions": [{"id": "beijing", "name": "北京"}, {"id": "jiangsu", "name": "江苏", "cities": [{"id": "taizhou", "name": "泰州"}]}],
            "zones": [{"id": "jiangyan", "name": "江苏姜堰经济开发区", "region": "taizhou"}]
        });
        site.write("site.json", &tree.to_string());
        for day in 1..=28 {
            site.article(&format!("202201{day:02}-a"), |_| {});
        }
        for day in 1..=12 {
            site.article(&format!("202202{day:02}-b"), |_| {});
        }
        site
    }

    fn input(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.input().join(path);
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
        fs::write(file, text).expect("it is written");
    }

    /// Writes an article, changed as told; returns its path.
    fn article(&self, id: &str, change: impl FnOnce(&mut Value)) -> String {
        let (year, month, day) = (&id[..4], &id[4..6], &id[6..8]);
        let mut article = json!({
            "id": id, "title": format!("标题 {id}"), "published": format!("{year}-{month}-{day}"),
            "source": "本站编辑", "section": "zone-news", "zone": "jiangyan", "kind": "text",
            "body": ["一段文字。"]
        });
        change(&mut article);
        let path = format!("articles/{year}/{month}/{id}.json");
        self.write(&path, &serde_json::to_string_pretty(&article).expect("it serialises"));
        path
    }

    fn press(&self, command: &str) -> Output {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg(command).arg(self.input());
        if command == "build" {
            press.arg(self.out());
        }
        press.output().expect("it runs")
    }

    /// Every served file with its content.
    fn served(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.out(), "", &mut files);
        files
    }

    fn manifest(&self) -> Value {
        let text = fs::read_to_string(self.out().join("archive/manifest.json"));
        serde_json::from_str(&text.expect("there is a manifest")).expect("it is JSON")
    }
}

fn collect(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("it can be read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{below}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("it can be read"));
        }
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_folder_without_a_fault_passes() {
    let output = Site::new().press("check");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));
}

#[test]
fn every_fault_is_told_with_file_line_and_cure() {
    let check = |change: fn(&mut Value), expected: &str| {
        let site = Site::new();
        let path = site.article("20220301-c", change);
        let output = site.press("check");
        assert_eq!(output.status.code(), Some(1), "{expected}");
        let told = told(&output);
        assert!(told.starts_with(&format!("{path}:")) && told.contains(expected), "{told}");
    };
    check(
        |a| a["zone"] = json!("jiangyn"),
        ": zone: \"jiangyn\" is not in site.json (did you mean \"jiangyan\"?)",
    );
    check(|a| a["section"] = json!("polcy"), "did you mean \"policy\"?");
    check(|a| a["region"] = json!("beijing"), "is not where zone \"jiangyan\" lies");
    check(|a| a["cover"] = json!("/media/none.svg"), "cover: there is no file media/none.svg");
    check(|a| a["published"] = json!("2022-03-02"), "begins with another date");
    check(
        |a| a["body"] = json!([[{"link": {"href": "/article/20220301-none/", "text": "x"}}]]),
        "leads nowhere",
    );
    check(|a| a["id"] = json!("20220301-d"), "belongs to articles/2022/03/20220301-d.json");
}

#[test]
fn the_line_of_a_fault_is_the_line_of_its_field() {
    let site = Site::new();
    let path = site.article("20220301-c", |article| article["zone"] = json!("nowhere"));
    let text = fs::read_to_string(site.input().join(&path)).expect("it can be read");
    let line = text.lines().position(|line| line.contains("\"zone\"")).expect("it is there") + 1;
    let told = told(&site.press("check"));
    assert!(told.starts_with(&format!("{path}:{line}: zone: ")), "{told}");
}

#[test]
fn broken_json_foreign_encodings_and_doubles_are_told() {
    let site = Site::new();
    site.write("articles/2022/03/20220301-c.json", "{\n\"id\": oops\n}");
    fs::write(site.input().join("articles/2022/03/20220302-d.json"), [0xb9, 0xfa])
        .expect("written");
    site.article("20220102-copy", |article| article["title"] = json!("标题 20220102-a"));
    let told = told(&site.press("check"));
    for expected in [
        "20220301-c.json:2: not valid JSON",
        "20220302-d.json: is not UTF-8",
        "the same title stands in",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

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
fn articles_that_come_step_by_step_give_the_bytes_of_a_build_at_once() {
    let at_once = Site::new();
    at_once.press("build");
    let step_by_step = Site::new();
    let held = step_by_step.folder.path().join("held");
    fs::rename(step_by_step.input().join("articles"), &held).expect("it moves");
    for month in ["01", "02"] {
        let from = held.join("2022").join(month);
        let to = step_by_step.input().join("articles/2022").join(month);
        fs::create_dir_all(&to).expect("a folder");
        let mut days: Vec<PathBuf> =
            fs::read_dir(from).expect("it can be read").flatten().map(|day| day.path()).collect();
        days.sort();
        for some in days.chunks(9) {
            for day in some {
                fs::rename(day, to.join(day.file_name().expect("a name"))).expect("it moves");
            }
            assert_eq!(step_by_step.press("build").status.code(), Some(0));
        }
    }
    // The files of the edition before stay for one build more.
    step_by_step.press("build");
    assert_eq!(step_by_step.served(), at_once.served());
}

#[test]
fn changed_removed_and_back_dated_articles_give_the_bytes_of_a_build_at_once() {
    let change = |site: &Site| {
        site.article("20220103-a", |article| article["title"] = json!("另一个标题"));
        site.article("20211231-late", |_| {});
        fs::remove_file(site.input().join("articles/2022/01/20220110-a.json"))
            .expect("it is there");
    };
    let at_once = Site::new();
    change(&at_once);
    at_once.press("build");
    let in_steps = Site::new();
    in_steps.press("build");
    change(&in_steps);
    in_steps.press("build");
    in_steps.press("build");
    assert_eq!(in_steps.served(), at_once.served());
}

#[test]
fn a_back_dated_article_rewrites_its_own_volume_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let press = |words: &[&str]| {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        let output = press.current_dir(folder.path()).args(words).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    press(&["synth", "in", "--articles", "9300", "--seed", "5", "--characters", "30"]);
    press(&["build", "in", "out"]);
    let manifest = || -> Value {
        let bytes = fs::read(out.join("archive/manifest.json")).expect("it is there");
        serde_json::from_slice(&bytes).expect("it is JSON")
    };
    let lengths = |manifest: &Value| -> Vec<u64> {
        let volumes = manifest["volumes"].as_array().expect("a list").iter();
        volumes.map(|volume| volume["len"].as_u64().expect("a number")).collect()
    };
    let before = manifest();
    assert_eq!(lengths(&before), [4_096, 4_096, 1_108]);
    let segments = |manifest: &Value| -> Vec<(u64, String)> {
        let hash = manifest["search"]["index"].as_str().expect("a hash");
        let index = fs::read(out.join(format!("archive/search-{hash}.json"))).expect("it is there");
        let index: Value = serde_json::from_slice(&index).expect("it is JSON");
        let segments = index["segments"].as_array().expect("a list").iter();
        segments
            .map(|own| (own["len"].as_u64().expect("a number"), own["hash"].to_string()))
            .collect()
    };
    let of_before = segments(&before);
    assert_eq!(of_before.iter().map(|own| own.0).collect::<Vec<_>>(), [8_192, 1_108]);
    let newest = json!({
        "id": "20301231-newest", "title": "最新的一条", "published": "2030-12-31",
        "source": "本站编辑", "section": "policy", "kind": "text", "body": ["一段文字。"]
    });
    let file = input.join("articles/2030/12/20301231-newest.json");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, newest.to_string()).expect("it is written");
    press(&["build", "in", "out"]);
    let of_newest = segments(&manifest());
    assert_eq!(of_newest[0], of_before[0], "what is older keeps its index");
    assert_eq!(of_newest[1].0, 1_109);
    fs::remove_file(file).expect("it is there");
    press(&["build", "in", "out"]);
    assert_eq!(manifest(), before);
    let day = before["volumes"][0]["last"].as_str().expect("a date");
    let id = format!("{}-late", day.replace('-', ""));
    let article = json!({
        "id": id, "title": "补登的一条", "published": format!("{day}T00:00:00+08:00"),
        "source": "本站编辑", "section": "policy", "kind": "text", "body": ["一段文字。"]
    });
    let path = format!("articles/{}/{}/{id}.json", &day[..4], &day[5..7]);
    fs::write(input.join(path), article.to_string()).expect("it is written");
    press(&["build", "in", "out"]);
    let after = manifest();
    assert_eq!(lengths(&after), [2_048, 2_049, 4_096, 1_108], "a full volume splits");
    let of_after = segments(&after);
    assert_eq!(of_after.iter().map(|own| own.0).collect::<Vec<_>>(), [4_097, 4_096, 1_108]);
    assert_eq!(of_after[2], of_before[1]);
    assert_eq!(after["volumes"][2], before["volumes"][1]);
    assert_eq!(after["volumes"][3], before["volumes"][2]);
    assert!(press(&["build", "in", "out"]).contains("0 files written"));
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
fn a_synthetic_folder_is_the_same_each_time_and_without_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let synth = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        let arguments = ["--articles", "60", "--seed", seed];
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg("synth").arg(&out).args(arguments).assert().success();
        let mut files = BTreeMap::new();
        collect(&out, "", &mut files);
        files
    };
    let (one, other) = (synth("one", "7"), synth("other", "7"));
    assert_eq!(one.keys().filter(|path| path.starts_with("articles/")).count(), 60);
    assert_eq!(one, other);
    assert_ne!(one, synth("third", "8"));
    let mut press = Command::cargo_bin("press").expect("the press is built");
    press.arg("check").arg(folder.path().join("one")).assert().success();
}

/// Every piece of text in a body.
fn text_of(value: &Value, text: &mut String) {
    match value {
        Value::String(piece) => text.push_str(piece),
        Value::Array(values) => values.iter().for_each(|value| text_of(value, text)),
        Value::Object(fields) => {
            let shown = [
                "heading", "list", "quote", "cite", "table", "head", "rows", "strong", "link",
                "text",
            ];
            for (name, value) in fields {
                if shown.contains(&name.as_str()) {
                    text_of(value, text);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_sites_own_articles_are_without_a_fault_and_as_many_as_promised() {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    let output =
        Command::cargo_bin("press").expect("the press is built").arg("check").arg(&public).output();
    let output = output.expect("it runs");
    assert_eq!((output.status.code(), told(&output).as_str()), (Some(0), ""));

    let mut files = BTreeMap::new();
    collect(&public, "", &mut files);
    let site: Value = serde_json::from_slice(&files["site.json"]).expect("it is JSON");
    let articles: Vec<Value> = files
        .iter()
        .filter(|(path, _)| path.starts_with("articles/"))
        .map(|(_, bytes)| serde_json::from_slice(bytes).expect("it is JSON"))
        .collect();
    assert!(articles.len() >= 40 && site["zones"].as_array().map_or(0, Vec::len) >= 30);
    let distinct = |of: &dyn Fn(&Value) -> Option<String>| {
        articles.iter().filter_map(of).collect::<std::collections::BTreeSet<_>>().len()
    };
    let text = |article: &Value, name: &str| article[name].as_str().map(str::to_owned);
    assert_eq!(distinct(&|article| text(article, "section")), 5);
    assert!(distinct(&|article| text(article, "published").map(|time| time[..4].to_owned())) >= 25);
    let kind = |kind: &str| articles.iter().filter(|article| article["kind"] == kind).count();
    assert!(kind("photo") >= 8 && kind("video") >= 2);
    let provinces = site["regions"].as_array().expect("a list");
    let province = |article: &Value| {
        let id = article["region"].as_str()?;
        provinces.iter().find_map(|province| {
            let cities = province["cities"].as_array().map(Vec::as_slice).unwrap_or_default();
            let here = province["id"] == id || cities.iter().any(|city| city["id"] == id);
            here.then(|| province["id"].to_string())
        })
    };
    assert!(distinct(&province) >= 12);
    let mut all = String::new();
    for article in &articles {
        let mut body = String::new();
        text_of(&article["body"], &mut body);
        let length = body.chars().count();
        assert!((250..=900).contains(&length), "{} has {length} characters", article["id"]);
        all.push_str(&article["body"].to_string());
    }
    for block in [
        "heading",
        "list",
        "quote",
        "image",
        "gallery",
        "video",
        "table",
        "attachment",
        "strong",
        "link",
    ] {
        assert!(all.contains(&format!("\"{block}\":")), "{block} is used somewhere");
    }
}
