//! Exemptions: who may pass, when and where. Plate and holder are sealed under a key of their own.

mod add;
mod annulments;
mod author;
mod concerned;
mod csv;
mod detail;
mod dismissed;
mod end;
mod export;
mod grounds;
mod import;
mod late;
mod late_settled;
mod list;
mod matching;
mod place;
mod reindex;
mod sealing;
mod source;
mod systems;

pub use add::{AddExemption, Added, add, change};
pub use annulments::{Annulment, annulments};
pub use concerned::Concerned;
pub use csv::Wrong;
pub use detail::{ExemptionView, Field, Version, show};
pub use dismissed::PendingDismissal;
pub use end::end;
pub use export::{ExportRequest, export};
pub use grounds::Grounds;
pub use import::{
    CommitRequest, ImportView, Imported, LARGEST_FILE, Row, Summary, Upload, Waiting, commit, discard,
    import, import_file, import_progress, preview, waiting, wrong_cells,
};
pub use late::{LateStartView, decide, list as late_starts};
pub use late_settled::{LateDismissals, LateOrder, late_dismissals, settle_late};
pub use list::{ExemptionListQuery, ExemptionRow, ExemptionsView, Show, list};
pub use matching::{Matched, find};

pub(crate) use author::Author;
pub(crate) use dismissed::{
    LateStanding, always_looked_at, destroy_dismissed, late_dismissals as always_sampled, late_standing,
    pending,
};
pub(crate) use end::end_by;
#[cfg(test)]
pub(crate) use matching::Indexer;

pub(crate) use place::{Along, Placed};
pub(crate) use reindex::{renew, renew_all};
pub(crate) use systems::{Granted, grant, open};
