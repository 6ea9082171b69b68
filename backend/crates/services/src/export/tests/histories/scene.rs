//! Where a history takes place, and who takes part.

use std::collections::BTreeMap;

use poortwacht_domain::{AccountId, DatePeriod, LocationDossier, RecordId, Role, local_day};
use poortwacht_store::accounts::{self, NewAccount};
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::locations::{self, NewLocation};

use super::model::Facts;
use super::story::{LOOK_PERCENT, Story};
use crate::Actor;
use crate::testing::{Cjib, World, days, dossier, start};

impl Story {
    pub async fn begin(world: Option<World>) -> Self {
        let world = match world {
            Some(world) => world.next_town().await,
            None => World::looking_twice(LOOK_PERCENT).await,
        };
        let officers = [
            world.officer,
            AccountId::random(world.services.rng().as_ref()),
            AccountId::random(world.services.rng().as_ref()),
        ];
        let (cjib, facts) = (Cjib::default(), Facts { consent: true, ..Facts::default() });
        let story = Self { world, cjib, cases: Vec::new(), facts, returned: BTreeMap::new(), officers };
        story.hire(1, "Elders").await;
        story.hire(2, "Voorbeeldstad").await;
        story.rewrite_dossier().await;
        story
    }

    pub(super) async fn hire(&self, officer: usize, territory: &str) {
        let account = NewAccount {
            id: self.officers[officer],
            municipality: self.world.municipality,
            login: format!("boa-{}-{officer}", self.world.towns),
            display_name: "B. Oa".to_owned(),
            role: Role::Officer,
            enrolment: None,
            created_at: start(),
        };
        let authorisation = Authorisation {
            id: RecordId::random(self.world.services.rng().as_ref()),
            account: account.id,
            officer_number: format!("10023{officer}"),
            domain: "I".to_owned(),
            territory: territory.to_owned(),
            valid_from: start() - days(365),
            valid_until: start() + days(365),
            recorded_at: start(),
            destroy_after: start() + days(5 * 365),
            suspension: None,
        };
        self.world
            .write(move |tx, scope| {
                accounts::insert(tx, scope, &account)?;
                authorisations::add(tx, scope, &authorisation)
            })
            .await;
    }

    pub(super) fn actor(&self, officer: usize) -> Actor {
        let actor = super::super::returning::actor(&self.world, Role::Officer);
        Actor { account: self.officers[officer], ..actor }
    }

    pub(super) fn coordinator(&self) -> Actor {
        super::super::returning::actor(&self.world, Role::Coordinator)
    }

    pub(super) fn dossier(&self) -> LocationDossier {
        let usual = dossier();
        let consent = usual.consent.clone().filter(|_| self.facts.consent);
        let today = local_day(self.now());
        let period = DatePeriod { from: local_day(self.now() - days(3)), until: today };
        let warning_periods = if self.facts.warning { vec![period] } else { Vec::new() };
        LocationDossier { consent, inspections: self.facts.inspections.clone(), warning_periods, ..usual }
    }

    pub(super) async fn rewrite_dossier(&self) {
        let (id, municipality) = (self.world.location, self.world.municipality);
        let (new, now) = (NewLocation { id, municipality, dossier: self.dossier() }, self.now());
        self.world.write(move |tx, scope| locations::upsert(tx, scope, &new, now, now).map(drop)).await;
    }
}
