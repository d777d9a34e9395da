//! Runs that are stopped at any moment, and two at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use investchn::archive::index::Index;
use investchn::archive::{Digest, Manifest, Part};
use investchn::domain::article::{self, Headline};
use serde_json::{Value, json};

use super::{Site, told};

/// How often a run is stopped; `KILLS=200` looks longer.
fn kills() -> u64 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(40)
}

/// The states that the site goes through, in a circle.
const STATES: u64 = 4;

/// Brings the authored folder into a state: articles come, change and go, and a file with them.
fn bring(site: &Site, state: u64) {
    for day in 1..=3u64 {
        let id = format!("2022030{day}-c");
        let path = site
            .article(&id, |article| article["title"] = json!(format!("第{state}次的标题 {day}")));
        if (day + state).is_multiple_of(3) {
            fs::remove_file(site.input().join(path)).expect("it is there");
        }
    }
    site.write("media/state.json", &format!("[{}]", format!("{state},").repeat(200) + "0"));
    let _ =
        fs::remove_file(site.input().join(format!("media/{}.txt", (state + STATES - 1) % STATES)));
    site.write(&format!("media/{state}.txt"), &"a text of some length ".repeat(20));
}

fn start(site: &Site, words: &[&str]) -> Child {
    let program = Command::cargo_bin("press").expect("the press is built");
    let mut press = std::process::Command::new(program.get_program());
    press.current_dir(site.folder.path()).args(words);
    press.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs")
}

const BUILD: [&str; 7] = ["build", "in", "out", "--app", "app", "--max-removals", "all"];
const PACK: [&str; 2] = ["pack", "out"];

fn run(site: &Site, words: &[&str]) {
    let output = site.run(words);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}

/// A site of a few articles, and what a clean run of these commands serves of each of its states.
fn states(commands: &[&[&str]]) -> (Site, Vec<BTreeMap<String, Vec<u8>>>) {
    let site = Site::new();
    site.app();
    for month in ["01", "02"] {
        let folder = site.input().join("articles/2022").join(month);
        for entry in fs::read_dir(folder).expect("it is there").flatten().skip(2) {
            fs::remove_file(entry.path()).expect("it is there");
        }
    }
    let clean = (0..STATES).map(|state| {
        bring(&site, state);
        commands.iter().for_each(|command| run(&site, command));
        let served = site.served();
        fs::remove_dir_all(site.out()).expect("it is there");
        served
    });
    let clean = clean.collect();
    (site, clean)
}

/// The files and folders that a manifest names, all of which are there, parse, and have what their names say.
fn named(site: &Site) -> BTreeSet<String> {
    let out = site.out();
    let mut named = BTreeSet::new();
    let Ok(text) = fs::read_to_string(out.join("archive/manifest.json")) else { return named };
    let value = serde_json::from_str(&text).expect("the manifest is whole");
    let manifest = Manifest::decode(&value).expect("the manifest is sound");
    let tree = |path: &str| -> Value {
        let bytes = fs::read(out.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let mut files = vec![Part::Site.path(&manifest.site), Part::Front.path(&manifest.front)];
    let digests = manifest.digests.iter().chain(&manifest.years).map(|(_, hash)| hash);
    for hash in digests.chain([&manifest.digest]) {
        let path = Part::Digest.path(hash);
        let digest = Digest::decode(&tree(&path)).expect("it is sound");
        files.extend(digest.roll.paths());
        files.push(path);
    }
    let search = manifest.search.expect("there is an index");
    let index = Part::Search.path(&search.index);
    let told = Index::decode(&tree(&index)).expect("it is sound");
    let folders = manifest.volumes.iter().map(|volume| Part::Volume.folder(&volume.hash));
    let segments = told.segments.iter().map(|own| Part::Segment.folder(&own.shelves.hash));
    named.extend(folders.chain(segments));
    files.extend([index, Part::Fold.path(&search.fold), Part::Fold.path(&search.common)]);
    let mut rows = 0;
    for path in files {
        let bytes = fs::read(out.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(path.contains(&blake3::hash(&bytes).to_hex()[..12]), "{path} has other bytes");
        if path.contains("/headlines-") && named.insert(path.clone()) {
            for row in tree(&path).as_array().expect("rows") {
                let row = Headline::decode(row).expect("it is sound");
                let text =
                    fs::read_to_string(out.join(row.id.path())).expect("the article is there");
                assert!(article::read_text(&text).problems.is_empty(), "{}", row.id);
                rows += 1;
            }
        }
        named.insert(path);
    }
    assert!(rows >= 4, "{rows} rows");
    for folder in named.iter().filter(|path| out.join(path).is_dir()) {
        let entries = fs::read_dir(out.join(folder)).expect("it can be read").flatten();
        let files = entries.filter(|file| file.path().extension().is_some_and(|of| of == "json"));
        files.for_each(|file| {
            drop(tree(&Path::new(folder).join(file.file_name()).to_string_lossy()))
        });
    }
    named
}

/// What is served is what a clean build serves, and beside it at most the edition before.
fn is_clean(site: &Site, clean: &BTreeMap<String, Vec<u8>>, before: &BTreeSet<String>, round: u64) {
    let served = site.served();
    for (path, bytes) in clean {
        assert!(
            served.get(path) == Some(bytes),
            "round {round}: {path} is missing or has other bytes"
        );
    }
    for path in served.keys().filter(|path| !clean.contains_key(*path)) {
        let of_before = before.iter().any(|part| path.starts_with(part.as_str()));
        assert!(of_before, "round {round}: {path} belongs to no edition");
    }
}

#[test]
fn a_run_that_is_stopped_at_any_moment_leaves_a_whole_edition_and_the_next_run_does_the_rest() {
    let (site, clean) = states(&[&BUILD, &PACK]);
    let (mut seed, mut took) = (1u64, [Duration::from_millis(400); 2]);
    let mut stopped = 0;
    for round in 0..kills() {
        let state = round % STATES;
        bring(&site, state);
        // xorshift64
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let which = usize::from(round > 0 && seed.is_multiple_of(3));
        if which == 1 {
            run(&site, &BUILD);
        }
        let mut press = start(&site, if which == 0 { &BUILD } else { &PACK });
        let until = Instant::now() + took[which].mul_f64((seed >> 11) as f64 / (1u64 << 53) as f64);
        while Instant::now() < until && press.try_wait().expect("it can be asked").is_none() {}
        stopped += u64::from(press.try_wait().expect("it can be asked").is_none());
        let _ = press.kill();
        press.wait().expect("it ends");
        let before = named(&site);
        let begin = Instant::now();
        run(&site, &BUILD);
        took[0] = (took[0] + begin.elapsed()) / 2;
        let begin = Instant::now();
        run(&site, &PACK);
        took[1] = (took[1] + begin.elapsed()) / 2;
        named(&site);
        is_clean(&site, &clean[state as usize], &before, round);
    }
    assert!(stopped * 2 > kills(), "only {stopped} of {} runs were stopped in their work", kills());
}

#[test]
fn of_two_presses_at_once_one_works_and_no_file_has_wrong_bytes() {
    let (site, clean) = states(&[&BUILD]);
    let mut waited = 0;
    for round in 0..50 {
        let state = round % STATES;
        let before = named(&site);
        bring(&site, state);
        let presses = [start(&site, &BUILD), start(&site, &BUILD)];
        let ended = presses.map(|press| press.wait_with_output().expect("it ends"));
        let codes = ended.each_ref().map(|output| output.status.code());
        assert!(codes.contains(&Some(0)), "{codes:?}: {}{}", told(&ended[0]), told(&ended[1]));
        for output in ended.iter().filter(|output| output.status.code() != Some(0)) {
            assert_eq!(output.status.code(), Some(2));
            assert!(told(output).contains("another press works on out"), "{}", told(output));
            waited += 1;
        }
        named(&site);
        is_clean(&site, &clean[state as usize], &before, round);
    }
    assert!(waited > 0, "they never met");
}
