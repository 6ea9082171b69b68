//! Free texts that ledger entries commit to: sealed under keys of their own, so that a text can die while its entry stays.

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{MunicipalityId, RetentionClass, TextId};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_evidence::seal::{Binding, CaseHalves, RecordKind, derive, open_record, seal};
use poortwacht_ledger::{CommitmentSalt, Entry, Receipt, TextCommitment, commit};
use poortwacht_store::cases::{DatabaseHalf, Retention};
use poortwacht_store::texts::{self, SealedText};
use poortwacht_store::{Plan, Tx};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services};

const FIELD: &str = "text";
/// A text is written once.
const REVISION: i64 = 1;
/// Length of the salt in front of it, in bytes.
const SALT: usize = 32;

/// A text ready to be stored, and the commitment for its entry.
#[derive(Clone)]
pub(crate) struct CommittedText {
    pub(crate) sealed: SealedText,
    pub(crate) commitment: TextCommitment,
}

/// Writes an entry down with its explanation: the entry commits to the text and names it, and the text lies sealed beside
/// it from the same transaction on.
pub(crate) async fn enter_with_text(
    services: &Services,
    actor: &Actor,
    entry: Entry,
    text: String,
) -> Result<(), ServiceError> {
    let (own, municipality) = (services.clone(), actor.municipality);
    let CommittedText { sealed, commitment } =
        off_worker(move || seal_text(&own, municipality, &text)).await?;
    let entry = entry.text(commitment).detail("text", sealed.id);
    let half = sealed.half.id;
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let write = move |tx: &mut Tx<'_>| {
        texts::insert(tx, &scope, &sealed)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    };
    services.store().write(Plan::new().log(actor.log()), write).await?;
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await.map(drop)
}

/// Seals a text (after its salt: `salt ‖ text`) and commits to it. Blocks.
pub(crate) fn seal_text(
    services: &Services,
    municipality: MunicipalityId,
    text: &str,
) -> Result<CommittedText, ServiceError> {
    let (keys, rng) = (services.keys(), services.rng());
    let (id, other) = (TextId::random(rng.as_ref()), keys.take_half()?);
    let half = DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) };
    let key = derive(&half.half, other.secret.expose(), id.as_uuid())?;
    let salt = CommitmentSalt::random(rng.as_ref());
    let plain = Zeroizing::new([salt.as_bytes().as_slice(), text.as_bytes()].concat());
    let binding = Binding { municipality, subject: id.as_uuid(), field: FIELD, revision: REVISION };
    let class = RetentionClass::LedgerText;
    let destroy_after = services.config().retention.destroy_after(class, services.now());
    let sealed = SealedText {
        id,
        municipality,
        half,
        sealed: seal(&key, &binding, &plain, rng.as_ref())?,
        retention: Retention { class, destroy_after },
    };
    Ok(CommittedText { sealed, commitment: commit(&salt, text) })
}

/// Opens a text against the receipt of an entry. Blocks.
pub(crate) fn open(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    text: &SealedText,
) -> Result<String, ServiceError> {
    let binding = Binding {
        municipality: text.municipality,
        subject: text.id.as_uuid(),
        field: FIELD,
        revision: REVISION,
    };
    let halves = CaseHalves::from(&text.half);
    let opened = open_record(receipt, keys, RecordKind::LedgerText, &halves, &binding, &text.sealed)?;
    let damaged = || ServiceError::Damaged("a sealed text is no text after its salt".to_owned());
    let text = opened.expose_secret().get(SALT..).ok_or_else(damaged)?;
    std::str::from_utf8(text).map(ToOwned::to_owned).map_err(|_| damaged())
}
