//! The JSON Schemas of the authored files, for editors: they complete and check while one types.
//! The tests hold them against the press's own reading.

/// An authored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authored {
    Article,
    Site,
}

/// The schema of a file, JSON Schema 2020-12.
pub fn schema(of: Authored) -> &'static str {
    match of {
        Authored::Article => include_str!("../../docs/article.schema.json"),
        Authored::Site => include_str!("../../docs/site.schema.json"),
    }
}
