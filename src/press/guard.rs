//! What keeps a site from losing what somebody made: the folders of a build lie apart, and no article
//! leaves because of a slip elsewhere. All of it is looked at before anything is written.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::disk;
use super::unreadable::Unreadable;
use crate::domain::query::Dimension;

/// How many articles may leave a site in one build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MaxRemovals {
    /// A few whose own files are gone: the greater of 3 and a hundredth, at most 20. None for another
    /// reason.
    #[default]
    Few,
    Number(usize),
    All,
}

/// The most articles of a large site that may leave it unasked.
const MOST_UNASKED: usize = 20;
/// As many may leave any site.
const LEAST_UNASKED: usize = 3;

/// How many articles a refusal names.
const NAMED: usize = 10;

/// The articles of the edition before that the next one would not have.
#[derive(Debug, Default)]
pub struct Departures {
    /// How many articles the edition before has.
    pub before: usize,
    /// How many the next one has.
    pub after: usize,
    /// Those whose own files are gone, by path.
    pub gone: Vec<String>,
    /// Those that are not known one by one, of an edition that is served elsewhere.
    pub unnamed: usize,
    /// How many are filed under a category that `site.json` does not have any more.
    pub unfiled: BTreeMap<(Dimension, String), usize>,
    /// Those that would go for another reason: the path, and why.
    pub others: Vec<(String, String)>,
}

impl Departures {
    /// How many there are.
    pub fn count(&self) -> usize {
        let unfiled: usize = self.unfiled.values().sum();
        self.gone.len() + self.unnamed + unfiled + self.others.len()
    }

    /// Says whether the next edition may be written.
    ///
    /// # Errors
    /// [`Unreadable::Refused`], with what would be lost and the cure.
    pub fn check(&self, most: MaxRemovals, allow_empty: bool) -> Result<(), Unreadable> {
        if self.after == 0 && self.before > 0 && !allow_empty {
            return refuse(format!(
                "no article is there, where {} are served: look for the folder articles/, or say --allow-empty",
                self.before
            ));
        }
        let unasked = (self.before / 100).clamp(LEAST_UNASKED, MOST_UNASKED);
        match most {
            MaxRemovals::All => Ok(()),
            MaxRemovals::Number(most) if self.count() <= most => Ok(()),
            MaxRemovals::Number(most) => {
                refuse(self.too_many_message(&format!("the {most} that were allowed")))
            }
            MaxRemovals::Few if !self.unfiled.is_empty() => refuse(self.unfiled_message()),
            MaxRemovals::Few if !self.others.is_empty() => refuse(self.others_message()),
            MaxRemovals::Few if self.count() > unasked => {
                refuse(self.too_many_message(&format!("the {unasked} that may go unasked")))
            }
            MaxRemovals::Few => Ok(()),
        }
    }

    fn unfiled_message(&self) -> String {
        let line = |((dimension, id), count): (&(Dimension, String), &usize)| {
            let (articles, are) = if *count == 1 { ("article", "is") } else { ("articles", "are") };
            format!(
                "site.json: {} \"{id}\" is gone, {count} {articles} {are} filed under it: restore it, or write \"was\": [\"{id}\"] at the {} that takes its place",
                dimension.id(),
                dimension.id()
            )
        };
        self.unfiled.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn others_message(&self) -> String {
        let lines = self.others.iter().take(NAMED).map(|(path, why)| format!("\n  {path}: {why}"));
        format!(
            "{} of the articles that are served would leave the site, though their files are there; mend them, or say --max-removals {}{}",
            self.others.len(),
            self.count(),
            lines.collect::<String>()
        )
    }

    fn too_many_message(&self, bound: &str) -> String {
        let count = self.count();
        let unfiled = self
            .unfiled
            .iter()
            .map(|((of, id), count)| format!("{count} that are filed under {} \"{id}\"", of.id()));
        let others = self.others.iter().map(|(path, _)| path.clone());
        let names: Vec<String> = self.gone.iter().cloned().chain(others).chain(unfiled).collect();
        let more = count.saturating_sub(names.len().min(NAMED));
        let names = names.iter().take(NAMED).map(|name| format!("\n  {name}")).collect::<String>();
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        format!(
            "{count} of the {} articles that are served would leave the site, more than {bound}: bring their files back, or say --max-removals {count}{names}{more}",
            self.before
        )
    }
}

fn refuse(why: String) -> Result<(), Unreadable> {
    Err(Unreadable::Refused(why))
}

/// Neither folder may lie in the other: a build would read what it writes, or remove what it reads.
///
/// # Errors
/// [`Unreadable::Refused`], or an error of the file system.
pub fn apart(input: &Path, out: &Path) -> Result<(), Unreadable> {
    let (from, to) = (real(input)?, real(out)?);
    let told = match () {
        () if from == to => "is the folder of the authored files itself",
        () if to.starts_with(&from) => "lies in the folder of the authored files",
        () if from.starts_with(&to) => "holds the folder of the authored files",
        () => return Ok(()),
    };
    refuse(format!("{} {told} ({}): choose another folder", out.display(), input.display()))
}

/// Where a path leads, links followed as far as it exists.
fn real(path: &Path) -> io::Result<PathBuf> {
    let absolute =
        std::path::absolute(path).map_err(|error| disk::error_at("read", path, &error))?;
    let mut real = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
        if let Ok(there) = real.canonicalize() {
            real = there;
        }
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn departures(before: usize, gone: usize) -> Departures {
        let gone = (0..gone).map(|at| format!("articles/2022/01/20220101-{at}.json")).collect();
        let mut departures = Departures { before, gone, ..Departures::default() };
        departures.after = before - departures.count();
        departures
    }

    fn told(departures: &Departures, most: MaxRemovals) -> String {
        match departures.check(most, false) {
            Err(Unreadable::Refused(why)) => why,
            Err(other) => panic!("{other:?}"),
            Ok(()) => String::new(),
        }
    }

    #[test]
    fn a_few_articles_may_go_unasked_and_more_may_not() {
        let check = |before, gone, passes: bool| {
            let told = told(&departures(before, gone), MaxRemovals::Few);
            assert_eq!(told.is_empty(), passes, "{gone} of {before}: {told}");
        };
        check(40, 3, true);
        check(40, 4, false);
        check(500, 5, true);
        check(500, 6, false);
        check(1_000_000, 20, true);
        check(1_000_000, 21, false);
        check(3, 3, false);
    }

    #[test]
    fn as_many_may_go_as_the_flag_says_and_a_refusal_names_ten_and_counts_all() {
        let site = departures(100, 25);
        assert_eq!(told(&site, MaxRemovals::All), "");
        assert_eq!(told(&site, MaxRemovals::Number(25)), "");
        let told = told(&site, MaxRemovals::Number(24));
        assert!(told.starts_with("25 of the 100 articles"), "{told}");
        assert!(told.contains("--max-removals 25"), "{told}");
        assert_eq!(told.matches(".json").count(), 10, "{told}");
        assert!(told.ends_with("and 15 more"), "{told}");
    }

    #[test]
    fn one_that_would_go_for_another_reason_is_too_many() {
        let mut site = departures(1_000, 0);
        site.others.push(("articles/x.json".into(), "cannot be read".into()));
        assert!(told(&site, MaxRemovals::Few).contains("articles/x.json: cannot be read"));
        assert_eq!(told(&site, MaxRemovals::Number(1)), "");
        let mut site = departures(1_000, 0);
        site.unfiled.insert((Dimension::Zone, "old".into()), 1);
        let expected = "site.json: zone \"old\" is gone, 1 article is filed under it: restore it, or write \"was\": [\"old\"] at the zone that takes its place";
        assert_eq!(told(&site, MaxRemovals::Few), expected);
    }

    #[test]
    fn folders_lie_apart_whatever_way_leads_to_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for made in ["in/articles", "other"] {
            std::fs::create_dir_all(root.join(made)).expect("a folder");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("in"), root.join("link")).expect("a link");
        let check = |out: &str, told: &str| {
            let refused = match apart(&root.join("in"), &root.join(out)) {
                Err(Unreadable::Refused(why)) => why,
                _ => String::new(),
            };
            assert!(
                refused.contains(told) && refused.is_empty() == told.is_empty(),
                "{out}: {refused}"
            );
        };
        check("in", "itself");
        check("other/../in", "itself");
        check("in/out/deep", "lies in");
        check("", "holds");
        check("other", "");
        check("inside", "");
        check("new/../other/out", "");
        #[cfg(unix)]
        check("link/out", "lies in");
    }
}
