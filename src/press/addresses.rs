//! The addresses that `site.json` leads readers to, held to the policy of [`crate::domain::address`].

use serde_json::Value;

use crate::domain::address;
use crate::domain::article::Problem;
use crate::domain::taxonomy::Contact;

/// What is wrong with them, each with its field, as in `zones[3].website`. What is missing, or is no
/// text, is not judged here.
pub fn problems(site: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut judge = |field: String, text: Option<&Value>, leads: fn(&str) -> bool, cure: &str| {
        let text = text.and_then(Value::as_str).unwrap_or_default();
        if !text.is_empty() && !leads(text) {
            let message = format!("\"{}\" {cure}", text.escape_debug());
            problems.push(Problem { field, line: None, message });
        }
    };
    let is_link = |text: &str| address::link(text).is_some();
    let told = format!("is not a link to follow: {}", address::LINK_CURE);
    for (list, name) in [("records", "href"), ("zones", "website")] {
        let entries = site.get(list).and_then(Value::as_array).into_iter().flatten();
        for (at, entry) in entries.enumerate() {
            judge(format!("{list}[{at}].{name}"), entry.get(name), is_link, &told);
        }
    }
    // Blanks tell nothing.
    let tells = |text: &&Value| text.as_str().is_some_and(|text| !text.trim().is_empty());
    let contact = |name| site.get("contact").and_then(|contact| contact.get(name)).filter(tells);
    let is_mail = |text: &str| address::mail(text).is_some();
    judge(
        "contact.mail".into(),
        contact("mail"),
        is_mail,
        "is no mailbox: write it like office@example.com",
    );
    let dials = |text: &str| Contact::dial(text).contains(|digit: char| digit.is_ascii_digit());
    judge(
        "contact.phone".into(),
        contact("phone"),
        dials,
        "is no number: write it like +86-010-12345678",
    );
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_that_no_reader_may_follow_is_told_with_its_field_and_cure() {
        let site = json!({
            "records": [{"name": "一", "href": "https://beian.example/"}, {"name": "二", "href": "java\tscript:x"}],
            "zones": [{"id": "a"}, {"id": "b", "website": "\t//evil.example"}, {"id": "c", "website": 5}],
            "contact": {"mail": "office", "phone": "未定", "fax": ""},
        });
        let told =
            problems(&site).into_iter().map(|problem| problem.field + ": " + &problem.message);
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                r#"records[1].href: "java\tscript:x" is not a link to follow: use https, mailto, tel or a path"#,
                r#"zones[1].website: "\t//evil.example" is not a link to follow: use https, mailto, tel or a path"#,
                r#"contact.mail: "office" is no mailbox: write it like office@example.com"#,
                r#"contact.phone: "未定" is no number: write it like +86-010-12345678"#,
            ]
        );
    }

    #[test]
    fn a_site_without_addresses_has_no_problem_with_them() {
        for site in
            [json!({}), json!(null), json!({"contact": {"mail": "", "phone": ""}, "records": 1})]
        {
            assert_eq!(problems(&site), []);
        }
    }
}
