//! Who is told of an alarm, and when again: each way once, then every few hours while the alarm lasts. What was sent is
//! kept in the witness's folder, so that a restart does not ring anew; what could not be sent is tried again every round.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use poortwacht_ledger::witness::{Alarm, Severity};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Mail, Webhook};
use crate::cli::out::warn;

const FILE: &str = "alarm-sent.json";

/// What was sent of the alarm that lasts.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Sent {
    /// Its short name.
    alarm: String,
    /// When, by each way.
    ways: BTreeMap<String, Timestamp>,
}

/// The ways to raise the alarm.
#[derive(Debug)]
pub struct Bell {
    /// The log, for people.
    pub log: String,
    /// After how long an alarm that lasts is sent again.
    pub again_after: SignedDuration,
    /// By web hook.
    pub webhook: Option<Webhook>,
    /// By mail.
    pub mail: Option<Mail>,
    file: PathBuf,
}

impl Bell {
    /// A bell without any way to ring yet.
    #[must_use]
    pub fn new(folder: &Path, log: String, again_after: SignedDuration) -> Self {
        Self { log, again_after, webhook: None, mail: None, file: folder.join(FILE) }
    }

    /// Raises the alarm by every way by which it is due. Gives what did not arrive, and why.
    pub async fn ring(&self, alarm: &Alarm, now: Timestamp) -> Vec<String> {
        if alarm.severity() == Severity::Passing {
            return Vec::new();
        }
        let is_new = matches!(alarm, Alarm::Lie(_) | Alarm::LieNotKept { .. });
        let mut sent = self.sent().filter(|sent| sent.alarm == alarm.name() && !is_new).unwrap_or_default();
        alarm.name().clone_into(&mut sent.alarm);
        let mut failed = Vec::new();
        for (way, outcome) in self.send(alarm, &sent, now).await {
            match outcome {
                Ok(()) => drop(sent.ways.insert(way.to_owned(), now)),
                Err(why) => failed.push(format!("the alarm could NOT be sent by {way}: {why}")),
            }
        }
        if let Err(why) = self.keep(&sent) {
            warn(format!("{why}; the alarm will be sent again at every round"));
        }
        failed
    }

    /// The alarm is over: the next one rings at once.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn quiet(&self) -> Result<(), String> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(format!("{}: {error}", self.file.display()))
            }
            _ => Ok(()),
        }
    }

    async fn send(
        &self,
        alarm: &Alarm,
        sent: &Sent,
        now: Timestamp,
    ) -> Vec<(&'static str, Result<(), String>)> {
        let mut outcomes = Vec::new();
        if let Some(webhook) = self.webhook.as_ref().filter(|_| self.is_due(sent, "webhook", now)) {
            outcomes.push(("webhook", webhook.send(&self.document(alarm, now)).await));
        }
        if let Some(mail) = self.mail.as_ref().filter(|_| self.is_due(sent, "mail", now)) {
            let subject = format!("[poortwacht] {}: {}", alarm.name(), self.log);
            outcomes.push(("mail", mail.send(&subject, self.letter(alarm, now)).await));
        }
        outcomes
    }

    fn is_due(&self, sent: &Sent, way: &str, now: Timestamp) -> bool {
        sent.ways.get(way).is_none_or(|at| now.duration_since(*at) >= self.again_after)
    }

    fn document(&self, alarm: &Alarm, now: Timestamp) -> Value {
        json!({
            "alarm": alarm.name(),
            "severity": severity(alarm),
            "log": self.log,
            "at": now.to_string(),
            "text": alarm.to_string(),
            "folder": self.folder(),
        })
    }

    fn letter(&self, alarm: &Alarm, now: Timestamp) -> String {
        format!(
            "The witness of the log {} raised an alarm at {now}.\n\n{alarm}\n\nThe evidence is in the folder {} on the \
             machine of the witness. What to do is in witness.md, under \"{}\".\n",
            self.log,
            self.folder(),
            alarm.name(),
        )
    }

    fn folder(&self) -> String {
        self.file.parent().unwrap_or(&self.file).display().to_string()
    }

    /// What cannot be read was never sent: ringing once too often is the safe answer.
    fn sent(&self) -> Option<Sent> {
        serde_json::from_str(&fs::read_to_string(&self.file).ok()?).ok()
    }

    fn keep(&self, sent: &Sent) -> Result<(), String> {
        if sent.ways.is_empty() {
            return Ok(());
        }
        // The folder itself may be what is gone: without it every restart would ring anew.
        let folder = self.file.parent().map_or(Ok(()), fs::create_dir_all);
        let text = folder.and_then(|()| serde_json::to_string(sent).map_err(std::io::Error::from));
        text.and_then(|text| fs::write(&self.file, text + "\n"))
            .map_err(|error| format!("{}: {error}", self.file.display()))
    }
}

fn severity(alarm: &Alarm) -> &'static str {
    match alarm.severity() {
        Severity::Lie => "lie",
        Severity::Stopped => "stopped",
        Severity::Passing => "passing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_that_rang_rings_again_only_after_its_time_and_the_other_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let bell =
            Bell::new(&folder.path().join("state"), "system".to_owned(), SignedDuration::from_hours(12));
        assert!(bell.sent().is_none());
        let at: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let ways = BTreeMap::from([("mail".to_owned(), at)]);
        bell.keep(&Sent { alarm: "fork".to_owned(), ways }).unwrap();
        let sent = bell.sent().unwrap();
        assert!(!bell.is_due(&sent, "mail", at + SignedDuration::from_hours(11)));
        assert!(bell.is_due(&sent, "mail", at + SignedDuration::from_hours(12)));
        assert!(bell.is_due(&sent, "webhook", at));
        bell.quiet().unwrap();
        bell.quiet().unwrap();
        assert!(bell.sent().is_none());
    }
}
