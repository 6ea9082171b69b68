//! The checks themselves, on one snapshot. Each goes on after the ones before failed, as far as there is something to
//! check.

use std::collections::BTreeSet;

use poortwacht_domain::{CaseId, MunicipalityId, ViolationPacket};
use poortwacht_evidence::index::blind_index;
use poortwacht_evidence::jpeg::{self, Manifest};
use poortwacht_evidence::keystore::IndexKeyName;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::pictures::{self, Picture, SealedPicture};
use poortwacht_store::{Connection, Scope, units};
use secrecy::ExposeSecret;

use super::super::alteration::Deviation;
use super::super::chain::signature_of;
use super::super::pins::fingerprint;
use super::super::recorded::Recorded;
use super::{Check, signature};
use crate::case_file::{Opener, PlateReading, capture};
use crate::intake::{CaseFacts, FIELD_PACKET, FIELD_PLATE, FIELD_SIGNATURE};
use crate::{ServiceError, Services, sealed_pictures};

/// All checks of one case. Blocks.
pub(super) fn all(
    services: &Services,
    case: CaseId,
    municipality: MunicipalityId,
    receipt: &Receipt,
) -> Result<Vec<Check>, ServiceError> {
    let (scope, keys) = (Scope::municipality(municipality), services.keys());
    services.store().read_blocking(|conn| {
        let case = cases::find(conn, &scope, case)?.ok_or(ServiceError::NotFound("case"))?;
        let mut list = Checklist::default();
        let recorded = Recorded::read(conn, &scope, case.id);
        let Some(recorded) = list.note("ledger entries", recorded)? else { return Ok(list.0) };
        list.note("case", recorded.check_case(&case))?;
        list.note("key", recorded.check_key(&case).map_err(ServiceError::from))?;
        let opener = Opener::new(receipt, keys.as_ref(), case, recorded);
        let mut examination = Examination { services, conn, scope: &scope, opener: &opener, list };
        let packet = examination.fields()?;
        examination.pictures(packet.as_ref())?;
        Ok(examination.list.0)
    })
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
    conn: &'a mut Connection,
    scope: &'a Scope,
    opener: &'a Opener<'a>,
    list: Checklist,
}

impl Examination<'_> {
    fn case(&self) -> &Case {
        self.opener.case()
    }

    /// Every sealed field, and what must agree with the packet. Gives the packet, when it opens.
    fn fields(&mut self) -> Result<Option<ViolationPacket>, ServiceError> {
        let rows = fields::of_case(self.conn, self.scope, self.case().id)?;
        for name in self.field_names(&rows) {
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
            self.signature(packet, signature)?;
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

    /// The sealed plate is the packet's, and the blind index is the plate's.
    fn plate(&mut self, row: Option<&SealedField>, packet: &ViolationPacket) -> Result<(), ServiceError> {
        let Some(Ok(reading)) = row.map(|row| self.opener.plate(row)) else { return Ok(()) };
        let same = packet.plate.plate().is_ok_and(|plate| plate == reading.plate);
        self.list.compare("plate and packet", same, "the sealed plate is not the packet's");
        let index = self.index(&reading)?;
        let same = index.is_none_or(|index| index == self.case().plate.index);
        self.list.compare("plate index", same, "the case is filed under another plate");
        Ok(())
    }

    /// The blind index of a plate under the case's own key; `None` when that key is gone.
    fn index(&self, reading: &PlateReading) -> Result<Option<[u8; 32]>, ServiceError> {
        let Ok(name) = self.case().plate.key.parse::<IndexKeyName>() else { return Ok(Some([0; 32])) };
        let key = self.services.keys().index_key(&name, false)?;
        Ok(key.map(|key| blind_index(&key, &reading.plate)))
    }

    fn signature(&mut self, packet: &SealedField, sealed: &SealedField) -> Result<(), ServiceError> {
        let (Ok(packet), Ok(record)) = (self.opener.bytes(packet), self.opener.signature(sealed)) else {
            return Ok(());
        };
        let (unit, at) = (self.case().unit, self.case().captured_at);
        let registered = units::signing_key_at(self.conn, self.scope, unit, at)?;
        let recorded = signature_of(self.conn, self.scope, self.opener.case())?;
        let found = signature::check(&record, packet.expose_secret(), recorded.as_ref(), registered.as_ref());
        self.list.note("signature and packet", found.map_err(ServiceError::Damaged)).map(drop)
    }

    fn pictures(&mut self, packet: Option<&ViolationPacket>) -> Result<(), ServiceError> {
        let case = self.case().id;
        let rows = pictures::of_case(self.conn, self.scope, case)?;
        let known = self.opener.recorded().pictures().chain(rows.iter().map(|row| row.ordinal));
        for ordinal in known.collect::<BTreeSet<_>>() {
            let sealed = sealed_pictures::fetch(self.services, self.conn, self.scope, case, ordinal)?;
            self.picture(ordinal, sealed, packet)?;
        }
        Ok(())
    }

    fn picture(
        &mut self,
        ordinal: u32,
        sealed: Option<SealedPicture>,
        packet: Option<&ViolationPacket>,
    ) -> Result<(), ServiceError> {
        let name = format!("picture.{ordinal}");
        let missing = || {
            let part = poortwacht_domain::EvidencePart::Picture(ordinal);
            ServiceError::from(self.opener.recorded().altered(part, Deviation::Missing))
        };
        let sealed = sealed.ok_or_else(missing);
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
