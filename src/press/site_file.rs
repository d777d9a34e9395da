//! The site's file, `site.json`: every fault of it at once, each with its line and its field. What the
//! browser reads generously, the press judges here: this is the one definition of what is required.

mod ids;

use std::io;
use std::path::Path;

use oxilangtag::LanguageTag;
use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::json_text::slips;
use super::site_url::site_url;
use super::unreadable::Unreadable;
use super::{addresses, text_file};
use crate::domain::article::Problem;
use crate::domain::json;
use crate::domain::phrases::Phrases;
use crate::domain::taxonomy::{Site, did_you_mean};

/// Its name, from the authored folder.
pub const SITE: &str = "site.json";

/// What the press finds in a site's file.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Nothing where there is a problem.
    pub site: Option<Site>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

/// Reads and judges the site's file of a folder; tells warnings beside the site.
///
/// # Errors
/// All that is wrong with it, warnings among it.
pub fn read(folder: &Path) -> Result<(Site, Vec<Diagnostic>), Unreadable> {
    let stop = |line, message: String| {
        Unreadable::Site(vec![Diagnostic::new(SITE, "", whole(line, message))])
    };
    let file = folder.join(SITE);
    if file.metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Err(stop(None, "is missing: every authored folder has one".into()));
    }
    let text = text_file::text(&file).map_err(|why| stop(None, why))?;
    let value = json::from_text(&text)
        .map_err(|error| stop(Some(error.line()), format!("not valid JSON: {error}")))?;
    let Judged { site, problems, warnings } = judge(&value);
    let told = |problem| Diagnostic::new(SITE, &text, problem);
    let mut diagnostics: Vec<Diagnostic> = problems.into_iter().map(told).collect();
    let warnings = warnings.into_iter().chain(slips(&text).warnings);
    diagnostics.extend(warnings.map(|warning| told(warning).warning()));
    match site {
        Some(site) => Ok((site, diagnostics)),
        None => {
            diagnostics.sort_by_key(|diagnostic| diagnostic.line);
            Err(Unreadable::Site(diagnostics))
        }
    }
}

/// A problem of the file as a whole, or of its JSON.
fn whole(line: Option<usize>, message: String) -> Problem {
    Problem { field: String::new(), line, message }
}

/// Judges the tree of a site's file.
pub fn judge(value: &Value) -> Judged {
    let mut judge = Judge::default();
    judge.site(value);
    let Judge { mut problems, warnings } = judge;
    problems.extend(addresses::problems(value));
    if problems.is_empty() {
        match Site::saying(Phrases::default(), value) {
            Ok(site) => return Judged { site: Some(finished(site)), problems, warnings },
            // Whatever the judge let pass, the app could not read.
            Err(fault) => problems.push(whole(None, fault)),
        }
    }
    Judged { site: None, problems, warnings }
}

/// The site as it is written: with the last slash of its address, nothing where only blanks were, and the
/// sentences of its language.
fn finished(mut site: Site) -> Site {
    site.phrases = Phrases::of(&site.language);
    if let Ok(url) = site_url(&site.base_url) {
        site.base_url = url;
    }
    let contact = &mut site.contact;
    let optional = [&mut contact.phone, &mut contact.fax, &mut contact.mail];
    for text in
        optional.into_iter().chain([&mut site.latin_name, &mut site.slogan, &mut site.copyright])
    {
        *text = text.trim().to_owned();
    }
    site
}

type Fields = Map<String, Value>;

/// Goes through a site's file and notes all that is wrong. A place is told as the path of a field,
/// `regions[1].cities[0].id`.
#[derive(Default)]
struct Judge {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Judge {
    fn site(&mut self, value: &Value) {
        let known = [
            "name",
            "latin_name",
            "slogan",
            "language",
            "base_url",
            "contact",
            "copyright",
            "records",
            "sections",
            "regions",
            "zones",
        ];
        let Some(site) = self.object("", value, &known) else { return };
        self.required("", site, "name");
        for name in ["latin_name", "slogan", "copyright"] {
            self.optional("", site, name);
        }
        if let Some(tag) = self.required("", site, "language")
            && LanguageTag::parse(tag).is_err()
        {
            let told =
                format!("\"{tag}\" is no language tag: write it as BCP 47 has it, like zh-CN");
            self.problem("language", told);
        }
        if let Some(url) = self.required("", site, "base_url")
            && let Err(told) = site_url(url)
        {
            self.problem("base_url", told);
        }
        self.contact(site);
        self.each("", site, "records", Self::record);
        self.each("", site, "sections", Self::named);
        self.each("", site, "regions", Self::province);
        self.each("", site, "zones", Self::zone);
        self.ids(site);
    }

    fn contact(&mut self, site: &Fields) {
        let Some(contact) = site.get("contact").filter(|contact| !contact.is_null()) else {
            return;
        };
        let known = ["phone", "fax", "mail"];
        if let Some(contact) = self.object("contact", contact, &known) {
            known.into_iter().for_each(|name| self.optional("contact", contact, name));
        }
    }

    fn record(&mut self, at: &str, value: &Value) {
        let known = ["name", "href"];
        if let Some(record) = self.object(at, value, &known) {
            for name in known {
                self.required(at, record, name);
            }
        }
    }

    /// A section or a city.
    fn named(&mut self, at: &str, value: &Value) {
        self.category(at, value, &[]);
    }

    fn province(&mut self, at: &str, value: &Value) {
        if let Some(province) = self.category(at, value, &["cities"]) {
            self.each(at, province, "cities", Self::named);
        }
    }

    fn zone(&mut self, at: &str, value: &Value) {
        let own = ["region", "level", "founded", "industries", "website", "about", "publishers"];
        let Some(zone) = self.category(at, value, &own) else { return };
        self.required(at, zone, "region");
        for name in ["level", "website", "about"] {
            self.optional(at, zone, name);
        }
        if let Some(year) = zone.get("founded").filter(|year| !year.is_null())
            && !year.as_i64().is_some_and(|year| (1..=9_999).contains(&year))
        {
            self.problem(join(at, "founded"), "is no year: write it as a number, like 1994".into());
        }
        self.each(at, zone, "industries", Self::text);
        self.each(at, zone, "publishers", Self::text);
    }

    /// What every category has; `own` are the fields of its kind.
    fn category<'v>(&mut self, at: &str, value: &'v Value, own: &[&str]) -> Option<&'v Fields> {
        let known = [&["id", "name", "was"], own].concat();
        let category = self.object(at, value, &known)?;
        self.required(at, category, "id");
        self.required(at, category, "name");
        self.each(at, category, "was", Self::text);
        Some(category)
    }

    /// The fields of an object; those that nobody knows are warned of.
    fn object<'v>(&mut self, at: &str, value: &'v Value, known: &[&str]) -> Option<&'v Fields> {
        let Value::Object(fields) = value else {
            self.problem(at, format!("is no object: write {{\"{}\": …}}", known.join("\": …, \"")));
            return None;
        };
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            let meant = did_you_mean(name, known.iter().copied());
            let message = format!("is no field of this file, and is ignored{meant}");
            self.warnings.push(Problem { field: join(at, name), line: None, message });
        }
        Some(fields)
    }

    /// A text that must be there.
    fn required<'v>(&mut self, at: &str, fields: &'v Fields, name: &str) -> Option<&'v str> {
        let value = fields.get(name).unwrap_or(&Value::Null);
        match value {
            Value::String(text) if !text.trim().is_empty() => return Some(text),
            Value::String(_) => self.problem(join(at, name), "is empty: write it".into()),
            Value::Null => self.problem(join(at, name), "is missing: write it".into()),
            _ => self.text(&join(at, name), value),
        }
        None
    }

    /// A text that may be missing, null or empty.
    fn optional(&mut self, at: &str, fields: &Fields, name: &str) {
        if let Some(value) = fields.get(name).filter(|value| !value.is_null()) {
            self.text(&join(at, name), value);
        }
    }

    fn text(&mut self, at: &str, value: &Value) {
        if !value.is_string() {
            self.problem(at, "is not a text: write it in quotes".into());
        }
    }

    /// Judges each element of a list that may be missing or null.
    fn each(&mut self, at: &str, fields: &Fields, name: &str, judge: fn(&mut Self, &str, &Value)) {
        match fields.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(elements)) => {
                for (place, element) in elements.iter().enumerate() {
                    judge(self, &format!("{}[{place}]", join(at, name)), element);
                }
            }
            Some(_) => self.problem(join(at, name), "is not a list: write it in [ and ]".into()),
        }
    }

    fn problem(&mut self, field: impl Into<String>, message: String) {
        self.problems.push(Problem { field: field.into(), line: None, message });
    }
}

/// The path of a field in what stands at another.
fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}
