//! `press find`: the reader's own answers against a naive filter, and archives that are damaged.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::files::files_below;
use assert_cmd::Command;
use investchn::domain::time::Moment;
use serde_json::Value;
use tempfile::TempDir;

fn press(arguments: &[&str]) -> Output {
    Command::cargo_bin("press").expect("the press is built").args(arguments).output().expect("runs")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of the tests is a text")
}

/// An authored folder and what was built of it.
struct Built {
    folder: TempDir,
    input: PathBuf,
}

impl Built {
    fn of(input: PathBuf, folder: TempDir) -> Self {
        let built = Self { folder, input };
        built.build();
        built
    }

    /// This repository's own articles.
    fn public() -> Self {
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
        Self::of(input, tempfile::tempdir().expect("a folder"))
    }

    fn synthetic(articles: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in");
        let arguments = ["--articles", articles, "--seed", "3", "--characters", "40"];
        let output = press(&[&["synth", text(&input)], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        Self::of(input, folder)
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn manifest(&self) -> Value {
        let text = fs::read(self.out().join("archive/manifest.json")).expect("it is there");
        serde_json::from_slice(&text).expect("it is JSON")
    }

    fn build(&self) {
        let output = press(&["build", text(&self.input), text(&self.out())]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }

    fn find(&self, arguments: &[&str]) -> Output {
        press(&[&["find", text(&self.out())], arguments].concat())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.find(&[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        serde_json::from_slice(&output.stdout).expect("it is JSON")
    }

    /// The ids of the authored articles that pass, newest first.
    fn naive(&self, filters: &[&str]) -> Vec<String> {
        let read = |file: &Path| -> Value {
            serde_json::from_slice(&fs::read(file).expect("it is there")).expect("it is JSON")
        };
        let site = read(&self.input.join("site.json"));
        let mut rows = Vec::new();
        for file in files_below(&self.input.join("articles")) {
            let article = read(&file);
            if passes(&site, &article, filters) {
                let published = article["published"].as_str().and_then(Moment::parse);
                rows.push((published, article["id"].as_str().expect("an id").to_owned()));
            }
        }
        rows.sort();
        rows.into_iter().rev().map(|(_, id)| id).collect()
    }
}

/// Whether an article is among what `--name value …` asks for.
fn passes(site: &Value, article: &Value, filters: &[&str]) -> bool {
    let of = |name: &str| -> Vec<&str> {
        let pairs = filters.chunks(2).filter(|pair| pair[0] == format!("--{name}"));
        pairs.map(|pair| pair[1]).collect()
    };
    let zone =
        site["zones"].as_array().expect("a list").iter().find(|z| z["id"] == article["zone"]);
    let region = article["region"].as_str().or_else(|| zone?["region"].as_str());
    let provinces = site["regions"].as_array().expect("a list");
    let province = provinces.iter().find(|province| {
        province["cities"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|city| city["id"].as_str() == region)
    });
    let day = article["published"].as_str().and_then(Moment::parse).expect("a time").date();
    let day = day.to_string();
    let any = |name: &str, is: &dyn Fn(&str) -> bool| {
        let wishes = of(name);
        wishes.is_empty() || wishes.into_iter().any(is)
    };
    any("section", &|wish| article["section"] == wish)
        && any("zone", &|wish| article["zone"] == wish)
        && any("kind", &|wish| article["kind"] == wish)
        && any("region", &|wish| {
            region == Some(wish) || province.is_some_and(|province| province["id"] == wish)
        })
        && any("year", &|wish| day.starts_with(wish))
        && any("month", &|wish| day.starts_with(wish))
}

/// All articles, by a question that no digest answers alone: it takes the digest of all, a volume
/// and every file of headlines.
const EVERY_FILE: [&str; 8] =
    ["--kind", "text", "--kind", "photo", "--kind", "video", "--limit", "1000"];

fn ids(json: &Value) -> Vec<String> {
    let ids = json["ids"].as_array().expect("a list").iter();
    ids.map(|id| id.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn what_is_found_is_what_a_naive_filter_finds_in_the_order_of_the_list() {
    let public = Built::public();
    let synthetic = Built::synthetic("400");
    for built in [public, synthetic] {
        let mut matches = 0;
        for filters in [
            "",
            "--section policy",
            "--section policy --section events",
            "--region jiangsu",
            "--region suzhou --region beijing",
            "--zone suzhou-park",
            "--zone suzhou-park --zone jiangyan",
            "--kind photo",
            "--kind photo --kind video --section zone-news",
            "--year 2024",
            "--year 2012 --year 2024",
            "--month 2024-02 --month 2022-05",
            "--year 2024 --month 2024-02",
            "--year 1980 --month 2024-02",
            "--region jiangsu --kind text --section zone-news",
            "--section policy --kind text --region beijing",
            "--region jiangsu --zone suzhou-park --year 2024",
        ] {
            let filters: Vec<&str> = filters.split_whitespace().collect();
            let expected = built.naive(&filters);
            let found = built.json(&[filters.as_slice(), &["--limit", "1000"]].concat());
            assert_eq!(ids(&found), expected, "{filters:?}");
            assert_eq!(found["total"], expected.len(), "{filters:?}");
            assert_eq!(found["exact"], true);
            matches += usize::from(!expected.is_empty());
        }
        assert!(matches > 8, "most filters find something");
    }
}

#[test]
fn a_limit_cuts_the_list_and_not_the_total() {
    let built = Built::synthetic("300");
    let all = built.naive(&[]);
    for limit in [0, 1, 20, 39, 40, 41, 299, 300, 9_999] {
        let found = built.json(&["--limit", &limit.to_string()]);
        assert_eq!(found["total"], 300);
        assert_eq!(ids(&found), all[..limit.min(300)], "{limit}");
    }
    assert_eq!(ids(&built.json(&["--sort", "relevance"])), all[..20]);
}

#[test]
fn the_files_and_bytes_are_those_that_a_reader_fetches() {
    let built = Built::synthetic("300");
    let manifest = built.manifest();
    let named = |name: &Value| name.as_str().expect("a text").to_owned();
    let bytes =
        |path: &str| fs::metadata(built.out().join("archive").join(path)).expect(path).len();
    // The newest headlines stand in the digest, so that the first page needs no volume.
    let first = built.json(&[]);
    assert_eq!(first["files"], 3);
    let small = bytes("manifest.json")
        + bytes(&format!("site-{}.json", named(&manifest["site"])))
        + bytes(&format!("digest-{}.json", named(&manifest["digest"])));
    assert_eq!(first["bytes"], small);
    let section = manifest["digests"].as_object().expect("an object").keys().next().expect("one");
    let all = built.json(&["--year", "2010", "--year", "2015", "--limit", "1000"]);
    let volume = format!("volume-{}/all.json", named(&manifest["volumes"][0]["hash"]));
    assert!(all["bytes"].as_u64().expect("a number") > small + bytes(&volume));
    let of_section = built.json(&["--section", section, "--limit", "1"]);
    assert_eq!(of_section["files"], 3, "a section's newest stand in its digest");
}

#[test]
fn a_plain_answer_is_a_line_a_row_and_a_total() {
    let built = Built::public();
    let output = built.find(&["--zone", "jiangyan", "--limit", "1"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let total = built.naive(&["--zone", "jiangyan"]).len();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("20") && lines[0].contains("-jiangyan-"), "{told}");
    assert!(lines[1].starts_with(&format!("{total} found, 1 shown: ")), "{told}");
}

#[test]
fn what_cannot_be_asked_is_told_with_its_cure() {
    let built = Built::public();
    let check = |arguments: &[&str], expected: &str| {
        let output = built.find(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(expected), "{told}");
        assert!(output.stdout.is_empty());
    };
    check(
        &["--section", "polcy"],
        "--section: \"polcy\" is no section of this archive (did you mean \"policy\"?)",
    );
    check(&["--region", "suzhuo"], "(did you mean \"suzhou\"?)");
    check(
        &["--zone", "jiangyn"],
        "--zone: \"jiangyn\" is no zone of this archive (did you mean \"jiangyan\"?)",
    );
    check(&["--zone", "../x"], "--zone: \"../x\" is no zone of this archive");
    check(&["--kind", "audio"], "use text, photo or video");
    check(&["--year", "22"], "write it like 2022");
    check(&["--month", "2022"], "write it like 2022-05");
    check(&["--month", "2022-13"], "write it like 2022-05");
    check(&["--limit", "many"], "--limit");
    let nowhere = press(&["find", text(&built.folder.path().join("nowhere"))]);
    assert_eq!(nowhere.status.code(), Some(2));
    let told = String::from_utf8_lossy(&nowhere.stderr).into_owned();
    assert!(told.contains("archive/manifest.json: is missing: name a folder"), "{told}");
}

#[test]
fn words_find_what_stands_in_the_articles_and_filters_narrow_it() {
    let built = Built::public();
    let naive = |words: &[&str], filters: &[&str]| -> Vec<String> {
        let stands = |id: &String| {
            let path = format!("articles/{}/{}/{id}.json", &id[..4], &id[4..6]);
            let text = fs::read(built.input.join(path)).expect("it is there");
            let article: Value = serde_json::from_slice(&text).expect("it is JSON");
            let text = format!("{}{}", article["title"], article["body"]);
            words.iter().all(|word| text.contains(word))
        };
        built.naive(filters).into_iter().filter(stands).collect()
    };
    let mut matches = 0;
    for words in [&["苏州"][..], &["开发区"], &["投资", "企业"], &["不在其中"], &["经济技术开发区"]]
    {
        for filters in ["", "--section policy", "--kind photo --kind video", "--year 2024"] {
            let filters: Vec<&str> = filters.split_whitespace().collect();
            let arguments = [words, &filters, &["--limit", "1000"]].concat();
            let (found, expected) = (built.json(&arguments), naive(words, &filters));
            assert_eq!(ids(&found), expected, "{arguments:?}");
            assert_eq!((&found["total"], &found["exact"]), (&expected.len().into(), &true.into()));
            matches += expected.len();
            let mut ranked = ids(&built.json(&[&arguments[..], &["--sort", "relevance"]].concat()));
            ranked.sort();
            let mut expected = expected;
            expected.sort();
            assert_eq!(ranked, expected, "{arguments:?}");
        }
    }
    assert!(matches > 20, "{matches}");
}

#[test]
fn a_damaged_index_is_named_and_the_cure_cures() {
    let built = Built::public();
    // The whole table is read where characters are not common, the short one where all are.
    let [ask, ask_whole] = ["开发区", "开发区 -Ω"].map(|words| [words, "--limit", "1000"]);
    let whole = built.manifest()["search"]["fold"].as_str().expect("a hash").to_owned();
    let archive = built.out().join("archive");
    for file in files_below(&archive) {
        let part = file.strip_prefix(&archive).expect("it lies there").iter().next();
        let part = part.and_then(|part| part.to_str()).expect("a name").to_owned();
        if !["fold-", "search-", "index-"].iter().any(|of| part.starts_with(of)) {
            continue;
        }
        let ask = if part.contains(&whole) { ask_whole } else { ask };
        let sound = built.json(&ask);
        let bytes = fs::read(&file).expect("it is there");
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        for damaged in [&bytes[..bytes.len() / 2], &changed, b"", b"<!DOCTYPE html>"] {
            fs::write(&file, damaged).expect("it is written");
            let output = built.find(&ask);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.starts_with(&format!("press: archive/{part}")), "{told}");
            assert!(told.trim_end().ends_with("delete it and build again"), "{told}");
        }
        let part = archive.join(&part);
        if part.is_dir() { fs::remove_dir_all(part) } else { fs::remove_file(part) }
            .expect("there");
        built.build();
        assert_eq!(built.json(&ask), sound, "{file:?} is mended");
    }
    let file = archive.join("manifest.json");
    let mut manifest = built.manifest();
    manifest.as_object_mut().expect("an object").remove("search");
    fs::write(&file, manifest.to_string()).expect("it is written");
    let told = String::from_utf8_lossy(&built.find(&ask).stderr).into_owned();
    assert!(told.contains("there is no index of words: build again"), "{told}");
    assert_eq!(built.find(&[]).status.code(), Some(0), "lists are there all the same");
}

/// The end of the command over a damaged archive, with the part that it must name.
fn refused(built: &Built, part: &str, how: &str) -> String {
    let output = built.find(&EVERY_FILE);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{part}, {how}: {told}");
    assert!(told.starts_with(&format!("press: archive/{part}")), "{how}: {told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    told
}

/// The files that [`EVERY_FILE`] takes, each with the part of the archive that it belongs to: itself,
/// or its folder.
fn parts_asked(built: &Built) -> Vec<(PathBuf, String)> {
    let manifest = built.manifest();
    let archive = built.out().join("archive");
    // Of all the headlines, not those of a section that lie in files of their own.
    let digest = manifest["digest"].as_str().expect("a text");
    let digest = fs::read_to_string(archive.join(format!("digest-{digest}.json")));
    let digest: Value = serde_json::from_str(&digest.expect("it is there")).expect("it is JSON");
    let rolled = digest["roll"]["hashes"].as_str().expect("a text");
    let is_rolled = |part: &str| {
        let hash = part.strip_prefix("headlines-").and_then(|part| part.get(..12));
        hash.is_some_and(|hash| rolled.contains(hash))
    };
    let wanted = |part: &String| {
        let is = |hash: &Value| part.contains(hash.as_str().expect("a text"));
        part == "manifest.json"
            || is_rolled(part)
            || part.starts_with("volume-")
            || is(&manifest["site"])
            || is(&manifest["digest"])
    };
    let part_of = |file: &PathBuf| {
        let inside = file.strip_prefix(&archive).expect("it lies there");
        let part = inside.iter().next().and_then(|part| part.to_str());
        part.expect("a name").to_owned()
    };
    let files = files_below(&archive).into_iter().map(|file| (part_of(&file), file));
    files.filter(|(part, _)| wanted(part)).map(|(part, file)| (file, part)).collect()
}

#[test]
fn a_damaged_file_is_named_and_the_cure_cures() {
    let built = Built::synthetic("70");
    let sound = built.json(&EVERY_FILE);
    let parts = parts_asked(&built);
    assert!(parts.len() > 3 + 70 / 20 + 3, "{parts:?}");
    for (at, (file, part)) in parts.iter().enumerate() {
        let in_folder = !part.ends_with(".json");
        // The registers of a volume are many and alike.
        if in_folder && at % 7 != 0 && !file.ends_with("section-policy.json") {
            continue;
        }
        let bytes = fs::read(file).expect("it is there");
        for end in [0, 1, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
            fs::write(file, &bytes[..end]).expect("it is written");
            refused(&built, part, &format!("cut at {end}"));
        }
        let page = "<!DOCTYPE html><title>404</title>";
        for foreign in [page, "{}", "[]", "null", "7", "\u{feff}{}", "[[[[", "\"archive\""] {
            fs::write(file, foreign).expect("it is written");
            let told = refused(&built, part, foreign);
            assert!(told.trim_end().ends_with("delete it and build again"), "{told}");
        }
        fs::write(file, [0xff, 0xfe, 0x00]).expect("it is written");
        refused(&built, part, "no text");
        fs::remove_file(file).expect("it is there");
        refused(&built, part, "deleted");
        if in_folder {
            fs::remove_dir_all(file.parent().expect("a folder")).expect("it is there");
        }
        built.build();
        assert_eq!(built.json(&EVERY_FILE), sound, "{part} is mended");
    }
}

#[test]
fn a_packed_folder_answers_as_it_did_and_real_damage_is_still_named() {
    let built = Built::synthetic("70");
    let asked: [&[&str]; 5] = [
        &[],
        &["--section", "policy"],
        &["--region", "jiangsu", "--year", "2015"],
        &["发展", "--kind", "text"],
        &["经济", "--sort", "relevance"],
    ];
    let before = asked.map(|asked| built.json(asked));
    let output = press(&["pack", text(&built.out())]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let copies = files_below(&built.out().join("archive"));
    let in_folders = copies.iter().filter(|file| {
        let folder = file.parent().and_then(Path::file_name).expect("it has one");
        folder != "archive" && file.extension().is_some_and(|ending| ending == "br")
    });
    assert!(in_folders.count() > 0, "folders that are named by their content have copies");
    assert_eq!(asked.map(|asked| built.json(asked)), before);

    let hash = built.manifest()["volumes"][0]["hash"].as_str().expect("a text").to_owned();
    let volume = format!("volume-{hash}");
    let folder = built.out().join("archive").join(&volume);
    let foreign = folder.join("none.json.gz");
    fs::write(&foreign, "x").expect("it is written");
    refused(&built, &volume, "a copy of nothing");
    fs::remove_file(foreign).expect("it is there");
    let file = folder.join("section-policy.json");
    let sound = fs::read(&file).expect("it is there");
    fs::write(&file, [&sound[..], b" "].concat()).expect("it is written");
    refused(&built, &volume, "changed beside its copies");
    fs::write(&file, sound).expect("it is written");
    assert_eq!(asked.map(|asked| built.json(asked)), before);
}

#[test]
fn a_changed_digit_of_what_is_named_by_its_content_is_told() {
    let built = Built::synthetic("70");
    for (file, part) in parts_asked(&built) {
        let content = fs::read_to_string(&file).expect("it is there");
        let Some(at) = content.rfind(|c: char| c.is_ascii_digit()) else { continue };
        if part == "manifest.json" {
            continue;
        }
        let other = if content.as_bytes()[at] == b'1' { "2" } else { "1" };
        let mut changed = content.clone();
        changed.replace_range(at..=at, other);
        fs::write(&file, changed).expect("it is written");
        let told = refused(&built, &part, "a digit");
        assert!(told.contains("holds something else than was written"), "{told}");
        fs::write(&file, content).expect("it is written");
    }
}

#[test]
fn an_archive_of_a_newer_press_and_a_manifest_that_does_not_agree_are_told() {
    let built = Built::synthetic("70");
    let file = built.out().join("archive/manifest.json");
    let sound: Value =
        serde_json::from_slice(&fs::read(&file).expect("it is there")).expect("it is JSON");
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut manifest = sound.clone();
        change(&mut manifest);
        fs::write(&file, manifest.to_string()).expect("it is written");
        let told = refused(&built, "manifest.json", expected);
        assert!(told.contains(expected), "{told}");
    };
    check(
        &|manifest| manifest["format"] = 9_999.into(),
        "written by a newer press: update the press",
    );
    check(&|manifest| manifest["format"] = "1".into(), "format");
    check(&|manifest| manifest["volumes"] = Value::Array(Vec::new()), "some cannot be found");
    check(&|manifest| manifest["digest"] = Value::Null, "digest: is missing");
    check(&|manifest| manifest["volumes"][0]["hash"] = 7.into(), "volumes[0].hash: is not a text");
}
