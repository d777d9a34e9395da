//! Moments and dates. Everything is told in Beijing time (UTC+8, no daylight saving), without a clock.

use std::fmt;

const BEIJING_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 86_400;

/// A calendar date of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// An instant, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    seconds: i64,
}

impl Date {
    /// `YYYY-MM-DD`, a date that exists, or `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        Self::new(number(year)?, number(month)?, number(day)?)
    }

    pub fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let date = Self {
            year: u16::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        };
        let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in(date.year, date.month);
        (exists && (1..=9999).contains(&year)).then_some(date)
    }

    /// Days since 1970-01-01. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
    pub fn day_number(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The inverse of [`Date::day_number`]; days outside the years 1 to 9999 are clamped into them.
    pub fn from_day_number(days: i64) -> Self {
        let days = days.clamp(-719_162, 2_932_896) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: year as u16,
            month: month as u8,
            day: (day_of_year - (153 * shifted + 2) / 5 + 1) as u8,
        }
    }

    /// `YYYY-MM-DD`. Formatters weigh more in the browser's programs.
    pub fn iso(self) -> String {
        let digit = |of: u16| char::from_digit(u32::from(of % 10), 10).unwrap_or('0');
        let mut text = year_digits(self.year);
        for part in [u16::from(self.month), u16::from(self.day)] {
            text.extend(['-', digit(part / 10), digit(part)]);
        }
        text
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl Moment {
    /// RFC 3339 to the minute or second (`2022-05-19T09:30:00+08:00`), or a bare date (00:00).
    /// Without an offset it is Beijing time.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, clock) = match text.split_once(['T', ' ']) {
            Some((date, clock)) => (date, clock),
            None => (text, "00:00"),
        };
        let days = Date::parse(date)?.day_number();
        let (clock, offset) = split_offset(clock)?;
        let mut parts = clock.split(':');
        let hour = two_digits(parts.next()?, 23)?;
        let minute = two_digits(parts.next()?, 59)?;
        let second = parts.next().map_or(Some(0), whole_second)?;
        if parts.next().is_some() {
            return None;
        }
        let seconds = days * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
        Some(Self { seconds })
    }

    pub fn from_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The date in Beijing.
    pub fn date(self) -> Date {
        Date::from_day_number((self.seconds + BEIJING_SECONDS).div_euclid(DAY_SECONDS))
    }

    /// The clock in Beijing, `09:30`; `None` at midnight sharp, which stands for "the day only".
    pub fn clock(self) -> Option<String> {
        let seconds = (self.seconds + BEIJING_SECONDS).rem_euclid(DAY_SECONDS);
        (seconds != 0).then(|| format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60))
    }
}

/// RFC 3339 at +08:00.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = (self.seconds + BEIJING_SECONDS).rem_euclid(DAY_SECONDS);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}+08:00", self.date())
    }
}

/// A year's four digits.
pub fn year_digits(year: u16) -> String {
    [1000, 100, 10, 1]
        .map(|of| char::from_digit(u32::from(year / of % 10), 10).unwrap_or('0'))
        .into_iter()
        .collect()
}

fn days_in(year: u16, month: u8) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn two_digits(text: &str, most: u32) -> Option<i64> {
    let value = number(text).filter(|value| text.len() == 2 && *value <= most)?;
    Some(i64::from(value))
}

/// The seconds of `00` or `00.250`.
fn whole_second(text: &str) -> Option<i64> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    two_digits(second, 59).filter(|_| is_fraction)
}

/// `09:30+08:00` in its clock and its offset in seconds.
fn split_offset(clock: &str) -> Option<(&str, i64)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = clock.find(['+', '-']) else {
        return Some((clock, BEIJING_SECONDS));
    };
    let (clock, offset) = clock.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = two_digits(hours, 23)? * 3600 + two_digits(minutes, 59)? * 60;
    Some((clock, sign * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_beijing_time_unless_it_says_otherwise() {
        let check = |text: &str, expected: &str| {
            let moment = Moment::parse(text).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), Some(expected), "{text}");
        };
        check("2022-05-19T09:30:00+08:00", "2022-05-19T09:30:00+08:00");
        check("2022-05-19", "2022-05-19T00:00:00+08:00");
        check("2022-05-19 09:30", "2022-05-19T09:30:00+08:00");
        check("2022-05-18T17:00:00Z", "2022-05-19T01:00:00+08:00");
        check("2022-05-18T17:00:00.250-01:00", "2022-05-19T02:00:00+08:00");
        check("1979-07-01", "1979-07-01T00:00:00+08:00");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2022",
            "2022-13-01",
            "2022-02-29",
            "2022-05-19T24:00",
            "2022-05-19T09",
            "2022-5-19",
            "2022-05-19T09:30+8",
            "2022-05-19T09:30:00:00",
            "2022-05-19T09:30:00.",
            "2022-05-19T09:30:00.x",
            "二〇二二-05-19",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_clock_is_silent_at_midnight() {
        let clock = |text| Moment::parse(text).and_then(Moment::clock);
        assert_eq!(clock("2022-05-19"), None);
        assert_eq!(clock("2022-05-19T09:30").as_deref(), Some("09:30"));
    }

    proptest! {
        #[test]
        fn every_day_number_round_trips(days in -700_000i64..2_900_000) {
            let date = Date::from_day_number(days);
            prop_assert_eq!(date.day_number(), days);
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }

        #[test]
        fn any_text_is_a_moment_or_none(text in ".{0,30}") {
            let _ = Moment::parse(&text);
        }
    }
}
