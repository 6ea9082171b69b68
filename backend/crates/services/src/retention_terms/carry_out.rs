//! Bringing forward the dates of what lies there, after a term became shorter.
//!
//! Nothing says how far a walk has come, because nothing needs to: a date that has been brought forward stays, and the next
//! walk passes it by. A term is carried out when a walk came to its end that began long enough after the decision that no
//! process dates by the term before.

use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, TermsHistory};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::redating::{self, Dated, Held, Source};
use poortwacht_store::retention_terms::{self as rows, TermLine};
use poortwacht_store::{Connection, Plan, Scope, Tx};

use super::book::refresh;
use super::effect::{concerned, concerns_under, dies, dies_under};
use crate::{ServiceError, Services};

/// Rows read at once.
const PAGE: u32 = 1_000;

/// Rows brought forward in one transaction: on SQLite a case's pictures are written anew with it.
const BATCH: usize = 50;

/// By then every process has read the terms anew: each does so every minute.
const SETTLED: SignedDuration = SignedDuration::from_mins(5);

/// Carries out what was confirmed and is not carried out yet. How many rows have an earlier date.
///
/// # Errors
/// Those of store and ledger; what has its date by then keeps it, and a repetition does the rest.
pub(crate) async fn carry_out(services: &Services, actor: &Actor) -> Result<u64, ServiceError> {
    refresh(services).await?;
    let mut moved = 0;
    for line in waiting(services).await? {
        moved += Walk::new(services, actor, line).to_the_end().await?;
    }
    Ok(moved)
}

/// Confirmed terms that are not carried out, the earliest first.
async fn waiting(services: &Services) -> Result<Vec<TermLine>, ServiceError> {
    let read = |conn: &mut Connection| Ok::<_, ServiceError>(not_carried_out(conn, &scope())?);
    services.store().read(read).await
}

/// As the page Naleving sees them.
pub(crate) fn not_carried_out(
    conn: &mut Connection,
    scope: &Scope,
) -> Result<Vec<TermLine>, poortwacht_store::StoreError> {
    let mut lines = rows::all(conn, scope)?;
    lines.retain(|line| line.counts_since().is_some() && line.carried_out_at.is_none());
    Ok(lines)
}

fn scope() -> Scope {
    Scope::job("retention terms")
}

struct Walk<'a> {
    services: &'a Services,
    actor: &'a Actor,
    line: TermLine,
    terms: Arc<TermsHistory>,
    began: Timestamp,
}

impl<'a> Walk<'a> {
    fn new(services: &'a Services, actor: &'a Actor, line: TermLine) -> Self {
        let terms = services.terms(line.proposed.municipality);
        Self { services, actor, line, terms, began: services.now() }
    }

    async fn to_the_end(&self) -> Result<u64, ServiceError> {
        let mut moved = 0;
        for source in concerned(self.line.proposed.class) {
            moved += self.through(source).await?;
        }
        moved += self.under_holds().await?;
        let counts_since = self.line.counts_since().unwrap_or(self.began);
        if self.began.duration_since(counts_since) >= SETTLED {
            self.finish().await?;
        }
        Ok(moved)
    }

    async fn through(&self, source: &'static Source) -> Result<u64, ServiceError> {
        let (mut moved, mut after) = (0, (self.began, String::new()));
        loop {
            let (scope, from) = (self.scope(), after.clone());
            let read = move |conn: &mut Connection| {
                Ok::<_, ServiceError>(redating::page(conn, &scope, source, &from, PAGE)?)
            };
            let page = self.services.store().read(read).await?;
            let Some(last) = page.last() else { return Ok(moved) };
            after = last.place();
            let earlier: Vec<(Dated, Timestamp)> =
                page.into_iter().filter_map(|row| self.earlier(source, row)).collect();
            for some in earlier.chunks(BATCH) {
                moved += self.bring_forward(source, some.to_vec()).await?;
            }
        }
    }

    fn earlier(&self, source: &Source, row: Dated) -> Option<(Dated, Timestamp)> {
        let to = dies(&self.terms, source, &row, self.began);
        (to < row.destroy_after).then_some((row, to))
    }

    async fn bring_forward(
        &self,
        source: &'static Source,
        some: Vec<(Dated, Timestamp)>,
    ) -> Result<u64, ServiceError> {
        let scope = self.scope();
        let each = move |tx: &mut Tx<'_>| {
            some.iter().try_fold(0, |moved, (row, to)| {
                Ok(moved + u64::from(redating::bring_forward(tx, &scope, source, row, *to)?))
            })
        };
        self.write(source.table, each).await
    }

    async fn under_holds(&self) -> Result<u64, ServiceError> {
        let scope = self.scope();
        let read = move |conn: &mut Connection| Ok::<_, ServiceError>(redating::held(conn, &scope)?);
        let held = self.services.store().read(read).await?;
        let earlier: Vec<(Held, Timestamp)> =
            held.into_iter().filter_map(|held| self.earlier_under(held)).collect();
        let mut moved = 0;
        for some in earlier.chunks(BATCH) {
            let (some, scope) = (some.to_vec(), self.scope());
            let each = move |tx: &mut Tx<'_>| {
                some.iter().try_fold(0, |moved, (held, to)| {
                    Ok(moved + u64::from(redating::bring_forward_under(tx, &scope, held, *to)?))
                })
            };
            moved += self.write("legal_holds", each).await?;
        }
        Ok(moved)
    }

    fn earlier_under(&self, held: Held) -> Option<(Held, Timestamp)> {
        let to = dies_under(&self.terms, &held, self.began);
        let concerns = concerns_under(self.line.proposed.class, held.under.class);
        (concerns && to < held.under.destroy_after).then_some((held, to))
    }

    /// Some rows and the entry that says how many, in one transaction; then packets and views have the database for as long.
    async fn write(
        &self,
        table: &'static str,
        each: impl Fn(&mut Tx<'_>) -> Result<u64, ServiceError> + Send + Sync + 'static,
    ) -> Result<u64, ServiceError> {
        let begun = Instant::now();
        let (own, log, entry) = (self.services.clone(), self.log(), self.entry(table));
        let write = move |tx: &mut Tx<'_>| {
            let moved = each(tx)?;
            if moved > 0 {
                own.record(tx, &log, &entry.clone().detail("count", moved))?;
            }
            Ok::<_, ServiceError>(moved)
        };
        let moved = self.services.store().write(Plan::new().log(self.log()), write).await?.into_inner();
        tokio::time::sleep(begun.elapsed()).await;
        Ok(moved)
    }

    async fn finish(&self) -> Result<(), ServiceError> {
        let (scope, id, now) = (self.scope(), self.line.proposed.id, self.services.now());
        let write = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(rows::carried_out(tx, &scope, id, now)?);
        self.services.store().write(Plan::new(), write).await.map(drop)
    }

    fn entry(&self, table: &'static str) -> Entry {
        let term = &self.line.proposed;
        let entry = Entry::new(self.actor.clone(), Act::TermCarriedOut).reason(term.class.as_str());
        entry.detail("proposal", term.id).detail("table", table)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.line.proposed.municipality)
    }

    fn log(&self) -> LogName {
        LogName::municipality(self.line.proposed.municipality)
    }
}
