//! The press as a program: what it says, what it writes, and what it leaves alone.

mod articles;
mod build;
mod bytes;
mod check;
mod input;
mod removals;
mod safety;
mod site;
mod steps;
mod stopped;

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
        self.press_with(command, &[])
    }

    fn press_with(&self, command: &str, words: &[&str]) -> Output {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg(command).arg(self.input());
        if command == "build" {
            press.arg(self.out()).args(["--max-removals", "all"]);
        }
        press.args(words).output().expect("it runs")
    }

    /// What `press find` answers over the built folder.
    fn find(&self, words: &[&str]) -> Output {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.arg("find").arg(self.out()).args(words).output().expect("it runs")
    }

    /// Runs the press in the folder that has `in` and `out`.
    fn run(&self, words: &[&str]) -> Output {
        let mut press = Command::cargo_bin("press").expect("the press is built");
        press.current_dir(self.folder.path()).args(words).output().expect("it runs")
    }

    /// Builds as a publisher does, who has not said that articles may go.
    fn build(&self, words: &[&str]) -> Output {
        self.run(&[&["build", "in", "out"], words].concat())
    }

    /// Builds the whole site around the app.
    fn build_site(&self, words: &[&str]) -> Output {
        self.build(&[&["--app", "app"], words].concat())
    }

    /// An app to build a whole site around.
    fn app(&self) {
        let page = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>t</title>\
    <script type=\"application/json\" id=\"startup\">{\"skip_to_content\":\"\"}</script>\
            <meta name=\"base\" content=\"/\"><script>f()</script><script type=\"module\" data-script=\"/app-1.js\" data-wasm=\"/app-1.wasm\">g()</script>\
            <link rel=\"stylesheet\" href=\"/style-1.css\"></head><body><noscript>no</noscript></body></html>";
        let app = self.folder.path().join("app");
        fs::create_dir_all(&app).expect("a folder");
        let files = [("app-1.js", "f()"), ("app-1.wasm", "w"), ("style-1.css", "a{}")];
        for (name, text) in [("index.html", page)].into_iter().chain(files) {
            fs::write(app.join(name), text).expect("it is written");
        }
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
