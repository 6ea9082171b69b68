//! `cargo xtask`: the commands that a newcomer needs, and everything they need installed first.
//!
//! This program only prepares and starts things. What the demo, the crash test and the benches do lives in the
//! `tests` package.

mod fuzz;
mod guide;
mod islands;
mod prepare;
mod steps;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Build, try and test Poortwacht.
#[derive(Parser)]
#[command(name = "cargo xtask", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole chain on embedded SQLite and print where to log in; Ctrl-C leaves nothing running.
    Demo {
        /// Options of the demo itself: `--check`, `--frames DIR`, `--help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Everything: format, lints, both databases, real browser, whole chain.
    Test,
    /// Measure and print a table; figures are ratios against a limit or a peer of the same run.
    Bench {
        /// `[NAME] [--json FILE] [--frames DIR]`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Build what the browser runs; the server takes it in when it is built next.
    Islands,
    /// Take the user guide's pictures anew, from the browser tests.
    Guide,
    /// Feed damaged and invented pictures to everything that reads pictures, until something gives way or time is up.
    Fuzz(fuzz::Options),
    /// Kill the server at random moments while packets arrive, on both databases.
    CrashTest {
        /// Options of the crash test: `--kills N`, `--packets N`, `--help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Demo { options } => demo(&options),
        Command::Test => test::run(),
        Command::Bench { options } => bench(&options),
        Command::Islands => islands::build(),
        Command::Guide => guide(),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::CrashTest { options } => crash_test(&options),
    }
}

fn demo(options: &[String]) -> Result<()> {
    prepare::stylesheets()?;
    islands::build()?;
    steps::build_programs(steps::Profile::Development)?;
    steps::run_program(steps::Profile::Development, "demo", options)
}

fn bench(options: &[String]) -> Result<()> {
    prepare::stylesheets()?;
    islands::build()?;
    steps::build_programs(steps::Profile::Release)?;
    steps::run_program(steps::Profile::Release, "bench", options)
}

fn guide() -> Result<()> {
    prepare::stylesheets()?;
    prepare::browser()?;
    islands::build()?;
    steps::build_programs(steps::Profile::Development)?;
    guide::take_pictures()
}

fn crash_test(options: &[String]) -> Result<()> {
    prepare::stylesheets()?;
    prepare::postgres()?;
    steps::build_programs(steps::Profile::Development)?;
    steps::run_program(steps::Profile::Development, "crash-test", options)
}
