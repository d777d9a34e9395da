//! An archive whose answers take their time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use investchn::archive::{Failure, Source};
use investchn::press::Folder;
use serde_json::Value;

/// A folder that answers all requests of one moment together, and counts the moments.
#[derive(Clone)]
pub struct Slow {
    pub folder: Folder,
    pub moment: Rc<Cell<usize>>,
    pub waiting: Rc<RefCell<Vec<Waker>>>,
    /// By path, the bytes.
    pub asked: Rc<RefCell<BTreeMap<String, u64>>>,
    /// What does not come.
    pub lost: Rc<RefCell<Option<String>>>,
    /// How often the manifest was asked for past the caches.
    pub renewed: Rc<Cell<usize>>,
}

impl Slow {
    pub fn new(folder: &Path) -> Self {
        let folder = Folder(folder.to_owned());
        Self {
            folder,
            moment: Rc::default(),
            waiting: Rc::default(),
            asked: Rc::default(),
            lost: Rc::default(),
            renewed: Rc::default(),
        }
    }

    pub fn later<T: 'static>(
        &self,
        path: &str,
        answer: impl FnOnce() -> Result<T, Failure>,
    ) -> LocalBoxFuture<'static, Result<T, Failure>> {
        let file = path.split('?').next().expect("a path");
        let bytes = fs::metadata(self.folder.0.join(file)).map_or(0, |file| file.len());
        self.asked.borrow_mut().insert(file.to_owned(), bytes);
        let lost = self.lost.borrow().as_ref().is_some_and(|lost| file.contains(lost.as_str()));
        let mut answer = Some(if lost { Err(Failure::Offline) } else { answer() });
        let (moment, waiting) = (Rc::clone(&self.moment), Rc::clone(&self.waiting));
        let begun = moment.get();
        std::future::poll_fn(move |context| {
            if moment.get() > begun {
                return Poll::Ready(answer.take().expect("polled once when it is there"));
            }
            waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }

    /// Waits for an answer; returns it with the number of round trips.
    pub fn run<T>(&self, answer: impl Future<Output = T>) -> (T, usize) {
        let begun = self.moment.get();
        let mut answer = pin!(answer);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(answer) = answer.as_mut().poll(&mut context) {
                return (answer, self.moment.get() - begun);
            }
            self.moment.set(self.moment.get() + 1);
            let waiting: Vec<Waker> = self.waiting.borrow_mut().drain(..).collect();
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

impl Source for Slow {
    fn get(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        // Their hashes are checked elsewhere; large folders take long.
        self.later(&path, || {
            let file = path.split('?').next().unwrap_or_default();
            let bytes = fs::read(self.folder.0.join(file)).map_err(|_| Failure::Missing)?;
            serde_json::from_slice(&bytes).map_err(|error| Failure::Malformed(error.to_string()))
        })
    }

    fn anew(&self, path: String) -> LocalBoxFuture<'static, Result<Value, Failure>> {
        self.renewed.set(self.renewed.get() + 1);
        self.get(path)
    }

    fn bytes(&self, path: String) -> LocalBoxFuture<'static, Result<Vec<u8>, Failure>> {
        self.later(&path, || {
            self.folder.bytes(path.clone()).now_or_never().expect("a folder answers at once")
        })
    }
}
