//! The released program.

use std::process::ExitCode;

fn main() -> ExitCode {
    poortwacht::run(poortwacht::Allow::ProductionAndTest)
}
