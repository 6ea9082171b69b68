//! Roadside units: registered, changed, revoked, and how they are doing.

mod enter;
mod health;
mod manage;
mod registration;
mod settings;
mod view;
mod watch;

pub use enter::{RegistrationForm, enter};
pub use health::{UnitHealthRow, UnitProblem, UnitsView, health};
pub use manage::{
    CertificateForm, SigningKeyForm, UnitOrder, change_certificate, change_signing_key, look_at_certificate,
    order,
};
pub(crate) use registration::fingerprint;
pub use registration::{CertificateFacts, NewUnit, UnitLine, list, register, revoke};
pub use settings::UnitSettings;
pub use view::{PictureStatistics, UnitDay, UnitView, show};
pub use watch::{ALARM_EXPIRES, ALARM_SILENT, Watched, watch};
