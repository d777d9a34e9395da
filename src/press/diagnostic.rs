//! What the press has to say of an authored file: place and cure.

use std::fmt;

use crate::article::Problem;

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
        let line = line.or_else(|| line_of(text, &field));
        Self { severity: Severity::Problem, file: file.to_owned(), line, field, message }
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
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        let field = if self.field.is_empty() { "" } else { ": " };
        write!(f, "{field}{}: {}", self.field, self.message)
    }
}

/// The line of a field such as `body[3].image.alt` in a JSON text. A field that is missing stands
/// on the line of the nearest that holds it.
fn line_of(text: &str, field: &str) -> Option<usize> {
    let mut field = field;
    while !field.is_empty() {
        if let Some(line) = Walk::new(text).line_of(field) {
            return Some(line);
        }
        let parent = field.rfind(['.', '[']).and_then(|at| field.get(..at));
        field = parent.unwrap_or_default();
    }
    None
}

/// A walk over valid JSON that keeps the path and the line; on any other text it finds nothing.
struct Walk<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.chars().peekable(), line: 1 }
    }

    fn line_of(mut self, field: &str) -> Option<usize> {
        self.value("", field)
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        self.line += usize::from(next == '\n');
        Some(next)
    }

    /// The next character that is not white space.
    fn peek(&mut self) -> Option<char> {
        while self.rest.peek().is_some_and(|next| next.is_whitespace()) {
            self.next();
        }
        self.rest.peek().copied()
    }

    /// Walks a value at `path`; the line of `field`, if it is in it.
    fn value(&mut self, path: &str, field: &str) -> Option<usize> {
        match self.peek()? {
            '{' => self.members('}', path, field),
            '[' => self.members(']', path, field),
            '"' => {
                self.text()?;
                None
            }
            _ => {
                // At least one, or a foreign bracket would be met for ever.
                self.next();
                let ends = |next: &char| matches!(next, ',' | ']' | '}') || next.is_whitespace();
                while self.rest.peek().is_some_and(|next| !ends(next)) {
                    self.next();
                }
                None
            }
        }
    }

    fn members(&mut self, end: char, path: &str, field: &str) -> Option<usize> {
        self.next();
        let mut at = 0;
        loop {
            match self.peek()? {
                ',' => {
                    self.next();
                    continue;
                }
                next if next == end => {
                    self.next();
                    return None;
                }
                _ => {}
            }
            let line = self.line;
            let inner = if end == '}' {
                let name = self.text()?;
                if self.peek()? != ':' {
                    return None;
                }
                self.next();
                if path.is_empty() { name } else { format!("{path}.{name}") }
            } else {
                format!("{path}[{at}]")
            };
            at += 1;
            if inner == field {
                return Some(line);
            }
            if let Some(line) = self.value(&inner, field) {
                return Some(line);
            }
        }
    }

    /// A string; `None` where none begins here, which ends the walk.
    fn text(&mut self) -> Option<String> {
        if self.next()? != '"' {
            return None;
        }
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.extend(self.next()),
                other => text.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_is_found_on_its_line() {
        let text = "{\n  \"id\": \"a, \\\" {\",\n  \"body\": [\n    \"段\",\n    {\"image\": {\n      \"src\": \"x\"}}\n  ],\n  \"zone\": null\n}";
        let check = |field: &str, line| assert_eq!(line_of(text, field), line, "{field}");
        check("id", Some(2));
        check("body[0]", Some(4));
        check("body[1].image.src", Some(6));
        check("body[1].image.alt", Some(5));
        check("zone", Some(8));
        check("title", None);
        check("", None);
    }

    #[test]
    fn a_walk_over_broken_json_ends() {
        for text in ["[}", "{]", "[:]", "{\"a\":}", "[[,", "{\"a\""] {
            assert_eq!(line_of(text, "b.c"), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_walked_to_its_end(text in "[\\[\\]{}\",:\\\\a\n ]{0,60}") {
            let _ = line_of(&text, "a.a[1]");
        }
    }
}
