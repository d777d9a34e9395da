//! Posting lists: which ordinals of a volume carry something, in as few bits as they need.
//!
//! The gaps between the ordinals of a list are nearly geometric, and Golomb coding spends some 1.44
//! bits a posting above log2(volume / list), which is within 0.1 bit of the entropy. Source: Golomb,
//! "Run-length encodings", 1966; Witten, Moffat and Bell, "Managing Gigabytes", 1999, chapter 3.
//! The bits are told as base64, since they stand in JSON.

use std::ops::Range;

/// Encodes ordinals that ascend and lie below `len`, 65,536 at most.
pub fn encode(ordinals: impl IntoIterator<Item = u32> + Clone, len: u32) -> String {
    let count = u32::try_from(ordinals.clone().into_iter().count()).unwrap_or(u32::MAX);
    let modulus = Modulus::of(count, len);
    let mut bits = Bits::default();
    let mut next = 0;
    for ordinal in ordinals {
        modulus.write(ordinal - next, &mut bits);
        next = ordinal + 1;
    }
    bits.text()
}

/// Decodes a list of `count` ordinals below `len`; `None` where it is not one.
pub fn decode(text: &str, count: u32, len: u32) -> Option<Vec<u32>> {
    let modulus = Modulus::of(count, len);
    let mut bits = Unpacked { digits: text.bytes(), held: 0, left: 0 };
    // No more than the text can hold, whatever the count claims.
    let mut ordinals = Vec::with_capacity((count as usize).min(text.len() * 6));
    let mut next = 0u32;
    for _ in 0..count {
        let gap = modulus.read(&mut bits)?;
        let ordinal = next.checked_add(gap).filter(|ordinal| *ordinal < len)?;
        ordinals.push(ordinal);
        next = ordinal + 1;
    }
    Some(ordinals)
}

/// What gaps are divided by: the quotient is told in unary, the rest in as few bits as it can be.
struct Modulus {
    value: u32,
    /// The bits of the larger rests; the first `short` rests have one less.
    width: u32,
    short: u32,
}

impl Modulus {
    /// 0.69 times the mean gap, which is best for geometric gaps. Both sides know it.
    fn of(count: u32, len: u32) -> Self {
        let mean = |gaps: u64| (gaps * 69 / u64::from(count.max(1)) + 50) / 100;
        let value = u32::try_from(mean(len.saturating_sub(count).into())).unwrap_or(1).max(1);
        let width = value.next_power_of_two().ilog2();
        Self { value, width, short: (1 << width) - value }
    }

    fn write(&self, gap: u32, bits: &mut Bits) {
        for _ in 0..gap / self.value {
            bits.push(1);
        }
        bits.push(0);
        let rest = gap % self.value;
        let (rest, width) = if rest < self.short {
            (rest, self.width - 1)
        } else {
            (rest + self.short, self.width)
        };
        for bit in (0..width).rev() {
            bits.push(rest >> bit & 1);
        }
    }

    fn read(&self, bits: &mut Unpacked<'_>) -> Option<u32> {
        let mut gap = 0u32;
        while bits.next()? == 1 {
            gap = gap.checked_add(self.value)?;
        }
        let mut rest = 0;
        for _ in 1..self.width {
            rest = rest << 1 | bits.next()?;
        }
        if self.width > 0 && rest >= self.short {
            rest = (rest << 1 | bits.next()?) - self.short;
        }
        gap.checked_add(rest)
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bits, six to a digit, the first the highest.
#[derive(Default)]
struct Bits {
    digits: Vec<u8>,
    held: u8,
    count: u8,
}

impl Bits {
    fn push(&mut self, bit: u32) {
        self.held = self.held << 1 | u8::from(bit == 1);
        self.count += 1;
        if self.count == 6 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.digits.push(DIGITS.get(usize::from(self.held)).copied().unwrap_or(b'A'));
        (self.held, self.count) = (0, 0);
    }

    fn text(mut self) -> String {
        while self.count > 0 {
            self.push(0);
        }
        self.digits.into_iter().map(char::from).collect()
    }
}

struct Unpacked<'a> {
    digits: std::str::Bytes<'a>,
    held: u8,
    left: u8,
}

impl Unpacked<'_> {
    fn next(&mut self) -> Option<u32> {
        if self.left == 0 {
            self.held = match self.digits.next()? {
                digit @ b'A'..=b'Z' => digit - b'A',
                digit @ b'a'..=b'z' => digit - b'a' + 26,
                digit @ b'0'..=b'9' => digit - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            self.left = 6;
        }
        self.left -= 1;
        Some(u32::from(self.held >> self.left & 1))
    }
}

/// A set of ordinals of one volume.
#[derive(Clone, Debug)]
pub struct Ordinals {
    words: Vec<u64>,
}

impl Ordinals {
    /// None of the ordinals below `len`.
    pub fn none(len: u32) -> Self {
        Self { words: vec![0; len.div_ceil(64) as usize] }
    }

    pub fn insert(&mut self, ordinal: u32) {
        if let Some(word) = self.words.get_mut(ordinal as usize / 64) {
            *word |= 1 << (ordinal % 64);
        }
    }

    pub fn has(&self, ordinal: u32) -> bool {
        self.words.get(ordinal as usize / 64).is_some_and(|word| word >> (ordinal % 64) & 1 == 1)
    }

    /// Those within a range, from the newest to the oldest.
    pub fn newest_first(&self, within: Range<u32>) -> Vec<u32> {
        let mut found = Vec::new();
        for at in (within.start / 64..within.end.div_ceil(64)).rev() {
            let mut rest = self.words.get(at as usize).copied().unwrap_or_default();
            while let Some(bit) = 63u32.checked_sub(rest.leading_zeros()) {
                rest &= !(1 << bit);
                let ordinal = at * 64 + bit;
                if within.contains(&ordinal) {
                    found.push(ordinal);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_list() -> impl Strategy<Value = (u32, Vec<u32>)> {
        (1u32..3_000)
            .prop_flat_map(|len| (Just(len), prop::collection::btree_set(0..len, 0..200)))
            .prop_map(|(len, set)| (len, set.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn every_list_round_trips((len, list) in any_list()) {
            let text = encode(list.iter().copied(), len);
            prop_assert_eq!(decode(&text, list.len() as u32, len), Some(list));
        }

        #[test]
        fn any_text_is_a_list_or_none(text in "[A-Za-z0-9_~-]{0,40}", count in 0u32.., len in 0u32..70_000) {
            if let Some(list) = decode(&text, count, len) {
                prop_assert!(list.is_sorted() && list.last().is_none_or(|last| *last < len));
            }
        }

        #[test]
        fn a_set_is_walked_from_the_newest((len, list) in any_list(), start in 0u32..3_100, end in 0u32..3_100) {
            let mut set = Ordinals::none(len);
            list.iter().for_each(|ordinal| set.insert(*ordinal));
            let expected: Vec<u32> =
                list.into_iter().rev().filter(|ordinal| (start..end).contains(ordinal)).collect();
            prop_assert_eq!(set.newest_first(start..end), expected);
        }
    }

    #[test]
    fn a_list_is_within_a_tenth_of_a_bit_a_posting_of_its_entropy() {
        let len = 65_536u32;
        // A fixed stream of well mixed numbers. Source: Steele and others, "SplitMix", 2014.
        let mix = |ordinal: u32| {
            let mut z = (u64::from(ordinal) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ z >> 31
        };
        for one_in in [5, 40, 700] {
            let list: Vec<u32> = (0..len).filter(|ordinal| mix(*ordinal) % one_in == 0).collect();
            let share = list.len() as f64 / f64::from(len);
            let entropy = -(share.log2() + (1.0 - share) / share * (1.0 - share).log2());
            let bits = encode(list.iter().copied(), len).len() as f64 * 6.0 / list.len() as f64;
            assert!(bits - entropy < 0.1, "1 in {one_in}: {bits} bits where {entropy} are needed");
        }
    }
}
