//! What every use case has at hand, and who acts.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{
    AccountId, CLAIM_LEASE, Clock, MunicipalityId, PicturePlace, RetentionTerms, Rng, Role, SpanId,
    TermsHistory,
};
use poortwacht_evidence::KeyStore;
use poortwacht_evidence::bucket::Bucket;
use poortwacht_ledger as ledger;
use poortwacht_store::{Plan, Scope, Store, Tx};

use crate::ServiceError;
use crate::deadline_mail::MailConfig;
use crate::events_out::{self, EventsConfig};
use crate::export::GateSettings;
use crate::key_store::KeyStoreSettings;
use crate::log_book::SignalSettings;
use crate::processing_log::{self, ProcessingLogConfig};
use crate::processing_register::RegisterConfig;
use crate::quality::SecondLookSettings;
use crate::units::UnitSettings;
use crate::workshop::Workshop;

/// Store, key store, clock, randomness and settings; cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

struct Inner {
    parts: Parts,
    /// Opened by the first picture that arrives.
    workshop: OnceLock<Workshop>,
    /// Retention terms that municipalities set, as they were read last.
    terms: RwLock<BTreeMap<MunicipalityId, Arc<TermsHistory>>>,
    /// Those of everybody else.
    first_terms: Arc<TermsHistory>,
    /// Names and addresses, once the process listens.
    listeners: OnceLock<Vec<(String, SocketAddr)>>,
}

/// What [`Services`] is made of.
pub struct Parts {
    /// Cases, sealed evidence, ledger.
    pub store: Store,
    /// Second halves of all keys.
    pub keys: Arc<dyn KeyStore>,
    /// Source of time.
    pub clock: Arc<dyn Clock>,
    /// Source of randomness.
    pub rng: Arc<dyn Rng>,
    /// Settings.
    pub config: ServicesConfig,
}

/// Settings of the use cases, with the design's defaults.
#[derive(Debug, Clone)]
pub struct ServicesConfig {
    /// Retention terms of a municipality that has set none of its own, and of what belongs to the whole installation.
    pub retention: RetentionTerms,
    /// How long a claim lasts unless renewed.
    pub claim: SignedDuration,
    /// A session without activity ends after this.
    pub session_idle: SignedDuration,
    /// A session ends after this in any case.
    pub session_absolute: SignedDuration,
    /// How long an enrolment link works.
    pub enrolment: SignedDuration,
    /// How long a picture may be fetched after the view was logged.
    pub grant: SignedDuration,
    /// Violation packets a unit may send in a minute.
    pub packets_per_minute: u32,
    /// What visitors type, without a trailing slash; enrolment links start with it.
    pub portal_origin: String,
    /// Delivery to the CJIB; `None` while it is not configured.
    pub cjib: Option<CjibConfig>,
    /// The key store's surroundings; `None` where nobody operates it.
    pub key_store: Option<KeyStoreSettings>,
    /// Where sealed pictures lie.
    pub evidence: EvidencePlaces,
    /// Collector of the processing log; `None` while none is connected, and then no lines are written.
    pub processing_log: Option<ProcessingLogConfig>,
    /// Receivers of events; `None` while there are none, and then no event is written.
    pub events: Option<EventsConfig>,
    /// Mail about deadlines; `None` while no server is configured, and then none is written.
    pub mail: Option<MailConfig>,
    /// How the record of processing activities is published.
    pub register: RegisterConfig,
    /// From when on something in the ledger counts as unusual.
    pub signals: SignalSettings,
    /// Which decisions a second officer looks at.
    pub second_look: SecondLookSettings,
    /// Bounds of the export gate.
    pub gate: GateSettings,
    /// The watch over the units.
    pub units: UnitSettings,
    /// Where this installation lives and what it shows of itself.
    pub installation: Installation,
}

/// Where an installation lives and what it shows of itself to others.
#[derive(Debug, Clone, Default)]
pub struct Installation {
    /// Where the database is, without what opens it.
    pub database: String,
    /// The folder of the database, where it is a file.
    pub data_folder: Option<PathBuf>,
    /// Files of the certificates that its listeners and senders show, PEM.
    pub certificates: Vec<PathBuf>,
}

/// Where sealed pictures lie; by default beside their rows.
#[derive(Debug, Clone)]
pub struct EvidencePlaces {
    /// Where new ones go.
    pub place: PicturePlace,
    /// The bucket that holds some or all of them.
    pub bucket: Option<Bucket>,
}

impl Default for EvidencePlaces {
    fn default() -> Self {
        Self { place: PicturePlace::Database, bucket: None }
    }
}

impl Default for ServicesConfig {
    fn default() -> Self {
        Self {
            retention: RetentionTerms::default(),
            claim: CLAIM_LEASE,
            session_idle: SignedDuration::from_mins(15),
            session_absolute: SignedDuration::from_hours(9),
            enrolment: SignedDuration::from_hours(24),
            grant: SignedDuration::from_mins(10),
            packets_per_minute: 600,
            portal_origin: "https://localhost:8444".to_owned(),
            cjib: None,
            key_store: None,
            evidence: EvidencePlaces::default(),
            processing_log: None,
            events: None,
            mail: None,
            register: RegisterConfig::default(),
            signals: SignalSettings::default(),
            second_look: SecondLookSettings::default(),
            gate: GateSettings::default(),
            units: UnitSettings::default(),
            installation: Installation::default(),
        }
    }
}

/// Where and as whom confirmed cases are delivered.
#[derive(Debug, Clone)]
pub struct CjibConfig {
    /// Delivery profile, for example `cjib-mock-v1`.
    pub profile: String,
    /// Base URL.
    pub url: String,
    /// Authority of the interface's certificate, PEM.
    pub ca_file: PathBuf,
    /// Our client certificate, PEM.
    pub certificate_file: PathBuf,
    /// Its private key, PEM.
    pub private_key_file: PathBuf,
    /// How long an answer is waited for.
    pub timeout: Duration,
    /// The day of the month, 1 to 28, from which on the last month is compared with the CJIB's own list.
    pub reconcile_day: i8,
}

impl Services {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let first_terms = Arc::new(TermsHistory::of(parts.config.retention.clone()));
        let (terms, workshop) = (RwLock::new(BTreeMap::new()), OnceLock::new());
        Self(Arc::new(Inner { parts, workshop, terms, first_terms, listeners: OnceLock::new() }))
    }

    /// Cases, sealed evidence, ledger.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// Second halves of all keys.
    #[must_use]
    pub fn keys(&self) -> Arc<dyn KeyStore> {
        Arc::clone(&self.0.parts.keys)
    }

    /// The bucket that holds sealed pictures, if there is one.
    #[must_use]
    pub fn bucket(&self) -> Option<&Bucket> {
        self.0.parts.config.evidence.bucket.as_ref()
    }

    /// Source of time.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.parts.clock)
    }

    /// Source of randomness.
    #[must_use]
    pub fn rng(&self) -> Arc<dyn Rng> {
        Arc::clone(&self.0.parts.rng)
    }

    /// The threads that work on arriving pictures.
    pub(crate) fn workshop(&self) -> &Workshop {
        self.0.workshop.get_or_init(Workshop::open)
    }

    /// Says where this process listens, once it does; what is said later does not count.
    pub fn announce_listeners(&self, listeners: Vec<(String, SocketAddr)>) {
        self.0.listeners.get_or_init(|| listeners);
    }

    /// Where this process listens, by the listeners' names; nothing for a process that does not serve.
    #[must_use]
    pub fn listeners(&self) -> &[(String, SocketAddr)] {
        self.0.listeners.get().map_or(&[], Vec::as_slice)
    }

    /// Settings.
    #[must_use]
    pub fn config(&self) -> &ServicesConfig {
        &self.0.parts.config
    }

    /// The retention terms of a municipality, as this process read them last: at its start, with every change that it makes
    /// itself, and every minute. What another process dated by terms that have just changed is dated again
    /// ([`retention_terms`](crate::retention_terms)).
    #[must_use]
    pub fn terms(&self, municipality: MunicipalityId) -> Arc<TermsHistory> {
        let known = self.0.terms.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&municipality).map_or_else(|| self.first_terms(), Arc::clone)
    }

    /// The terms of what belongs to no municipality, and of one that has set none.
    pub(crate) fn first_terms(&self) -> Arc<TermsHistory> {
        Arc::clone(&self.0.first_terms)
    }

    /// Takes over what was read.
    pub(crate) fn set_terms(&self, terms: BTreeMap<MunicipalityId, Arc<TermsHistory>>) {
        *self.0.terms.write().unwrap_or_else(PoisonError::into_inner) = terms;
    }

    /// Appends a ledger entry inside a transaction whose plan declares `log`. An entry about a case gets its line in the
    /// processing log here, and one that other systems are told its event, and nowhere else.
    ///
    /// # Errors
    /// Those of [`ledger::append`]; the act must then not happen.
    pub fn append(
        &self,
        tx: &mut Tx<'_>,
        log: &ledger::LogName,
        entry: &ledger::Entry,
    ) -> Result<ledger::Pending, ledger::LedgerError> {
        self.append_called(tx, log, entry, None)
    }

    /// As [`Services::append`], for an act that an operation of another application led to (W3C Trace Context).
    ///
    /// # Errors
    /// Those of [`ledger::append`]; the act must then not happen.
    pub fn append_called(
        &self,
        tx: &mut Tx<'_>,
        log: &ledger::LogName,
        entry: &ledger::Entry,
        caller: Option<SpanId>,
    ) -> Result<ledger::Pending, ledger::LedgerError> {
        let pending = processing_log::append(self, tx, log, entry, caller)?;
        events_out::note(self, tx, log, entry, pending.place())?;
        Ok(pending)
    }

    /// As [`Services::append`], where nothing is opened afterwards and so no receipt is needed.
    ///
    /// # Errors
    /// Those of [`ledger::append`]; the act must then not happen.
    pub fn record(
        &self,
        tx: &mut Tx<'_>,
        log: &ledger::LogName,
        entry: &ledger::Entry,
    ) -> Result<(), ledger::LedgerError> {
        self.append(tx, log, entry).map(drop)
    }

    /// Writes an entry down in a transaction of its own: for an act that changes nothing but the ledger and opens nothing.
    ///
    /// # Errors
    /// Those of store and ledger; the act must then not happen.
    pub(crate) async fn enter(&self, log: ledger::LogName, entry: ledger::Entry) -> Result<(), ServiceError> {
        let (own, plan) = (self.clone(), Plan::new().log(log.clone()).ledger_only());
        let write = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.record(tx, &log, &entry)?);
        self.store().write(plan, write).await.map(drop)
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }
}

/// An account that acts in a session.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub account: AccountId,
    /// For which municipality; every query of a request is scoped to it.
    pub municipality: MunicipalityId,
    /// In which role.
    pub role: Role,
    /// Hash of the session's token; grants are bound to it.
    pub session_hash: String,
    /// From which address.
    pub origin: IpAddr,
    /// Trace identifier of the request.
    pub trace: String,
}

impl Actor {
    /// The scope of all that this actor may touch.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    /// The log in which this actor's acts are written.
    #[must_use]
    pub fn log(&self) -> ledger::LogName {
        ledger::LogName::municipality(self.municipality)
    }

    /// The actor as the ledger names it.
    #[must_use]
    pub fn in_ledger(&self) -> ledger::Actor {
        ledger::Actor::Account { id: self.account, role: self.role }
    }
}
