//! The press's entry: arguments and exit codes.
//!
//! Exit codes: 0 for all well, 1 for articles with problems, 2 for what stopped the work.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use investchn::press::authored::{self, Unreadable};
use investchn::press::state::State;
use investchn::press::{Diagnostic, build, synth};

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
    },
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

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check { input } => check(&input),
        Command::Build { input, out } => run_build(&input, &out),
        Command::Synth { out, articles, seed, characters } => {
            let bar = bar();
            let written = synth::synth(&out, articles, characters, seed, || {
                count(&bar, usize::try_from(articles).unwrap_or_default());
            });
            bar.finish_and_clear();
            written.map(|()| Vec::new()).map_err(Unreadable::Io)
        }
    };
    match outcome {
        Ok(diagnostics) if diagnostics.is_empty() => ExitCode::SUCCESS,
        Ok(diagnostics) => {
            tell(&diagnostics);
            ExitCode::from(1)
        }
        Err(Unreadable::Site(diagnostics)) => {
            tell(&diagnostics);
            ExitCode::from(2)
        }
        Err(Unreadable::Io(error)) => {
            let _ = writeln!(io::stderr(), "press: {error}");
            ExitCode::from(2)
        }
    }
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

fn check(input: &Path) -> Result<Vec<Diagnostic>, Unreadable> {
    let bar = bar();
    let authored = authored::read(input, &State::default(), |all| count(&bar, all));
    bar.finish_and_clear();
    let batches = authored?.batches;
    let sound: usize = batches.iter().map(|batch| batch.sound.len()).sum();
    let bad: usize = batches.iter().map(|batch| batch.bad.len()).sum();
    say(&format!("{} articles, {bad} with problems", sound + bad));
    Ok(batches.into_iter().flat_map(|batch| batch.diagnostics).collect())
}

fn run_build(input: &Path, out: &Path) -> Result<Vec<Diagnostic>, Unreadable> {
    let bar = bar();
    let built = build::build(input, out, |all| count(&bar, all));
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
    Ok(built.diagnostics)
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
