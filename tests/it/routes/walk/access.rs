//! The pages about who has access.

use jiff::ToSpan as _;
use poortwacht_domain::{Clock as _, Role};
use poortwacht_portal::routes::Endpoint;
use poortwacht_services::system::SystemClock;
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::authorisations::{self, Suspension};
use poortwacht_store::{Plan, Scope};
use poortwacht_tests::wire::Session;

use super::Walk;
use crate::routes::cast::hidden;
use crate::routes::people::{account, named};
use crate::routes::requests::path;

/// Everything that administrators and their second person do.
pub(super) async fn keeps_access(walk: &mut Walk, administrator: &Session) {
    let second = walk.cast.person(Role::SecurityOfficer).clone();
    new_account(walk, administrator).await;
    asks(walk, administrator, &second).await;
    confirms(walk, administrator).await;
    ranges(walk, administrator).await;
    reviews(walk, administrator, &second).await;
}

async fn new_account(walk: &mut Walk, administrator: &Session) {
    for endpoint in [Endpoint::Users, Endpoint::UserForm, Endpoint::AddUser] {
        walk.visit(endpoint, administrator).await;
    }
    let newcomer = named(&walk.records, "n.elamrani".to_owned()).await;
    walk.cast.things.people.account = newcomer.id.to_string();
    walk.visit(Endpoint::User, administrator).await;
    walk.visit(Endpoint::Authorise, administrator).await;
    ends_a_term(walk, administrator).await;
    for endpoint in [Endpoint::InviteUser, Endpoint::UserRole, Endpoint::CloseUser, Endpoint::ReopenUser] {
        walk.visit(endpoint, administrator).await;
    }
    let form = vec![("chosen", newcomer.id.to_string()), ("close_reason", String::new())];
    walk.sign_and_send(Endpoint::CloseUsers, administrator, form).await;
}

/// A reset is approved, an early end of a lock refused, and asked for again and withdrawn.
async fn asks(walk: &mut Walk, administrator: &Session, second: &Session) {
    walk.cast.things.people.account = account(&walk.records, Role::PrivacyOfficer).await.id.to_string();
    walk.visit(Endpoint::ResetUser, administrator).await;
    asked(walk, second).await;
    walk.visit(Endpoint::ApproveRequest, second).await;
    let locked = account(&walk.records, Role::Coordinator).await;
    lock(walk, &locked).await;
    walk.cast.things.people.account = locked.id.to_string();
    walk.visit(Endpoint::UnlockUser, administrator).await;
    asked(walk, second).await;
    walk.visit(Endpoint::RefuseRequest, second).await;
    walk.visit(Endpoint::UnlockUser, administrator).await;
    asked(walk, second).await;
    walk.visit(Endpoint::WithdrawRequest, administrator).await;
}

/// Finds the one request that waits.
async fn asked(walk: &mut Walk, second: &Session) {
    let list = walk.visit(Endpoint::Requests, second).await;
    let (before, _) = list.body.split_once("/approve\"").unwrap();
    walk.cast.things.people.request = before.rsplit('/').next().unwrap().to_owned();
}

async fn lock(walk: &Walk, account: &Account) {
    let (id, scope) = (account.id, Scope::municipality(account.municipality));
    let written = walk.records.store().write(Plan::new(), move |tx| {
        accounts::record_failure(tx, &scope, id, |_| Some(SystemClock.now() + 1.hour()))
    });
    written.await.unwrap();
}

/// The officer's authorisation is suspended, and counts again.
async fn confirms(walk: &mut Walk, administrator: &Session) {
    let officer = account(&walk.records, Role::Officer).await;
    let (id, scope) = (officer.id, Scope::municipality(officer.municipality));
    let suspension = Suspension { at: SystemClock.now(), by: None };
    let written = walk
        .records
        .store()
        .write(Plan::new(), move |tx| authorisations::suspend(tx, &scope, id, &suspension));
    written.await.unwrap();
    walk.cast.things.people.account = id.to_string();
    walk.visit(Endpoint::ConfirmAuthorisation, administrator).await;
}

/// The newcomer's authorisation is ended before its time.
async fn ends_a_term(walk: &mut Walk, administrator: &Session) {
    let page = walk.visit(Endpoint::User, administrator).await;
    let place = path(Endpoint::EndAuthorisation.declaration().path, &walk.cast.things);
    let held = hidden(&page.body, &place, "authorisation");
    let form = vec![("form_token", administrator.form_token.clone()), ("authorisation", held)];
    walk.send(Endpoint::EndAuthorisation, administrator, &place, form).await;
}

async fn ranges(walk: &mut Walk, administrator: &Session) {
    walk.visit(Endpoint::AllowAddress, administrator).await;
    let list = walk.visit(Endpoint::Addresses, administrator).await;
    let (before, _) = list.body.split_once("/remove\"").unwrap();
    walk.cast.things.people.range = before.rsplit('/').next().unwrap().to_owned();
    walk.visit(Endpoint::RemoveAddress, administrator).await;
}

/// The review of the cast is finished by two people.
async fn reviews(walk: &mut Walk, administrator: &Session, second: &Session) {
    for endpoint in [Endpoint::AccessReviews, Endpoint::AccessReview, Endpoint::BeginAccessReview] {
        walk.visit(endpoint, administrator).await;
    }
    for (role, reviewer) in [
        (Role::PrivacyOfficer, administrator),
        (Role::SecurityOfficer, administrator),
        (Role::Administrator, second),
    ] {
        walk.cast.things.people.account = account(&walk.records, role).await.id.to_string();
        walk.visit(Endpoint::JudgeAccess, reviewer).await;
    }
    walk.visit(Endpoint::CloseAccessReview, second).await;
    let closed = path(Endpoint::AccessReview.declaration().path, &walk.cast.things);
    assert!(walk.cast.wire.get(&closed, &second.cookie).await.unwrap().succeeded(), "the record stays");
}
