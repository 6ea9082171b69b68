//! `poortwacht ledger witness` and `ledger witness-key`: on the customer's own machine, without an installation.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{ArgAction, Args};
use jiff::SignedDuration;
use poortwacht_domain::Clock as _;
use poortwacht_ledger::witness::{Alarm, Folder, Limits, Log, MemoryError};
use poortwacht_services::postman::Address;
use poortwacht_services::system::SystemClock;
use reqwest::Url;

use super::out::{done, say, warn};
use crate::witness::{self, Bell, Identity, Mail, MailSettings, Server, Watch, Webhook, exit_code};

/// The command line, or a file it names, is wrong (`EX_USAGE` of sysexits).
pub const USAGE: u8 = 64;

/// Below this the server is asked more often than its log moves.
const SHORTEST_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

const AFTER: &str = "Each round prints one line. What a witness remembers lies in --state; without that folder it could be \
told any story, so it never begins anew by itself.

Exit status:
  0   verified and handed over (with --once), or asked to stop after such a round
  1   the log lies: it was rewritten, shortened, split or put back; stays until --acknowledge
  2   the log stopped: not verified, not handed over, or the witness has no memory to work with
  11  as 1, and the alarm could not be sent by mail or web hook
  12  as 2, and the alarm could not be sent by mail or web hook
  64  the command line, or a file that it names, is wrong; nothing was done

The text for --key comes from `poortwacht ledger key` on the installation. Compare it over another channel than the one it
came by: everything rests on it.";

/// Watch a log from a machine of your own: remember what it showed, refuse any other past, cosign, raise the alarm.
///
/// Needs no installation, configuration or database. It reads signed states and hashes, never an entry.
#[derive(Debug, Args)]
#[command(after_long_help = AFTER)]
pub struct WitnessOptions {
    /// Address of the intake listener, https://host:port.
    #[arg(long, value_name = "URL")]
    url: Url,
    /// The log and the key that must sign for it, as `ledger key` prints it: <name>+<hash>+<base64>.
    #[arg(long, value_name = "LOG")]
    key: Log,
    /// Folder for what the witness remembers, for it alone. Back it up.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Authorities of the server's certificate, PEM.
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    /// The witness's client certificate, PEM, as registered with `ledger witness-add`.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
    /// Its private key, PEM.
    #[arg(long, value_name = "FILE")]
    private_key: PathBuf,
    /// The witness's cosigner key, as `ledger witness-key` made it.
    #[arg(long, value_name = "FILE")]
    cosigner_key_file: PathBuf,
    /// Time between two rounds.
    #[arg(long, value_name = "TIME", default_value = "1m")]
    interval: SignedDuration,
    /// Do one round and end with its exit status, for a timer of your own.
    #[arg(long)]
    once: bool,
    /// This witness never ran before: make the folder. Refused where there is a memory or evidence.
    #[arg(long)]
    first: bool,
    /// End the alarm of a lie, after you have looked into it. The memory stays: what is still a lie rings again.
    #[arg(long)]
    acknowledge: bool,
    /// Raise the alarm after so long without a verified round.
    #[arg(long, value_name = "TIME", default_value = "15m")]
    without_answer: SignedDuration,
    /// Raise the alarm after so long without a new entry; `never` for a log that may rest.
    #[arg(long, value_name = "TIME", default_value = "120h")]
    without_growth: Growth,
    #[command(flatten)]
    alarm: AlarmOptions,
}

/// How the alarm is raised besides standard error and the exit status.
#[derive(Debug, Args)]
#[command(next_help_heading = "Alarm")]
pub struct AlarmOptions {
    /// Post each alarm as JSON to this https:// address.
    #[arg(long, value_name = "URL")]
    alarm_webhook: Option<Url>,
    /// File with headers for the web hook, lines `Name: value`, such as a token.
    #[arg(long, value_name = "FILE", requires = "alarm_webhook")]
    alarm_webhook_header_file: Option<PathBuf>,
    /// Mail each alarm to this address; may be given several times.
    #[arg(long, value_name = "ADDRESS", action = ArgAction::Append, requires = "smtp_url")]
    alarm_mail: Vec<Address>,
    /// Sender of the mails; default the first --alarm-mail.
    #[arg(long, value_name = "ADDRESS", requires = "alarm_mail")]
    mail_from: Option<Address>,
    /// Mail server: smtps://[user@]host[:465], or smtp://[user@]host[:587], which must offer STARTTLS.
    #[arg(long, value_name = "URL", requires = "alarm_mail")]
    smtp_url: Option<Url>,
    /// File with the password of the user in --smtp-url.
    #[arg(long, value_name = "FILE", requires = "smtp_url")]
    smtp_password_file: Option<PathBuf>,
    /// Authorities of the mail server's and the web hook's certificates, PEM.
    #[arg(long, value_name = "FILE", default_value = "/etc/ssl/certs/ca-certificates.crt")]
    alarm_ca: PathBuf,
    /// Send an alarm that lasts again after so long.
    #[arg(long, value_name = "TIME", default_value = "12h")]
    alarm_again: SignedDuration,
}

/// How long a log may rest.
#[derive(Debug, Clone, Copy)]
struct Growth(Option<SignedDuration>);

impl std::str::FromStr for Growth {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "never" { Ok(Self(None)) } else { text.parse().map(|limit| Self(Some(limit))) }
    }
}

/// Where the key goes.
#[derive(Debug, Args)]
pub struct WitnessKeyOptions {
    /// File to write it to, readable by its owner alone; never overwritten.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Name under which it cosigns, for example the address of the machine; no spaces and no plus sign.
    #[arg(long, default_value = "witness")]
    name: String,
}

/// Runs `ledger witness-key`. Needs no installation.
pub fn make_key(options: &WitnessKeyOptions) -> Result<ExitCode> {
    let public =
        witness::make(&options.out, &options.name).with_context(|| options.out.display().to_string())?;
    done(public)
}

/// Runs `ledger witness`. Needs no installation.
pub async fn watch(options: WitnessOptions) -> Result<ExitCode> {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    match prepared(&options) {
        Ok(Prepared { bell, parts }) => begin(options, bell, parts).await,
        Err(error) => Ok(wrong(&error)),
    }
}

fn wrong(error: &anyhow::Error) -> ExitCode {
    warn(format!("{error:#}"));
    ExitCode::from(USAGE)
}

struct Prepared {
    bell: Bell,
    parts: (Server, poortwacht_ledger::checkpoint::Cosigner),
}

/// Reads everything that the command line names, but for the memory.
fn prepared(options: &WitnessOptions) -> Result<Prepared> {
    let positive = |name: &str, time: SignedDuration, least| {
        ensure!(time >= least, "{name}: give a time such as 1m; at least {least:#}");
        Ok(())
    };
    positive("--interval", options.interval, SHORTEST_INTERVAL)?;
    positive("--without-answer", options.without_answer, SHORTEST_INTERVAL)?;
    positive("--alarm-again", options.alarm.alarm_again, SHORTEST_INTERVAL)?;
    let identity = Identity {
        authority: options.ca.clone(),
        certificate: options.certificate.clone(),
        private_key: options.private_key.clone(),
    };
    let server = Server::new(&options.url, &identity)?;
    let file = &options.cosigner_key_file;
    let cosigner = witness::read(file).with_context(|| format!("--cosigner-key-file {}", file.display()))?;
    Ok(Prepared { bell: bell(options)?, parts: (server, cosigner) })
}

fn bell(options: &WitnessOptions) -> Result<Bell> {
    let alarm = &options.alarm;
    let mut bell = Bell::new(&options.state, options.key.name.to_string(), alarm.alarm_again);
    if let Some(url) = &alarm.alarm_webhook {
        let headers = alarm.alarm_webhook_header_file.as_deref();
        bell.webhook = Some(Webhook::new(url.clone(), headers, &alarm.alarm_ca)?);
    }
    if let (Some(url), Some(first)) = (&alarm.smtp_url, alarm.alarm_mail.first()) {
        bell.mail = Some(Mail::new(MailSettings {
            url: url.clone(),
            password_file: alarm.smtp_password_file.clone(),
            from: alarm.mail_from.clone().unwrap_or_else(|| first.clone()),
            to: alarm.alarm_mail.clone(),
            authorities: alarm.alarm_ca.clone(),
        })?);
    }
    Ok(bell)
}

async fn begin(
    options: WitnessOptions,
    bell: Bell,
    (server, cosigner): (Server, poortwacht_ledger::checkpoint::Cosigner),
) -> Result<ExitCode> {
    let folder = match opened(&options) {
        Ok(folder) => folder,
        Err(error) if is_mistake(&error) => return Ok(wrong(&error.into())),
        // A witness that lost its memory is a witness that somebody stopped.
        Err(error) => return Ok(exit_code(witness::raise(&bell, &Alarm::Memory(error)).await)),
    };
    let limits = Limits { without_answer: options.without_answer, without_growth: options.without_growth.0 };
    let mut watch = Watch { folder, server, cosigner, limits, bell };
    if options.once {
        return Ok(exit_code(watch.round().await));
    }
    watch.run(options.interval).await.map(exit_code)
}

fn opened(options: &WitnessOptions) -> Result<Folder, MemoryError> {
    let mut folder = if options.first {
        Folder::first(&options.state, options.key.clone(), SystemClock.now())?
    } else {
        Folder::open(&options.state, &options.key)?
    };
    if options.acknowledge {
        match folder.acknowledge()? {
            Some(alarm) => say(format!("acknowledged: since {}: {}", alarm.at, alarm.text)),
            None => say("there was no alarm to acknowledge"),
        }
    }
    Ok(folder)
}

/// What a person at the terminal did wrong, and not what happened to the memory.
fn is_mistake(error: &MemoryError) -> bool {
    matches!(error, MemoryError::Exists(_) | MemoryError::OtherLog { .. } | MemoryError::Busy(_))
}
