//! Answers to the person at the terminal.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use poortwacht_services::ServiceError;

/// Prints one line of answer.
#[expect(clippy::print_stdout, reason = "the answer to the person at the terminal")]
pub fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// Says what was done; exit code 0.
pub fn done(line: impl std::fmt::Display) -> Result<ExitCode> {
    say(line);
    Ok(ExitCode::SUCCESS)
}

/// An error of a use case as the terminal shows it: all wrong fields together, each with its fix.
pub fn refused(error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::Invalid(problems) => {
            let lines = problems.iter().map(|problem| format!("\n  {}: {}", problem.field, problem.message));
            anyhow!("nothing was changed; {} wrong:{}", problems.len(), lines.collect::<String>())
        }
        other => anyhow!(other),
    }
}

/// Prints one line of complaint; the program goes on.
#[expect(clippy::print_stderr, reason = "the answer to the person at the terminal")]
pub fn warn(line: impl std::fmt::Display) {
    eprintln!("poortwacht: {line}");
}
