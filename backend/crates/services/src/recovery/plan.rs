//! What a recovery would do.

use std::fmt;

use poortwacht_ledger::Loss;

use super::{logs, look, replay};
use crate::retention::{self, RetentionReport};
use crate::{ServiceError, Services};

/// What a recovery would do, in numbers. It names nobody.
#[derive(Debug)]
pub struct RecoveryPlan {
    /// By how much each log is behind; nothing when the database is the newest.
    pub losses: Vec<Loss>,
    /// Cases that the database holds and whose key is destroyed: they are destroyed again.
    pub without_key: u64,
    /// Keys of cases, exemptions and files that came after the backup: what they opened is lost, and they are destroyed.
    pub without_subject: u64,
    /// What is due by now.
    pub due: RetentionReport,
}

/// Says what a recovery would do. Nothing is changed.
///
/// # Errors
/// Those of store and key store.
pub async fn plan(services: &Services) -> Result<RecoveryPlan, ServiceError> {
    let losses = look(services).await?;
    Ok(RecoveryPlan {
        losses,
        without_key: replay::count_without_key(services).await?,
        without_subject: replay::count_without_subject(services).await?,
        due: retention::run(services, services.now(), true).await?,
    })
}

impl fmt::Display for RecoveryPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.losses.is_empty() {
            return f.write_str("The database is the newest that was seen: there is nothing to recover.");
        }
        writeln!(f, "The database is older than what was seen of its ledger:")?;
        for loss in &self.losses {
            writeln!(f, "  {}: {}", loss.log, logs::told(loss))?;
        }
        writeln!(f, "{} cases will be destroyed again: their key is gone.", self.without_key)?;
        writeln!(f, "Due by now, and destroyed: {}.", self.due)?;
        writeln!(
            f,
            "{} keys of what came after the backup will be destroyed: that is lost.",
            self.without_subject
        )?;
        f.write_str("Decisions, views and everything else after the backup are lost; register an incident.")
    }
}
