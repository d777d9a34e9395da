//! Authored articles: what cannot be read is told, what can be has what a page needs, and a search reads
//! the same texts.
#![no_main]

use investchn::domain::article::{self, Texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = article::read_text(text);
    match &reading.article {
        None => assert!(!reading.problems.is_empty(), "an article that cannot be read is told"),
        Some(article) => {
            assert!(article.id.path().starts_with("articles/"));
            assert!(!article.title.trim().is_empty() && !article.section.trim().is_empty());
            let told = reading.problems.iter().all(|problem| !problem.message.is_empty());
            assert!(told, "a fault has its words");
            if reading.problems.is_empty() {
                let tree = serde_json::from_str(text).expect("it was read");
                let texts = Texts::decode(&tree).expect("it has no faults");
                assert_eq!(texts.paragraphs, article.paragraphs());
            }
        }
    }
});
