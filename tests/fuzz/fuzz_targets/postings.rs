//! Posting lists, reached through a volume of two filings: whatever the bits, the rows that are
//! found are rows of the volume, each once, newest first, and as many as are counted.
#![no_main]

use std::sync::LazyLock;

use investchn::archive::Volume;
use investchn::domain::query::{Dimension, Query};
use investchn::domain::phrases::Phrases;
use investchn::domain::taxonomy::Site;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let site = json!({
        "name": "", "latin_name": "", "slogan": "", "language": "", "base_url": "", "copyright": "",
        "contact": {"phone": "", "fax": "", "mail": ""}
    });
    Site::saying(Phrases::default(), &site).expect("a site without categories")
});

fn volume_of(len: u16, count: u16, first: &str, second: &str) -> Value {
    // Larger volumes have no other code, and cost the time of many runs.
    let len = len % 2_048 + 1;
    let count = count % (len + 1);
    let day = len.div_ceil(2);
    let days = if len > day { vec![18_000, day, 1, len - day] } else { vec![18_000, day] };
    json!({
        "days": days,
        "filings": [
            ["", "", "policy", "text", count, first],
            ["", "", "events", "text", len - count, second]
        ],
        "roll": { "lens": [len], "hashes": "0123456789ab" }
    })
}

fuzz_target!(|input: (u16, u16, &str, &str, u16, u16)| {
    let (len, count, first, second, start, end) = input;
    let tree = volume_of(len, count, first, second);
    // Another layout of volumes has other rules.
    let Ok(volume) = Volume::decode(&tree) else { return };
    let within = u32::from(start)..u32::from(end);
    for section in ["policy", "events"] {
        let query = Query::default().with(Dimension::Section, section);
        let Ok(all) = volume.find(&query, &SITE, 0..volume.len()) else { continue };
        assert!(all.iter().zip(all.iter().skip(1)).all(|(newer, older)| newer > older));
        assert!(all.iter().all(|row| *row < volume.len()));
        if let Ok(some) = volume.find(&query, &SITE, within.clone()) {
            let expected: Vec<u32> =
                all.iter().copied().filter(|row| within.contains(row)).collect();
            assert_eq!(some, expected);
        }
    }
});
