//! Command line.

use std::{path::PathBuf, str::FromStr};

use clap::{Parser, ValueEnum};
use poortwacht_tests::street::plates;

use crate::fault::{Fault, Planned};

/// Simulator of a roadside unit: a number-plate camera that reports passages through a closed street.
///
/// Draws street scenes (or takes real pictures), signs a violation packet for each, writes it to a spool on
/// disk and delivers it over mutual TLS, with heartbeats beside. A packet is synced to disk before it is
/// sent and erased when the server says `mayErase` or after 48 hours; until then it is sent again, with
/// growing pauses and heeding Retry-After, however often server or unit restart.
#[derive(Clone, Debug, Parser)]
#[command(name = "roadside-unit", after_long_help = after_help())]
pub struct Args {
    /// Base address of the intake listener, for example https://127.0.0.1:8443.
    #[arg(long, value_name = "URL", help_heading = "Connection")]
    pub server: String,

    /// CA certificates that the server's certificate must come from, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub ca: PathBuf,

    /// The unit's client certificate chain, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub cert: PathBuf,

    /// Private key of the client certificate, PEM (PKCS#8).
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub key: PathBuf,

    /// Key that signs packets: PKCS#8 in PEM, ECDSA on P-256 (or P-384).
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub signing_key: PathBuf,

    /// Packets in flight at once.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=256), value_name = "N", help_heading = "Connection")]
    pub concurrency: u16,

    /// Seconds until a request without an answer has failed.
    #[arg(long, default_value_t = 30.0, value_parser = seconds, value_name = "SECONDS", help_heading = "Connection")]
    pub timeout: f64,

    /// First pause after a failure, in seconds; doubles with each further one.
    #[arg(long, default_value_t = 0.5, value_parser = seconds, value_name = "SECONDS", help_heading = "Connection")]
    pub backoff: f64,

    /// Longest pause after a failure, in seconds.
    #[arg(long, default_value_t = 30.0, value_parser = seconds, value_name = "SECONDS", help_heading = "Connection")]
    pub backoff_max: f64,

    /// Seconds between heartbeats; 0 sends none.
    #[arg(long, default_value_t = 60.0, value_parser = seconds, value_name = "SECONDS", help_heading = "Connection")]
    pub heartbeat: f64,

    /// Folder for packets that wait. Holds readable originals: put it where it can be destroyed.
    #[arg(long, value_name = "DIR", help_heading = "Spool")]
    pub spool: PathBuf,

    /// Packets that may wait before new passages are held back.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..), value_name = "N", help_heading = "Spool")]
    pub backlog: u32,

    /// Passages per second; 0 as fast as they can be made.
    #[arg(long, default_value_t = 1.0, value_parser = rate, value_name = "RATE", help_heading = "Passages")]
    pub rate: f64,

    /// Passages to make; 0 only delivers what the spool holds. Without it the unit runs until it is stopped.
    #[arg(long, value_name = "N", help_heading = "Passages")]
    pub count: Option<u64>,

    /// Share of passages that carry a plate of --exempt-plates, 0 to 1.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE", help_heading = "Passages")]
    pub exempt_share: f64,

    /// Plates with an exemption: a file (one a line) or a comma-separated list.
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "FILE|LIST",
        help_heading = "Passages"
    )]
    pub exempt_plates: PlateList,

    /// Plates to use in turn for the other passages: a file or a list. Without it: drawn, never issued.
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "FILE|LIST",
        help_heading = "Passages"
    )]
    pub plates: PlateList,

    /// Country of the plates (UN sign).
    #[arg(long, default_value = "NL", value_name = "SIGN", help_heading = "Passages")]
    pub country: String,

    /// Vehicle category, 1 to 8.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8), value_name = "N", help_heading = "Passages")]
    pub category: u8,

    /// Direction of travel, as the location names it.
    #[arg(long, default_value = "Marktplein", value_name = "TEXT", help_heading = "Passages")]
    pub direction: String,

    /// Lane, from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=32), value_name = "N", help_heading = "Passages")]
    pub lane: u32,

    /// Seconds before now at which the passages took place.
    #[arg(long, default_value_t = 0, value_name = "SECONDS", help_heading = "Passages")]
    pub captured_ago: u32,

    /// What goes wrong: FAULT (every packet), FAULT@N or FAULT@N-M (by number, from 1), FAULT=SHARE. Repeat for more.
    #[arg(long, value_name = "FAULT", help_heading = "Passages")]
    pub fault: Vec<Planned>,

    /// Makes scenes, plates and faults repeatable.
    #[arg(long, default_value_t = 1, value_name = "N", help_heading = "Passages")]
    pub seed: u64,

    /// Send real pictures: a folder with a frames.json that lists files, plate and vehicle boxes.
    #[arg(long, value_name = "DIR", help_heading = "Pictures")]
    pub frames: Option<PathBuf>,

    /// Size of drawn scenes.
    #[arg(long, default_value = "1920x1080", value_name = "WxH", help_heading = "Pictures")]
    pub size: Size,

    /// Light in drawn scenes.
    #[arg(long, value_enum, default_value_t = LightChoice::Auto, help_heading = "Pictures")]
    pub light: LightChoice,

    /// Pictures in a packet: 1 overview, 2 with the plate, 3 with a second overview.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3), value_name = "N", help_heading = "Pictures")]
    pub images: u8,

    /// Place in the overlay bar.
    #[arg(long, default_value = "TEST STREET LANE 1", value_name = "TEXT", help_heading = "Pictures")]
    pub place: String,

    /// Stop after so many seconds, whatever still waits.
    #[arg(long, value_parser = seconds, value_name = "SECONDS", help_heading = "Run")]
    pub give_up: Option<f64>,

    /// Write what happened to each packet as JSON. Holds no plates.
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub json_summary: Option<PathBuf>,
}

/// Day, night or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LightChoice {
    /// Some of each
    Auto,
    /// Day only
    Day,
    /// Night only
    Night,
}

/// Picture size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |side: &str| side.parse::<u16>().ok().filter(|side| (320..=8000).contains(side));
        let (width, height) = text.split_once('x').unwrap_or((text, ""));
        match (parse(width), parse(height)) {
            (Some(width), Some(height)) => Ok(Self { width, height }),
            _ => Err("write WIDTHxHEIGHT, each from 320 to 8000".to_owned()),
        }
    }
}

/// Plates from a file or a list; empty when the option is not given.
#[derive(Clone, Debug, Default)]
pub struct PlateList(pub Vec<String>);

impl FromStr for PlateList {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(Self::default()) } else { plates::parse_list(text).map(Self) }
    }
}

fn share(text: &str) -> Result<f64, String> {
    within(text, 1.0).ok_or_else(|| "a number from 0 to 1".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    within(text, 10_000.0).ok_or_else(|| "a number from 0 to 10000".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    within(text, 604_800.0).ok_or_else(|| "a number of seconds, at most a week".to_owned())
}

fn within(text: &str, most: f64) -> Option<f64> {
    text.parse().ok().filter(|value| (0.0..=most).contains(value))
}

fn after_help() -> String {
    let list: String =
        Fault::ALL.iter().map(|fault| format!("  {:<18} {}\n", fault.name(), fault.help())).collect();
    format!(
        "Faults:\n{list}
How a packet ends:
  2xx with mayErase    acknowledged, erased from the spool
  410 with mayErase    too old, erased
  429, 5xx, no answer  kept; the whole link pauses (Retry-After, else growing pauses)
  anything else        refused: kept, sent again after growing pauses; a run with
                       --count does not wait for it
  48 hours             erased by the unit itself

Exit status: 0 when every packet of this run and of the spool was acknowledged;
1 when one was refused, too old or still waits, or on trouble of our own;
2 on a wrong command line. Ctrl-C or SIGTERM stops making packets, waits for
the answers that are under way and leaves the rest in the spool.

Example:
  roadside-unit --server https://127.0.0.1:8443 --ca ca.pem \\
    --cert unit.pem --key unit.key.pem --signing-key signing.pem \\
    --spool ./spool --count 100 --rate 0 --fault duplicate@5"
    )
}
