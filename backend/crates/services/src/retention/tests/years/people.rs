//! Who works in the municipality.

use poortwacht_domain::{AccountId, LocationDossier, RecordId, Role, local_day};
use poortwacht_store::accounts as rows;
use poortwacht_store::authorisations;
use poortwacht_store::locations::{self, NewLocation};

use crate::accounts::{self, Enrolling, NewAccount, code_at};
use crate::addresses::NewRange;
use crate::recovery::SecondPerson;
use crate::testing::{World, days, dossier, start};
use crate::tests::world::{PASSWORD, visitor};
use crate::{Actor, Services, addresses};

pub struct People {
    pub officer: Actor,
    pub coordinator: Actor,
    pub privacy: Actor,
    /// What the security officer's authenticator holds.
    secret: String,
}

impl People {
    pub async fn hire(world: &World) -> Self {
        let (network, note) = ("127.0.0.1/32".to_owned(), "Stadhuis".to_owned());
        let range = NewRange { network, note, second_person: None };
        addresses::allow(&world.services, world.municipality, range).await.unwrap();
        let secret = Self::enrol(world, "ciso", Role::SecurityOfficer).await;
        Self::enrol(world, "leiding", Role::Coordinator).await;
        Self::enrol(world, "fg", Role::PrivacyOfficer).await;
        Self::authorise(world).await;
        Self {
            officer: actor(world, world.officer, Role::Officer),
            coordinator: actor(world, account(world, "leiding").await, Role::Coordinator),
            privacy: actor(world, account(world, "fg").await, Role::PrivacyOfficer),
            secret,
        }
    }

    /// The secret of the authenticator.
    async fn enrol(world: &World, login: &str, role: Role) -> String {
        let services = &world.services;
        let new = NewAccount { login: login.to_owned(), name: format!("Naam {login}"), role };
        let link = accounts::add(services, world.municipality, new).await.unwrap();
        let token = link.rsplit('/').next().unwrap().to_owned();
        let secret = accounts::enrolment(services, &visitor(), &token).await.unwrap().secret;
        let (password, password_again) = (PASSWORD.to_owned(), PASSWORD.to_owned());
        let code = code_at(&secret, services.now());
        let enrolling = Enrolling { token, password, password_again, code };
        accounts::enrol(services, &visitor(), enrolling).await.unwrap();
        secret
    }

    /// For all the years, so that no decision waits for a paper.
    async fn authorise(world: &World) {
        let authorisation = authorisations::Authorisation {
            id: RecordId::random(world.services.rng().as_ref()),
            account: world.officer,
            officer_number: "100234".to_owned(),
            domain: "I".to_owned(),
            territory: "Voorbeeldstad".to_owned(),
            valid_from: start() + days(365),
            valid_until: start() + days(6 * 365),
            recorded_at: start(),
            destroy_after: start() + days(12 * 365),
            suspension: None,
        };
        world.write(move |tx, scope| authorisations::add(tx, scope, &authorisation)).await;
    }

    pub fn second(&self, services: &Services) -> SecondPerson {
        SecondPerson { login: "ciso".to_owned(), code: code_at(&self.secret, services.now()) }
    }
}

async fn account(world: &World, login: &str) -> AccountId {
    let login = login.to_owned();
    world.read(move |conn, scope| rows::by_login(conn, scope, &login)).await.unwrap().id
}

fn actor(world: &World, account: AccountId, role: Role) -> Actor {
    Actor {
        account,
        municipality: world.municipality,
        role,
        session_hash: String::new(),
        origin: [127, 0, 0, 1].into(),
        trace: "4bf92f3577b34da6a3ce929d0e0e4736".to_owned(),
    }
}

/// The signs were inspected every other week of the last quarter.
pub async fn inspect(world: &World) {
    let now = world.services.now();
    let inspections = (0..8).map(|fortnight| local_day(now - days(14 * fortnight))).collect();
    let usual = LocationDossier { inspections, ..dossier() };
    let (id, municipality) = (world.location, world.municipality);
    let new = NewLocation { id, municipality, dossier: usual };
    world.write(move |tx, scope| locations::upsert(tx, scope, &new, now, now).map(drop)).await;
}
