//! The terms in force, what waits for a second person, and what was decided before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{
    AccountId, Act, Limits, LongerGround, MunicipalityId, Permission, RecordId, RetentionClass, Term,
    TermOutcome, TermsHistory,
};
use poortwacht_ledger::Receipt;
use poortwacht_store::retention_terms::{self as rows, TermLine};
use poortwacht_store::texts::{self, SealedText};
use poortwacht_store::{Connection, Plan, Scope, Tx, accounts, municipalities};

use super::book::history;
use super::effect::{self, Effect};
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services, ledger_text};

/// How long one class lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRow {
    /// The class.
    pub class: RetentionClass,
    /// Its term.
    pub term: Term,
    /// Its limits; `None` where the municipality has no say.
    pub limits: Option<Limits>,
    /// Since when, where the municipality set it.
    pub since: Option<Timestamp>,
    /// Who proposed it and who confirmed it.
    pub by: Option<(String, String)>,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
}

/// A proposal that waits.
#[derive(Debug, Clone)]
pub struct WaitingTerm {
    /// Names it.
    pub id: RecordId,
    /// Of what.
    pub class: RetentionClass,
    /// What counts now.
    pub before: Term,
    /// What was proposed.
    pub term: Term,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
    /// Why, in words.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (String, Timestamp),
    /// What it would do now.
    pub effect: Effect,
    /// Whether the reader proposed it, and so may withdraw it; anybody else may confirm or refuse it.
    pub is_own: bool,
}

/// A proposal that was decided.
#[derive(Debug, Clone)]
pub struct PastTerm {
    /// Of what.
    pub class: RetentionClass,
    /// What was proposed.
    pub term: Term,
    /// Why it may be longer than usual, where it is.
    pub ground: Option<LongerGround>,
    /// Why, in words; empty once the text has died.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (String, Timestamp),
    /// What became of it, who said so, and when.
    pub decided: (TermOutcome, String, Timestamp),
    /// Whether what lay there is still being dated.
    pub is_under_way: bool,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Terms {
    /// This moment.
    pub now: Timestamp,
    /// Every class.
    pub rows: Vec<TermRow>,
    /// What waits for a second person, the oldest first.
    pub waiting: Vec<WaitingTerm>,
    /// What was decided, the newest first.
    pub past: Vec<PastTerm>,
}

/// The terms with what was proposed, opened for a reader. Logged as [`Act::TermsShown`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor) -> Result<Terms, ServiceError> {
    actor.require(Permission::ViewCompliance)?;
    let (own, log, entry) = (services.clone(), actor.log(), actor.entry(Act::TermsShown));
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
    let receipt = Receipt::from(services.store().write(plan, append).await?);
    let (own, by) = (services.clone(), actor.clone());
    let read = move |conn: &mut Connection| gather(&own, conn, by.municipality);
    let gathered = services.store().read(read).await?;
    let (own, by) = (services.clone(), actor.account);
    off_worker(move || gathered.page(&own, by, &receipt)).await
}

/// What the form offers: the classes whose term the actor's municipality sets, as it is now.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission.
pub fn choices(
    services: &Services,
    actor: &Actor,
) -> Result<Vec<(RetentionClass, Term, Limits)>, ServiceError> {
    actor.require(Permission::SetTerms)?;
    let terms = services.terms(actor.municipality);
    let choice = |class: RetentionClass| Some((class, terms.term(class), class.limits()?));
    Ok(RetentionClass::set_by_municipality().filter_map(choice).collect())
}

/// The terms of a municipality, by its code, for the operator. Nothing is logged: it tells of nobody but who set them.
///
/// # Errors
/// [`ServiceError::NotFound`]; those of the store.
pub async fn of_municipality(services: &Services, code: &str) -> Result<Vec<TermRow>, ServiceError> {
    let (own, code) = (services.clone(), code.to_owned());
    let read = move |conn: &mut Connection| {
        let found = municipalities::by_code(conn, &Scope::job("retention terms"), &code)?;
        let municipality = found.ok_or(ServiceError::NotFound("municipality"))?;
        Ok(gather(&own, conn, municipality.id)?.rows())
    };
    services.store().read(read).await
}

/// What the database says.
struct Gathered {
    now: Timestamp,
    terms: TermsHistory,
    lines: Vec<TermLine>,
    effects: BTreeMap<RecordId, Effect>,
    texts: BTreeMap<RecordId, SealedText>,
    names: BTreeMap<AccountId, String>,
}

fn gather(
    services: &Services,
    conn: &mut Connection,
    municipality: MunicipalityId,
) -> Result<Gathered, ServiceError> {
    let (scope, now) = (Scope::municipality(municipality), services.now());
    let lines = rows::all(conn, &scope)?;
    let terms = history(services, &lines);
    let (mut effects, mut sealed) = (BTreeMap::new(), BTreeMap::new());
    for line in &lines {
        let proposed = &line.proposed;
        if line.decided.is_none() {
            let changed = terms.clone().changed(now, proposed.class, proposed.amount);
            effects.insert(proposed.id, effect::count(conn, &scope, &changed, proposed.class, now)?);
        }
        sealed.extend(texts::get(conn, &scope, proposed.text)?.map(|text| (proposed.id, text)));
    }
    let named = accounts::list(conn, &scope)?.into_iter().map(|account| (account.id, account.display_name));
    let names = named.filter(|(_, name)| !name.is_empty()).collect();
    Ok(Gathered { now, terms, lines, effects, texts: sealed, names })
}

impl Gathered {
    fn page(self, services: &Services, reader: AccountId, receipt: &Receipt) -> Result<Terms, ServiceError> {
        let mut page = Terms { now: self.now, rows: self.rows(), waiting: Vec::new(), past: Vec::new() };
        for line in &self.lines {
            let sealed = self.texts.get(&line.proposed.id);
            let opened =
                sealed.map(|text| ledger_text::open(receipt, services.keys().as_ref(), text)).transpose()?;
            let reason = opened.unwrap_or_default();
            match self.past(line, &reason) {
                Some(past) => page.past.push(past),
                None => page.waiting.push(self.waiting(line, reason, reader)),
            }
        }
        page.past.reverse();
        page.waiting.sort_by_key(|waiting| waiting.proposed.1);
        Ok(page)
    }

    fn rows(&self) -> Vec<TermRow> {
        RetentionClass::ALL.iter().map(|class| self.row(*class)).collect()
    }

    fn row(&self, class: RetentionClass) -> TermRow {
        let counting = |line: &&TermLine| line.proposed.class == class && line.counts_since().is_some();
        let set = self.lines.iter().rev().find(counting);
        let by = set.and_then(|line| {
            Some((self.name(line.proposed.proposed_by), self.name(line.decided.as_ref()?.by)))
        });
        TermRow {
            class,
            term: self.terms.term(class),
            limits: class.limits(),
            since: set.and_then(TermLine::counts_since),
            by,
            ground: set.and_then(|line| line.proposed.ground),
        }
    }

    fn waiting(&self, line: &TermLine, reason: String, reader: AccountId) -> WaitingTerm {
        let proposed = &line.proposed;
        let before = self.terms.term(proposed.class);
        WaitingTerm {
            id: proposed.id,
            class: proposed.class,
            before,
            term: before.with(proposed.amount),
            ground: proposed.ground,
            reason,
            proposed: (self.name(proposed.proposed_by), proposed.proposed_at),
            effect: self.effects.get(&proposed.id).copied().unwrap_or_default(),
            is_own: proposed.proposed_by == reader,
        }
    }

    fn past(&self, line: &TermLine, reason: &str) -> Option<PastTerm> {
        let (decided, proposed) = (line.decided?, &line.proposed);
        Some(PastTerm {
            class: proposed.class,
            term: self.terms.term(proposed.class).with(proposed.amount),
            ground: proposed.ground,
            reason: reason.to_owned(),
            proposed: (self.name(proposed.proposed_by), proposed.proposed_at),
            decided: (decided.outcome, self.name(decided.by), decided.at),
            is_under_way: line.counts_since().is_some() && line.carried_out_at.is_none(),
        })
    }

    fn name(&self, id: AccountId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }
}
