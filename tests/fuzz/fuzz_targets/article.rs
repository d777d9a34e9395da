//! Authored articles: what cannot be read is told, and what can be has what a page needs.
#![no_main]

use investchn::article;
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
        }
    }
});
