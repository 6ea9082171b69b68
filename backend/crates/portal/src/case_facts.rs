//! What use cases say about a case, as the pages take it.

use poortwacht_domain::passage::VehicleDescription;
use poortwacht_frontend::components::picture::Picture;
use poortwacht_frontend::pages::facts::{
    CorrectedPlate, DossierFacts, ExemptionResult, PlateReading, VehicleFacts,
};
use poortwacht_services::{case_file, pictures::GrantedPicture};

pub(crate) fn plate(reading: case_file::PlateReading) -> PlateReading {
    PlateReading {
        plate: reading.plate,
        country: reading.country,
        read_plate: reading.read_plate,
        read_country: reading.read_country,
        corrections: reading.corrections.into_iter().map(corrected).collect(),
        raw: reading.raw,
        confidence: reading.confidence,
    }
}

fn corrected(correction: case_file::CorrectedPlate) -> CorrectedPlate {
    CorrectedPlate {
        plate: correction.plate,
        country: correction.country,
        officer_number: correction.officer_number,
        at: correction.at,
    }
}

pub(crate) fn dossier(facts: case_file::DossierFacts) -> DossierFacts {
    DossierFacts {
        street: facts.street,
        municipality: facts.municipality,
        direction: facts.direction,
        lane: facts.lane,
        sign: facts.sign,
        hours: facts.hours,
        built_up: facts.built_up,
        warning_period: facts.warning_period,
        inspected_on: facts.inspected_on,
        version: facts.version,
        unit: facts.unit,
        clock_offset_ms: facts.clock_offset_ms,
    }
}

pub(crate) fn vehicle(seen: VehicleDescription) -> VehicleFacts {
    VehicleFacts { category: seen.category, kind: seen.kind, make: seen.make, colour: seen.colour }
}

pub(crate) const fn exemption(result: case_file::ExemptionResult) -> ExemptionResult {
    match result {
        case_file::ExemptionResult::None => ExemptionResult::None,
        case_file::ExemptionResult::Valid { category, until } => ExemptionResult::Valid { category, until },
        case_file::ExemptionResult::NotThenOrThere { category } => {
            ExemptionResult::NotThenOrThere { category }
        }
    }
}

pub(crate) fn picture(granted: GrantedPicture) -> Picture {
    Picture { ordinal: granted.ordinal, grant: granted.token, width: granted.width, height: granted.height }
}
