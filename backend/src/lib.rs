//! The program: reads configuration, opens what is configured, starts listeners and jobs. It wires and decides nothing.

pub mod cli;
pub mod config;
mod crash;
mod dress;
mod installation;
mod logging;
mod management;
mod memory;
mod serve;
mod witness;

use std::process::ExitCode;

use clap::Parser;

/// Which databases a program may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// The released program: production and test. A demo database is refused, so that nothing pretended is ever served.
    ProductionAndTest,
    /// The demo and the tests, which bring their own program.
    DemoToo,
}

/// Runs the command line of this process and gives its exit code.
#[must_use]
pub fn run(allow: Allow) -> ExitCode {
    crash::keep_no_memory_images();
    memory::expect_large_blocks();
    let line: Vec<_> = std::env::args_os().collect();
    let arguments = match cli::Arguments::try_parse_from(&line) {
        Ok(arguments) => arguments,
        Err(error) => return cli::complain(&error, &line),
    };
    match cli::run(arguments, allow) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the answer to the person at the terminal")]
fn complain(error: &anyhow::Error) {
    eprintln!("poortwacht: {error:#}");
}
