//! Names of backups and of the temporary files they are written to.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use uuid::Uuid;

const START: &str = "poortwacht-keys-";
const FINISHED: &str = ".sqlite";
const PARTIAL: &str = ".partial";
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// `poortwacht-keys-<instance>-<UTC time>.sqlite`, or `poortwacht-keys-<UTC time>.partial` while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileName {
    Finished { instance: Uuid, made_at: Timestamp },
    Partial { made_at: Timestamp },
}

impl FileName {
    /// `None` for the names of files that are not ours.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(START)?;
        let parsed = match (rest.strip_suffix(FINISHED), rest.strip_suffix(PARTIAL)) {
            (Some(rest), _) => {
                let (instance, made_at) = rest.rsplit_once('-')?;
                Self::Finished { instance: instance.parse().ok()?, made_at: parse_time(made_at)? }
            }
            (_, Some(made_at)) => Self::Partial { made_at: parse_time(made_at)? },
            (None, None) => return None,
        };
        (parsed.to_string() == name).then_some(parsed)
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished { instance, made_at } => {
                write!(f, "{START}{instance}-{}{FINISHED}", made_at.strftime(TIME))
            }
            Self::Partial { made_at } => write!(f, "{START}{}{PARTIAL}", made_at.strftime(TIME)),
        }
    }
}

fn parse_time(text: &str) -> Option<Timestamp> {
    let clock = DateTime::strptime(TIME, text).ok()?;
    clock.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_its_text() {
        let made_at: Timestamp = "2026-11-22T08:00:05Z".parse().unwrap();
        let finished = FileName::Finished { instance: Uuid::from_u128(7), made_at };
        let text = "poortwacht-keys-00000000-0000-0000-0000-000000000007-20261122T080005Z.sqlite";
        assert_eq!(finished.to_string(), text);
        for name in [finished, FileName::Partial { made_at }] {
            assert_eq!(FileName::parse(&name.to_string()), Some(name));
        }
    }

    #[test]
    fn other_names_are_not_ours() {
        let id = Uuid::from_u128(7);
        for name in [
            "key-store.sqlite",
            "poortwacht-keys-.sqlite",
            &format!("poortwacht-keys-{id}.sqlite"),
            &format!("poortwacht-keys-{id}-20261322T080005Z.sqlite"),
            &format!("poortwacht-keys-{id}-20261122T080005Z.sqlite.old"),
            &format!("poortwacht-keys-{}-20261122T080005Z.sqlite", id.simple()),
            &format!("old-poortwacht-keys-{id}-20261122T080005Z.sqlite"),
            "poortwacht-keys-20261122T080005Z.sqlite",
        ] {
            assert_eq!(FileName::parse(name), None, "{name}");
        }
    }
}
