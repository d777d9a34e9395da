//! Bits, packed and read again: the codes that the archive's binary files are made of.
//!
//! Whatever the bytes, reading gives values within the bounds that it was asked for, or `None`; it
//! never panics, and it never holds more than the bits can tell.

/// Bits in the making, the first the highest of its byte.
#[derive(Clone, Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// What fills no byte yet, in the lowest `count` bits.
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `width` bits, 32 at most, the highest first.
    pub fn bits(&mut self, value: u32, width: u32) {
        let mask = (1u64 << width) - 1;
        self.held = self.held << width | (u64::from(value) & mask);
        self.count += width;
        while self.count >= 8 {
            self.count -= 8;
            // The highest held bits; what lies above them was written before.
            self.bytes.push((self.held >> self.count & 0xff) as u8);
        }
    }

    /// Elias gamma: 1 bit for 0, 3 for 1 and 2, and so on. Source: Elias, "Universal codeword sets
    /// and representations of the integers", 1975.
    pub fn gamma(&mut self, value: u32) {
        // The largest value stands for itself and the one below.
        let one_more = value.saturating_add(1);
        let width = one_more.ilog2();
        self.bits(0, width);
        self.bits(one_more, width + 1);
    }

    /// A value below `end`, in as few bits as it can be: those in the middle have one bit less.
    pub fn below(&mut self, value: u32, end: u32) {
        // Turned, so that the middle comes first.
        let (_, short) = minimal(end);
        let offset = (end - short) / 2;
        let turned = if value >= offset { value - offset } else { value + (end - offset) };
        self.small(turned, end);
    }

    /// A value below `end`, in as few bits as it can be: the smallest have one bit less.
    fn small(&mut self, value: u32, end: u32) {
        let (width, short) = minimal(end);
        if width == 0 {
            return;
        }
        if value < short {
            self.bits(value, width - 1);
        } else {
            self.bits(value + short, width);
        }
    }

    /// A set of ascending values below `end`; the reader is told how many there are. Source: Moffat
    /// and Stuiver, "Binary interpolative coding for effective index compression", 2000.
    pub fn set(&mut self, values: &[u32], end: u32) {
        self.between(values, 0, end);
    }

    fn between(&mut self, values: &[u32], low: u32, high: u32) {
        let count = values.len();
        if count == 0 || count as u64 == u64::from(high - low) {
            return;
        }
        let at = count / 2;
        let (left, rest) = values.split_at(at);
        let Some((middle, right)) = rest.split_first() else { return };
        let (first, last) = (low + left.len() as u32, high - right.len() as u32);
        self.below(middle - first, last - first);
        self.between(left, low, *middle);
        self.between(right, middle + 1, high);
    }

    /// A set as [`BitWriter::set`] or by its gaps, whichever takes fewer bits: the one is best for
    /// what comes in clusters, the other for what is spread evenly.
    pub fn list(&mut self, values: &[u32], end: u32) {
        if count(values.len()) < MANY {
            return self.set(values, end);
        }
        let gaps = Gaps::of(count(values.len()), end);
        let before = (self.bytes.len(), self.held, self.count, self.len());
        self.bits(0, 1);
        self.set(values, end);
        if (self.len() - before.3) as u64 > gaps.cost(values) {
            self.bytes.truncate(before.0);
            (self.held, self.count) = (before.1, before.2);
            self.bits(1, 1);
            gaps.write(values, self);
        }
    }

    /// The bytes; the last one is filled up with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            let missing = 8 - self.count;
            self.bits(0, missing);
        }
        self.bytes
    }

    /// How many bits were written.
    pub fn len(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads what [`BitWriter`] writes.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, held: 0, count: 0 }
    }

    /// How many bits are left.
    pub fn left(&self) -> usize {
        self.bytes.len() * 8 + self.count as usize
    }

    pub fn bits(&mut self, width: u32) -> Option<u32> {
        if width > 32 {
            return None;
        }
        while self.count < width {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            self.held = self.held << 8 | u64::from(*byte);
            self.count += 8;
        }
        self.count -= width;
        Some((self.held >> self.count & ((1u64 << width) - 1)) as u32)
    }

    pub fn gamma(&mut self) -> Option<u32> {
        let mut width = 0;
        while self.bits(1)? == 0 {
            width += 1;
        }
        if width > 31 {
            return None;
        }
        let rest = self.bits(width)?;
        Some((1u32 << width | rest) - 1)
    }

    pub fn below(&mut self, end: u32) -> Option<u32> {
        let turned = self.small(end)?;
        let (_, short) = minimal(end);
        let offset = (end - short) / 2;
        Some(if turned < end - offset { turned + offset } else { turned - (end - offset) })
    }

    fn small(&mut self, end: u32) -> Option<u32> {
        let (width, short) = minimal(end);
        if width == 0 {
            return (end > 0).then_some(0);
        }
        let value = self.bits(width - 1)?;
        if value < short { Some(value) } else { Some((value << 1 | self.bits(1)?) - short) }
    }

    /// A set of `count` values below `end`.
    pub fn set(&mut self, count: u32, end: u32) -> Option<Vec<u32>> {
        let mut values = Vec::new();
        self.each(count, end, &mut |value| values.push(value))?;
        Some(values)
    }

    /// Reads what [`BitWriter::list`] writes.
    pub fn list(&mut self, count: u32, end: u32, take: &mut impl FnMut(u32)) -> Option<()> {
        if count >= MANY && self.bits(1)? == 1 {
            return Gaps::of(count, end).read(count, end, self, take);
        }
        self.each(count, end, take)
    }

    fn each(&mut self, count: u32, end: u32, take: &mut impl FnMut(u32)) -> Option<()> {
        if count > end {
            return None;
        }
        // A full set takes no bits, so nothing but this keeps a damaged count from filling memory.
        if count > MOST {
            return None;
        }
        self.between(count, 0, end, take)
    }

    fn between(
        &mut self,
        count: u32,
        low: u32,
        high: u32,
        take: &mut impl FnMut(u32),
    ) -> Option<()> {
        if count == 0 {
            return Some(());
        }
        if count == high - low {
            (low..high).for_each(take);
            return Some(());
        }
        let left = count / 2;
        let right = count - left - 1;
        let (first, last) = (low + left, high - right);
        let middle = first + self.below(last - first)?;
        // What is left of the middle comes first in order, and its bits too.
        self.between(left, low, middle, take)?;
        take(middle);
        self.between(right, middle + 1, high, take)
    }
}

/// Fewer values than these have no gaps to speak of.
const MANY: u32 = 6;

/// Golomb coding of gaps. Source: Golomb, "Run-length encodings", 1966.
struct Gaps {
    /// What gaps are divided by: the quotient is told in unary, the rest in as few bits as can be.
    divisor: u32,
}

impl Gaps {
    /// 0.69 times the mean gap, which is best for geometric gaps.
    fn of(count: u32, end: u32) -> Self {
        let spread = u64::from(end.saturating_sub(count)) * 69 / u64::from(count.max(1));
        Self { divisor: u32::try_from((spread + 50) / 100).unwrap_or(1).max(1) }
    }

    fn each(&self, values: &[u32], mut take: impl FnMut(u32, u32)) {
        let mut next = 0;
        for value in values {
            let gap = value - next;
            take(gap / self.divisor, gap % self.divisor);
            next = value + 1;
        }
    }

    /// How many bits it takes, with the one that chooses it.
    fn cost(&self, values: &[u32]) -> u64 {
        let (width, short) = minimal(self.divisor);
        let mut cost = 1;
        self.each(values, |quotient, rest| {
            let one_less = u32::from(width > 0 && rest < short);
            cost += u64::from(quotient + 1 + width - one_less);
        });
        cost
    }

    fn write(&self, values: &[u32], bits: &mut BitWriter) {
        self.each(values, |quotient, rest| {
            for _ in 0..quotient {
                bits.bits(1, 1);
            }
            bits.bits(0, 1);
            bits.small(rest, self.divisor);
        });
    }

    fn read(
        &self,
        count: u32,
        end: u32,
        bits: &mut BitReader<'_>,
        take: &mut impl FnMut(u32),
    ) -> Option<()> {
        let mut next = 0u32;
        for _ in 0..count {
            let mut gap = 0u32;
            while bits.bits(1)? == 1 {
                gap = gap.checked_add(self.divisor)?;
            }
            gap = gap.checked_add(bits.small(self.divisor)?)?;
            let value = next.checked_add(gap).filter(|value| *value < end)?;
            take(value);
            next = value + 1;
        }
        Some(())
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// The most values of one set.
const MOST: u32 = 1 << 20;

/// The bits of the longer codes of a value below `end`, and how many values have one bit less.
fn minimal(end: u32) -> (u32, u32) {
    if end < 2 {
        return (0, end);
    }
    let width = (end - 1).ilog2() + 1;
    let short = (1u64 << width) - u64::from(end);
    (width, short as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_set() -> impl Strategy<Value = (u32, Vec<u32>)> {
        (1u32..5_000)
            .prop_flat_map(|end| (Just(end), prop::collection::btree_set(0..end, 0..300)))
            .prop_map(|(end, set)| (end, set.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            sets in prop::collection::vec(any_set(), 0..8), number in any::<u32>(),
            low in 0u32..u32::MAX, end in 1u32.., width in 1u32..=32,
        ) {
            let low = low % end;
            let mut writer = BitWriter::default();
            for (end, set) in &sets {
                writer.gamma(set.len() as u32);
                writer.set(set, *end);
                writer.list(set, *end);
            }
            let number = number.min(u32::MAX - 1);
            writer.gamma(number);
            writer.below(low, end);
            writer.bits(number, width);
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (end, set) in &sets {
                prop_assert_eq!(reader.gamma(), Some(set.len() as u32));
                let read = reader.set(set.len() as u32, *end);
                prop_assert_eq!(read.as_ref(), Some(set));
                let mut list = Vec::new();
                prop_assert!(reader.list(set.len() as u32, *end, &mut |value| list.push(value)).is_some());
                prop_assert_eq!(&list, set);
            }
            prop_assert_eq!(reader.gamma(), Some(number));
            prop_assert_eq!(reader.below(end), Some(low));
            let mask = ((1u64 << width) - 1) as u32;
            prop_assert_eq!(reader.bits(width), Some(number & mask));
            prop_assert!(reader.left() < 8);
        }

        #[test]
        fn any_bytes_are_a_set_or_none(bytes in prop::collection::vec(any::<u8>(), 0..60), count in 0u32..400, end in any::<u32>()) {
            if let Some(set) = BitReader::new(&bytes).set(count, end) {
                prop_assert_eq!(set.len(), count as usize);
                prop_assert!(set.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(set.last().is_none_or(|last| *last < end));
            }
            let mut list = Vec::new();
            if BitReader::new(&bytes).list(count, end, &mut |value| list.push(value)).is_some() {
                prop_assert_eq!(list.len(), count as usize);
                prop_assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
            }
            let mut reader = BitReader::new(&bytes);
            while reader.gamma().is_some() {}
        }
    }

    #[test]
    fn a_list_of_even_spread_is_within_a_seventh_of_a_bit_a_value_of_its_entropy() {
        let end = 65_536u32;
        // A fixed stream of well mixed numbers. Source: Steele and others, "SplitMix", 2014.
        let mix = |value: u32| {
            let mut z = (u64::from(value) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ z >> 31
        };
        for one_in in [2, 5, 40, 700] {
            let set: Vec<u32> = (0..end).filter(|value| mix(*value) % one_in == 0).collect();
            let share = set.len() as f64 / f64::from(end);
            let entropy = -(share.log2() + (1.0 - share) / share * (1.0 - share).log2());
            let mut writer = BitWriter::default();
            writer.list(&set, end);
            let bits = writer.len() as f64 / set.len() as f64;
            assert!(bits - entropy < 0.15, "1 in {one_in}: {bits} bits where {entropy} are needed");
        }
    }
}
