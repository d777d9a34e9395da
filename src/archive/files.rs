//! The archive's files as values: each is fetched and parsed once.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures::future::{FutureExt, LocalBoxFuture, Shared};
use serde_json::Value;

use super::index::{Index, Names};
use super::{Digest, Failure, Front, MANIFEST, Manifest, Part, Source, Volume, VolumeEntry};
use crate::domain::article::{self, Article, ArticleId, Headline, Texts};
use crate::domain::fold::Fold;
use crate::domain::json;
use crate::domain::sorted_map::SortedMap;
use crate::domain::taxonomy::{Site, Tree};

type Parsed = Arc<dyn Any + Send + Sync>;
type Fetch = Shared<LocalBoxFuture<'static, Result<Parsed, Failure>>>;
type Get<S> = fn(&S, String) -> LocalBoxFuture<'static, Result<Value, Failure>>;
type Decode = fn(&Value) -> Result<Parsed, Failure>;
type DecodeBytes = fn(Vec<u8>) -> Result<Parsed, Failure>;

/// What a manifest is kept under that is asked for anew, until it takes the other's place.
const RENEWAL: &str = "renewal";

/// A file that is being fetched.
pub(super) struct Pending {
    /// What it is kept under: its path, and which part of it is read.
    key: String,
    fetch: Fetch,
}

/// Hands out the files of an archive. Cloning it shares what has been fetched.
#[derive(Clone, Debug)]
pub(super) struct Files<S> {
    pub(super) source: S,
    /// By key: what was asked for once is not asked for again, even while it is under way.
    fetched: Rc<RefCell<SortedMap<Fetch>>>,
    /// Counts the editions, as one took the place of the other.
    edition: Rc<Cell<u32>>,
    /// Counts what tells that another edition may have come: files that are gone, or not as indexed.
    signs: Rc<Cell<u32>>,
    /// What articles are fetched by, whose headlines or names were seen: the hash or the version, by id.
    hashes: Rc<RefCell<SortedMap<String>>>,
}

impl<S: Source> Files<S> {
    pub fn new(source: S) -> Self {
        Self {
            source,
            fetched: Rc::default(),
            edition: Rc::default(),
            signs: Rc::default(),
            hashes: Rc::default(),
        }
    }

    /// Forgets the manifest, so that the next question sees the newest.
    pub fn refresh(&self) {
        self.fetched.borrow_mut().remove(MANIFEST);
        self.edition.update(|edition| edition + 1);
    }

    /// The number of the edition that questions are answered by.
    pub fn edition(&self) -> u32 {
        self.edition.get()
    }

    /// How many signs there were that another edition may have come.
    pub fn signs(&self) -> u32 {
        self.signs.get()
    }

    pub fn note_sign(&self) {
        self.signs.update(|signs| signs + 1);
    }

    /// Takes up the newest edition, if that of a number still stands and the host has another. Whoever
    /// asks meanwhile waits for the same manifest. Returns whether another edition stands now.
    ///
    /// # Errors
    /// Where the manifest does not come, or cannot be read.
    pub async fn renew(&self, edition: u32) -> Result<bool, Failure> {
        if self.edition() != edition {
            return Ok(true);
        }
        let old = self.manifest().await?;
        let pending = self.begin_json(RENEWAL.into(), MANIFEST.into(), S::anew, manifest);
        let fetch = pending.fetch.clone();
        let new: Arc<Manifest> = self.wait(pending).await?;
        self.forget(RENEWAL, &fetch);
        // Another question may have been first to take it up.
        if self.edition() == edition && !new.is_edition_of(&old) {
            self.fetched.borrow_mut().insert(MANIFEST, fetch);
            self.edition.set(edition + 1);
        }
        Ok(self.edition() != edition)
    }

    pub async fn manifest(&self) -> Result<Arc<Manifest>, Failure> {
        self.wait(self.begin(MANIFEST.to_owned(), manifest)).await
    }

    pub async fn site(&self, manifest: &Manifest) -> Result<Arc<Site>, Failure> {
        let site = self.begin(Part::Site.path(&manifest.site), |value| {
            // Whether its ids agree was checked when it was pressed.
            Site::read(value).map(parsed).map_err(Failure::Malformed)
        });
        self.wait(site).await
    }

    /// What filters need of the site.
    pub async fn tree(&self, manifest: &Manifest) -> Result<Arc<Tree>, Failure> {
        let tree = self.begin_in_part(Part::Site.path(&manifest.site), |value| {
            Tree::decode(value).map(parsed).map_err(Failure::Malformed)
        });
        self.wait(tree).await
    }

    pub async fn front(&self, manifest: &Manifest) -> Result<Arc<Front>, Failure> {
        let front = self.begin(Part::Front.path(&manifest.front), |value| {
            Front::decode(value).map(parsed).map_err(Failure::Malformed)
        });
        let front: Arc<Front> = self.wait(front).await?;
        self.remember(front.headlines());
        Ok(front)
    }

    pub async fn digest(&self, hash: &str) -> Result<Arc<Digest>, Failure> {
        let digest: Arc<Digest> = self.wait(self.begin_digest(hash)).await?;
        self.remember(digest.newest.iter());
        Ok(digest)
    }

    pub fn begin_digest(&self, hash: &str) -> Pending {
        self.begin(Part::Digest.path(hash), |value| {
            Digest::decode(value).map(parsed).map_err(Failure::Malformed)
        })
    }

    /// A volume, as one of its registers tells it.
    pub async fn volume(
        &self,
        entry: &VolumeEntry,
        register: &str,
    ) -> Result<Arc<Volume>, Failure> {
        self.wait(self.begin_volume(entry, register)).await
    }

    pub fn begin_volume(&self, entry: &VolumeEntry, register: &str) -> Pending {
        let path = [&Part::Volume.folder(&entry.hash), "/", register, ".json"].concat();
        self.begin(path, |value| Volume::decode(value).map(parsed))
    }

    /// A file of headlines.
    pub async fn headlines(&self, path: &str) -> Result<Arc<Vec<Headline>>, Failure> {
        let rows: Arc<Vec<Headline>> = self.wait(self.begin_headlines(path)).await?;
        self.remember(rows.iter());
        Ok(rows)
    }

    pub fn begin_headlines(&self, path: &str) -> Pending {
        self.begin(path.to_owned(), |value| {
            let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
            json::elements_of(rows, "", Headline::decode).map(parsed).map_err(Failure::Malformed)
        })
    }

    /// The table that texts are folded by.
    pub fn begin_fold(&self, hash: &str) -> Pending {
        self.begin_bytes(Part::Fold.path(hash), |file| {
            let fold = Fold::decode(&file).map(parsed);
            fold.ok_or_else(|| Failure::Malformed("is no folding table".into()))
        })
    }

    /// What the index of words has.
    pub fn begin_index(&self, hash: &str) -> Pending {
        self.begin(Part::Search.path(hash), |value| {
            Index::decode(value).map(parsed).map_err(Failure::Malformed)
        })
    }

    /// The articles that a file of the index names.
    pub async fn names(&self, path: &str) -> Result<Arc<Names>, Failure> {
        self.wait(self.begin_names(path)).await
    }

    pub fn begin_names(&self, path: &str) -> Pending {
        self.begin(path.to_owned(), |value| {
            Names::decode(value).map(parsed).map_err(Failure::Malformed)
        })
    }

    /// A file of the index, as it is.
    pub fn begin_shelf(&self, path: &str) -> Pending {
        self.begin_bytes(path.to_owned(), |file| Ok(parsed(file)))
    }

    /// An article; by its hash, where its headline was seen, and else by its bare address.
    pub async fn article(&self, id: &ArticleId) -> Result<Arc<Article>, Failure> {
        let article: Arc<Article> = self.by_hash_or_bare(id, Self::begin_article).await?;
        if article.id == *id {
            Ok(article)
        } else {
            Err(Failure::Malformed([&self.path_of(id), ": another article"].concat()))
        }
    }

    pub fn begin_article(&self, id: &ArticleId) -> Pending {
        self.begin(self.path_of(id), |value| {
            let reading = article::read(value);
            let told = reading.problems.into_iter().next().map(|problem| problem.message);
            let article = reading.article.map(parsed);
            article.ok_or_else(|| Failure::Malformed(told.unwrap_or_default()))
        })
    }

    /// What is searched of an article; found as the article is.
    pub async fn texts(&self, id: &ArticleId) -> Result<Arc<Texts>, Failure> {
        let texts: Arc<Texts> = self.by_hash_or_bare(id, Self::begin_texts).await?;
        if texts.headline.id == *id {
            Ok(texts)
        } else {
            Err(Failure::Malformed([&id.path(), ": another article"].concat()))
        }
    }

    pub fn begin_texts(&self, id: &ArticleId) -> Pending {
        self.begin_in_part(self.path_of(id), |value| {
            Texts::decode(value).map(parsed).map_err(Failure::Malformed)
        })
    }

    /// An article's file. A hash that leads nowhere was told by an edition that is gone: it is forgotten,
    /// and the bare address asked.
    async fn by_hash_or_bare<T: Send + Sync + 'static>(
        &self,
        id: &ArticleId,
        begin: fn(&Self, &ArticleId) -> Pending,
    ) -> Result<Arc<T>, Failure> {
        loop {
            let pending = begin(self, id);
            // A set of signs: a search for the one would bring its code into the app, for 6 kB.
            let is_hashed = pending.key.contains(['?']);
            let file = self.wait(pending).await;
            if !(is_hashed && file.as_ref().err() == Some(&Failure::Missing)) {
                return file;
            }
            self.hashes.borrow_mut().remove(id.as_str());
        }
    }

    /// The hash or version that an article is fetched by; empty where none was seen.
    pub fn hash_of(&self, id: &ArticleId) -> String {
        self.hashes.borrow().get(id.as_str()).cloned().unwrap_or_default()
    }

    /// Where an article is fetched from: by its hash, unless it was asked for before that was known.
    fn path_of(&self, id: &ArticleId) -> String {
        let mut path = id.path();
        if self.fetched.borrow().get(&path).is_some() {
            return path;
        }
        if let Some(hash) = self.hashes.borrow().get(id.as_str()) {
            path = [&path, "?v=", hash].concat();
        }
        path
    }

    pub fn remember<'a>(&self, headlines: impl Iterator<Item = &'a Headline>) {
        headlines.for_each(|headline| self.note(&headline.id, &headline.hash));
    }

    /// Takes note of what an article is fetched by.
    pub fn note(&self, id: &ArticleId, hash: &str) {
        self.hashes.borrow_mut().insert(id.as_str(), hash.to_owned());
    }

    /// Begins to fetch and parse a file, if that has not begun before. What has begun goes on by
    /// itself: to begin several and then wait for each is to fetch them all at once.
    fn begin(&self, path: String, decode: Decode) -> Pending {
        self.begin_json(path.clone(), path, S::get, decode)
    }

    /// The same for a file of which a part is read alone, and all of it elsewhere.
    fn begin_in_part(&self, path: String, decode: Decode) -> Pending {
        self.begin_json([&path, " in part"].concat(), path, S::get, decode)
    }

    fn begin_json(&self, key: String, path: String, get: Get<S>, decode: Decode) -> Pending {
        self.begin_once(key, path, &|path| {
            let value = get(&self.source, path);
            async move { decode(&value.await?) }.boxed_local()
        })
    }

    fn begin_bytes(&self, path: String, decode: DecodeBytes) -> Pending {
        self.begin_once(path.clone(), path, &|path| {
            let bytes = self.source.bytes(path);
            async move { decode(bytes.await?) }.boxed_local()
        })
    }

    fn begin_once(
        &self,
        key: String,
        path: String,
        begin: &dyn Fn(String) -> LocalBoxFuture<'static, Result<Parsed, Failure>>,
    ) -> Pending {
        let mut fetched = self.fetched.borrow_mut();
        if let Some(fetch) = fetched.get(&key) {
            return Pending { key, fetch: fetch.clone() };
        }
        let value = begin(path.clone());
        let fetch = async move { value.await.map_err(|failure| failure_of(path, failure)) };
        let fetch = fetch.boxed_local().shared();
        // A request is sent when it is polled first; whoever waits for it later is woken.
        let _ = fetch.clone().now_or_never();
        fetched.insert(&key, fetch.clone());
        Pending { key, fetch }
    }

    /// Waits for a file. What failed is asked for again the next time.
    pub async fn wait<T: Send + Sync + 'static>(
        &self,
        pending: Pending,
    ) -> Result<Arc<T>, Failure> {
        let parsed = self.come(&pending).await?;
        parsed.downcast::<T>().map_err(|_| Failure::Malformed(pending.key))
    }

    /// The same for any file: this weighs something, and is there once.
    async fn come(&self, Pending { key, fetch }: &Pending) -> Result<Parsed, Failure> {
        fetch.clone().await.inspect_err(|failure| {
            if matches!(failure, Failure::Lost(_) | Failure::Missing) {
                self.note_sign();
            }
            self.forget(key, fetch);
        })
    }

    /// Forgets what came under a key, unless something else has taken its place.
    fn forget(&self, key: &str, fetch: &Fetch) {
        let mut fetched = self.fetched.borrow_mut();
        if fetched.get(key).is_some_and(|own| own.ptr_eq(fetch)) {
            fetched.remove(key);
        }
    }

    /// Forgets what has failed while nobody waited for it, so that a new question is not answered by it.
    pub fn forget_failed(&self) {
        let has_failed = |fetch: &Fetch| matches!(fetch.clone().now_or_never(), Some(Err(_)));
        self.fetched.borrow_mut().retain(|fetch| !has_failed(fetch));
    }
}

fn manifest(value: &Value) -> Result<Parsed, Failure> {
    Manifest::decode(value).map(parsed)
}

/// What it means that a file did not come: one that an edition names is gone with it, and only an
/// article's bare address may lead nowhere. A page in place of any other tells of the network.
fn failure_of(path: String, failure: Failure) -> Failure {
    let is_of_archive = path.starts_with("archive/");
    match failure {
        Failure::Malformed(what) => Failure::Malformed([&path, ": ", &what].concat()),
        Failure::Foreign if !is_of_archive || path == MANIFEST => Failure::Offline,
        Failure::Missing | Failure::Foreign if is_of_archive => Failure::Lost(path),
        other => other,
    }
}

fn parsed<T: Send + Sync + 'static>(value: T) -> Parsed {
    Arc::new(value)
}
