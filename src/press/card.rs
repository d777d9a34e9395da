//! Title cards: the pictures that previews of a link show for an article without a cover.
//!
//! A card is text in one ink on one ground, so it is a PNG of sixteen shades between the two. It is
//! named by all that it is made of, the font included: the same name is always the same picture.

use std::io;
use std::path::Path;

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont, point};
use fontdb::{Database, Family, ID, Query, Weight};

use super::disk;
use crate::domain::article::Headline;
use crate::domain::taxonomy::Site;

/// A card's width and height, in pixels: of the shape that previews want, 1.91 to 1.
const SIZE: (u32, u32) = (900, 471);

/// The folder that cards lie in, from the site's root.
pub const FOLDER: &str = "cards";

/// The length of the hash that a card is named by, in hexadecimal digits.
const HASH_DIGITS: usize = 16;

/// Whether a file of that folder is named as a card.
pub fn is_name(name: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let hash = name.strip_suffix(".png");
    hash.is_some_and(|hash| hash.len() == HASH_DIGITS && hash.bytes().all(is_hex))
}

/// Changes whenever cards are drawn in another way.
const VERSION: &str = "1";

/// What most machines that have Chinese characters have them in, the finest first.
const FAMILIES: [&str; 8] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
];

const GROUND: [u8; 3] = [0x1f, 0x4e, 0x8c];
const INK: [u8; 3] = [0xff; 3];
/// Shades from ground to ink, so many that edges are smooth, in four bits each.
const SHADES: u8 = 15;
/// How strongly what is beside the title stands out, of [`SHADES`].
const SOFT: f32 = 0.72;

const MARGIN: f32 = 64.0;
const SMALL: f32 = 28.0;
/// Sizes of the title, in pixels an em, each with the lines that have room: the first that fits is taken.
const TITLES: [(f32, usize); 4] = [(72.0, 2), (60.0, 3), (48.0, 4), (40.0, 5)];
/// From one line to the next, in ems.
const LEADING: f32 = 1.3;

/// What does not begin a line.
const CLOSING: &str = "，。、；：！？）》」』】〉”’·…—%％,.;:!?)]}";

/// Draws cards in one font.
#[derive(Debug)]
pub struct Cards {
    font: FontVec,
    /// The hash of the font, and of the way cards are drawn.
    made_with: blake3::Hash,
}

impl Cards {
    /// Draws in the font of a file.
    ///
    /// # Errors
    /// Where the file is no font, or has no Chinese characters.
    pub fn with(file: &Path) -> io::Result<Self> {
        let wrong = |what: &str| {
            let message = format!("{}: {what}", file.display());
            io::Error::new(io::ErrorKind::InvalidData, message)
        };
        let bytes = disk::read(file)?;
        let cards = Self::of(bytes, 0).ok_or_else(|| wrong("is no font of outlines"))?;
        if cards.has_chinese() { Ok(cards) } else { Err(wrong("has no Chinese characters")) }
    }

    /// Draws in a font of this machine; `None` where it has none with Chinese characters.
    pub fn of_machine() -> Option<Self> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let named = FAMILIES.iter().filter_map(|name| {
            let families = [Family::Name(name)];
            fonts.query(&Query { families: &families, weight: Weight::BOLD, ..Query::default() })
        });
        let load =
            |id: ID| fonts.with_face_data(id, |bytes, face| Self::of(bytes.to_vec(), face))?;
        named.filter_map(load).find(Self::has_chinese)
    }

    fn of(bytes: Vec<u8>, face: u32) -> Option<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(VERSION.as_bytes()).update(&face.to_le_bytes()).update(&bytes);
        let made_with = hasher.finalize();
        Some(Self { font: FontVec::try_from_vec_and_index(bytes, face).ok()?, made_with })
    }

    fn has_chinese(&self) -> bool {
        "投促中国".chars().all(|character| self.font.glyph_id(character) != GlyphId(0))
    }

    /// The file of an article's card, from the site's root.
    pub fn path(&self, site: &Site, row: &Headline) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.made_with.as_bytes());
        for text in texts(site, row) {
            hasher.update(text.as_bytes()).update(&[0]);
        }
        let hash: String = hasher.finalize().to_hex().chars().take(HASH_DIGITS).collect();
        format!("{FOLDER}/{hash}.png")
    }

    /// An article's card, as a PNG.
    pub fn draw(&self, site: &Site, row: &Headline) -> io::Result<Vec<u8>> {
        let [title, above, name, date] = texts(site, row);
        let mut canvas = Canvas::new();
        let (width, height) = (SIZE.0 as f32, SIZE.1 as f32);
        let room = width - 2.0 * MARGIN;
        let bottom = height - MARGIN;
        canvas.bar(MARGIN, MARGIN, 6.0, SMALL);
        self.line(&mut canvas, &above, SMALL, (MARGIN + 20.0, MARGIN), SOFT);
        let (size, lines) = self.title(&title, room);
        let block = lines.len() as f32 * size * LEADING;
        for (at, line) in (0u16..).zip(&lines) {
            let top = (height - block) / 2.0 + (f32::from(at) + 0.5) * size * LEADING - size / 2.0;
            self.line(&mut canvas, line, size, (MARGIN, top), 1.0);
        }
        self.line(&mut canvas, &name, SMALL, (MARGIN, bottom - SMALL), 1.0);
        let start = width - MARGIN - self.width(&date, SMALL);
        self.line(&mut canvas, &date, SMALL, (start, bottom - SMALL), SOFT);
        canvas.png()
    }

    /// The largest size at which a title has room, and its lines; cut short where no size has.
    fn title(&self, title: &str, room: f32) -> (f32, Vec<String>) {
        let mut last = (0.0, Vec::new());
        for (size, most) in TITLES {
            let mut lines = self.lines(title, size, room);
            if lines.len() <= most {
                return (size, lines);
            }
            lines.truncate(most);
            last = (size, lines);
        }
        if let Some(line) = last.1.last_mut() {
            while !line.is_empty() && self.width(&format!("{line}…"), last.0) > room {
                line.pop();
            }
            line.push('…');
        }
        last
    }

    /// A text in lines: broken between Chinese characters, or between words of others.
    fn lines(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for piece in pieces(text) {
            let longer = format!("{line}{piece}");
            if line.is_empty() || self.width(longer.trim_end(), size) <= room {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, piece.trim_start().to_owned()));
            }
        }
        lines.push(line);
        lines
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// The scale at which an em is of a size. Fonts count theirs from ascent to descent.
    fn scale(&self, size: f32) -> PxScale {
        let em = self.font.units_per_em().unwrap_or(1000.0);
        PxScale::from(size * self.font.height_unscaled() / em)
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let font = self.font.as_scaled(self.scale(size));
        text.chars().map(|character| font.h_advance(font.glyph_id(character))).sum()
    }

    /// Draws a line whose box of `size` begins at a place.
    fn line(&self, canvas: &mut Canvas, text: &str, size: f32, (left, top): (f32, f32), ink: f32) {
        let scale = self.scale(size);
        let font = self.font.as_scaled(scale);
        // In the middle of the box, whatever room the font keeps for other scripts.
        let baseline = top + (size + font.ascent() + font.descent()) / 2.0;
        let mut pen = left;
        for character in text.chars() {
            let id = font.glyph_id(character);
            let glyph = id.with_scale_and_position(scale, point(pen, baseline));
            pen += font.h_advance(id);
            if let Some(outline) = self.font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|x, y, cover| {
                    canvas.cover(bounds.min.x + x as f32, bounds.min.y + y as f32, cover * ink);
                });
            }
        }
    }
}

/// What stands on a card: the title, what it is filed under, the site's name and the day.
fn texts(site: &Site, row: &Headline) -> [String; 4] {
    let section = site.section(&row.section).map(|section| section.name.as_str());
    let zone = row.zone.as_deref().and_then(|id| site.zone(id)).map(|zone| zone.name.as_str());
    let above: Vec<&str> = section.into_iter().chain(zone).collect();
    [row.title.clone(), above.join(" · "), site.full_name(), row.moment().date().iso()]
}

/// The parts of a text between which a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let is_word = |character: char| character.is_ascii() && character != ' ';
    for character in text.chars() {
        let joins = pieces.last().and_then(|piece| piece.chars().last()).is_some_and(|before| {
            CLOSING.contains(character)
                || character == ' '
                || (is_word(before) && is_word(character))
                || "（《「『【〈“‘([".contains(before)
        });
        match pieces.last_mut().filter(|_| joins) {
            Some(piece) => piece.push(character),
            None => pieces.push(character.to_string()),
        }
    }
    pieces
}

/// The shades of a card's pixels, row by row.
struct Canvas(Vec<u8>);

impl Canvas {
    fn new() -> Self {
        Self(vec![0; (SIZE.0 * SIZE.1) as usize])
    }

    /// Inks a pixel by a share; what lies outside is cut off.
    fn cover(&mut self, x: f32, y: f32, share: f32) {
        if x < 0.0 || y < 0.0 || x >= SIZE.0 as f32 {
            return;
        }
        let place = y as usize * SIZE.0 as usize + x as usize;
        if let Some(pixel) = self.0.get_mut(place) {
            let shade = (share.clamp(0.0, 1.0) * f32::from(SHADES)).round() as u8;
            *pixel = (*pixel).max(shade);
        }
    }

    fn bar(&mut self, left: f32, top: f32, width: f32, height: f32) {
        for y in 0..height as u16 {
            for x in 0..width as u16 {
                self.cover(left + f32::from(x), top + f32::from(y), SOFT);
            }
        }
    }

    fn png(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        // Twice the cards a second, at twice the size: few of them are ever asked for.
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::NoFilter);
        let blend = |shade: u8, from: u8, to: u8| {
            let sum =
                u16::from(from) * u16::from(SHADES - shade) + u16::from(to) * u16::from(shade);
            u8::try_from(sum / u16::from(SHADES)).unwrap_or(u8::MAX)
        };
        let shades = (0..=SHADES).flat_map(|shade| {
            GROUND.into_iter().zip(INK).map(move |(from, to)| blend(shade, from, to))
        });
        encoder.set_palette(shades.collect::<Vec<u8>>());
        let two = |pair: &[u8]| match pair {
            [one, other] => one << 4 | other,
            _ => 0,
        };
        let packed: Vec<u8> = self.0.chunks(2).map(two).collect();
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&packed))
            .map_err(io::Error::other)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_between_characters_and_between_words_and_never_before_what_closes() {
        let check = |text: &str, expected: &[&str]| assert_eq!(pieces(text), expected, "{text}");
        check("开发区", &["开", "发", "区"]);
        check("新闻，与《公报》。", &["新", "闻，", "与", "《公", "报》。"]);
        check("GDP 2021年", &["GDP ", "2021", "年"]);
        check("", &[]);
    }

    #[test]
    fn a_title_is_as_large_as_it_has_room_and_one_that_never_has_is_cut_short() {
        let cards = Cards::of_machine().expect("a font with Chinese characters: scripts/setup");
        let room = SIZE.0 as f32 - 2.0 * MARGIN;
        let (size, lines) = cards.title("短标题", room);
        assert_eq!((size, lines), (TITLES[0].0, vec!["短标题".to_owned()]));
        let (size, lines) = cards.title(&"长标题，".repeat(60), room);
        assert_eq!((size, lines.len()), (TITLES[3].0, TITLES[3].1));
        assert!(lines[4].ends_with('…'), "{lines:?}");
        for line in lines {
            assert!(cards.width(&line, size) <= room, "{line}");
            assert!(!line.starts_with(|first| CLOSING.contains(first)), "{line}");
        }
    }
}
