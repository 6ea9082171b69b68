//! How mail stands, and when somebody must look.

use poortwacht_store::mail_notices::{self as rows, MailBacklog};

use super::{ALARM_GIVEN_UP, ALARM_SERVER, scope};
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// How mail stands.
pub type MailHealth = MailBacklog;

/// How old the oldest mail that waits may be before somebody should look: a server is restarted sooner.
pub(crate) const LATE_AFTER_SECONDS: i64 = 900;

/// How mail stands.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn health(services: &Services) -> Result<MailHealth, ServiceError> {
    services.store().read(|conn| Ok(rows::backlog(conn, &scope())?)).await
}

/// Seconds for which the oldest mail has been waiting; nought when none does.
pub(crate) fn waiting_seconds(services: &Services, health: &MailHealth) -> i64 {
    health.oldest.map_or(0, |oldest| services.now().duration_since(oldest).as_secs())
}

/// Raises the alarm for a server that takes nothing, and for mails that were given up; clears it when that is over.
pub(super) async fn watch(services: &Services, any_sent: bool) -> Result<(), ServiceError> {
    let health = health(services).await?;
    let is_late = waiting_seconds(services, &health) >= LATE_AFTER_SECONDS;
    match (&health.last_error, is_late && !any_sent) {
        (Some(why), true) => {
            let detail = format!("{} mails about deadlines wait; the last attempt: {why}", health.waiting);
            alarms::raise(services, notice(ALARM_SERVER, detail)).await?;
        }
        _ if !is_late => alarms::clear(services, ALARM_SERVER, SUBJECT).await?,
        _ => {}
    }
    if health.given_up == 0 {
        return alarms::clear(services, ALARM_GIVEN_UP, SUBJECT).await;
    }
    let detail = format!("{} mails about deadlines were given up", health.given_up);
    alarms::raise(services, notice(ALARM_GIVEN_UP, detail)).await
}

const SUBJECT: &str = "mail";

fn notice(kind: &'static str, detail: String) -> Notice {
    Notice { kind, subject: SUBJECT.to_owned(), municipality: None, detail }
}
