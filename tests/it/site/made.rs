//! An authored folder, an app, and the site that is made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use investchn::press::Snapshots;
use investchn::press::build::{BuildOptions, Built, build_site};
use investchn::press::guard::MaxRemovals;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::files;

const APP: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>t</title>\
    <script type=\"application/json\" id=\"startup\">{\"skip_to_content\":\"\"}</script>\
    <meta name=\"base\" content=\"/\"><script>f()</script><script type=\"module\" data-script=\"/app-1.js\" data-wasm=\"/app-1.wasm\">g()</script>\
    <link rel=\"stylesheet\" href=\"/style-1.css\"></head><body><noscript>no</noscript></body></html>";

/// An authored folder, an app, and the site that is made of them.
pub struct Made {
    pub folder: TempDir,
    pub options: BuildOptions,
}

impl Made {
    /// Two sections, three provinces, 90 articles.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = folder.path().join("app");
        let options = BuildOptions {
            app: Some(app),
            snapshots: Snapshots::All,
            max_removals: MaxRemovals::All,
            ..BuildOptions::default()
        };
        let made = Self { folder, options };
        let tree = json!({
            "name": "投促中国", "latin_name": "InvestCHN", "slogan": "口号", "language": "zh-CN",
            "base_url": "https://www.example.com/", "copyright": "©",
            "contact": {"phone": "+86-0512-1", "fax": "+86-0512-1", "mail": "a@example.com"},
            "sections": [{"id": "zone-news", "name": "开发区新闻"}, {"id": "policy", "name": "政策法规"},
                {"id": "events", "name": "展会活动"}],
            "regions": [{"id": "beijing", "name": "北京"}, {"id": "jiangsu", "name": "江苏",
                "cities": [{"id": "taizhou", "name": "泰州"}, {"id": "suzhou", "name": "苏州"}]}],
            "zones": [{"id": "jiangyan", "name": "江苏姜堰经济开发区", "region": "taizhou"}]
        });
        made.write("in/site.json", &tree.to_string());
        made.app("1");
        for at in 0..90 {
            made.article(at, |_| {});
        }
        made
    }

    /// Changes `site.json` as told.
    pub fn site(&self, change: impl FnOnce(&mut Value)) {
        let file = self.folder.path().join("in/site.json");
        let text = fs::read_to_string(file).expect("it was written");
        let mut site = serde_json::from_str(&text).expect("it is JSON");
        change(&mut site);
        self.write("in/site.json", &site.to_string());
    }

    /// An app whose files are named with a number, and hold it.
    pub fn app(&self, number: &str) {
        let _ = fs::remove_dir_all(self.folder.path().join("app"));
        self.write("app/index.html", &APP.replace("-1.", &format!("-{number}.")));
        self.write(&format!("app/app-{number}.js"), &format!("app({number})"));
        self.write(&format!("app/app-{number}.wasm"), &format!("wasm {number}"));
        self.write(&format!("app/style-{number}.css"), "a{color:red}");
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
        fs::write(file, text).expect("it is written");
    }

    /// The article of a day of a year, changed as told; returns its id.
    pub fn article(&self, day: u32, change: impl FnOnce(&mut Value)) -> String {
        let id = format!("2022{:02}{:02}-a", day / 28 + 1, day % 28 + 1);
        let mut article = json!({
            "id": id, "title": format!("标题{day}"), "source": "本站编辑", "body": ["一段文字。"],
            "published": format!("2022-{:02}-{:02}", day / 28 + 1, day % 28 + 1),
            "section": if day.is_multiple_of(3) { "policy" } else { "zone-news" },
            "kind": if day.is_multiple_of(5) { "photo" } else { "text" },
        });
        match day % 4 {
            0 => article["zone"] = "jiangyan".into(),
            1 => article["region"] = "beijing".into(),
            2 => article["region"] = "jiangsu".into(),
            _ => {}
        }
        change(&mut article);
        self.write(&format!("in/articles/2022/{}/{id}.json", &id[4..6]), &article.to_string());
        id
    }

    pub fn remove(&self, id: &str) {
        let path = format!("in/articles/2022/{}/{id}.json", &id[4..6]);
        fs::remove_file(self.folder.path().join(path)).expect("it was there");
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn build(&self) -> Built {
        let input = self.folder.path().join("in");
        build_site(&input, &self.out(), &self.options, |_| {}).expect("it builds")
    }

    /// What is served, by path from the root.
    pub fn served(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.out();
        let name = |file: &PathBuf| {
            let path =
                file.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
            (!path.starts_with('.')).then_some(path)
        };
        let files = files::files_below(&root);
        let read = |file: PathBuf| Some((name(&file)?, fs::read(&file).expect("it can be read")));
        files.into_iter().filter_map(read).collect()
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.out().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The paths that differ between two states of what is served.
    pub fn changed(&self, before: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
        let after = self.served();
        let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
    }
}

/// The values of an attribute in a page.
pub fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let parts = html.split(&format!(" {attribute}=\"")).skip(1).collect::<Vec<_>>();
    parts.into_iter().filter_map(|rest| rest.split('"').next()).collect()
}

pub fn is_page(path: &str) -> bool {
    path.ends_with("index.html")
}

pub fn is_older_page(path: &str) -> bool {
    let folder = path.rsplit('/').nth(1).unwrap_or_default();
    folder.strip_prefix('p').is_some_and(|number| number.parse::<u32>().is_ok())
}
