//! What the database knows beside a case's row, read anew each time the gate looks: in the snapshot before a plate is
//! opened and again in the transaction that builds the batch.

use jiff::Timestamp;
use poortwacht_domain::{Country, LocationDossier, MunicipalityId, Role, Weekday, local_day};
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::cases::Case;
use poortwacht_store::municipalities::{self, DeliveryClock, Municipality};
use poortwacht_store::{Connection, Scope, accounts, case_restrictions, locations};

use super::reconcile::Recovered;
use super::settings::GateSettings;
use super::{lexical, schedule};
use crate::case_file::capture;
use crate::exemptions::{LateStanding, late_standing};
use crate::intake::CaseFacts;
use crate::{ServiceError, Services, quality};

/// Authorisations for the whole country name it so.
const WHOLE_COUNTRY: &str = "nederland";

/// What the gate looks at of the municipality.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) municipality: Municipality,
    /// Days on which its batches are built; `None` while nobody chose them.
    pub(super) days: Option<Vec<Weekday>>,
    /// At what time, and what holidays mean.
    pub(super) clock: DeliveryClock,
    /// Whether delivery to the CJIB is configured.
    pub(super) delivery: bool,
    pub(super) settings: GateSettings,
    /// Share of the decisions that is looked at twice.
    pub(super) look_percent: u32,
    /// What is to be cleared up since an older database was put back.
    pub(super) recovered: Recovered,
    pub(super) now: Timestamp,
}

impl House {
    pub(super) fn load(
        services: &Services,
        conn: &mut Connection,
        municipality: MunicipalityId,
        (delivery, now): (bool, Timestamp),
    ) -> Result<Self, ServiceError> {
        let scope = Scope::municipality(municipality);
        let found = municipalities::by_id(conn, &scope, municipality)?;
        let config = services.config();
        Ok(Self {
            municipality: found.ok_or(ServiceError::NotFound("municipality"))?,
            days: municipalities::delivery_days(conn, &scope, municipality)?,
            clock: municipalities::delivery_clock(conn, &scope, municipality)?,
            delivery,
            settings: config.gate.clone(),
            look_percent: config.second_look.percent,
            recovered: Recovered::load(conn, municipality, now)?,
            now,
        })
    }

    /// The organisation number, where it is one.
    pub(super) fn oin(&self) -> Option<&str> {
        self.municipality.oin.as_deref().filter(|oin| lexical::oin(oin))
    }

    /// Whether batches are built today, on the Dutch calendar.
    pub(super) fn delivers_today(&self) -> bool {
        let today = local_day(self.now);
        let listed = |days: &Vec<Weekday>| days.contains(&Weekday::from(today.weekday()));
        self.days.as_ref().is_some_and(|days| schedule::delivers(listed(days), self.clock.holidays, today))
    }

    pub(super) fn accepts(&self, country: &Country) -> bool {
        self.settings.accepted_in(&self.municipality.code).contains(country)
    }
}

/// What the gate looks at of a case beside its row.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The location as it is now; a case keeps a copy as it was.
    pub(super) location: Option<LocationDossier>,
    /// What the unit told of the capture; `None` when it cannot be read, and then nothing is known of its clock.
    pub(super) facts: Option<CaseFacts>,
    /// Authorisations of its officer that were valid at the decision, the latest first.
    pub(super) held: Vec<Authorisation>,
    /// The officer's role.
    pub(super) role: Option<Role>,
    /// The person concerned asked that it be left alone.
    pub(super) restricted: bool,
    /// The decision was drawn for a second look, and nobody looked yet.
    pub(super) look_open: bool,
    /// How far its dismissal by a late exemption is.
    pub(super) late: Option<LateStanding>,
}

impl Known {
    pub(super) fn load(
        conn: &mut Connection,
        scope: &Scope,
        case: &Case,
        house: &House,
    ) -> Result<Self, ServiceError> {
        let location = locations::by_id(conn, scope, case.location)?.map(|location| location.dossier);
        let (mut held, mut role) = (Vec::new(), None);
        if let Some(decided) = case.decided {
            held = authorisations::of_account(conn, scope, decided.by)?;
            held.retain(|one| is_valid(one, decided.at));
            role = accounts::by_id(conn, scope, decided.by)?.map(|account| account.role);
        }
        let look_open = quality::awaits_look(conn, scope, case, house.look_percent)?;
        let late = late_standing(conn, scope, case, house.now)?;
        let restricted = case_restrictions::of_case(conn, scope, case.id)?.is_some();
        Ok(Self { location, facts: capture(case).ok(), held, role, restricted, look_open, late })
    }

    /// The authorisation that the decision rests on: one that covers the case where there is one.
    pub(super) fn authorisation(&self, case: &Case, house: &House) -> Option<&Authorisation> {
        self.held.iter().find(|held| covers(held, case, house)).or_else(|| self.held.first())
    }
}

fn is_valid(held: &Authorisation, at: Timestamp) -> bool {
    let suspended = held.suspension.is_some_and(|suspension| suspension.at <= at);
    held.valid_from <= at && at < held.valid_until && !suspended
}

/// Whether an authorisation is for closures, and for this municipality.
pub(super) fn covers(held: &Authorisation, case: &Case, house: &House) -> bool {
    let domain = plain(&held.domain);
    let domain = domain.strip_prefix("domein ").unwrap_or(&domain).trim();
    let here = [plain(&case.dossier.municipality_name), plain(&house.municipality.name)];
    let mut parts = held.territory.split([',', ';']).map(plain);
    house.settings.domains.iter().any(|accepted| plain(accepted) == domain)
        && parts.any(|part| part == WHOLE_COUNTRY || here.contains(&part))
}

/// `Gemeente Voorbeeldstad` is the same place as `voorbeeldstad`.
fn plain(text: &str) -> String {
    let text = text.trim().to_lowercase();
    text.strip_prefix("gemeente ").unwrap_or(&text).trim().to_owned()
}
