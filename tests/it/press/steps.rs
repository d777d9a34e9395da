//! An archive that grows and changes is the one that is built at once.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::{Value, json};

use super::{Site, told};

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
