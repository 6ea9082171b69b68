//! Importing a file of exemptions: looked at first, then all of it or nothing, read as a stream.

mod check;
mod known;
mod operator;
mod portal;
mod run;
mod sealed;
mod upload;

pub use check::{Row, Summary};
pub use operator::{import, import_file};
pub use portal::{
    CommitRequest, ImportView, Waiting, commit, discard, import_progress, preview, waiting, wrong_cells,
};
pub use run::Imported;
pub use upload::{LARGEST_FILE, Upload};

use poortwacht_domain::MunicipalityId;
use poortwacht_store::cases::{self, SearchFilter};
use poortwacht_store::{Scope, locations, zones};

use super::csv::{Ground, Past};
use crate::{ServiceError, Services};

/// What a file is read against. Before the first case a start in the past dismisses nothing. Blocks.
fn ground(services: &Services, municipality: MunicipalityId, past: Past) -> Result<Ground, ServiceError> {
    let scope = Scope::municipality(municipality);
    services.store().read_blocking(|conn| {
        let all = locations::all(conn, &scope)?;
        let any_case = cases::search(conn, &scope, &SearchFilter { limit: 1, ..SearchFilter::default() })?;
        Ok(Ground {
            by_code: all.into_iter().map(|place| (place.dossier.code, place.id)).collect(),
            zones: zones::open(conn, &scope)?
                .into_iter()
                .map(|zone| (zone.name.to_lowercase(), zone.id))
                .collect(),
            now: services.now(),
            past: if any_case.is_empty() { Past::Free } else { past },
        })
    })
}
