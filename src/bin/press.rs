//! The press's entry: arguments and exit codes.
//!
//! Exit codes: 0 for all well, 1 for articles with problems, 2 for what stopped the work, 3 for what
//! was refused for safety.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use investchn::press::authored;
use investchn::press::build::BuildOptions;
use investchn::press::find::{self, Found, Unanswered, find};
use investchn::press::guard::MaxRemovals;

use investchn::domain::query::{Dimension, Sort};
use investchn::press::memory::Memory;
use investchn::press::schema::{Authored, schema};
use investchn::press::{
    Diagnostic, Printable, Snapshots, Unreadable, build, pack, site_url, synth,
};

/// Turns authored articles into the files a static host serves.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reports every problem of an authored folder, with its place and cure.
    Check {
        /// The folder with site.json and articles/.
        input: PathBuf,
    },
    /// Brings a folder of served files up to date with an authored one.
    Build {
        /// The folder with site.json and articles/.
        input: PathBuf,
        /// The folder to serve.
        out: PathBuf,
        /// The folder of the built app. With it, the output is a whole site: pages, feeds, sitemap,
        /// and files for hosts come to the archive.
        #[arg(long)]
        app: Option<PathBuf>,
        /// Which articles have pages of their own: all, none, or how many of the newest. The app shows
        /// the others.
        #[arg(long, default_value = "10000", value_parser = snapshots)]
        snapshots: Snapshots,
        /// Where the site will live, like https://example.cn/news/, in place of site.json's base_url.
        #[arg(long, value_parser = site_url)]
        url: Option<String>,
        /// The font of the title cards that previews show of articles without a cover, in place of one
        /// of this machine.
        #[arg(long)]
        font: Option<PathBuf>,
        #[command(flatten)]
        safety: Safety,
    },
    /// Writes brotli and gzip copies beside the files of a built folder, of what has none yet.
    Pack {
        /// The folder to serve.
        out: PathBuf,
        /// Packs all again, and replaces the copies that are not as they should be.
        #[arg(long)]
        verify: bool,
    },
    /// Asks a built folder what a reader would ask: the newest first, with the total.
    Find(Find),
    /// Prints the JSON Schema of an authored file, for editors.
    Schema { of: File },
    /// Writes a synthetic authored folder, for measuring. The same seed gives the same bytes.
    Synth {
        /// The folder to write.
        out: PathBuf,
        #[arg(long)]
        articles: u64,
        #[arg(long)]
        seed: u64,
        /// The mean length of an article.
        #[arg(long, default_value_t = 800)]
        characters: u64,
    },
}

/// What a build may do beyond its own files, and how closely it looks.
#[derive(Args)]
struct Safety {
    /// Builds into a folder that holds files the press did not write. They stay.
    #[arg(long)]
    adopt: bool,
    /// Makes a folder that holds a whole site one that holds the archive alone: its pages go.
    #[arg(long, conflicts_with = "app")]
    archive_only: bool,
    /// How many articles may leave the site: a number, or all. Without it a few may whose own files are
    /// gone, the greater of 3 and a hundredth, at most 20, and none for another reason.
    #[arg(long, value_name = "N", value_parser = max_removals)]
    max_removals: Option<MaxRemovals>,
    /// Builds a site without an article where there were some.
    #[arg(long)]
    allow_empty: bool,
    /// The address, or the folder, of the site as it is served: where the output is empty, articles are
    /// held against that one's.
    #[arg(long, value_name = "URL")]
    against: Option<String>,
    /// Takes nothing for known: reads and makes all again, and mends what lies there otherwise.
    #[arg(long)]
    verify: bool,
}

/// Filters may be repeated: several values of one mean any of them.
#[derive(Args)]
struct Find {
    /// The folder that was built.
    out: PathBuf,
    /// What the articles say: all of these words; "phrases" stand in quotes, and a word behind a
    /// hyphen is left out (after `--`).
    words: Vec<String>,
    #[arg(long)]
    section: Vec<String>,
    /// A province, its cities included, or a city.
    #[arg(long)]
    region: Vec<String>,
    #[arg(long)]
    zone: Vec<String>,
    /// text, photo or video.
    #[arg(long)]
    kind: Vec<String>,
    /// Like 2022.
    #[arg(long)]
    year: Vec<String>,
    /// Like 2022-05.
    #[arg(long)]
    month: Vec<String>,
    #[arg(long, value_enum, default_value_t = Order::Newest)]
    sort: Order,
    /// The most articles to list.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Prints {"total", "exact", "ids", "files", "bytes"}: what there is, and what a reader fetches.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Order {
    Newest,
    Relevance,
}

#[derive(Clone, Copy, ValueEnum)]
enum File {
    Article,
    Site,
}

/// What ends the work before its end.
enum Stopped {
    Unreadable(Unreadable),
    Unanswered(Unanswered),
}

impl From<Unreadable> for Stopped {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(Unreadable::Io(error))
    }
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check { input } => check(&input),
        Command::Build { input, out, app, snapshots, url, font, safety } => {
            let Safety { adopt, archive_only, max_removals, allow_empty, against, verify } = safety;
            let max_removals = max_removals.unwrap_or_default();
            let options = BuildOptions {
                app,
                archive_only,
                snapshots,
                url,
                font,
                adopt,
                verify,
                max_removals,
                allow_empty,
                against,
            };
            run_build(&input, &out, &options)
        }
        Command::Pack { out, verify } => run_pack(&out, verify),
        Command::Find(question) => run_find(question),
        Command::Schema { of } => {
            let of = match of {
                File::Article => Authored::Article,
                File::Site => Authored::Site,
            };
            say(schema(of).trim_end());
            Ok(Vec::new())
        }
        Command::Synth { out, articles, seed, characters } => {
            let bar = bar();
            let written = synth::synth(&out, articles, characters, seed, || {
                count(&bar, usize::try_from(articles).unwrap_or_default());
            });
            bar.finish_and_clear();
            written.map(|()| Vec::new()).map_err(Stopped::from)
        }
    };
    match outcome {
        Ok(diagnostics) => {
            tell(&diagnostics);
            ExitCode::from(u8::from(diagnostics.iter().any(Diagnostic::is_problem)))
        }
        Err(Stopped::Unreadable(Unreadable::Site(diagnostics))) => {
            tell(&diagnostics);
            ExitCode::from(2)
        }
        Err(Stopped::Unreadable(Unreadable::Io(error))) => stop(&error, 2),
        Err(Stopped::Unreadable(Unreadable::Refused(why))) => stop(&why, 3),
        Err(Stopped::Unanswered(why)) => stop(&why, 2),
    }
}

fn stop(why: &dyn fmt::Display, code: u8) -> ExitCode {
    // What is told may hold names and texts of a folder.
    let why = why.to_string();
    let lines: Vec<String> = why.lines().map(|line| Printable(line).to_string()).collect();
    let _ = writeln!(io::stderr(), "press: {}", lines.join("\n"));
    ExitCode::from(code)
}

fn tell(diagnostics: &[Diagnostic]) {
    let mut stderr = io::stderr().lock();
    for diagnostic in diagnostics {
        let _ = writeln!(stderr, "{diagnostic}");
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn check(input: &Path) -> Result<Vec<Diagnostic>, Stopped> {
    let bar = bar();
    let authored = authored::read(input, &Memory::default(), |all| count(&bar, all));
    bar.finish_and_clear();
    let authored::Authored { batches, diagnostics, .. } = authored?;
    let sound: usize = batches.iter().map(|batch| batch.sound.len()).sum();
    let bad: usize = batches.iter().map(|batch| batch.bad.len()).sum();
    say(&format!("{} articles, {bad} with problems", sound + bad));
    Ok(diagnostics
        .into_iter()
        .chain(batches.into_iter().flat_map(|batch| batch.diagnostics))
        .collect())
}

/// `all`, `none`, or a number of articles.
fn snapshots(text: &str) -> Result<Snapshots, String> {
    match text {
        "all" => Ok(Snapshots::All),
        "none" => Ok(Snapshots::None),
        number => match number.parse() {
            Ok(number) => Ok(Snapshots::Newest(number)),
            Err(_) => Err("is neither all, none, nor a number of articles".into()),
        },
    }
}

/// `all`, or a number of articles.
fn max_removals(text: &str) -> Result<MaxRemovals, String> {
    match text {
        "all" => Ok(MaxRemovals::All),
        number => match number.parse() {
            Ok(number) => Ok(MaxRemovals::Number(number)),
            Err(_) => Err("is neither all nor a number of articles".into()),
        },
    }
}

fn run_pack(out: &Path, verify: bool) -> Result<Vec<Diagnostic>, Stopped> {
    let pack::Packed { files, written } = pack::pack(out, verify)?;
    say(&format!("{files} files have packed copies: {written} copies written"));
    Ok(Vec::new())
}

fn run_build(input: &Path, out: &Path, options: &BuildOptions) -> Result<Vec<Diagnostic>, Stopped> {
    let bar = bar();
    let built = build::build_site(input, out, options, |all| count(&bar, all));
    bar.finish_and_clear();
    let built = built?;
    say(&format!(
        "{} articles in {} volumes: {} files written, {} removed",
        built.articles, built.volumes, built.written, built.removed
    ));
    if built.kept + built.left_out > 0 {
        say(&format!(
            "articles with problems: {} stay as they were last good, {} are left out",
            built.kept, built.left_out
        ));
    }
    for note in &built.notes {
        say(&Printable(note).to_string());
    }
    Ok(built.diagnostics)
}

fn run_find(question: Find) -> Result<Vec<Diagnostic>, Stopped> {
    let Find { out, words, section, region, zone, kind, year, month, sort, limit, json } = question;
    let of =
        |dimension, values: Vec<String>| values.into_iter().map(move |value| (dimension, value));
    let filters = of(Dimension::Section, section)
        .chain(of(Dimension::Region, region))
        .chain(of(Dimension::Zone, zone))
        .chain(of(Dimension::Kind, kind))
        .chain(of(Dimension::Year, year))
        .chain(of(Dimension::Month, month));
    let sort = match sort {
        Order::Newest => Sort::Newest,
        Order::Relevance => Sort::Relevance,
    };
    let options =
        find::FindOptions { filters: filters.collect(), words: words.join(" "), sort, limit };
    let found: Found = find(&out, &options).map_err(Stopped::Unanswered)?;
    say(&if json { found.json().map_err(io::Error::from)? } else { found.to_string() });
    Ok(Vec::new())
}

/// A progress bar, on a terminal.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(
        "{bar:30} {human_pos} of {human_len} articles, {per_sec}, {eta} left",
    );
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// One article more of `all`.
fn count(bar: &ProgressBar, all: usize) {
    bar.set_length(u64::try_from(all).unwrap_or_default());
    bar.inc(1);
}
