//! Hashes: what is served is named by its content, and what was printed known again by it.

use crate::archive::HASH_DIGITS;

/// The first 48 bits of BLAKE3, in hexadecimal.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(HASH_DIGITS).collect()
}

/// The first 64 bits of a text's hash.
pub fn hash(text: &[u8]) -> u64 {
    let hash = blake3::hash(text);
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The hash of files that are named together, by name and content, in any order.
pub fn folder_hash<B: AsRef<[u8]>>(files: impl Iterator<Item = (String, B)>) -> String {
    let mut files: Vec<(String, B)> = files.collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in files {
        let bytes = bytes.as_ref();
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        hasher.update(name.as_bytes()).update(&[0]).update(&len.to_le_bytes()).update(bytes);
    }
    hasher.finalize().to_hex().chars().take(HASH_DIGITS).collect()
}
