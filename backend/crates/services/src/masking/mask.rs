//! Masking, and putting the case under its new key.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseId, CaseRef, MaskReason, Permission, Rect};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Rekey};
use poortwacht_store::{Plan, StoreError, Tx, fields, pictures};
use serde_json::json;

use super::areas;
use super::reseal::Resealed;
use super::target::{Target, permit};
use crate::blocking::off_worker;
use crate::case_file::{capture, log_key_use};
use crate::custody::watched;
use crate::flaw::{Flaw, Flaws};
use crate::intake::WindscreenJudgement;
use crate::review::{ReviewRefusal, judge_windscreen, note};
use crate::{Actor, ServiceError, Services, retention};

/// Reason code of the entry that covers opening the case to seal it anew.
const OPENED: &str = "opened_for_masking";

/// What the form of the editor holds.
#[derive(Debug, Clone, Default)]
pub struct MaskRequest {
    /// Reference of the case.
    pub case: String,
    /// The picture's place in the packet.
    pub ordinal: u32,
    /// What is to become grey, in pixels of the picture.
    pub areas: Vec<Rect>,
    /// Why, a code of [`MaskReason`].
    pub reason: String,
}

/// What was masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The case.
    pub reference: CaseRef,
    /// It lies on the actor's desk.
    pub on_desk: bool,
}

/// Masks more of a picture, for good: everything sealed of the case is sealed anew under a new key, and the old one is
/// destroyed. With the reason [`MaskReason::Windscreen`] it also answers the desk's question about the windscreen.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] (`areas`, `reason`); [`ServiceError::Conflict`] when somebody else sealed something of the
/// case meanwhile, and then nothing of this is stored: look again; otherwise as [`super::show`], and those of key store and
/// evidence.
pub async fn mask(services: &Services, actor: &Actor, request: MaskRequest) -> Result<Masked, ReviewRefusal> {
    let masking = prepare(services, actor, request).await?;
    let masked = masking.commit().await?;
    // The sweep does it where this fails: the half is entered as spent.
    if let Err(error) = retention::destroy_spent(services).await {
        tracing::warn!(%error, "a spent key half waits for the sweep");
    }
    Ok(masked)
}

/// First step: logs the use of the key, opens with the receipt of that, masks and seals. Nothing of the case has changed
/// when it returns.
pub(crate) async fn prepare(
    services: &Services,
    actor: &Actor,
    request: MaskRequest,
) -> Result<Masking, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let reason = checked(services, actor, &request).await?;
    let case = reason.case;
    let receipt = log_key_use(services, actor, case, OPENED).await?;
    let (own, officer, areas) = (services.clone(), actor.clone(), request.areas.len());
    let made = off_worker(move || make(&own, &officer, &receipt, &request, case)).await;
    let entry = actor.entry(Act::EvidenceMasked);
    let resealed = watched(services, actor.municipality, entry, made).await?;
    Ok(Masking {
        services: services.clone(),
        actor: actor.clone(),
        resealed,
        reason: reason.reason,
        areas,
        now: services.now(),
    })
}

/// A request that makes sense.
struct Checked {
    case: CaseId,
    reason: MaskReason,
}

async fn checked(
    services: &Services,
    actor: &Actor,
    request: &MaskRequest,
) -> Result<Checked, ReviewRefusal> {
    let (asking, asked, now) = (actor.clone(), request.clone(), services.now());
    let target =
        services.store().read(move |conn| Target::find(conn, &asking, &asked.case, asked.ordinal, now));
    let target = target.await?;
    let mut flaws = Flaws::default();
    flaws.take("areas", areas::check(&request.areas, target.size()));
    let reason = match request.reason.trim() {
        "" => Err(Flaw::Required),
        code => code.parse::<MaskReason>().map_err(|_| Flaw::NotAChoice),
    };
    let reason = flaws.take("reason", reason);
    flaws.check()?;
    let reason = reason.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()));
    Ok(Checked { case: target.case.id, reason: reason? })
}

/// Makes the new sealed parts. Where another key was faster, the old one may have gone in the middle of it.
fn make(
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    request: &MaskRequest,
    case: CaseId,
) -> Result<Resealed, ReviewRefusal> {
    let revision = |services: &Services| {
        let found = services.store().read_blocking(|conn| cases::find(conn, &actor.scope(), case))?;
        Ok::<_, StoreError>(found.map(|case| case.revision))
    };
    let before = revision(services)?;
    let made = Resealed::make(services, actor, receipt, request);
    match made {
        Err(ReviewRefusal::Service(ServiceError::Damaged(_))) if revision(services)? != before => {
            Err(changed(StoreError::Conflict { constraint: "revision".to_owned() }))
        }
        made => made,
    }
}

/// Everything the transaction needs; it may run more than once.
#[derive(Clone)]
pub(crate) struct Masking {
    services: Services,
    actor: Actor,
    resealed: Resealed,
    reason: MaskReason,
    areas: usize,
    now: Timestamp,
}

impl Masking {
    /// Second step: one transaction puts the case under its new key. From then on the old half is spent.
    pub(crate) async fn commit(self) -> Result<Masked, ReviewRefusal> {
        let target = &self.resealed.target;
        let masked =
            Masked { reference: target.case.reference.clone(), on_desk: target.is_on_desk(&self.actor) };
        let plan = Plan::new().log(self.actor.log()).bytes(self.resealed.weight());
        let (store, writing) = (self.services.store().clone(), self.clone());
        let written = store.write(plan, move |tx| writing.store(tx)).await.map(drop);
        off_worker(move || {
            match &written {
                Ok(()) => self.resealed.discard_old(&self.services),
                Err(_) => self.resealed.withdraw(&self.services),
            }
            written
        })
        .await?;
        Ok(masked)
    }

    fn store(&self, tx: &mut Tx<'_>) -> Result<(), ReviewRefusal> {
        let (scope, seen) = (self.actor.scope(), &self.resealed.target.case);
        let present = cases::find(tx, &scope, seen.id)?.ok_or(ServiceError::NotFound("case"))?;
        permit(tx, &self.actor, &present, self.now)?;
        let Resealed { half, plate, .. } = &self.resealed;
        let rekey = Rekey { seen, half, plate, at: self.now };
        cases::rekey(tx, &scope, &rekey).map_err(changed)?;
        for field in &self.resealed.fields {
            fields::put(tx, &scope, seen.id, field)?;
        }
        for picture in &self.resealed.pictures {
            pictures::reseal(tx, &scope, seen.id, picture)?;
        }
        self.note(tx)?;
        if self.reason == MaskReason::Windscreen && capture(&present)?.asks_about_windscreen() {
            judge_windscreen(&self.services, tx, &self.actor, &present, WindscreenJudgement::Masked)?;
        }
        Ok(())
    }

    fn note(&self, tx: &mut Tx<'_>) -> Result<(), ReviewRefusal> {
        let case = &self.resealed.target.case;
        let ordinal = self.resealed.target.picture.ordinal;
        let entry = self.actor.entry(Act::EvidenceMasked).case(case.id).reason(self.reason.as_str());
        let entry = entry.detail("picture", ordinal).detail("areas", self.areas);
        let entry = self.resealed.pins.onto(entry);
        let (before, after) = self.resealed.digests();
        let picture = json!({ "ordinal": ordinal, "areas": self.areas, "before": before, "after": after });
        let detail = json!({ "reason": self.reason.as_str(), "pictures": [picture] });
        note(&self.services, tx, &self.actor, case, &entry, &detail)
    }
}

/// Somebody else's change was faster.
fn changed(error: StoreError) -> ReviewRefusal {
    match error {
        StoreError::Conflict { .. } => {
            ServiceError::Conflict("something of the case was sealed meanwhile".to_owned()).into()
        }
        other => other.into(),
    }
}
