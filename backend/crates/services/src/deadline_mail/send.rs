//! Sending what waits: each mail taken in hand by one process, brought to the server, and entered in the ledger.

use jiff::SignedDuration;
use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::mail_notices::{self as rows, MailNotice};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Plan, Tx};

use super::settings::MailConfig;
use super::{due, health, letter, scope};
use crate::postman::{Address, Letter, Postman, Unsent};
use crate::retry::{later, pause};
use crate::{ServiceError, Services};

/// Mails read together.
const PAGE: u32 = 100;
/// How long a mail is in one process's hands; longer than a conversation with a server may take.
const IN_HAND: SignedDuration = SignedDuration::from_mins(5);
/// After a failure at least this, doubled with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(2);
/// And at most this.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Longest reason of a failure that is kept, in characters.
const LONGEST_ERROR: usize = 300;

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailRound {
    /// Mails that were written.
    pub written: usize,
    /// Mails that the server took.
    pub sent: usize,
    /// Attempts that failed.
    pub failed: usize,
    /// Mails that were given up.
    pub given_up: usize,
}

impl std::fmt::Display for MailRound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { written, sent, failed, given_up } = self;
        write!(f, "{written} mails written, {sent} sent, {failed} attempts failed, {given_up} given up")
    }
}

/// As the job does, whatever pauses: writes what is due and sends what waits. An act of the command line.
///
/// # Errors
/// [`ServiceError::Invalid`] where `[mail]` cannot be used; those of store and ledger. What the server does is in the
/// [`MailRound`].
pub async fn send(services: &Services) -> Result<MailRound, ServiceError> {
    round(services, &Actor::Operator, true).await
}

/// One run of the job.
pub(crate) async fn run(services: &Services, actor: &Actor) -> Result<MailRound, ServiceError> {
    round(services, actor, false).await
}

/// Lets mails that were given up be sent again; how many.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn retry(services: &Services) -> Result<usize, ServiceError> {
    let now = services.now();
    let retry = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(rows::retry(tx, &scope(), now)?);
    Ok(services.store().write(Plan::new(), retry).await?.into_inner())
}

async fn round(services: &Services, actor: &Actor, whatever: bool) -> Result<MailRound, ServiceError> {
    let Some(config) = &services.config().mail else { return Ok(MailRound::default()) };
    let postman = config.postman().map_err(|problem| ServiceError::Invalid(vec![problem]))?;
    let desk = Desk { services, config, postman, actor, towns: towns(services).await? };
    let mut round = MailRound { written: due::write_due(services, config).await?, ..MailRound::default() };
    desk.send_all(whatever, &mut round).await?;
    health::watch(services, round.sent > 0).await?;
    Ok(round)
}

async fn towns(services: &Services) -> Result<Vec<Municipality>, ServiceError> {
    services.store().read(|conn| Ok::<_, ServiceError>(municipalities::all(conn, &scope())?)).await
}

/// What a round needs.
struct Desk<'a> {
    services: &'a Services,
    config: &'a MailConfig,
    postman: Postman,
    actor: &'a Actor,
    towns: Vec<Municipality>,
}

impl Desk<'_> {
    async fn send_all(&self, whatever: bool, round: &mut MailRound) -> Result<(), ServiceError> {
        let now = self.services.now();
        let read = move |conn: &mut poortwacht_store::Connection| {
            Ok::<_, ServiceError>(rows::waiting(conn, &scope(), (now, whatever), PAGE)?)
        };
        let mut is_away = false;
        for notice in self.services.store().read(read).await? {
            if now.duration_since(notice.created_at) >= self.config.give_up_after {
                round.given_up += usize::from(self.give_up(&notice).await?);
            } else if !is_away && self.take(&notice).await? {
                let outcome = self.bring(&notice).await;
                round.sent += usize::from(outcome.is_ok());
                round.failed += usize::from(outcome.is_err());
                // A server that is not there is not asked a hundred times; the rest waits for the next round.
                is_away = outcome.as_ref().is_err_and(|unsent| !unsent.is_refusal);
                self.settle(&notice, outcome).await?;
            }
        }
        Ok(())
    }

    fn town(&self, id: MunicipalityId) -> Option<&Municipality> {
        self.towns.iter().find(|town| town.id == id)
    }

    fn address(&self, notice: &MailNotice) -> Option<(&Municipality, Address)> {
        let town = self.town(notice.municipality)?;
        Some((town, self.config.address(&town.code, notice.role)?))
    }

    async fn bring(&self, notice: &MailNotice) -> Result<(), Unsent> {
        let Some((town, address)) = self.address(notice) else {
            let why = format!("[mail] has no usable address of the role {}", notice.role);
            return Err(Unsent { why, is_refusal: true });
        };
        let (subject, text) = letter::write(notice, &town.name, &self.services.config().portal_origin);
        let letter = Letter { to: vec![address], subject, text, id: Some(notice.id.to_string()) };
        self.postman.send(&letter).await
    }

    async fn take(&self, notice: &MailNotice) -> Result<bool, ServiceError> {
        let (notice, until) = (notice.clone(), later(self.services.now(), IN_HAND));
        let take = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(rows::take(tx, &scope(), &notice, until)?);
        Ok(self.services.store().write(Plan::new(), take).await?.into_inner())
    }

    /// Notes what became of an attempt; that a mail was sent together with its entry in the ledger.
    async fn settle(&self, notice: &MailNotice, outcome: Result<(), Unsent>) -> Result<(), ServiceError> {
        let (own, id, now) = (self.services.clone(), notice.id, self.services.now());
        match outcome {
            Ok(()) => {
                let (log, entry) = (log(notice), self.entry(notice));
                let sent = move |tx: &mut Tx<'_>| {
                    rows::sent(tx, &scope(), id, now)?;
                    Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
                };
                let plan = Plan::new().log(self::log(notice));
                self.services.store().write(plan, sent).await.map(drop)
            }
            Err(Unsent { why, .. }) => {
                let why: String = why.chars().take(LONGEST_ERROR).collect();
                tracing::warn!(attempts = notice.attempts + 1, why, "a mail about a deadline was not taken");
                let again = later(now, pause(notice.attempts.saturating_add(1), FIRST_PAUSE, LONGEST_PAUSE));
                let failed = move |tx: &mut Tx<'_>| {
                    Ok::<_, ServiceError>(rows::failed(tx, &scope(), id, again, &why)?)
                };
                self.services.store().write(Plan::new(), failed).await.map(drop)
            }
        }
    }

    async fn give_up(&self, notice: &MailNotice) -> Result<bool, ServiceError> {
        let (own, id, now) = (self.services.clone(), notice.id, self.services.now());
        let (log, entry) = (log(notice), self.entry(notice).outcome(Outcome::Failed));
        let give_up = move |tx: &mut Tx<'_>| {
            let was_waiting = rows::give_up(tx, &scope(), id, now)?;
            if was_waiting {
                own.record(tx, &log, &entry)?;
            }
            Ok::<_, ServiceError>(was_waiting)
        };
        let plan = Plan::new().log(self::log(notice));
        Ok(self.services.store().write(plan, give_up).await?.into_inner())
    }

    fn entry(&self, notice: &MailNotice) -> Entry {
        let entry = Entry::new(self.actor.clone(), Act::DeadlineMailed).reason(notice.kind.as_str());
        let entry = entry.detail("notice", notice.id).detail("matter", &notice.matter);
        entry.detail("stage", notice.stage).detail("role", notice.role)
    }
}

fn log(notice: &MailNotice) -> LogName {
    LogName::municipality(notice.municipality)
}
