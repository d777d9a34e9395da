//! Articles whose authored files are bad stay as they were last good, and which articles would leave the
//! site all the same.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;

use super::authored::{self, Batch};
use super::guard::Departures;
use super::hash::short_hash;
use super::output::Output;
use super::{against, walk};
use crate::domain::article::{self, ArticleId, Headline};
use crate::domain::query::Dimension;
use crate::domain::taxonomy::Site;

/// What is served of the articles whose authored files are bad, by path.
#[derive(Debug, Default)]
pub struct LastGood(BTreeMap<String, Last>);

#[derive(Debug)]
enum Last {
    /// A good version, which stays.
    Good(Box<GoodVersion>),
    /// Nothing.
    None,
    /// A version that is filed under a category which the site does not have any more.
    Unfiled(Dimension, String),
    /// A version that cannot stay for another reason.
    Unfit(String),
}

/// The last good version of an article.
#[derive(Debug)]
pub struct GoodVersion {
    pub headline: Headline,
    /// The paths of the files that it shows and offers.
    pub files: Vec<String>,
}

impl LastGood {
    /// Looks up articles that were not looked up before; other files are left out.
    pub fn look_up<'p>(
        &mut self,
        paths: impl Iterator<Item = &'p String>,
        output: &Output<'_>,
        site: &Site,
    ) {
        for path in paths.filter(|path| authored::id_of(path).is_some()) {
            if !self.0.contains_key(path) {
                self.0.insert(path.clone(), Last::of(path, output, site));
            }
        }
    }

    /// Those that stay.
    pub fn kept(&self) -> impl Iterator<Item = &GoodVersion> {
        self.0.values().filter_map(|last| match last {
            Last::Good(kept) => Some(&**kept),
            _ => None,
        })
    }

    /// How many have no version that stays.
    pub fn left_out(&self) -> usize {
        self.0.len() - self.kept().count()
    }

    /// Counts an article that is served and whose authored file is not sound.
    fn leave(&self, path: String, departures: &mut Departures) {
        match self.0.get(&path) {
            Some(Last::Good(_)) => {}
            Some(Last::Unfiled(dimension, id)) => {
                *departures.unfiled.entry((*dimension, id.clone())).or_default() += 1;
            }
            Some(Last::Unfit(why)) => departures.others.push((path, why.clone())),
            Some(Last::None) => {
                departures
                    .others
                    .push((path, "has problems, and no good version lies here".into()));
            }
            None => departures.gone.push(path),
        }
    }
}

impl Last {
    fn of(path: &str, output: &Output<'_>, site: &Site) -> Self {
        if !output.has(path) {
            return Self::None;
        }
        let text = fs::read_to_string(output.root().join(path)).unwrap_or_default();
        let Some(article) = article::read_text(&text).article else {
            return Self::Unfit("has problems, and what is served of it is damaged".into());
        };
        if authored::id_of(path).as_ref() != Some(&article.id) {
            return Self::Unfit("has problems, and another article is served in its place".into());
        }
        let filed = [
            (Dimension::Section, Some(article.section.as_str())),
            (Dimension::Region, article.region.as_deref()),
            (Dimension::Zone, article.zone.as_deref()),
        ];
        for (dimension, id) in filed {
            if let Some(id) = id.filter(|id| site.value_name(dimension, id).is_none()) {
                return Self::Unfiled(dimension, id.to_owned());
            }
        }
        if let Some(problem) = authored::categories(site, &article).into_iter().next() {
            return Self::Unfit(format!("{}: {}", problem.field, problem.message));
        }
        let files = article.files().map(|src| src.trim_start_matches('/').to_owned()).collect();
        let headline = article.headline(site, short_hash(text.as_bytes()));
        Self::Good(Box::new(GoodVersion { headline, files }))
    }
}

/// The articles that are served, in the output or else where `against` says, and would not be after this
/// build.
///
/// # Errors
/// Where the other place does not answer as an archive.
pub fn departures(
    output: &Output<'_>,
    batches: &[Batch],
    last: &LastGood,
    against: Option<&str>,
) -> io::Result<Departures> {
    let sound = batches.iter().map(|batch| batch.sound.len()).sum::<usize>();
    let mut departures = Departures { after: sound + last.kept().count(), ..Departures::default() };
    let in_folders: BTreeMap<&str, &Batch> =
        batches.iter().map(|batch| (batch.folder.as_str(), batch)).collect();
    for at in output.folders().filter(|at| at.starts_with("articles/")) {
        let sound = in_folders.get(at).map(|batch| batch.sound.as_slice()).unwrap_or_default();
        let sound: HashSet<&str> = sound.iter().map(|own| own.known.headline.id.as_str()).collect();
        for name in output.own_names(at) {
            let path = walk::join(at, name);
            let Some(id) = authored::id_of(&path).filter(|id| id.path() == path) else { continue };
            departures.before += 1;
            if !sound.contains(id.as_str()) {
                last.leave(path, &mut departures);
            }
        }
    }
    if let (0, Some(place)) = (departures.before, against)
        && let Some(served) = against::ask(place)?
    {
        departures.before = served.count;
        let sound = batches.iter().flat_map(|batch| &batch.sound);
        let ids: HashSet<&ArticleId> = sound.map(|sound| &sound.known.headline.id).collect();
        for id in served.newest.iter().filter(|id| !ids.contains(id)) {
            last.leave(id.path(), &mut departures);
        }
        let fewer = served.count.saturating_sub(departures.after);
        departures.unnamed = fewer.saturating_sub(departures.count());
    }
    Ok(departures)
}
