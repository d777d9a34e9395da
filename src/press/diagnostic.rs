//! What the press has to say of an authored file: place and cure.

use std::fmt;

use super::json_text::lines_of;
use super::printable::{Printable, shortened};
use crate::domain::article::Problem;

/// The most that is told of one file: who mends a hundred faults looks again.
const MOST: usize = 100;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Keeps its article out, or as it was last good; the exit code says so.
    Problem,
    /// Is told by every build, and keeps nothing out.
    Warning,
}

/// A problem or a warning with its place: `articles/2022/05/x.json:3: zone: "jiangyn" is not in
/// site.json …`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub severity: Severity,
    /// From the authored folder, with `/` between the parts.
    pub file: String,
    /// 1 up; `None` where the file as a whole is meant.
    pub line: Option<usize>,
    pub field: String,
    pub message: String,
}

impl Diagnostic {
    /// A problem of a file, its line found by the field's path in the file's text.
    pub fn new(file: &str, text: &str, problem: Problem) -> Self {
        let Problem { field, line, message } = problem;
        let line = line.or_else(|| lines_of(text, &[&field]).into_iter().next().flatten());
        Self { severity: Severity::Problem, file: file.to_owned(), line, field, message }
    }

    /// The problems of a file, each as of [`Diagnostic::new`]; of very many the first, and how many more.
    pub fn all(file: &str, text: &str, mut problems: Vec<Problem>) -> Vec<Self> {
        let more = problems.len().saturating_sub(MOST);
        problems.truncate(MOST);
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        let lines = lines_of(text, &fields);
        let placed = problems.into_iter().zip(lines);
        let placed = placed.map(|(Problem { field, line, message }, found)| {
            let (severity, file, line) = (Severity::Problem, file.to_owned(), line.or(found));
            Self { severity, file, line, field, message }
        });
        let rest = (more > 0)
            .then(|| Self::of_file(file, format!("has {more} problems more: mend these first")));
        placed.chain(rest).collect()
    }

    /// A problem of a file as a whole.
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        let problem = Problem { field: String::new(), line: None, message: message.into() };
        Self::new(file, "", problem)
    }

    /// The same, as a warning.
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    pub fn is_problem(&self) -> bool {
        self.severity == Severity::Problem
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, file, line, field, message } = self;
        let warning = if *severity == Severity::Warning { "warning: " } else { "" };
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let parted = if field.is_empty() { "" } else { ": " };
        let (field, message) = (shortened(field), shortened(message));
        // A name or a text of the file may hold anything.
        Printable(format_args!("{warning}{file}{line}{parted}{field}: {message}")).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_is_one_line_whatever_its_file_holds() {
        let problem = Problem {
            field: "body[0].\u{1b}[2J".into(),
            line: Some(3),
            message: "\"a\nb\u{202e}\" is no link".into(),
        };
        let told = Diagnostic::new("media/\r.svg", "", problem).warning().to_string();
        let shown =
            "warning: media/\\u{d}.svg:3: body[0].\\u{1b}[2J: \"a\\u{a}b\\u{202e}\" is no link";
        assert_eq!(told, shown);
    }

    #[test]
    fn of_very_many_problems_the_first_are_told_and_how_many_more() {
        let problem = |at: usize| Problem {
            field: format!("body[{at}]"),
            line: None,
            message: "is nothing".into(),
        };
        let text = format!("{{\"body\": [\n{}]}}", ["0"; 250].join(",\n"));
        let told = Diagnostic::all("a.json", &text, (0..250).map(problem).collect());
        assert_eq!(told.len(), 101);
        assert_eq!(
            told.get(99).map(ToString::to_string).as_deref(),
            Some("a.json:101: body[99]: is nothing")
        );
        let last = told.last().map(ToString::to_string);
        assert_eq!(last.as_deref(), Some("a.json: has 150 problems more: mend these first"));
        assert_eq!(Diagnostic::all("a.json", &text, (0..2).map(problem).collect()).len(), 2);
    }
}
