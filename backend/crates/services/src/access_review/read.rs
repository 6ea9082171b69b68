//! Reviews before the eyes of a reviewer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccessVerdict, AccountId, Act, Permission, RecordId, ReviewReach, Role};
use poortwacht_store::access_reviews::{self as rows, AccessReview, Line};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::{Connection, Scope};

use super::next;
use crate::accounts::AccountState;
use crate::{Actor, ServiceError, Services};

/// One review in the list.
#[derive(Debug, Clone)]
pub struct ReviewSummary {
    /// Names the review.
    pub id: RecordId,
    /// Whom it is about.
    pub reach: ReviewReach,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it should be finished.
    pub due_at: Timestamp,
    /// When it was finished.
    pub closed_at: Option<Timestamp>,
    /// Who finished it.
    pub closed_by: Option<String>,
    /// Accounts judged, of how many.
    pub judged: (usize, usize),
}

/// The list.
#[derive(Debug, Clone)]
pub struct Reviews {
    /// This moment.
    pub now: Timestamp,
    /// The newest first.
    pub reviews: Vec<ReviewSummary>,
    /// When the next one of each reach begins by itself.
    pub next: Vec<(ReviewReach, Timestamp)>,
}

/// One account of a review.
#[derive(Debug, Clone)]
pub struct ReviewLine {
    /// The account.
    pub account: AccountId,
    /// Its name; nothing once that was destroyed.
    pub name: String,
    /// Its login.
    pub login: String,
    /// The role when the review began.
    pub role: Role,
    /// The last login before that.
    pub last_login_at: Option<Timestamp>,
    /// Until when authorisations held then.
    pub authorised_until: Option<Timestamp>,
    /// What it is good for now.
    pub state: Option<AccountState>,
    /// What was said: verdict, remark, by whom, when.
    pub judgement: Option<(AccessVerdict, String, String, Timestamp)>,
    /// Whether it is the reader's own, which somebody else must judge.
    pub is_own: bool,
}

/// One review.
#[derive(Debug, Clone)]
pub struct Review {
    /// This moment.
    pub now: Timestamp,
    /// As in the list.
    pub summary: ReviewSummary,
    /// By name.
    pub lines: Vec<ReviewLine>,
}

/// All reviews. Logged as [`Act::AccessReviewsListed`] before they are read.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn reviews(services: &Services, actor: &Actor) -> Result<Reviews, ServiceError> {
    actor.require(Permission::ReviewAccess)?;
    services.enter(actor.log(), actor.entry(Act::AccessReviewsListed)).await?;
    let (scope, now) = (actor.scope(), services.now());
    services.store().read(move |conn| list(conn, &scope, now)).await
}

fn list(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Reviews, ServiceError> {
    let (all, accounts) = (rows::list(conn, scope)?, named(conn, scope)?);
    let first = accounts.values().map(|account| account.created_at).min().unwrap_or(now);
    let next = ReviewReach::ALL.iter().map(|reach| (*reach, next(*reach, &all, first))).collect();
    let mut reviews = Vec::with_capacity(all.len());
    for review in all {
        let lines = rows::lines(conn, scope, review.id)?;
        reviews.push(summary(&review, &lines, &accounts));
    }
    Ok(Reviews { now, reviews, next })
}

/// One review. Logged as [`Act::AccessReviewsListed`] before it is read.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn review(services: &Services, actor: &Actor, id: RecordId) -> Result<Review, ServiceError> {
    actor.require(Permission::ReviewAccess)?;
    let (scope, there) = (actor.scope(), actor.scope());
    let found =
        services.store().read(move |conn| Ok::<_, ServiceError>(rows::by_id(conn, &there, id)?)).await?;
    let review = found.ok_or(ServiceError::NotFound("review"))?;
    services.enter(actor.log(), actor.entry(Act::AccessReviewsListed).detail("review", id)).await?;
    let (now, reader) = (services.now(), actor.account);
    let read = move |conn: &mut Connection| {
        let (lines, accounts) = (rows::lines(conn, &scope, id)?, named(conn, &scope)?);
        let summary = summary(&review, &lines, &accounts);
        let mut lines: Vec<_> = lines.into_iter().map(|of| line(of, &accounts, reader, now)).collect();
        lines.sort_by_key(|line| (line.name.to_lowercase(), line.account));
        Ok(Review { now, summary, lines })
    };
    services.store().read(read).await
}

type Accounts = BTreeMap<AccountId, Account>;

fn named(conn: &mut Connection, scope: &Scope) -> Result<Accounts, ServiceError> {
    Ok(accounts::list(conn, scope)?.into_iter().map(|account| (account.id, account)).collect())
}

fn name(accounts: &Accounts, id: AccountId) -> String {
    let named = accounts.get(&id).map(|account| account.display_name.clone());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_string())
}

fn summary(review: &AccessReview, lines: &[Line], accounts: &Accounts) -> ReviewSummary {
    let judged = lines.iter().filter(|line| line.judgement.is_some()).count();
    ReviewSummary {
        id: review.id,
        reach: review.reach,
        begun_at: review.begun_at,
        due_at: review.due_at,
        closed_at: review.closed_at,
        closed_by: review.closed_by.map(|by| name(accounts, by)),
        judged: (judged, lines.len()),
    }
}

fn line(of: Line, accounts: &Accounts, reader: AccountId, now: Timestamp) -> ReviewLine {
    let account = accounts.get(&of.account);
    ReviewLine {
        account: of.account,
        name: name(accounts, of.account),
        login: account.map(|account| account.login.clone()).unwrap_or_default(),
        role: of.role,
        last_login_at: of.last_login_at,
        authorised_until: of.authorised_until,
        state: account.map(|account| AccountState::of(account, now)),
        judgement: of.judgement.map(|said| (said.verdict, said.remark, name(accounts, said.by), said.at)),
        is_own: of.account == reader,
    }
}
