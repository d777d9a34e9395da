//! The site's file: what is read is written and read to the same again.
#![no_main]

use investchn::domain::phrases::Phrases;
use investchn::domain::taxonomy::Site;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(tree) = serde_json::from_slice::<Value>(data) else { return };
    let Ok(site) = Site::saying(Phrases::default(), &tree) else { return };
    let written = serde_json::to_value(&site).expect("what was read is written");
    assert_eq!(Site::read(&written).as_ref(), Ok(&site));
});
