//! Command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::Parser;
use jiff::Timestamp;

use crate::faults::Fault;

/// Mock of the CJIB (profile cjib-mock-v1).
///
/// Takes batches of confirmed cases over mutual TLS, checks them against the schema and the rules of the
/// profile, refuses what is malformed, double, late or from a stranger, processes them after a while and
/// returns a share of the cases. The first line on standard output is `listening ADDRESS`; on SIGINT or
/// SIGTERM it prints one JSON line with everything it holds, so that "exactly once" can be checked here.
#[derive(Debug, Parser)]
#[command(name = "cjib", after_long_help = AFTER)]
pub struct Args {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub listen: SocketAddr,

    /// Server certificate chain, PEM.
    #[arg(long, value_name = "FILE")]
    pub cert: PathBuf,

    /// Private key of the server certificate, PEM (PKCS#8).
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,

    /// CA certificates that client certificates must come from, PEM.
    #[arg(long, value_name = "FILE")]
    pub client_ca: PathBuf,

    /// File that holds the state (JSON, replaced atomically, synced). Missing: starts empty.
    #[arg(long, value_name = "FILE")]
    pub state: PathBuf,

    /// Written with the address once the port is open.
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,

    /// OIN (20 digits, subject serialNumber of the client certificate) that may deliver. Repeat for more.
    #[arg(long, required = true, value_name = "OIN")]
    pub allow_oin: Vec<String>,

    /// OIN of a municipality whose batches are taken. Repeat for more; none given: of every municipality.
    #[arg(long, value_name = "OIN")]
    pub on_behalf_of: Vec<String>,

    /// Share of all cases that is returned, 0 to 1; exact over the run: 0.25 returns every fourth case.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    pub return_share: f64,

    /// Return code to use. Repeat to take turns; none given: all known codes in turn.
    #[arg(long, value_parser = crate::returns::known_code, value_name = "CODE")]
    pub return_code: Vec<String>,

    /// Seconds between receipt and `processed`.
    #[arg(long, default_value_t = 0.0, value_parser = seconds, value_name = "SECONDS")]
    pub process_after: f64,

    /// Misbehave: [poll:|list:]MODE@N, MODE@N-M or MODE@*, where N counts requests from 1. Repeat for more.
    #[arg(long, value_name = "FAULT")]
    pub fault: Vec<Fault>,

    /// Seconds that `slow` waits before it answers.
    #[arg(long, default_value_t = 10.0, value_parser = seconds, value_name = "SECONDS")]
    pub slow_seconds: f64,

    /// Seconds that `timeout-after-processing` keeps the connection open without an answer.
    #[arg(long, default_value_t = 120.0, value_parser = seconds, value_name = "SECONDS")]
    pub hold_seconds: f64,

    /// Pretend that the clock shows this instant at start (RFC 3339).
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
}

const AFTER: &str = "\
Faults of POST /v1/batches (the Nth delivery since start):
  error-500                 500, nothing taken
  cut                       the connection is cut without an answer, nothing taken
  slow                      taken, answered late
  timeout-after-processing  taken, never answered
  cut-after-processing      taken, then the connection is cut
  acknowledge-and-forget    answered 202 with a receipt number, nothing taken
  twice                     taken twice, as from a network that repeats

Faults of GET /v1/batches/ID (with the prefix poll:) and of GET /v1/batches (list:): error-500, cut, slow.
The list may be bounded: ?receivedFrom=TIME&receivedUntil=TIME, the first bound included.

Return codes: U01 plate unknown, U02 category does not fit the code, U03 code not valid on the date,
U04 place incomplete, U05 officer number unknown.

Answers: 202 taken; 400 malformed or late (problem+json with all errors); 403 not allowed;
404 not held; 409 same key with other bytes, or a case that is in another batch already; 413; 415.

Exit status: 0 after SIGINT or SIGTERM, 1 when it could not start or went down, 2 on a wrong command line.";

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=31_536_000.0).contains(&value) => Ok(value),
        _ => Err("a number of seconds, at most a year".to_owned()),
    }
}
