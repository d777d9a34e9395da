//! The page's side of the finder: questions go out, and each answer finds who asked.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use serde_json::Value;

use super::browser::{self, Worker};
use crate::archive::{Answer, Failure, Marks};
use crate::domain::article::ArticleId;
use crate::domain::query::Query;
use crate::finder::{self, Question};
use crate::network;
use crate::site::open::Searcher;

/// Asks the finder, which starts with the first question. Cloning it shares the finder.
#[derive(Clone, Debug, Default)]
pub struct Finder(Rc<RefCell<Connection>>);

#[derive(Debug, Default)]
struct Connection {
    worker: Option<Worker>,
    /// Questions for a finder that does not listen yet; nothing once it does.
    held: Option<Vec<String>>,
    asked: u32,
    /// Who waits for an answer, by the number of the question; a few at most.
    waiting: Vec<(u32, oneshot::Sender<Value>)>,
}

impl Finder {
    /// Lets the finder go, and with it what it knows of the edition; the next question starts one.
    pub fn refresh(&self) {
        self.0.borrow_mut().hear(None);
    }

    /// Where a query's words stand in an article.
    pub async fn marks(&self, id: &ArticleId, query: &Query) -> Result<Marks, Failure> {
        let told = self.ask(&Question::Marks(id.clone(), query.clone())).await;
        finder::marks(&told.map_err(|_| Failure::Offline)?)
    }

    fn ask(&self, question: &Question) -> oneshot::Receiver<Value> {
        let (answer, told) = oneshot::channel();
        let mut connection = self.0.borrow_mut();
        if connection.worker.is_none() {
            connection.held = Some(Vec::new());
            let shared = Rc::downgrade(&self.0);
            connection.worker = Worker::finder(move |text| {
                if let Some(connection) = shared.upgrade() {
                    connection.borrow_mut().hear(text.as_deref());
                }
            });
        }
        connection.asked += 1;
        let number = connection.asked;
        let text = format!("{number} {}", question.text());
        // Where no finder can be started, who asked is told by the answer's end being dropped.
        let Connection { worker, held, waiting, .. } = &mut *connection;
        if let Some(worker) = worker {
            match held {
                Some(held) => held.push(text),
                None => worker.post(&text),
            }
            waiting.push((number, answer));
        }
        told
    }
}

impl Searcher for Finder {
    fn ready(&self) {
        if self.0.borrow().worker.is_none() {
            drop(self.ask(&Question::Ready));
        }
    }

    async fn search(&self, query: &Query) -> Result<Answer, Failure> {
        let told = self.ask(&Question::Search(query.clone())).await;
        Answer::decode(&told.map_err(|_| Failure::Offline)?, query)
    }

    fn recent(&self) -> Vec<String> {
        browser::recent()
    }
}

impl Connection {
    /// Hands an answer to who asked. Where the finder has failed, whoever waits is told so, and the
    /// next question starts it anew.
    fn hear(&mut self, text: Option<&str>) {
        if text == Some(finder::LISTENING) {
            if let Some(worker) = &self.worker {
                self.held.take().into_iter().flatten().for_each(|text| worker.post(&text));
            }
            return;
        }
        let Some((number, answer)) = text.and_then(|text| text.split_once(' ')) else {
            self.worker = None;
            self.waiting.clear();
            return;
        };
        let number = number.parse().ok();
        let at = self.waiting.iter().position(|(own, _)| Some(*own) == number);
        let waiting = at.map(|at| self.waiting.swap_remove(at));
        if let (Some((_, waiting)), Some(answer)) = (waiting, network::parse(answer)) {
            let _ = waiting.send(answer);
        }
    }
}
