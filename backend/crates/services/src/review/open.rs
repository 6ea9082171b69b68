//! Opening the case on the desk, with the receipt of its view, and gathering what the officer must know.

use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::offence::applicable;
use poortwacht_domain::{Act, CaseId, OffenceCode, Plate, VehicleCategory, ViolationPacket, local_day};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Case, EarlierFilter};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::{Connection, Scope, pictures as rows, units};

use super::begin::Shown;
use super::desk::{DeskCase, Proposal};
use super::recent::{RecentDecision, last_decision};
use crate::case_file::{
    DossierFacts, EarlierCase, ExemptionLook, Opener, PlateReading, capture, plate_indexes_on_day,
};
use crate::intake::{CaseFacts, FIELD_PACKET, FIELD_PLATE};
use crate::pictures::{GrantedPicture, Rendition, plate_size};
use crate::{Actor, ServiceError, Services};

/// What is told around the desk.
pub(super) struct Around {
    pub(super) waiting: u64,
    pub(super) last: Option<RecentDecision>,
}

pub(super) fn around(services: &Services, actor: &Actor) -> Result<Around, ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    services.store().read_blocking(|conn| {
        let waiting = cases::stock(conn, &scope)?.iter().map(|line| line.waiting).sum();
        Ok(Around { waiting, last: last_decision(conn, &scope, actor.account, now)? })
    })
}

/// Opens the plate and the packet, and compares the plate with exemptions and other cases. Blocks.
pub(super) fn open(
    services: &Services,
    actor: &Actor,
    shown: Shown,
    receipt: &Receipt,
) -> Result<DeskCase, ServiceError> {
    debug_assert_eq!(receipt.act(), Act::CaseShown);
    let (keys, scope, now) = (services.keys(), actor.scope(), services.now());
    let Shown { case, pictures, rows } = shown;
    let opener = Opener::new(receipt, keys.as_ref(), &case);
    services.store().read_blocking(|conn| {
        let plate = opener.plate(&field(conn, &scope, case.id, FIELD_PLATE)?)?;
        let packet = opener.packet(&field(conn, &scope, case.id, FIELD_PACKET)?)?;
        let facts = capture(&case)?;
        let unit = units::by_id(conn, &scope, case.unit)?.map(|unit| unit.name).unwrap_or_default();
        let exemption = ExemptionLook::at(conn, keys.as_ref(), &case, &plate.plate, now)?;
        let earlier = earlier(conn, keys.as_ref(), &case, &plate.plate)?;
        let dossier = DossierFacts::of(&case, &facts, &unit);
        let pictures = sized(pictures, &rows, &packet);
        Ok(assemble(Opened { case: &case, facts, plate, packet, exemption, earlier, dossier, pictures }))
    })
}

/// One sealed field that every case has.
pub(crate) fn field(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    name: &str,
) -> Result<SealedField, ServiceError> {
    let found = fields::get(conn, scope, case, name)?;
    found.ok_or_else(|| ServiceError::Damaged(format!("a case without its field {name}")))
}

/// Other cases of the same plate at this location on the day of the act.
fn earlier(
    conn: &mut Connection,
    keys: &dyn KeyStore,
    case: &Case,
    plate: &Plate,
) -> Result<Vec<EarlierCase>, ServiceError> {
    let day = local_day(case.captured_at);
    let filter = EarlierFilter {
        plate_indexes: plate_indexes_on_day(keys, case.municipality, case.captured_at, plate)?,
        location: case.location,
        from: start_of_day(day),
        until: end_of_day(day),
        except: case.id,
    };
    let found = cases::earlier_for_plate(conn, &Scope::municipality(case.municipality), &filter)?;
    Ok(found.into_iter().map(EarlierCase::from).collect())
}

/// The packet tells how large the enlarged plate is, and whether there is one.
fn sized(
    pictures: Vec<GrantedPicture>,
    rows: &[rows::Picture],
    packet: &ViolationPacket,
) -> Vec<GrantedPicture> {
    let size = |picture: &GrantedPicture| {
        let row = rows.iter().find(|row| row.ordinal == picture.ordinal)?;
        let image = packet.images.get(usize::try_from(picture.ordinal).ok()?)?;
        plate_size(image, row.width, row.height)
    };
    let fit = |picture: GrantedPicture| match picture.rendition {
        Rendition::Plate => {
            let (width, height) = size(&picture)?;
            Some(GrantedPicture { width, height, ..picture })
        }
        _ => Some(picture),
    };
    pictures.into_iter().filter_map(fit).collect()
}

struct Opened<'a> {
    case: &'a Case,
    facts: CaseFacts,
    plate: PlateReading,
    packet: ViolationPacket,
    exemption: ExemptionLook,
    earlier: Vec<EarlierCase>,
    dossier: DossierFacts,
    pictures: Vec<GrantedPicture>,
}

fn assemble(opened: Opened<'_>) -> DeskCase {
    let case = opened.case;
    let (offences, categories) = choices(case);
    DeskCase {
        reference: case.reference.clone(),
        captured_at: case.captured_at,
        location: case.dossier.name.clone(),
        deadline: case.retention.destroy_after,
        pictures: opened.pictures,
        plate: opened.plate,
        vehicle: opened.packet.vehicle,
        exemption: opened.exemption,
        earlier: opened.earlier,
        dossier: opened.dossier,
        incomplete: opened.facts.incomplete,
        windscreen_undeclared: opened.facts.windscreen_undeclared,
        proposal: Proposal {
            offence_code: case
                .charge
                .as_ref()
                .map(|charge| charge.offence_code.clone())
                .or_else(|| only(&offences)),
            vehicle_category: opened.facts.category,
            grounds: case.dossier.grounds_template.clone(),
        },
        offences,
        categories,
    }
}

/// The location's codes that apply to some category on the day of the act, and those categories.
fn choices(case: &Case) -> (Vec<OffenceCode>, Vec<VehicleCategory>) {
    let day = local_day(case.captured_at);
    let all: Vec<VehicleCategory> = (1..=8).filter_map(|number| VehicleCategory::new(number).ok()).collect();
    let applies = |code: &OffenceCode, category: VehicleCategory| applicable(code, day, category).is_ok();
    let codes = &case.dossier.offence_codes;
    let offences = codes.iter().filter(|code| all.iter().any(|category| applies(code, *category)));
    let categories = all.iter().filter(|category| codes.iter().any(|code| applies(code, **category)));
    (offences.cloned().collect(), categories.copied().collect())
}

fn only(codes: &[OffenceCode]) -> Option<OffenceCode> {
    match codes {
        [code] => Some(code.clone()),
        _ => None,
    }
}
