//! The index's binary files: whatever the bytes, what is read of them lies within its bounds. The
//! checksum is mended first, since nearly no bytes would have the right one.
#![no_main]

use std::ops::ControlFlow;

use investchn::archive::index::{Place, Postings, Share, Shelf, Stored, encode, entries};
use investchn::domain::bits::{BitReader, BitWriter};
use investchn::domain::fold::Fold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u32, u8, &[u8])| {
    let (of, shelf, bytes) = input;
    let mut bits = BitReader::new(bytes);
    while let Some(postings) = Postings::read(&mut bits, of) {
        let ascend =
            |list: &[u32]| list.iter().zip(list.iter().skip(1)).all(|(one, two)| one < two);
        assert!(ascend(&postings.ordinals) && ascend(&postings.titles));
        assert!(postings.ordinals.iter().all(|ordinal| *ordinal < of));
        let mut again = BitWriter::default();
        postings.write(&mut again, of);
        let again = again.finish();
        assert_eq!(Postings::read(&mut BitReader::new(&again), of), Some(postings));
    }
    let mut bits = BitReader::new(bytes);
    while let Some(share) = Share::read(&mut bits, of % 5_000) {
        assert!(share.articles as usize >= share.segments.len());
    }
    let _ = Fold::decode(bytes);
    let shelf = Shelf::ALL.into_iter().nth(usize::from(shelf % 3)).unwrap_or(Shelf::Word);
    let place = Place { shelf, file: 0, files: 7, of };
    // An empty file of this place, with another content behind its head.
    let mut file = encode::<Postings>(&place, &[]);
    file.truncate(4);
    file.extend(investchn::archive::index::checksum_of(&place, bytes).to_le_bytes());
    file.extend(bytes);
    let _ = entries(&place, &file, |_, _: Postings| ControlFlow::Continue(()));
});
