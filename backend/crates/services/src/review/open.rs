//! Opening the case on the desk, with the receipt of its view, and gathering what the officer must know.

use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::offence::applicable;
use poortwacht_domain::{Act, OffenceCode, Plate, VehicleCategory, ViolationPacket, local_day};
use poortwacht_evidence::jpeg::{GreyCause, Manifest};
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::{self, Case, SearchFilter};
use poortwacht_store::pictures::Picture;
use poortwacht_store::{Connection, Scope, units};

use super::begin::Shown;
use super::desk::{DeskCase, Proposal};
use super::recent::{RecentDecision, last_decision};
use crate::case_file::{
    DossierFacts, EarlierCase, ExemptionLook, GroundsValues, Opener, PlateReading, capture, cases_of_plate,
};
use crate::export::{ReturnNote, last_return};
use crate::intake::{CaseFacts, FIELD_PACKET, FIELD_PLATE, lacks_windscreen};
use crate::pictures::{GrantedPicture, Rendition, compare_pictures, on_desk, plate_area, plate_size};
use crate::{Actor, ServiceError, Services, sealed_pictures};

/// More waiting cases than this are not counted for the desk: nobody reads the number, and it would be counted again at
/// every case.
pub(super) const MOST_WAITING: u64 = 1000;

/// What is told around the desk.
pub(super) struct Around {
    pub(super) waiting: u64,
    pub(super) last: Option<RecentDecision>,
}

pub(super) fn around(services: &Services, actor: &Actor) -> Result<Around, ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    services.store().read_blocking(|conn| {
        // One more tells that there are more.
        let waiting = cases::count_waiting(conn, &scope, MOST_WAITING + 1)?;
        Ok(Around { waiting, last: last_decision(conn, &scope, actor.account, now)? })
    })
}

/// Opens the plate and the packet, and compares the plate with exemptions and other cases. Before anything is shown,
/// everything that will be is compared with the ledger. Blocks.
pub(super) fn open(
    services: &Services,
    actor: &Actor,
    shown: Shown,
    receipt: &Receipt,
) -> Result<DeskCase, ServiceError> {
    debug_assert!(matches!(receipt.act(), Act::CaseShown | Act::CasePrefetched));
    let (keys, scope, now) = (services.keys(), actor.scope(), services.now());
    sealed_pictures::require(services, &scope, shown.case)?;
    services.store().read_blocking(|conn| {
        let opener = Opener::load(conn, receipt, keys.as_ref(), &scope, shown.case)?;
        let rows = compare_pictures(services, conn, &scope, &opener)?;
        let plate = opener.plate(&opener.mandatory(conn, FIELD_PLATE)?)?;
        let packet = opener.packet(&opener.mandatory(conn, FIELD_PACKET)?)?;
        let case = opener.case();
        let facts = capture(case)?;
        let unit = units::by_id(conn, &scope, case.unit)?.map(|unit| unit.name).unwrap_or_default();
        let exemption = ExemptionLook::at(conn, keys.as_ref(), case, &plate.plate, now)?;
        let earlier = earlier(conn, keys.as_ref(), case, &plate.plate)?;
        let returned = last_return(conn, &scope, case.id)?;
        let dossier = DossierFacts::of(case, &facts, &unit);
        let pictures = sized(shown.pictures, &rows, &packet);
        Ok(assemble(Opened {
            windscreen_asked: windscreen_asked(&facts, &packet),
            plate_masked: plate_masked(&rows, &packet)?,
            case,
            facts,
            plate,
            packet,
            exemption,
            earlier,
            dossier,
            returned,
            pictures,
        }))
    })
}

/// The picture in which a windscreen should have been declared, by its place, while the question is open.
fn windscreen_asked(facts: &CaseFacts, packet: &ViolationPacket) -> Option<u32> {
    let place = packet.images.iter().position(lacks_windscreen);
    let place = place.and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
    facts.asks_about_windscreen().then_some(place)
}

/// Whether an officer masked the plate in the picture that shows it enlarged.
fn plate_masked(rows: &[Picture], packet: &ViolationPacket) -> Result<bool, ServiceError> {
    let shown = on_desk(rows).into_iter().find(|(_, rendition)| *rendition == Rendition::Plate);
    let Some((row, _)) = shown else { return Ok(false) };
    let image = usize::try_from(row.ordinal).ok().and_then(|place| packet.images.get(place));
    let Some(area) = image.and_then(|image| plate_area(image, row.width, row.height)) else {
        return Ok(false);
    };
    let manifest: Manifest = serde_json::from_str(&row.manifest)
        .map_err(|_| ServiceError::Damaged("a picture's manifest does not parse".to_owned()))?;
    let mut masked = manifest.grey.iter().filter(|masked| masked.cause == GreyCause::Officer);
    Ok(masked.any(|masked| masked.area.intersection(&area).is_some()))
}

/// Other cases of the same plate at this location on the day of the act.
fn earlier(
    conn: &mut Connection,
    keys: &dyn KeyStore,
    case: &Case,
    plate: &Plate,
) -> Result<Vec<EarlierCase>, ServiceError> {
    let day = local_day(case.captured_at);
    let filter = SearchFilter {
        location: Some(case.location),
        from: Some(start_of_day(day)),
        until: Some(end_of_day(day)),
        limit: u32::MAX,
        ..SearchFilter::default()
    };
    let found = cases_of_plate(conn, keys, &Scope::municipality(case.municipality), &filter, plate)?;
    // In the order of their acts.
    Ok(found.into_iter().rev().filter(|other| other.id != case.id).map(EarlierCase::from).collect())
}

/// The packet tells how large the enlarged plate is, and whether there is one.
fn sized(pictures: Vec<GrantedPicture>, rows: &[Picture], packet: &ViolationPacket) -> Vec<GrantedPicture> {
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
    returned: Option<ReturnNote>,
    pictures: Vec<GrantedPicture>,
    windscreen_asked: Option<u32>,
    plate_masked: bool,
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
        values: GroundsValues::of(case, &opened.plate, &opened.packet.vehicle),
        returned: opened.returned,
        plate: opened.plate,
        vehicle: opened.packet.vehicle,
        exemption: opened.exemption,
        earlier: opened.earlier,
        dossier: opened.dossier,
        incomplete: opened.facts.incomplete,
        windscreen_asked: opened.windscreen_asked,
        corrections: opened.facts.plate_corrections,
        plate_masked: opened.plate_masked,
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
    let codes = case.dossier.offence_codes_on(day);
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
