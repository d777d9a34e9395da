//! Articles of one day that stand under the same title.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::diagnostic::Diagnostic;
use super::memory::Known;
use crate::domain::article::{Article, Block, Image, Problem};
use crate::domain::text::half_width;

/// The articles of a folder that come first, as numbers of the caller's: by their day and title, and by
/// these and their body.
#[derive(Debug, Default)]
pub struct Titles(HashMap<u64, usize>);

impl Titles {
    /// What is to be told of an article, the next in order, where one before it has its day and title: a
    /// problem if that says and shows the same, else a warning. `path` tells the file of a number.
    pub fn judge(
        &mut self,
        number: usize,
        known: &Known,
        path: impl Fn(usize) -> String,
    ) -> Option<Diagnostic> {
        let title = (known.headline.moment().date(), plain(&known.headline.title));
        let same_body = self.first((&title, known.body), number);
        let same_title = self.first(&title, number);
        let told = match (same_body, same_title) {
            (Some(other), _) => {
                let other = path(other);
                format!("the same title and body stand in {other}, of the same day: remove one")
            }
            (None, Some(other)) => {
                format!("the same title stands in {}, of the same day", path(other))
            }
            (None, None) => return None,
        };
        let line = usize::try_from(known.title_line).ok().filter(|line| *line > 0);
        let problem = Problem { field: "title".into(), line, message: told };
        let told = Diagnostic::new(&path(number), "", problem);
        Some(if same_body.is_some() { told } else { told.warning() })
    }

    /// Notes a number, or tells the one that was noted before.
    fn first(&mut self, what: impl Hash, number: usize) -> Option<usize> {
        match self.0.entry(hash(what)) {
            Entry::Occupied(other) => Some(*other.get()),
            Entry::Vacant(entry) => {
                entry.insert(number);
                None
            }
        }
    }
}

/// A hash of what the body of an article says, however it is marked up, and of the files it shows.
pub fn body_hash(article: &Article) -> u64 {
    let mut files: Vec<&str> = Vec::new();
    for block in &article.body {
        match block {
            Block::Image(image) => files.push(&image.src),
            Block::Gallery(images) => files.extend(images.iter().map(|Image { src, .. }| &**src)),
            Block::Video(video) => files.push(&video.src),
            Block::Attachment(file) => files.push(&file.href),
            Block::Paragraph(_)
            | Block::Heading { .. }
            | Block::List { .. }
            | Block::Quote { .. }
            | Block::Table(_) => {}
        }
    }
    hash((article.paragraphs(), files))
}

/// A title without what readers do not tell apart: width, case and blanks.
fn plain(title: &str) -> String {
    let shown = title.chars().map(half_width).filter(|character| !character.is_whitespace());
    shown.flat_map(char::to_lowercase).collect()
}

fn hash(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_same_but_for_width_case_and_blanks() {
        let check = |one: &str, other: &str, same| assert_eq!(plain(one) == plain(other), same);
        check("ＧＤＰ 增长5%", "gdp增长５％", true);
        check("招商\u{3000}引资", "招商引资", true);
        check("出口+5%", "出口-5%", false);
        check("“双十一”开幕", "双十一开幕", false);
        check("招标公告（一）", "招标公告(一)", true);
    }
}
