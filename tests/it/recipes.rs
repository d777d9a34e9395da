//! The recipes of docs/CONTRIBUTING.md against their examples, the patches in `tests/recipes/`: a recipe lists
//! the very files that its example touches, and the example applies to the tree. What comes of the examples,
//! `scripts/recipes` compiles and tests.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What stands for any name, in the name of a file.
const ANY: [&str; 2] = ["NAME", "FILE"];

/// Where the examples lie.
const EXAMPLES: &str = "tests/recipes/";

/// A recipe as the text has it.
#[derive(Debug, Default)]
struct Recipe {
    heading: String,
    /// The example that it names.
    example: String,
    /// The files of each step; of several, one is touched.
    steps: Vec<Vec<String>>,
    /// Files that it names outside of its steps, for some cases only.
    others: Vec<String>,
}

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn example(path: &str) -> String {
    read(&[EXAMPLES, path].concat())
}

/// The names of files that stand between backticks.
fn paths(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    let is_path = |text: &&str| {
        let name = text.rsplit('/').next().unwrap_or_default();
        name.contains('.')
            && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "/._-".contains(sign))
    };
    quoted.filter(is_path).map(str::to_owned).collect()
}

/// A line that is a step of a list: what is behind its number.
fn step(line: &str) -> Option<&str> {
    let (number, step) = line.split_once(". ")?;
    number.parse::<u32>().ok().map(|_| step)
}

/// The recipes of a text: its headings of the third order below "Recipes".
fn recipes(text: &str) -> Vec<Recipe> {
    let section = text.split_once("\n## Recipes\n").map_or("", |(_, section)| section);
    let section = section.split("\n## ").next().unwrap_or_default();
    let recipe = |text: &str| {
        let mut lines = text.lines();
        let heading = lines.next().unwrap_or_default().to_owned();
        let mut recipe = Recipe { heading, ..Recipe::default() };
        for line in lines {
            match step(line) {
                Some(step) => {
                    // A step names its files before its first colon.
                    recipe.steps.push(paths(step.split(": ").next().unwrap_or_default()));
                }
                None => recipe.others.extend(paths(line)),
            }
        }
        let own = |path: &&String| path.starts_with(EXAMPLES);
        let example = recipe.others.iter().find(own).map(|path| path.replace(EXAMPLES, ""));
        Recipe { example: example.unwrap_or_default(), ..recipe }
    };
    section.split("\n### ").skip(1).map(recipe).collect()
}

/// The files that a patch touches.
fn touched(patch: &str) -> Vec<String> {
    let heads = patch.lines().filter_map(|line| line.strip_prefix("diff --git a/"));
    heads.filter_map(|head| Some(head.split_once(" b/")?.1.to_owned())).collect()
}

/// Whether a file is the one that is listed, in which a part may stand for any.
fn is_listed(file: &str, listed: &str) -> bool {
    match ANY.iter().find_map(|any| listed.split_once(any)) {
        Some((before, behind)) => file
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(behind))
            .is_some_and(|name| !name.is_empty() && !name.contains(['/', '.'])),
        None => file == listed,
    }
}

/// What a recipe lists and nothing touches, and the other way round, in words.
fn differences(recipe: &Recipe, touched: &[String]) -> Vec<String> {
    let mut touched = touched.to_vec();
    let mut told = Vec::new();
    // A name that stands for any takes what the others leave.
    let is_open =
        |step: &&Vec<String>| step.iter().any(|listed| ANY.iter().any(|any| listed.contains(any)));
    let (open, whole): (Vec<_>, Vec<_>) = recipe.steps.iter().partition(is_open);
    for step in whole.into_iter().chain(open) {
        let of_step = |file: &String| step.iter().any(|listed| is_listed(file, listed));
        match touched.iter().position(of_step) {
            Some(at) => drop(touched.remove(at)),
            None => told.push(format!("lists {}, which is not touched", step.join(" or "))),
        }
    }
    let is_other = |file: &String| recipe.others.iter().any(|other| is_listed(file, other));
    let more = touched.iter().filter(|file| !is_other(file));
    told.extend(more.map(|file| format!("does not list {file}, which is touched")));
    told
}

/// Why `git apply` refuses patches, one behind the other; nothing where they apply to the tree.
fn refusal(patches: &str) -> Option<String> {
    let mut git = Command::new("git")
        .args(["apply", "--check", "-"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("git runs");
    // It stops reading where it refuses.
    let _ = git.stdin.take().expect("a pipe").write_all(patches.as_bytes());
    let output = git.wait_with_output().expect("git ends");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(told)
}

/// Whether git is installed, and this is a tree of its own: in a folder below another one's it would pass
/// over every file.
fn git_is_here() -> bool {
    let git = Command::new("git").arg("--version").output();
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join(".git");
    git.is_ok_and(|git| git.status.success()) && tree.exists()
}

#[test]
fn a_recipe_lists_the_files_that_its_example_touches() {
    let check = |recipe: &Recipe| {
        let differences = differences(recipe, &touched(&example(&recipe.example)));
        let told = differences.join("; it ");
        assert!(told.is_empty(), "{} against {}: it {told}", recipe.heading, recipe.example);
    };
    recipes(&read("docs/CONTRIBUTING.md")).iter().for_each(check);
}

#[test]
fn every_recipe_has_its_example_and_every_example_its_recipe() {
    let recipes = recipes(&read("docs/CONTRIBUTING.md"));
    let named: BTreeSet<&str> = recipes.iter().map(|recipe| recipe.example.as_str()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLES);
    let files = fs::read_dir(folder).expect("it is there").flatten();
    let files: Vec<String> =
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(named, files.iter().map(String::as_str).collect());
    assert!(recipes.len() >= 4 && named.len() == recipes.len(), "{recipes:?}");
}

#[test]
fn each_example_applies_to_the_tree_and_so_do_all_one_behind_the_other() {
    if !git_is_here() {
        println!("skipped: there is no git, or this tree is none of its own");
        return;
    }
    let check = |name: &str, patches: &str| {
        assert_eq!(refusal(patches), None, "{name}: docs/CONTRIBUTING.md says how to make it anew");
    };
    let recipes = recipes(&read("docs/CONTRIBUTING.md"));
    for Recipe { example: name, .. } in &recipes {
        check(name, &example(name));
    }
    let all: String = recipes.iter().map(|recipe| example(&recipe.example)).collect();
    check("all together", &all);
}

#[test]
fn a_file_that_is_listed_or_touched_alone_is_named() {
    let text = "# A\n\n## Recipes\n\nAs `x/y.rs` is.\n\n### Add it\n\nAs `slogan`: `tests/recipes/it.patch`.\n\n\
        1. `src/a.rs`: in `a.b` and `src/c.rs`.\n2. `src/parts/FILE.rs` or `src/pages/FILE.rs`: shows it.\n\
        3. `src/parts/b.rs`: last.\n\nSome touch `index.html` and `style/NAME.css`.\n\n## Behind\n\n1. `z.rs`: none.\n";
    let recipes = recipes(text);
    let [recipe] = &recipes[..] else { panic!("{recipes:?}") };
    assert_eq!((recipe.heading.as_str(), recipe.example.as_str()), ("Add it", "it.patch"));
    let check = |files: &[&str], told: &[&str]| {
        let patch: String =
            files.iter().map(|file| format!("diff --git a/{file} b/{file}\n+x\n")).collect();
        assert_eq!(differences(recipe, &touched(&patch)), told, "{files:?}");
    };
    let all = ["src/a.rs", "src/parts/b.rs"];
    check(&[&all[..], &["src/parts/a.rs"]].concat(), &[]);
    check(&[&all[..], &["src/pages/a.rs", "index.html", "style/help.css"]].concat(), &[]);
    check(&all, &["lists src/parts/FILE.rs or src/pages/FILE.rs, which is not touched"]);
    check(&["src/a.rs", "src/pages/a.rs"], &["lists src/parts/b.rs, which is not touched"]);
    for more in ["src/c.rs", "src/parts/c.rs", "z.rs", "src/parts/deep/c.rs"] {
        let told = format!("does not list {more}, which is touched");
        check(&[&all[..], &["src/pages/a.rs", more]].concat(), &[&told]);
    }
}
