//! Accounts, address ranges and reviews of access: what their forms hold, and one of each to ask for.

use poortwacht_domain::{AccountId, Clock as _, RecordId, ReviewReach, Role};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::access_reviews::{self, AccessReview, Line};
use poortwacht_store::accounts::{self, Account};
use poortwacht_store::{Plan, Scope, StoreError};
use poortwacht_tests::ledger::Records;
use poortwacht_tests::world::MUNICIPALITY;

type Form = &'static [(&'static str, &'static str)];

/// A new account.
pub const NEW_USER: Form =
    &[("name", "Noor el Amrani"), ("login", "n.elamrani"), ("role", "officer"), ("reason", "")];

/// Another role, or why a second person is asked.
pub const CHANGED_USER: Form = &[
    ("role", "coordinator"),
    ("role_reason", ""),
    ("unlock_reason", "belde vanaf het bekende nummer"),
    ("reset_reason", "stond aan de balie"),
    ("link_reason", ""),
];

/// An authorisation.
pub const AUTHORISATION: Form = &[
    ("number", "7654321"),
    ("domain", "I"),
    ("territory", "Waterstad"),
    ("from", "2027-01-01"),
    ("until", "2031-12-31"),
];

/// A range.
pub const RANGE: Form = &[("network", "198.51.100.0/24"), ("note", "Werf"), ("reason", "")];

/// A review of everybody.
pub const REVIEW: Form = &[("reach", "everybody")];

/// What a reviewer says.
pub const VERDICT: Form = &[("verdict", "keep"), ("remark", "")];

/// A request of a person about a plate that nobody has.
pub const PERSON: Form = &[
    ("kind", "access"),
    ("plate", "UO73EA"),
    ("identity", "counter"),
    ("note", "paspoort gezien"),
    ("received_on", "{today}"),
];

/// Another retention term.
pub const TERM: Form = &[
    ("term_class", "warned"),
    ("term_amount", "3"),
    ("term_ground", ""),
    ("term_reason", "korter is genoeg voor de brief"),
];

/// Something of every kind that a path can name.
pub struct People {
    /// Id of an account.
    pub account: String,
    /// Id of a request for a second person; of none, until one is made.
    pub request: String,
    /// Id of an address range; of none, until one is made.
    pub range: String,
    /// Id of a review of the privileged roles.
    pub review: String,
    /// Id of a request of a person; of none, until one is registered.
    pub person: String,
    /// Id of a proposed retention term; of none, until one is proposed.
    pub term: String,
}

impl People {
    /// The coordinator, and a review that is under way.
    pub async fn found(records: &Records) -> Self {
        Self {
            account: account(records, Role::Coordinator).await.id.to_string(),
            request: RecordId::random(&SystemRng::new()).to_string(),
            range: RecordId::random(&SystemRng::new()).to_string(),
            review: begin(records).await,
            person: RecordId::random(&SystemRng::new()).to_string(),
            term: RecordId::random(&SystemRng::new()).to_string(),
        }
    }
}

/// The first municipality's account with a role.
pub async fn account(records: &Records, role: Role) -> Account {
    named(records, format!("{MUNICIPALITY}-{role}")).await
}

/// The account with a login.
pub async fn named(records: &Records, login: String) -> Account {
    let read = move |conn: &mut poortwacht_store::Connection| {
        accounts::by_login(conn, &Scope::job("a test"), &login)?.ok_or(StoreError::NotFound)
    };
    records.store().read(read).await.unwrap()
}

async fn begin(records: &Records) -> String {
    let id = RecordId::random(&SystemRng::new());
    let first = account(records, Role::Administrator).await;
    let written = records.store().write(Plan::new(), move |tx| {
        let (scope, now) = (Scope::municipality(first.municipality), SystemClock.now());
        let privileged =
            accounts::list(tx, &scope)?.into_iter().filter(|account| account.role.is_privileged());
        let lines: Vec<Line> = privileged.map(|account| line(account.id, account.role)).collect();
        let review = AccessReview {
            id,
            municipality: first.municipality,
            reach: ReviewReach::Privileged,
            begun_at: now,
            due_at: now,
            closed_at: None,
            closed_by: None,
        };
        access_reviews::begin(tx, &scope, &review, &lines)
    });
    written.await.unwrap();
    id.to_string()
}

const fn line(account: AccountId, role: Role) -> Line {
    Line { account, role, last_login_at: None, authorised_until: None, judgement: None }
}
