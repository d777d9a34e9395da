//! The sentences of the interface, in a site's language.
//!
//! Each is a field of one struct, and a language is one file below this module: a sentence that it lacks does
//! not compile. These files belong to the press. The app is built without any: it reads [`Startup`] from the
//! head of its page, and all of [`Phrases`] from the site's file, before it draws a page.
//!
//! `{0}` in a sentence is the place of its first value, `{1}` that of its second; a language may turn their
//! order round.

#[cfg(any(test, feature = "press"))]
mod zh_cn;

use serde::Serialize;
use serde_json::Value;

use crate::domain::dimension::Dimension;
use crate::domain::json::{Fault, Record};
use crate::domain::kind::Kind;
use crate::domain::time::Date;

/// Makes a struct of sentences from the list of their names, and what reads it.
macro_rules! sentences {
    ($(#[$doc:meta])* $name:ident [$($group:ident: $type:ty)?] { $($(#[$note:meta])* $sentence:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        pub struct $name {
            $(pub $group: $type,)?
            $($(#[$note])* pub $sentence: &'static str,)*
        }

        impl $name {
            /// Reads what [`Serialize`] writes.
            ///
            /// # Errors
            /// The first sentence that is missing.
            pub fn read(value: &Value) -> Result<Self, Fault> {
                let mut record = Record::of(value);
                let mut sentences = Self::default();
                $(sentences.$group = <$type>::read(value.get(stringify!($group)).unwrap_or(&Value::Null))?;)?
                // One loop over places: a call for each sentence weighs ten times as much in the app.
                let places = [$((stringify!($sentence), &mut sentences.$sentence)),*];
                for (name, place) in places {
                    *place = kept(&mut record, name);
                }
                record.end(sentences)
            }
        }
    };
}

/// A sentence for as long as the program runs: a page has one site's, and each is drawn again and again.
fn kept(record: &mut Record<'_>, name: &str) -> &'static str {
    Box::leak(record.text(name).into_boxed_str())
}

sentences! {
    /// What is said before the site's file has come, or where it never will. None has a place for a value: the
    /// press finds them in the app's document by the brace that ends them.
    Startup [] {
        skip_to_content,
        loading,
        missing_title,
        missing_text,
        offline_title,
        offline_text,
        lost_title,
        lost_text,
        damaged_title,
        damaged_text,
        updated_title,
        updated_text,
        retry,
        reload,
        back_home,
        all_news,
        zone_directory,
    }
}

sentences! {
    /// All sentences of a language.
    Phrases [startup: Startup] {
        /// The language of an `og:locale`, `zh_CN`.
        locale,
        /// The language of a video's captions, as a tag and as a name.
        captions_language,
        captions_name,

        // Names and values.
        home,
        section,
        region,
        zone,
        kind,
        year,
        month,
        text_news,
        photo_news,
        video_news,
        /// What marks a headline of that kind.
        photo,
        video,
        /// A date by year, month and day.
        date,
        year_name,
        /// A month by year and month.
        month_name,
        /// What is read out behind the number of a year or of a month that stands alone.
        year_unit,
        month_unit,
        articles,
        /// What is read out behind a number of articles that stands alone.
        articles_unit,
        /// What stands between names that are listed, between clauses, and behind a sentence.
        list_comma,
        comma,
        full_stop,
        /// A name, and one in Latin letters behind it.
        latin_name,
        /// A heading, and which page of it this is.
        heading_with_place,

        // The frame.
        trail,
        search_articles,
        search,
        about_us,
        contact,
        phone,
        fax,
        mail,
        needs_script,
        waiting,
        needs_newer_browser,

        // Lists.
        total,
        clear_filters,
        no_articles,
        choose_year_first,
        nothing_to_choose,
        all_values,
        map,
        map_note,
        map_tile,
        pagination,
        newest,
        newer,
        older,
        page_number,
        /// Which page this is, and of how many.
        place_of_pages,
        by_year,
        pictures,

        // Articles.
        published,
        source,
        publishing_zone,
        related_zone,
        author,
        editor,
        updated,
        original,
        read_original,
        retrospective,
        retrospective_note,
        sources,
        keywords,
        article_address,
        neighbours,
        newer_article,
        older_article,
        no_neighbour,
        marks_found,
        mark_words,
        unmark_words,
        table,
        video_address,
        attachment,

        // Zones.
        zones_total,
        zone_news,
        no_zone_news,
        all_articles,
        location,
        level,
        approved,
        industries,
        website,
        /// What describes the page of a zone: its name, and the site's slogan.
        zone_description,
        /// What describes any other page: the site's name, the heading, and the slogan.
        page_description,

        // Searches.
        search_for,
        search_help,
        /// What the signs are that were typed alone.
        signs_alone,
        /// A total, and the signs that were typed beside words.
        signs_ignored,
        about_total,
        none_found,
        none_yet,
        none_older,
        gaps,
        search_again,
        filter,
        chosen_filters,
        remove_filter,
        order,
        by_time,
        by_relevance,
        first_page,
        more_results,
        search_further,
        searched_back_to,
        recent_searches,
        forget_searches,
        without_filters,

        // About the site.
        about,
        /// What the site is: its name, and its slogan.
        about_text,
        how_to_find,
        /// How: the links to all news and to the directory.
        how_to_find_text,
    }
}

impl Phrases {
    /// The built-in sentences of a language, by its BCP 47 tag; Chinese where there are none in it.
    #[cfg(any(test, feature = "press"))]
    pub fn of(_language: &str) -> Self {
        zh_cn::PHRASES
    }

    pub fn of_dimension(&self, dimension: Dimension) -> &'static str {
        match dimension {
            Dimension::Section => self.section,
            Dimension::Region => self.region,
            Dimension::Zone => self.zone,
            Dimension::Kind => self.kind,
            Dimension::Year => self.year,
            Dimension::Month => self.month,
        }
    }

    pub fn of_kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Text => self.text_news,
            Kind::Photo => self.photo_news,
            Kind::Video => self.video_news,
        }
    }

    /// A date as a reader expects it: `2022年5月19日`.
    pub fn of_date(&self, date: Date) -> String {
        let parts = [u32::from(date.year), date.month.into(), date.day.into()];
        let [year, month, day] = parts.map(|part| part.to_string());
        fill(self.date, &[&year, &month, &day])
    }
}

/// A part of a sentence: what it says, or the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Words(&'static str),
    Place(usize),
}

/// The parts of a sentence, in order.
pub fn parts(sentence: &'static str) -> impl Iterator<Item = Part> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let place = |rest: &'static str| {
            let (number, behind) = rest.strip_prefix('{')?.split_once('}')?;
            Some((number.parse().ok()?, behind))
        };
        if let Some((number, behind)) = place(rest) {
            rest = behind;
            return Some(Part::Place(number));
        }
        let next = rest.char_indices().skip(1).find(|(_, sign)| *sign == '{');
        let (words, behind) =
            next.and_then(|(at, _)| rest.split_at_checked(at)).unwrap_or((rest, ""));
        rest = behind;
        (!words.is_empty()).then_some(Part::Words(words))
    })
}

/// A sentence with values in its places; a value that is not given is nothing.
pub fn fill(sentence: &'static str, values: &[&str]) -> String {
    let part = |part| match part {
        Part::Words(words) => words,
        Part::Place(number) => values.get(number).copied().unwrap_or_default(),
    };
    parts(sentence).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_its_values_in_the_order_of_its_language() {
        let check = |sentence, told: &str| assert_eq!(fill(sentence, &["a", "b"]), told);
        check("{0}，{1}", "a，b");
        check("{1} of {0}{0}", "b of aa");
        check("“{0}”", "“a”");
        check("plain", "plain");
        check("", "");
        check("{2}{", "{");
        check("{x} {", "{x} {");
    }

    #[test]
    fn sentences_are_read_as_they_were_written_and_one_that_is_missing_is_named() {
        let phrases = Phrases::of("zh-CN");
        let mut value = serde_json::to_value(phrases).expect("texts are JSON");
        assert_eq!(Phrases::read(&value), Ok(phrases));
        value.as_object_mut().expect("it has fields").remove("search_for");
        let fault = Phrases::read(&value).expect_err("one is missing");
        assert!(fault.contains("search_for"), "{fault}");
    }

    #[test]
    fn a_date_is_told_as_readers_of_the_language_expect_it() {
        let date = Date::parse("2022-05-19").expect("it is a date");
        assert_eq!(Phrases::of("zh-CN").of_date(date), "2022年5月19日");
    }
}
