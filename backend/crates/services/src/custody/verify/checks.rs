//! The checks themselves, on one snapshot. Each goes on after the ones before failed, as far as there is something to
//! check. No connection to the database is held: key store and bucket may let a check wait.

use std::collections::BTreeSet;

use poortwacht_domain::{CaseId, MunicipalityId, ViolationPacket};
use poortwacht_evidence::index::plate_index;
use poortwacht_evidence::jpeg::{self, Manifest};
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::Case;
use poortwacht_store::fields::SealedField;
use poortwacht_store::pictures::Picture;
use secrecy::ExposeSecret;

use super::super::alteration::Deviation;
use super::super::pins::fingerprint;
use super::snapshot::{Parts, Snapshot};
use super::{Check, signature};
use crate::case_file::{Opener, capture, on_one_revision};
use crate::intake::{CaseFacts, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE};
use crate::sealed_pictures::{self, Located};
use crate::{ServiceError, Services};

/// All checks of one case. Blocks. A case that is sealed anew in the middle of it is checked as it is afterwards.
pub(super) fn all(
    services: &Services,
    case: CaseId,
    municipality: MunicipalityId,
    receipt: &Receipt,
) -> Result<Vec<Check>, ServiceError> {
    checked(services, receipt, || Snapshot::take(services, case, municipality))
}

fn checked(
    services: &Services,
    receipt: &Receipt,
    load: impl Fn() -> Result<Snapshot, ServiceError>,
) -> Result<Vec<Check>, ServiceError> {
    let is_sound = |checks: &Vec<Check>| checks.iter().all(|check| check.fault.is_none());
    let examine = |snapshot| examine(services, receipt, snapshot);
    on_one_revision(load, |snapshot: &Snapshot| snapshot.case.revision, is_sound, examine)
}

fn examine(services: &Services, receipt: &Receipt, snapshot: Snapshot) -> Result<Vec<Check>, ServiceError> {
    let (keys, mut list) = (services.keys(), Checklist::default());
    let Snapshot { case, recorded } = snapshot;
    let Some((recorded, parts)) = list.note("ledger entries", recorded)? else { return Ok(list.0) };
    list.note("case", recorded.check_case(&case))?;
    list.note("key", recorded.check_key(&case).map_err(ServiceError::from))?;
    let opener = Opener::new(receipt, keys.as_ref(), case, recorded);
    let mut examination = Examination { services, opener: &opener, list };
    let packet = examination.fields(&parts)?;
    for (ordinal, located) in parts.pictures {
        examination.picture(ordinal, located, packet.as_ref())?;
    }
    Ok(examination.list.0)
}

#[derive(Default)]
struct Checklist(Vec<Check>);

impl Checklist {
    /// Notes a check and gives what it found to go on with. Only what is altered or damaged is a finding; a store that
    /// does not answer is not.
    fn note<T>(&mut self, name: &str, found: Result<T, ServiceError>) -> Result<Option<T>, ServiceError> {
        match found {
            Ok(found) => {
                self.push(name, None);
                Ok(Some(found))
            }
            Err(ServiceError::Altered(alteration)) => {
                self.push(name, Some(alteration.deviation.to_string()));
                Ok(None)
            }
            Err(ServiceError::Damaged(what)) => {
                self.push(name, Some(what));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Notes a comparison.
    fn compare(&mut self, name: &str, holds: bool, otherwise: &str) {
        self.push(name, (!holds).then(|| otherwise.to_owned()));
    }

    fn push(&mut self, name: &str, fault: Option<String>) {
        self.0.push(Check { name: name.to_owned(), fault });
    }
}

struct Examination<'a> {
    services: &'a Services,
    opener: &'a Opener<'a>,
    list: Checklist,
}

impl Examination<'_> {
    fn case(&self) -> &Case {
        self.opener.case()
    }

    /// Every sealed field, and what must agree with the packet. Gives the packet, when it opens.
    fn fields(&mut self, parts: &Parts) -> Result<Option<ViolationPacket>, ServiceError> {
        let rows = &parts.fields;
        for name in self.field_names(rows) {
            let row = rows.iter().find(|row| row.field == name);
            let opened = self.present(&name, row).and_then(|row| self.opener.bytes(row));
            self.list.note(&name, opened)?;
        }
        let find = |name: &str| rows.iter().find(|row| row.field == name);
        let packet = find(FIELD_PACKET).and_then(|row| self.opener.packet(row).ok());
        if let Some(packet) = &packet {
            self.facts(packet)?;
            self.plate(find(FIELD_PLATE), packet)?;
        }
        if let (Some(packet), Some(signature)) = (find(FIELD_PACKET), find(FIELD_SIGNATURE)) {
            self.signature(packet, signature, parts)?;
        }
        Ok(packet)
    }

    /// The fields that the ledger or the database knows of.
    fn field_names(&self, rows: &[SealedField]) -> BTreeSet<String> {
        let recorded = self.opener.recorded().sealed_names().filter(|name| !name.starts_with("picture."));
        recorded.map(ToOwned::to_owned).chain(rows.iter().map(|row| row.field.clone())).collect()
    }

    fn present<'r>(&self, name: &str, row: Option<&'r SealedField>) -> Result<&'r SealedField, ServiceError> {
        let missing = || match self.opener.recorded().check_absent(name) {
            Err(alteration) => alteration.into(),
            Ok(()) => ServiceError::Damaged("is missing".to_owned()),
        };
        row.ok_or_else(missing)
    }

    /// What stands in clear in the case's row is what the packet says.
    fn facts(&mut self, packet: &ViolationPacket) -> Result<(), ServiceError> {
        let stored = capture(self.case());
        let Some(stored) = self.list.note("facts", stored)? else { return Ok(()) };
        let told = CaseFacts::of(packet);
        let same = self.case().captured_at == packet.captured_at
            && (stored.unit_sequence, &stored.direction, stored.lane, stored.speed)
                == (told.unit_sequence, &told.direction, told.lane, told.speed)
            && (&stored.clock, stored.category, stored.incomplete)
                == (&told.clock, told.category, told.incomplete);
        self.list.compare("facts and packet", same, "the case's row says something else than the packet");
        Ok(())
    }

    /// The sealed reading is the packet's, and the blind index is that of the plate as it was corrected.
    fn plate(&mut self, row: Option<&SealedField>, packet: &ViolationPacket) -> Result<(), ServiceError> {
        let Some(Ok(reading)) = row.map(|row| self.opener.plate(row)) else { return Ok(()) };
        let same = packet.plate.plate().is_ok_and(|plate| plate == reading.read_plate);
        self.list.compare("plate and packet", same, "the sealed plate is not the packet's");
        let (keys, case) = (self.services.keys(), self.case());
        let index = plate_index(keys.as_ref(), &case.half, case.id, &reading.plate)?;
        let same = index == case.plate;
        self.list.compare("plate index", same, "the case is filed under another plate");
        Ok(())
    }

    fn signature(
        &mut self,
        packet: &SealedField,
        sealed: &SealedField,
        parts: &Parts,
    ) -> Result<(), ServiceError> {
        let (Ok(packet), Ok(record)) = (self.opener.bytes(packet), self.opener.signature(sealed)) else {
            return Ok(());
        };
        let (signed, registered) = (parts.signed.as_ref(), parts.registered.as_ref());
        let found = signature::check(&record, packet.expose_secret(), signed, registered);
        self.list.note("signature and packet", found.map_err(ServiceError::Damaged)).map(drop)
    }

    /// One that the bucket lost is a finding like any other; a bucket that does not answer is none.
    fn picture(
        &mut self,
        ordinal: u32,
        located: Option<Located>,
        packet: Option<&ViolationPacket>,
    ) -> Result<(), ServiceError> {
        let name = format!("picture.{ordinal}");
        let missing = || {
            let part = poortwacht_domain::EvidencePart::Picture(ordinal);
            ServiceError::from(self.opener.recorded().altered(part, Deviation::Missing))
        };
        let located = located.ok_or_else(missing);
        let sealed = located.and_then(|located| sealed_pictures::bring(self.services, located));
        let opened = sealed.and_then(|sealed| Ok((self.opener.picture(&sealed)?, sealed.picture)));
        let Some((jpeg, picture)) = self.list.note(&name, opened)? else { return Ok(()) };
        let jpeg = jpeg.expose_secret();
        let same = fingerprint(jpeg) == picture.sealed_sha256;
        self.list.compare(&format!("{name} hash"), same, "the opened picture has another hash");
        let manifest = check_manifest(jpeg, &picture).map_err(ServiceError::Damaged);
        self.list.note(&format!("{name} manifest"), manifest)?;
        if let Some(packet) = packet {
            let same = declared(packet, &picture);
            let otherwise = "what was received is not what the packet declares";
            self.list.compare(&format!("{name} received"), same, otherwise);
        }
        Ok(())
    }
}

/// No block outside the kept areas has detail, and what must be grey is.
fn check_manifest(jpeg: &[u8], picture: &Picture) -> Result<(), String> {
    let manifest: Manifest =
        serde_json::from_str(&picture.manifest).map_err(|_| "the manifest does not parse".to_owned())?;
    jpeg::verify_manifest(jpeg, &manifest).map_err(|breach| breach.to_string())
}

fn declared(packet: &ViolationPacket, picture: &Picture) -> bool {
    let image = usize::try_from(picture.ordinal).ok().and_then(|place| packet.images.get(place));
    image.is_some_and(|image| {
        image.kind == picture.kind
            && image.captured_at == picture.captured_at
            && image.sha256.eq_ignore_ascii_case(&picture.received_sha256)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use poortwacht_domain::{Rect, Role};
    use tokio::runtime::Handle;

    use super::*;
    use crate::case_file::log_key_use;
    use crate::custody;
    use crate::masking::{self, MaskRequest};
    use crate::testing;
    use crate::tests::empty_bucket::EmptyBucket;
    use crate::tests::world::{PLATE, World};

    /// Names of the checks that failed, without those that this world's invented packet fails anyway.
    fn failed(checks: &[Check]) -> Vec<&str> {
        let failed = checks.iter().filter(|check| check.fault.is_some()).map(|check| check.name.as_str());
        failed.filter(|name| !["facts and packet", "signature and packet"].contains(name)).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_case_that_is_sealed_anew_in_the_middle_of_its_verification_has_no_fault() {
        let world = World::new().await;
        let (services, officer) = (&world.services, world.actor("boa", Role::Officer).await);
        let case = world.add_case(PLATE, 30).await;
        testing::claim_next(services, &officer, None).await.unwrap();
        let request = MaskRequest {
            case: case.reference.as_str().to_owned(),
            ordinal: 0,
            areas: vec![Rect { x: 96, y: 48, width: 32, height: 32 }],
            reason: "person_recognisable".to_owned(),
        };
        let receipt = log_key_use(services, &officer, case.id, "test").await.unwrap();
        let masked = Cell::new(false);
        let load = || {
            let snapshot = Snapshot::take(services, case.id, case.municipality)?;
            if !masked.replace(true) {
                Handle::current().block_on(masking::mask(services, &officer, request.clone())).unwrap();
            }
            Ok(snapshot)
        };
        let checks = tokio::task::block_in_place(|| checked(services, &receipt, load)).unwrap();
        assert_eq!(failed(&checks), Vec::<&str>::new());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_picture_that_the_bucket_lost_is_a_finding_and_the_database_is_free_while_the_bucket_is_asked()
    {
        let world = World::new().await;
        let case = world.add_case(PLATE, 30).await;
        let bucket = EmptyBucket::of(&world, case.id);
        let found = custody::verify(&bucket.services, case.reference.as_str()).await.unwrap();
        assert_eq!(failed(&found.checks), ["picture.0"]);
        let fault = found.checks.last().unwrap().fault.as_deref().unwrap();
        assert!(fault.contains("does not have picture 0"), "{fault}");
        bucket.assert_database_was_free();
    }
}
