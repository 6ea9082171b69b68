//! Sample data for the pages about who has access.

use super::{Named, Say, ago, ahead, errors_of, frame, now};
use jiff::Timestamp;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_domain::{AccessVerdict, AccountId, ApprovalKind, ApprovalState, RecordId, ReviewReach, Role};
use poortwacht_frontend::pages::access_review::{AccessReviewPage, JudgeForm, LineRow, ReviewNotice, Said};
use poortwacht_frontend::pages::access_reviews::{AccessReviewsPage, BeginReviewForm, ReviewRow};
use poortwacht_frontend::pages::addresses::{AddressForm, AddressNotice, AddressRow, AddressesPage};
use poortwacht_frontend::pages::approvals::{ApprovalNotice, ApprovalRow, ApprovalsPage};
use poortwacht_frontend::pages::user::{TermRow, UserForm, UserNotice, UserPage};
use poortwacht_frontend::pages::user_new::{NewUserForm, NewUserPage, UserLinkPage};
use poortwacht_frontend::pages::users::{UserRow, UserState, UserTerm, UsersNotice, UsersPage};
use poortwacht_frontend::{FieldErrors, Problem, Section, render};

pub fn access(say: Say) -> Named {
    let administrator = frame(Some(Role::Administrator), say);
    let taken = errors_of(&[("name", Problem::NotAPerson), ("login", Problem::LoginTaken)]);
    let form = NewUserForm { name: say("Team Zuid"), login: say("zuid"), ..NewUserForm::default() };
    let link = UserLinkPage {
        name: say("Anna de Vries"),
        login: say("a.devries"),
        link: "https://poortwacht.example/enrol/t0ken".into(),
        expires_at: ahead(1),
        section: Section::Requests,
    };
    let wrong = errors_of(&[("role_reason", Problem::Required), ("until", Problem::TermTooLong)]);
    let locked = UserState::Locked(ahead(1));
    vec![
        ("users", render(&administrator, users(say))),
        ("user-new", render(&administrator, NewUserPage { form, errors: taken })),
        ("user-link", render(&administrator, link)),
        ("user", render(&administrator, user(say, UserState::Active, FieldErrors::none()))),
        ("user-errors", render(&administrator, user(say, locked, wrong))),
        ("user-waiting", render(&administrator, user(say, UserState::AwaitsApproval, FieldErrors::none()))),
        ("user-closed", render(&administrator, user(say, UserState::Ended, FieldErrors::none()))),
        ("addresses", render(&administrator, addresses(say))),
        ("requests", render(&administrator, requests(say))),
        (
            "requests-empty",
            render(
                &administrator,
                ApprovalsPage {
                    waiting: Vec::new(),
                    settled: Vec::new(),
                    notice: Some(ApprovalNotice::Refused),
                },
            ),
        ),
        ("access-reviews", render(&administrator, reviews(say))),
        ("access-review", render(&administrator, review(say, Some(account(1)), None))),
        ("access-review-ready", render(&administrator, review(say, None, None))),
        (
            "access-review-closed",
            render(&administrator, review(say, None, Some((now(), say("B. Voorbeeld"))))),
        ),
    ]
}

fn account(seed: u64) -> AccountId {
    AccountId::random(&SequenceRng::new(seed))
}

fn record(seed: u64) -> RecordId {
    RecordId::random(&SequenceRng::new(seed))
}

fn row(say: Say, seed: u64, state: UserState) -> UserRow {
    UserRow {
        id: account(seed),
        name: say("Anna de Vries"),
        login: say("a.devries"),
        role: Role::Officer,
        state,
        last_login_at: Some(ago(70)),
        second_factor: true,
        term: Some(UserTerm::EndsSoon(ahead(40))),
        is_own: false,
        is_chosen: seed == 2,
    }
}

fn users(say: Say) -> UsersPage {
    let states = [
        UserState::Active,
        UserState::Locked(ahead(1)),
        UserState::ToEnrol(ahead(1)),
        UserState::LinkExpired,
        UserState::AwaitsApproval,
        UserState::Ended,
    ];
    let terms = [
        Some(UserTerm::Until(ahead(400))),
        Some(UserTerm::EndsSoon(ahead(40))),
        Some(UserTerm::Missing),
        Some(UserTerm::Suspended),
        None,
        None,
    ];
    let rows = (1..).zip(states).zip(terms);
    let rows = rows.map(|((seed, state), term)| UserRow { term, is_own: seed == 1, ..row(say, seed, state) });
    UsersPage {
        rows: rows.collect(),
        waiting: 2,
        close_reason: say("uit dienst"),
        errors: errors_of(&[("chosen", Problem::Required), ("close_reason", Problem::Required)]),
        notice: Some(UsersNotice::Asked),
    }
}

fn term(say: Say, from: Timestamp, until: Timestamp, suspended_at: Option<Timestamp>) -> TermRow {
    TermRow {
        id: record(90),
        number: say("1234567"),
        domain: say("I"),
        territory: say("Voorbeeldstad"),
        from,
        until,
        suspended_at,
    }
}

fn user(say: Say, state: UserState, errors: FieldErrors) -> UserPage {
    UserPage {
        now: now(),
        row: row(say, 1, state),
        created_at: ago(90_000),
        enrolled_at: Some(ago(80_000)),
        reset_at: Some(ago(4_000)),
        terms: vec![
            term(say, ahead(40), ahead(900), None),
            term(say, ago(90_000), ahead(40), Some(ago(4_000))),
            term(say, ago(900_000), ago(90_000), None),
        ],
        waiting: vec![ApprovalKind::ResetCredentials],
        needs_two: true,
        confirm: Some(state == UserState::Active),
        form: UserForm { role_reason: say("nieuwe functie"), number: say("7654321"), ..UserForm::default() },
        errors,
        notice: Some(UserNotice::Authorised),
    }
}

fn addresses(say: Say) -> AddressesPage {
    let row = |seed, network: &str, kept| AddressRow {
        id: record(seed),
        network: network.to_owned(),
        note: say("Stadskantoor"),
        since: ago(5_000),
        holds_reader: kept,
        kept: kept.then_some(Problem::LocksYouOut),
    };
    AddressesPage {
        rows: vec![row(1, "192.0.2.0/24", true), row(2, "2001:db8::/48", false)],
        reader: "192.0.2.7".into(),
        strangers: 1_204,
        waiting: vec!["10.0.0.0/15".into()],
        form: AddressForm { network: say("192.0.2.7/24"), note: say("Werf"), ..AddressForm::default() },
        errors: errors_of(&[("network", Problem::RangeHostBits)]),
        notice: Some(AddressNotice::Removed),
    }
}

fn request(say: Say, seed: u64, kind: ApprovalKind, state: ApprovalState) -> ApprovalRow {
    let is_range = kind == ApprovalKind::AllowRange;
    ApprovalRow {
        id: record(seed),
        kind,
        about: if is_range { Vec::new() } else { vec![say("Anna de Vries")] },
        role: (kind == ApprovalKind::ChangeRole).then_some(Role::SecurityOfficer),
        range: is_range.then(|| say("10.0.0.0/15 (regio)")),
        reason: say("stond aan de balie"),
        asked_by: say("P. Voorbeeld"),
        asked_at: ago(200),
        expires_at: ahead(2),
        state,
        decided_by: (state == ApprovalState::Approved).then(|| say("B. Voorbeeld")),
        is_mine_to_decide: kind != ApprovalKind::ChangeRole,
        is_mine_to_withdraw: kind == ApprovalKind::ChangeRole,
    }
}

fn requests(say: Say) -> ApprovalsPage {
    let kinds = ApprovalKind::ALL.iter().zip(1..);
    let states = ApprovalState::ALL.iter().zip(11..);
    ApprovalsPage {
        waiting: kinds.map(|(kind, seed)| request(say, seed, *kind, ApprovalState::Waiting)).collect(),
        settled: states.map(|(state, seed)| request(say, seed, ApprovalKind::GiveAccess, *state)).collect(),
        notice: Some(ApprovalNotice::Approved),
    }
}

fn summary(reach: ReviewReach, closed: Option<(Timestamp, String)>) -> ReviewRow {
    ReviewRow { id: record(7), reach, begun_at: ago(9_000), due_at: ahead(3), closed, judged: (1, 3) }
}

fn reviews(say: Say) -> AccessReviewsPage {
    let late = ReviewRow { due_at: ago(5), ..summary(ReviewReach::Everybody, None) };
    let closed = summary(ReviewReach::Privileged, Some((ago(90), say("B. Voorbeeld"))));
    AccessReviewsPage {
        now: now(),
        rows: vec![late, summary(ReviewReach::Privileged, None), closed],
        next: vec![(ReviewReach::Everybody, ahead(200)), (ReviewReach::Privileged, ahead(80))],
        form: BeginReviewForm::default(),
        errors: errors_of(&[("reach", Problem::Required)]),
        is_closed: true,
    }
}

fn review(say: Say, open: Option<AccountId>, closed: Option<(Timestamp, String)>) -> AccessReviewPage {
    let said = |verdict| Said { verdict, remark: say("klopt"), by: say("B. Voorbeeld"), at: ago(9) };
    let line = |seed, said| LineRow {
        account: account(seed),
        name: say("Anna de Vries"),
        login: say("a.devries"),
        role: Role::Officer,
        last_login_at: Some(ago(900)),
        authorised_until: Some(ahead(90)),
        state: (seed != 3).then_some(UserState::Active),
        said,
        is_own: seed == 2 && open.is_some(),
    };
    let unjudged = open.is_none().then(|| said(AccessVerdict::Keep));
    AccessReviewPage {
        review: summary(ReviewReach::Everybody, closed),
        lines: vec![line(1, unjudged.clone()), line(2, unjudged), line(3, Some(said(AccessVerdict::Remove)))],
        open,
        form: JudgeForm { remark: say("nagaan"), ..JudgeForm::default() },
        errors: if open.is_some() {
            errors_of(&[("verdict", Problem::Required)])
        } else {
            FieldErrors::none()
        },
        notice: Some(ReviewNotice::Saved),
    }
}
