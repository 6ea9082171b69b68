//! Configuration: one TOML file, overridden by `POORTWACHT_*` environment variables, secrets by `*_file`.
//!
//! `POORTWACHT_PORTAL__LISTEN` sets `portal.listen`. A secret never has to stand in the file: every secret has a
//! `…_file` twin that names a file (a systemd credential, a mounted secret) to read it from.

mod api;
mod events;
mod evidence;
mod gate;
mod key_store;
mod ledger_signals;
mod mail;
mod processing_log;
mod quality;
mod secret;
mod sections;
mod units;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use figment::value::UncasedStr;
use serde::Deserialize;

pub use api::ApiSection;
pub use events::{EventsSection, ReceiverSection};
pub use evidence::{BucketSection, EvidenceSection, EvidenceSectionError};
pub use gate::{GateOfMunicipality, GateSection};
pub use key_store::{KeyStorePlaceError, KeyStoreSection, resolved, sqlite_path};
pub use ledger_signals::LedgerSignalsSection;
pub use mail::{AddressSection, MailSection};
pub use processing_log::{ProcessingLogSection, ProcessingRegisterSection};
pub use quality::QualitySection;
pub use secret::SecretError;
pub use sections::{
    CjibSection, Database, IntakeSection, LogFormat, LogSection, ManagementSection, MunicipalitySection,
    PortalSection, TlsFiles,
};
pub use units::UnitsSection;

/// Everything an operator can set. Unknown members are refused, so that a misspelt promise is not silently void.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which data this instance may open: `production` (default) or `test`; `demo` belongs to the demo program alone.
    #[serde(default)]
    pub environment: EnvironmentName,
    /// Where cases, sealed evidence and the ledger live.
    pub database: Database,
    /// Where the second halves of all keys live: never beside the database.
    pub key_store: KeyStoreSection,
    /// Where sealed pictures lie.
    #[serde(default)]
    pub evidence: EvidenceSection,
    /// Roadside listener.
    pub intake: IntakeSection,
    /// Officers' listener.
    pub portal: PortalSection,
    /// Listener for municipal permit systems; without it there is none.
    pub api: Option<ApiSection>,
    /// Operator's listener: health, readiness, metrics.
    #[serde(default)]
    pub management: ManagementSection,
    /// Delivery to the CJIB; without it nothing is exported and `doctor` says so.
    pub cjib: Option<CjibSection>,
    /// Collector of the processing log (Logboek dataverwerkingen); without it no lines are written.
    pub processing_log: Option<ProcessingLogSection>,
    /// Systems that are told what happens; without it no event is written.
    pub events: Option<EventsSection>,
    /// Mail about deadlines; without it they are told in the portal alone.
    pub mail: Option<MailSection>,
    /// How the record of processing activities is published.
    #[serde(default)]
    pub processing_register: ProcessingRegisterSection,
    /// From when on something in the ledger counts as unusual.
    #[serde(default)]
    pub ledger_signals: LedgerSignalsSection,
    /// Which decisions a second officer looks at.
    #[serde(default)]
    pub quality: QualitySection,
    /// Bounds of the export gate.
    #[serde(default)]
    pub gate: GateSection,
    /// The watch over the roadside units.
    #[serde(default)]
    pub units: UnitsSection,
    /// Retention terms that differ from the defaults, of municipalities that have set none of their own.
    #[serde(default)]
    pub retention: poortwacht_domain::RetentionTerms,
    /// Operational log.
    #[serde(default)]
    pub log: LogSection,
}

/// Marker of the data that an instance may open; it must equal the marker inside the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentName {
    /// Real cases.
    #[default]
    Production,
    /// An acceptance environment without real cases.
    Test,
    /// Made by the demo program; `serve` refuses it.
    Demo,
}

/// Why a configuration was refused; the text names the member and the fix.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is missing or unreadable.
    #[error("configuration {path}: {source}; name an existing file with --config")]
    Unreadable {
        /// The file asked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A member is missing, misspelt or has a wrong value.
    #[error("configuration: {0}")]
    Invalid(#[from] Box<figment::Error>),
    /// Retention terms that the law or each other do not allow.
    #[error("configuration, [retention]: {}", .0.join("; "))]
    Retention(Vec<String>),
}

impl Config {
    /// Reads `path` and lets `POORTWACHT_*` variables override it.
    ///
    /// # Errors
    /// When the file cannot be read or a member is missing, unknown or wrong; every message names the member.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let config: Self = Figment::new()
            .merge(Toml::string(&text))
            .merge(Env::prefixed("POORTWACHT_").filter(names_a_member).split("__"))
            .extract()
            .map_err(|error| ConfigError::Invalid(Box::new(error)))?;
        match config.retention.problems() {
            problems if problems.is_empty() => Ok(config),
            problems => Err(ConfigError::Retention(problems)),
        }
    }
}

/// Other programs' variables may begin as ours do; members are `ENVIRONMENT` and `SECTION__MEMBER`.
fn names_a_member(name: &UncasedStr) -> bool {
    name == "environment" || name.as_str().contains("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_variables_with_a_section_or_the_environment_itself_are_members() {
        for name in ["ENVIRONMENT", "portal__listen", "CJIB__TLS__CERTIFICATE_FILE"] {
            assert!(names_a_member(UncasedStr::new(name)), "{name}");
        }
        for name in ["CONFIG", "TEST_POSTGRES"] {
            assert!(!names_a_member(UncasedStr::new(name)), "{name}");
        }
    }
}
