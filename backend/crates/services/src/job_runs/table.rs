//! The table of jobs.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use poortwacht_domain::{Act, Logs};
use poortwacht_ledger::Actor;
use poortwacht_store::{Plan, Scope, Tx, cases, grants};

use crate::access_review::{self, Kept};
use crate::{
    ServiceError, Services, approvals, compliance, deadline_mail, export, incidents, key_store, ledger_heads,
    reconcile, retention, units,
};

/// A run under way; ends in one line of counts.
pub(super) type Running<'a> = Pin<Box<dyn Future<Output = Result<String, ServiceError>> + Send + 'a>>;

/// A scheduled job.
pub struct JobSpec {
    /// Its name.
    pub name: &'static str,
    /// When it runs: cron with seconds, in Dutch local time (see [`Schedule`](super::Schedule)).
    pub schedule: &'static str,
    /// What it does.
    pub what: &'static str,
    /// What it leaves in the ledger.
    pub logs: Logs,
    pub(super) run: for<'a> fn(&'a Services, &'a Actor) -> Running<'a>,
}

/// Every job. The export asks each municipality's own clock; 03:30 unless chosen otherwise, an hour that exists every
/// night.
pub const TABLE: &[JobSpec] = &[
    JobSpec {
        name: "export",
        schedule: "0 */15 * * * *",
        what: "at each municipality's time puts confirmed cases through the gate, builds batches and delivers them to the \
               CJIB",
        logs: Logs::ForEach(&[
            Act::GateChecked,
            Act::CaseDismissed,
            Act::BatchBuilt,
            Act::BatchDelivered,
            Act::BatchAcknowledged,
        ]),
        run: |services, actor| Box::pin(async { said(export::run_as(services, actor, None).await?) }),
    },
    JobSpec {
        name: "cjib-poll",
        schedule: "0 */5 * * * *",
        what: "sends batches again that were not acknowledged, takes the CJIB's answers, and gives up what never arrived",
        logs: Logs::ForEach(&[
            Act::BatchDelivered,
            Act::BatchAcknowledged,
            Act::CaseAccepted,
            Act::CaseReturned,
            Act::BatchGivenUp,
        ]),
        run: |services, actor| Box::pin(async { said(export::poll_as(services, actor).await?) }),
    },
    JobSpec {
        name: "cjib-reconcile",
        schedule: "0 15 5 * * *",
        what: "compares the CJIB's own list of the last month with ours, from the configured day on until they are the same",
        logs: Logs::ForEach(&[Act::BatchesReconciled]),
        run: |services, actor| Box::pin(async { said(export::reconcile_as(services, actor).await?) }),
    },
    JobSpec {
        name: "retention",
        schedule: "0 15 * * * *",
        what: "ends legal holds that nobody reviewed, and destroys everything that is due",
        logs: Logs::ForEach(&[
            Act::HoldRefused,
            Act::HoldReleased,
            Act::Destroyed,
            Act::LedgerExpired,
            Act::LedgerShardDropped,
        ]),
        run: |services, actor| {
            Box::pin(async { said(retention::run_as(services, actor, services.now(), false).await?) })
        },
    },
    JobSpec {
        name: "sweep-key-halves",
        schedule: "0 25 * * * *",
        what: "destroys key halves that never found a subject",
        logs: Logs::Nothing("a half without a subject never opened anything"),
        run: |services, _| Box::pin(async { said(retention::sweep(services).await?) }),
    },
    JobSpec {
        name: "key-store-backups",
        schedule: "0 */10 * * * *",
        what: "deletes the key store's backups before they are seven days old and makes the night's one",
        logs: Logs::ForEach(&[Act::KeyEvent]),
        run: |services, actor| Box::pin(key_store::nightly(services, actor)),
    },
    JobSpec {
        name: "sweep-evidence",
        schedule: "0 55 * * * *",
        what: "deletes objects in the bucket that no case names",
        logs: Logs::Nothing("an object that no case names was never evidence"),
        run: |services, _| Box::pin(async { said(reconcile::sweep(services).await?) }),
    },
    JobSpec {
        name: "reconcile-evidence",
        schedule: "0 40 4 * * *",
        what: "compares bucket, database and key store, both ways, and looks for rows past their date",
        logs: Logs::Acts(&[Act::EvidenceReconciled]),
        run: |services, actor| Box::pin(async { said(reconcile::run_as(services, actor, false).await?) }),
    },
    JobSpec {
        name: "keep-ledger-heads",
        schedule: "0 7 * * * *",
        what: "verifies the ledger and keeps its heads in the key store",
        logs: Logs::Nothing("reads the ledger's hashes alone; a fault is an alarm"),
        run: |services, _| {
            Box::pin(async { said(format!("{} heads kept", ledger_heads::keep(services).await?)) })
        },
    },
    JobSpec {
        name: "expire-claims-and-grants",
        schedule: "0 */10 * * * *",
        what: "takes abandoned cases off desks and deletes expired picture grants",
        logs: Logs::Nothing("what runs out by itself was logged when it was given"),
        run: |services, _| Box::pin(expire(services)),
    },
    JobSpec {
        name: "sessions",
        schedule: "0 10 4 * * *",
        what: "deletes sessions and login attempts that are due",
        logs: Logs::ForEach(&[Act::Destroyed]),
        run: |services, actor| {
            Box::pin(async {
                let what = ["sessions", "login attempts"];
                said(retention::run_some(services, actor, services.now(), &what).await?)
            })
        },
    },
    JobSpec {
        name: "access-duties",
        schedule: "0 20 * * * *",
        what: "lets requests lapse that no second person decided, begins access reviews that are due, and raises an \
               alarm for those that are late",
        logs: Logs::ForEach(&[Act::ApprovalLapsed, Act::AccessReviewBegun]),
        run: |services, actor| Box::pin(access_duties(services, actor)),
    },
    JobSpec {
        name: "incidents",
        schedule: "0 */4 * * * *",
        what: "looks for peaks of failed logins and strangers, drafts incidents from alarms, and raises an alarm for clocks \
               that have run out",
        logs: Logs::ForEach(&[Act::IncidentReported]),
        run: |services, actor| Box::pin(async { said(incidents::keep(services, actor).await?) }),
    },
    JobSpec {
        name: "deadline-mail",
        schedule: "0 */2 * * * *",
        what: "writes the mails about deadlines that are due, and sends what waits",
        logs: Logs::ForEach(&[Act::DeadlineMailed]),
        run: |services, actor| Box::pin(async { said(deadline_mail::run(services, actor).await?) }),
    },
    JobSpec {
        name: "watch-units",
        schedule: "0 50 * * * *",
        what: "raises an alarm for units that are silent and certificates that expire, and clears it again",
        logs: Logs::Nothing("reads when units were heard; what is wrong is an alarm"),
        run: |services, _| Box::pin(async { said(units::watch(services).await?) }),
    },
    JobSpec {
        name: "compliance",
        schedule: "0 37 * * * *",
        what: "judges every promise to every municipality, and raises an alarm for each that does not hold",
        logs: Logs::Nothing("reads figures; what does not hold is an alarm"),
        run: |services, _| {
            Box::pin(async { said(format!("{} promises broken", compliance::watch(services).await?)) })
        },
    },
    JobSpec {
        name: "overdue-check",
        schedule: "0 45 * * * *",
        what: "raises an alarm when something should have been destroyed and is still there",
        logs: Logs::Nothing("counts rows; what is overdue is an alarm"),
        run: |services, _| {
            Box::pin(async { said(format!("{} rows overdue", retention::check_overdue(services).await?)) })
        },
    },
];

fn said(outcome: impl std::fmt::Display) -> Result<String, ServiceError> {
    Ok(outcome.to_string())
}

async fn access_duties(services: &Services, actor: &Actor) -> Result<String, ServiceError> {
    let lapsed = approvals::lapse(services, actor).await?;
    let Kept { begun, late } = access_review::keep(services, actor).await?;
    said(format!("{lapsed} requests lapsed, {begun} access reviews begun, {late} late"))
}

/// A claim that has run out still lets its officer decide; beyond the longest session nobody is there any more.
async fn expire(services: &Services) -> Result<String, ServiceError> {
    let now = services.now();
    let abandoned: Timestamp = now.saturating_sub(services.config().session_absolute).unwrap_or(now);
    let expire = move |tx: &mut Tx<'_>| {
        let scope = Scope::job("expired claims and grants");
        let claims = cases::release_expired(tx, &scope, abandoned)?;
        Ok::<_, ServiceError>((claims, grants::delete_expired(tx, &scope, now)?))
    };
    let (claims, grants) = services.store().write(Plan::new(), expire).await?.into_inner();
    said(format!("{claims} claims released, {grants} grants deleted"))
}
