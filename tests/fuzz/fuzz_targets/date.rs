//! Dates, moments and ids: what is read is printed and read to the same again.
#![no_main]

use investchn::domain::article::ArticleId;
use investchn::domain::time::{Date, Moment};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(date) = Date::parse(text) {
        assert_eq!(date.to_string(), text);
        assert_eq!(Date::from_day_number(date.day_number()), date);
    }
    if let Some(moment) = Moment::parse(text) {
        let year = moment.date().year;
        // At the ends of the calendar an offset leads out of it.
        if (2..9_999).contains(&year) {
            assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }
        assert!(moment.clock().is_none_or(|clock| clock.len() == 5));
    }
    if let Some(id) = ArticleId::parse(text) {
        let date = id.date().expect("an id has a date");
        let folder = format!("articles/{:04}/{:02}/", date.year, date.month);
        assert_eq!(id.path(), format!("{folder}{text}.json"));
    }
});
