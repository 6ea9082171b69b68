//! Deadlines by mail: whoever has a duty hears of it before its time is over, also while nobody looks at the portal.
//!
//! ```text
//! what runs --domain::notice decides--> one row for each stage and role     one transaction; the row is the mark
//! job: row -> taken in hand -> SMTP over TLS -> sent + ledger entry | later again | three days: given up + entry, alarm
//! ```
//!
//! A mail holds number, kind, moment and a link: whoever reads along learns nothing of anybody. It may come twice where a
//! process dies between the server's answer and the note of it, always under the same Message-ID. Off until `[mail]` is
//! configured.

mod due;
mod health;
mod letter;
mod send;
mod settings;

pub use health::{MailHealth, health};
pub use send::{MailRound, retry, send};
pub use settings::{MailConfig, RoleAddress};

pub(crate) use health::{LATE_AFTER_SECONDS, waiting_seconds};
pub(crate) use send::run;
pub(crate) use settings::told_roles;

/// Alarm: the mail server takes no mail.
pub const ALARM_SERVER: &str = "mail_server";

/// Alarm: mails about deadlines were given up.
pub const ALARM_GIVEN_UP: &str = "mail_given_up";

fn scope() -> poortwacht_store::Scope {
    poortwacht_store::Scope::job("deadlines by mail")
}
