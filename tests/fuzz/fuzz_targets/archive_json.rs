//! Every part of the archive: what decodes is written and decodes to the same again. The first byte
//! chooses the part.
#![no_main]

use std::fmt::Debug;

use investchn::archive::index::{Index, decode_names};
use investchn::archive::{Digest, Front, Manifest, Volume};
use investchn::domain::article::Headline;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Holds a value against what is read of what is written of it.
fn again<T: PartialEq + Debug, E: PartialEq + Debug>(
    value: &T,
    text: serde_json::Result<String>,
    decode: impl Fn(&Value) -> Result<T, E>,
) {
    let text = text.expect("what was decoded is written");
    let tree = serde_json::from_str(&text).expect("what is written is JSON");
    assert_eq!(decode(&tree).as_ref(), Ok(value));
}

fuzz_target!(|data: &[u8]| {
    let Some((part, json)) = data.split_first() else { return };
    let Ok(tree) = serde_json::from_slice::<Value>(json) else { return };
    match part {
        b'm' => {
            if let Ok(manifest) = Manifest::decode(&tree) {
                again(&manifest, manifest.encode(), Manifest::decode);
            }
        }
        b'd' => {
            if let Ok(digest) = Digest::decode(&tree) {
                again(&digest, digest.encode(), Digest::decode);
            }
        }
        b'v' => {
            if let Ok(volume) = Volume::decode(&tree) {
                again(&volume, volume.encode(), Volume::decode);
            }
        }
        b's' => {
            if let Ok(index) = Index::decode(&tree) {
                again(&index, index.encode(), Index::decode);
            }
        }
        b'n' => drop(decode_names(&tree)),
        b'f' => {
            if let Ok(front) = Front::decode(&tree) {
                again(&front, serde_json::to_string(&front), Front::decode);
            }
        }
        _ => {
            let rows = tree.as_array().into_iter().flatten();
            for headline in rows.flat_map(Headline::decode) {
                again(&headline, serde_json::to_string(&headline), Headline::decode);
            }
        }
    }
});
