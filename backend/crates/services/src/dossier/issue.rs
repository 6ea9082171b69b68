//! Issuing the dossier.

use std::sync::Arc;

use poortwacht_domain::{Act, Permission};
use poortwacht_evidence::signing::SigningKey;
use poortwacht_ledger::Receipt;

use super::closed::DisclosureError;
use super::content::{self, Source};
use super::disclose;
use super::gather::{Gathered, gather};
use super::key::signing_key;
use super::manifest::{MANIFEST, Manifest, PACKET, PROOFS, SIGNATURE, SOFTWARE};
use super::request::{Disclosure, DisclosureRequest};
use super::{Issued, Vocabulary, fingerprint};
use crate::blocking::off_worker;
use crate::custody::watched;
use crate::pdf::{self, Attachment, Paper, Relation};
use crate::{Actor, ServiceError, Services};

/// The dossier of a case as one PDF/A-3b. The disclosure is in the ledger before anything is opened; nothing of the file
/// stays here.
///
/// # Errors
/// [`DisclosureError::Closed`] for a case that does not open; [`ServiceError::Invalid`] with every flaw of the form,
/// [`ServiceError::NotFound`] for what is no case of this municipality, [`ServiceError::Refused`] without the permission;
/// those of store, ledger, key store and evidence.
pub async fn issue(
    services: &Services,
    actor: &Actor,
    reference: &str,
    request: &DisclosureRequest,
    words: Vocabulary,
) -> Result<Issued, DisclosureError> {
    actor.require(Permission::IssueDossier)?;
    let disclosure = Disclosure::read(request)?;
    let case = disclose::find(services, actor, reference).await?;
    let receipt = disclose::log(services, actor, Act::DossierIssued, case.id, &disclosure).await?;
    let work = Work { services: services.clone(), actor: actor.clone(), disclosure, words };
    let made = off_worker(move || work.dossier(&receipt)).await;
    watched(services, actor.municipality, actor.entry(Act::DossierIssued), made.map_err(Into::into)).await
}

/// What a dossier is made with.
struct Work {
    services: Services,
    actor: Actor,
    disclosure: Disclosure,
    words: Vocabulary,
}

impl Work {
    fn dossier(&self, receipt: &Receipt) -> Result<Issued, ServiceError> {
        let gathered = gather(&self.services, &self.actor, receipt)?;
        let key = signing_key(&self.services, self.actor.municipality)?;
        let bytes = write(&gathered, &self.disclosure, &self.words, &key)?;
        let file_name = format!("dossier-{}.pdf", gathered.case.reference.as_str());
        Ok(Issued { file_name, media_type: "application/pdf", bytes: bytes.into() })
    }
}

/// Writes the file. It is written twice: the manifest names a digest of everything but the attachments, and the first
/// writing, with an empty manifest, has the same of that.
pub(super) fn write(
    gathered: &Gathered,
    disclosure: &Disclosure,
    words: &Vocabulary,
    key: &SigningKey,
) -> Result<Vec<u8>, ServiceError> {
    let public = key.public_key()?;
    let mut manifest = Manifest::of(gathered, disclosure, public)?;
    let source = Source { gathered, disclosure, manifest: &manifest, words, key: public };
    let mut paper = paper(&source);
    paper.attachments = attachments(gathered, &manifest, (Vec::new(), Vec::new()));
    let draft = pdf::write(&paper)?;
    manifest.document_sha256 = digest(&draft)?;
    let signed = manifest.to_bytes()?;
    let signature = key.sign(&signed);
    paper.attachments = attachments(gathered, &manifest, (signed, signature));
    Ok(pdf::write(&paper)?)
}

fn paper(source: &Source<'_>) -> Paper {
    let gathered = source.gathered;
    Paper {
        title: content::title(gathered),
        lead: content::lead(source),
        footer: content::footer(gathered),
        producer: SOFTWARE.to_owned(),
        id: gathered.place.entry.to_string(),
        at: gathered.place.at,
        blocks: content::blocks(source),
        attachments: Vec::new(),
    }
}

/// What a manifest says of the pages: see [`fingerprint`].
pub(crate) fn digest(pdf: &[u8]) -> Result<String, ServiceError> {
    let document = lopdf::Document::load_mem(pdf);
    let document = document.map_err(|error| ServiceError::Damaged(format!("a PDF as written: {error}")))?;
    Ok(fingerprint::of(&document))
}

fn attachments(
    gathered: &Gathered,
    manifest: &Manifest,
    (signed, signature): (Vec<u8>, Vec<u8>),
) -> Vec<Attachment> {
    let file = |name: &str, media_type, description: &str, relation, bytes| Attachment {
        name: name.to_owned(),
        media_type,
        description: description.to_owned(),
        relation,
        bytes,
    };
    let json = "application/json";
    let of_case = [
        file(MANIFEST, json, "Ondertekend manifest van dit dossier", Relation::Data, Arc::new(signed)),
        file(
            SIGNATURE,
            "application/octet-stream",
            "Handtekening (Ed25519) onder manifest.json",
            Relation::Supplement,
            Arc::new(signature),
        ),
        file(
            PACKET,
            json,
            "Bericht van de camera, zoals ondertekend",
            Relation::Source,
            gathered.packet_bytes.clone(),
        ),
        file(
            PROOFS,
            "text/plain",
            "Bewijs dat de regels over de zaak in het ondertekende logboek staan",
            Relation::Supplement,
            Arc::new(gathered.place.proofs.as_bytes().to_vec()),
        ),
    ];
    let both = manifest.pictures.iter().zip(&gathered.pictures);
    let pictures = both.map(|(named, redacted)| {
        let what = format!("Foto {}, zoals verzegeld", named.ordinal.saturating_add(1));
        file(&named.file, "image/jpeg", &what, Relation::Source, redacted.jpeg.clone())
    });
    of_case.into_iter().chain(pictures).collect()
}
