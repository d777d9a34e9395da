//! Asking across editions. A host keeps the files of an edition for a while, and an open tab knows no
//! other: where a file is gone, the newest edition answers.

use super::Reader;
use crate::archive::{Failure, MANIFEST, Source};

impl<S: Source> Reader<S> {
    /// Answers a question; where a file of its edition is gone, once more by the newest one. `lacks` says
    /// whether an answer tells of files that did not come, and so would be better with them.
    ///
    /// # Errors
    /// Those of the question. Where the host has no other edition, the file that is gone is
    /// [`Failure::Lost`]; where the manifest does not come, that is the failure.
    pub async fn across_editions<T>(
        &self,
        ask: impl AsyncFn() -> Result<T, Failure>,
        lacks: fn(&T) -> bool,
    ) -> Result<T, Failure> {
        let mut is_renewed = false;
        loop {
            self.files.forget_failed();
            let (edition, signs) = (self.files.edition(), self.files.signs());
            let answer = ask().await;
            let is_outdated = match &answer {
                Err(Failure::Lost(path)) => path != MANIFEST,
                Err(_) => false,
                Ok(told) => lacks(told) && self.files.signs() != signs,
            };
            if is_renewed || !is_outdated {
                return answer;
            }
            match self.files.renew(edition).await {
                Ok(true) => is_renewed = true,
                Err(failure) if answer.is_err() => return Err(failure),
                // What there is of an answer is better than none.
                _ => return answer,
            }
        }
    }
}

#[cfg(test)]
mod tests;
