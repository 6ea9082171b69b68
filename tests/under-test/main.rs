//! The server program as released, but for one thing: it also opens demo databases.

fn main() -> std::process::ExitCode {
    poortwacht::run(poortwacht::Allow::DemoToo)
}
