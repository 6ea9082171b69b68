//! Free texts that ledger entries commit to: sealed under keys of their own, so that a text can die while its entry stays.

use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::{MunicipalityId, RetentionClass, TextId};
use poortwacht_evidence::seal::{Binding, derive, seal};
use poortwacht_ledger::{CommitmentSalt, TextCommitment, commit};
use poortwacht_store::cases::{DatabaseHalf, Retention};
use poortwacht_store::texts::SealedText;
use zeroize::Zeroizing;

use crate::{ServiceError, Services};

const FIELD: &str = "text";
/// A text is written once.
const REVISION: i64 = 1;

/// A text ready to be stored, and the commitment for its entry.
#[derive(Clone)]
pub(crate) struct CommittedText {
    pub(crate) sealed: SealedText,
    pub(crate) commitment: TextCommitment,
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
