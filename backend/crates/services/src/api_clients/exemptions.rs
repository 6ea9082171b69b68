//! What permit systems do with exemptions: each by the same rules as everybody, and each call in the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use poortwacht_domain::{Act, ApiScope, ExemptionId, LocationId, RetentionClass, ZoneId};
use poortwacht_evidence::index::packet_digest;
use poortwacht_evidence::keystore::Purpose;
use poortwacht_store::api_clients::{self as rows, ApiCreation};
use poortwacht_store::exemptions as exemption_rows;
use poortwacht_store::{Connection, Tx};

use super::caller::ApiCaller;
use super::exemption_input::{ExemptionInput, Judge};
use super::exemption_list::{ExemptionView, Names, read_one};
use crate::blocking::off_worker;
use crate::exemptions::{self, Along, Granted, Placed};
use crate::{FieldProblem, ServiceError, Services};

/// What became of a request to create or change.
pub struct Created {
    /// The exemption.
    pub exemption: ExemptionView,
    /// Whether the same request came before, and nothing was created now.
    pub is_retry: bool,
}

/// An input on its way in.
pub struct Submission {
    /// The permit system's own key for this request; the same one again is a retry.
    pub idempotency_key: String,
    /// What was sent.
    pub input: ExemptionInput,
    /// What was found wrong while it was read.
    pub problems: Vec<FieldProblem>,
    /// The exact bytes, by which a retry is told from another request under the same key.
    pub bytes: Vec<u8>,
}

/// Creates an exemption. One with a start in the past counts for nothing until a second person agrees at the portal.
///
/// # Errors
/// [`ServiceError::Invalid`] with every problem by its JSON pointer; [`ServiceError::Conflict`] when the key was used for
/// another request; [`ServiceError::Refused`] without the scope; those of store, ledger and key store.
pub async fn create(
    services: &Services,
    caller: &ApiCaller,
    submission: Submission,
) -> Result<Created, ServiceError> {
    place(services, caller, submission, None).await
}

/// Changes an exemption: it ends now, and its new version begins, so that the past stays as it was.
///
/// # Errors
/// As [`create`]; [`ServiceError::NotFound`], and [`ServiceError::Conflict`] when the exemption is over.
pub async fn change(
    services: &Services,
    caller: &ApiCaller,
    id: ExemptionId,
    submission: Submission,
) -> Result<Created, ServiceError> {
    place(services, caller, submission, Some(id)).await
}

/// Ends an exemption now. Passages from before stay exempt.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Conflict`] when it is over already, [`ServiceError::Refused`] without the
/// scope; those of store and ledger.
pub async fn terminate(services: &Services, caller: &ApiCaller, id: ExemptionId) -> Result<(), ServiceError> {
    caller.allows(ApiScope::ExemptionsWrite)?;
    exemptions::end_by(services, &caller.author(), id).await
}

/// What the store knows before an input is judged.
struct Known {
    earlier: Option<ApiCreation>,
    places: BTreeMap<String, LocationId>,
    zones: BTreeMap<String, ZoneId>,
    names: Names,
    /// Since when the exemption that is changed has held.
    since: Option<Timestamp>,
}

async fn place(
    services: &Services,
    caller: &ApiCaller,
    submission: Submission,
    replaces: Option<ExemptionId>,
) -> Result<Created, ServiceError> {
    caller.allows(ApiScope::ExemptionsWrite)?;
    let key_hash = hex::encode(digest(&SHA256, submission.idempotency_key.as_bytes()));
    let request = request_digest(services, &submission, replaces).await?;
    let known = known(services, caller, key_hash.clone(), replaces).await?;
    if let Some(earlier) = &known.earlier {
        return again(services, caller, earlier, &request).await;
    }
    let (places, zones) = (&known.places, &known.zones);
    let judge = Judge { now: services.now(), since: known.since, places, zones };
    let granted = judge.check(&submission.input, submission.problems)?;
    let along = remember(services, caller, key_hash.clone(), request);
    let placed = exemptions::grant(services, &caller.author(), granted.clone(), replaces, along).await;
    match placed {
        Ok(placed) => {
            let exemption = view(placed, &granted, replaces, &known.names, services.now());
            Ok(Created { exemption, is_retry: false })
        }
        // The same request may have come in meanwhile.
        Err(ServiceError::Conflict(what)) => {
            let earlier = find(services, caller, key_hash).await?;
            let earlier = earlier.ok_or(ServiceError::Conflict(what))?;
            again(services, caller, &earlier, &request).await
        }
        Err(error) => Err(error),
    }
}

/// Keyed, because the request holds a plate.
async fn request_digest(
    services: &Services,
    submission: &Submission,
    replaces: Option<ExemptionId>,
) -> Result<[u8; 32], ServiceError> {
    let (keys, bytes) = (services.keys(), submission.bytes.clone());
    let replaces = replaces.map(|id| id.to_string()).unwrap_or_default();
    off_worker(move || {
        let key = keys.purpose_key(Purpose::PacketDigest)?;
        Ok::<_, ServiceError>(packet_digest(&key, &[b"api", replaces.as_bytes(), &bytes]))
    })
    .await
}

async fn known(
    services: &Services,
    caller: &ApiCaller,
    key_hash: String,
    replaces: Option<ExemptionId>,
) -> Result<Known, ServiceError> {
    let (scope, client) = (caller.scope(), caller.client.id);
    let read = move |conn: &mut Connection| {
        let earlier = rows::find_creation(conn, &scope, client, &key_hash)?;
        let since = match replaces {
            None => None,
            Some(id) => {
                let found = exemption_rows::find(conn, &scope, id)?;
                Some(found.ok_or(ServiceError::NotFound("exemption"))?.rule.from)
            }
        };
        let names = Names::load(conn, &scope)?;
        let (places, zones) = (names.by_code(), names.open_zones.clone());
        Ok::<_, ServiceError>(Known { earlier, places, zones, names, since })
    };
    services.store().read(read).await
}

async fn find(
    services: &Services,
    caller: &ApiCaller,
    key_hash: String,
) -> Result<Option<ApiCreation>, ServiceError> {
    let (scope, client) = (caller.scope(), caller.client.id);
    services.store().read(move |conn| Ok(rows::find_creation(conn, &scope, client, &key_hash)?)).await
}

/// The first answer again, as the exemption is now.
async fn again(
    services: &Services,
    caller: &ApiCaller,
    earlier: &ApiCreation,
    request: &[u8; 32],
) -> Result<Created, ServiceError> {
    if earlier.digest != request {
        let told = "the Idempotency-Key was used for another request; give each request its own";
        return Err(ServiceError::Conflict(told.to_owned()));
    }
    let entry = caller.entry(Act::ExemptionListed).reason("retry");
    let exemption = read_one(services, caller, earlier.exemption, entry).await?;
    Ok(Created { exemption, is_retry: true })
}

/// Keeps what was created under which key, in the transaction of the exemption.
fn remember(services: &Services, caller: &ApiCaller, key_hash: String, request: [u8; 32]) -> Along {
    let (own, scope) = (services.clone(), caller.scope());
    let (client, municipality) = (caller.client.id, caller.client.municipality);
    Arc::new(move |tx: &mut Tx<'_>, exemption: ExemptionId| {
        let now = own.now();
        let creation = ApiCreation {
            client,
            key_hash: key_hash.clone(),
            municipality,
            digest: request.to_vec(),
            exemption,
            created_at: now,
            destroy_after: own.terms(municipality).destroy_after(RetentionClass::PacketReceipt, now),
        };
        if rows::insert_creation(tx, &scope, &creation)?.is_new() {
            return Ok(());
        }
        Err(ServiceError::Conflict("the same request is under way".to_owned()))
    })
}

/// What was created, from what was sent: nothing is opened.
fn view(
    placed: Placed,
    granted: &Granted,
    replaces: Option<ExemptionId>,
    names: &Names,
    now: Timestamp,
) -> ExemptionView {
    let waits = matches!(placed, Placed::Waits(_));
    let mut view = ExemptionView::new(
        placed.id(),
        (granted.plate.clone(), granted.holder.clone()),
        &granted.rule,
        names,
    );
    view.follows = replaces;
    view.judge(&granted.rule, waits, None, now);
    view
}
