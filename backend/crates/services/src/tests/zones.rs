//! Zones: who may pass where follows their members from the moment of each change.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, LocationId, Plate, RetentionClass, Role, ZoneId};
use poortwacht_ledger::Actor as InLedger;

use super::world::World;
use crate::exemptions::{self, AddExemption, Added};
use crate::locations::{self, DossierForm};
use crate::zones::{self, ZoneForm, ZoneSaved};
use crate::{Actor, Flaw, ServiceError, retention};

fn flaws(error: ServiceError) -> Vec<(String, Option<Flaw>)> {
    match error {
        ServiceError::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
        }
        other => panic!("{other}"),
    }
}

fn form(name: &str, codes: &[&str]) -> ZoneForm {
    ZoneForm {
        name: name.to_owned(),
        locations: codes.iter().map(|code| (*code).to_owned()).collect(),
        reason: "Verkeersbesluit".to_owned(),
    }
}

fn exemption(zone: &str, from: &str) -> AddExemption {
    AddExemption {
        plate: "AE-12-UI".to_owned(),
        category: "resident".to_owned(),
        holder: "Vergunning 7".to_owned(),
        valid_from: from.to_owned(),
        valid_until: "2026-12-31".to_owned(),
        zone: zone.to_owned(),
        ..AddExemption::default()
    }
}

struct Scene {
    world: World,
    administrator: Actor,
    second: LocationId,
    zone: ZoneId,
}

impl Scene {
    async fn set() -> Self {
        let world = World::new().await;
        let administrator = world.actor("beheer", Role::Administrator).await;
        let second = world.add_location("plein").await;
        let zone = zones::add(&world.services, &administrator, &form("Centrum", &["brug"])).await.unwrap();
        Self { world, administrator, second, zone }
    }

    async fn grant(&self, form: AddExemption) -> Result<Added, ServiceError> {
        exemptions::add(&self.world.services, &self.administrator, form).await
    }

    async fn save(&self, seen: i64, form: &ZoneForm) -> Result<ZoneSaved, ServiceError> {
        zones::save(&self.world.services, &self.administrator, (self.zone, seen), form).await
    }

    async fn close(&self) -> Result<(), ServiceError> {
        zones::close(&self.world.services, &self.administrator, self.zone, "Vervallen").await
    }

    async fn is_exempt(&self, at: Timestamp, location: LocationId) -> bool {
        let (keys, municipality) = (self.world.services.keys(), self.world.municipality);
        let plates = [Plate::parse("AE12UI").unwrap()];
        let read = move |conn: &mut poortwacht_store::Connection| {
            exemptions::find(conn, keys.as_ref(), municipality, &plates)
        };
        let found = self.world.services.store().read(read).await.unwrap();
        found.iter().any(|(_, exemption)| exemption.covers(at, location))
    }

    async fn acts(&self, act: Act) -> usize {
        self.world.log().await.iter().filter(|(found, _)| *found == act).count()
    }
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

#[tokio::test]
async fn an_exemption_follows_the_members_of_its_zone_from_each_change_on() {
    let scene = Scene::set().await;
    scene.grant(exemption("centrum", "2026-11-24")).await.unwrap();
    let start = scene.world.services.now();
    assert!(scene.is_exempt(start + minutes(5), scene.world.location).await);
    assert!(!scene.is_exempt(start + minutes(5), scene.second).await);
    scene.world.clock.set(start + minutes(10));
    assert_eq!(scene.save(1, &form("Centrum", &["plein"])).await.unwrap(), ZoneSaved::Changed);
    assert!(scene.is_exempt(start + minutes(9), scene.world.location).await, "the past stays as it was");
    assert!(!scene.is_exempt(start + minutes(11), scene.world.location).await);
    assert!(!scene.is_exempt(start + minutes(9), scene.second).await);
    assert!(scene.is_exempt(start + minutes(11), scene.second).await);
    let view = zones::show(&scene.world.services, &scene.administrator, scene.zone).await.unwrap();
    assert_eq!(
        (view.line.exemptions, view.codes.as_slice(), view.history.len()),
        (1, &["plein".to_owned()][..], 2)
    );
    assert_eq!(view.history[0].who.as_deref(), Some("Naam beheer"));
    assert_eq!(scene.acts(Act::ZoneChanged).await, 2);
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_zone_is_told_at_its_field() {
    let scene = Scene::set().await;
    let add = async |form: ZoneForm| {
        flaws(zones::add(&scene.world.services, &scene.administrator, &form).await.unwrap_err())
    };
    let named = |field: &str, flaw| (field.to_owned(), Some(flaw));
    let expected = [
        named("name", Flaw::Required),
        named("location", Flaw::NoLocations),
        named("reason", Flaw::Required),
    ];
    assert_eq!(add(ZoneForm::default()).await, expected);
    for (name, flaw) in [
        ("Haven, oost", Flaw::NotAZoneName),
        ("x", Flaw::NotAZoneName),
        ("CENTRUM", Flaw::ZoneNameTaken),
        ("Brug", Flaw::ZoneNameTaken),
    ] {
        assert_eq!(add(form(name, &["brug"])).await, [named("name", flaw)], "{name}");
    }
    assert_eq!(add(form("Haven", &["nergens"])).await, [named("location", Flaw::NotAChoice)]);
    let plate = ZoneForm { reason: "voor AE-12-UI".to_owned(), ..form("Haven", &["brug"]) };
    assert_eq!(add(plate).await, [named("reason", Flaw::ContainsPlate)]);
    let mut place =
        locations::edit(&scene.world.services, &scene.administrator, scene.second).await.unwrap().form;
    place = DossierForm { code: "centrum".to_owned(), reason: "nieuw".to_owned(), ..place };
    let refused = locations::add(&scene.world.services, &scene.administrator, &place).await;
    assert_eq!(flaws(refused.unwrap_err()), [named("code", Flaw::CodeTaken)]);
    let officer = scene.world.actor("boa", Role::Officer).await;
    let refused = zones::list(&scene.world.services, &officer).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn of_two_people_at_once_the_second_is_told_and_nothing_new_is_no_version() {
    let scene = Scene::set().await;
    assert_eq!(scene.save(1, &form("Centrum", &["brug"])).await.unwrap(), ZoneSaved::Unchanged);
    assert_eq!(scene.save(1, &form("Centrum", &["plein"])).await.unwrap(), ZoneSaved::Changed);
    let late = scene.save(1, &form("Binnenstad", &["brug"])).await.unwrap();
    let ZoneSaved::Overtaken { version: 2, who, .. } = late else { panic!("{late:?}") };
    assert_eq!(who.as_deref(), Some("Naam beheer"));
    assert_eq!(scene.save(2, &form("Binnenstad", &["brug"])).await.unwrap(), ZoneSaved::Changed);
}

#[tokio::test]
async fn a_zone_that_exemptions_name_is_not_closed_and_a_closed_one_is_not_named() {
    let scene = Scene::set().await;
    let Added::Counts(id) = scene.grant(exemption("Centrum", "2026-11-24")).await.unwrap() else { panic!() };
    assert_eq!(
        flaws(scene.close().await.unwrap_err()),
        [("zone".to_owned(), Some(Flaw::ZoneInUse { count: 1 }))]
    );
    exemptions::end(&scene.world.services, &scene.administrator, id).await.unwrap();
    scene.close().await.unwrap();
    assert!(matches!(scene.close().await, Err(ServiceError::NotFound(_))));
    let refused = scene.grant(exemption("Centrum", "2026-11-24")).await.unwrap_err();
    assert_eq!(flaws(refused), [("zone".to_owned(), Some(Flaw::NotAChoice))]);
    let both = AddExemption { locations: vec!["brug".to_owned()], ..exemption("Haven", "2026-11-24") };
    let haven = form("Haven", &["plein"]);
    zones::add(&scene.world.services, &scene.administrator, &haven).await.unwrap();
    let refused = scene.grant(both).await.unwrap_err();
    assert_eq!(flaws(refused), [("zone".to_owned(), Some(Flaw::ZoneOrLocations))]);
}

#[tokio::test]
async fn a_start_in_the_past_covers_what_the_zone_held_then_and_says_so_first() {
    let scene = Scene::set().await;
    let start = scene.world.services.now();
    scene.world.clock.set(start + SignedDuration::from_hours(48));
    scene.world.add_case("AE12UI", 60).await;
    let late = AddExemption {
        document: "besluit 17".to_owned(),
        late_reason: "bleef liggen".to_owned(),
        ..exemption("Centrum", "2026-11-20")
    };
    let Added::LookFirst(covered) = scene.grant(late.clone()).await.unwrap() else { panic!("stored") };
    assert_eq!(covered.values().sum::<u64>(), 1);
    let elsewhere = form("Plein en omgeving", &["plein"]);
    zones::add(&scene.world.services, &scene.administrator, &elsewhere).await.unwrap();
    let other = AddExemption { zone: "Plein en omgeving".to_owned(), ..late };
    let Added::LookFirst(covered) = scene.grant(other).await.unwrap() else { panic!("stored") };
    assert_eq!(covered.values().sum::<u64>(), 0);
}

#[tokio::test]
async fn a_file_names_a_zone_and_gets_it_back() {
    let scene = Scene::set().await;
    let file = scene.world.folder.path().join("ontheffingen.csv");
    let text = "kenteken;houder;categorie;van;tot;locaties;tijden\n\
                AE-12-UI;Bewoner;bewoner;01-01-2027;31-12-2027;centrum;\n";
    std::fs::write(&file, text).unwrap();
    let imported = exemptions::import_file(&scene.world.services, scene.world.municipality, file, None).await;
    assert_eq!(imported.unwrap().added, 1);
    let view =
        exemptions::list(&scene.world.services, &scene.administrator, Default::default()).await.unwrap();
    assert_eq!((view.rows[0].zone.as_deref(), view.rows[0].locations.len()), (Some("Centrum"), 0));
    let request =
        exemptions::ExportRequest { reason: "other".to_owned(), explanation: "controle".to_owned() };
    let file = exemptions::export(&scene.world.services, &scene.administrator, request).await.unwrap();
    assert!(String::from_utf8(file.bytes).unwrap().contains("Centrum"));
}

#[tokio::test]
async fn who_changed_a_dossier_or_a_zone_dies_with_its_version_and_the_one_in_use_stays() {
    let scene = Scene::set().await;
    let services = &scene.world.services;
    let editing = locations::edit(services, &scene.administrator, scene.second).await.unwrap();
    let changed = DossierForm { street: "Plein".to_owned(), reason: "naam".to_owned(), ..editing.form };
    locations::save(services, &scene.administrator, scene.second, editing.version, &changed).await.unwrap();
    scene.save(1, &form("Centrum", &["plein"])).await.unwrap();
    let now = services.now();
    let due = services.config().retention.destroy_after(RetentionClass::DossierVersion, now);
    let purge = async |at: Timestamp| {
        scene.world.clock.set(at);
        retention::run_as(services, &InLedger::Operator, at, false).await.unwrap().of("dossier versions")
    };
    assert_eq!(purge(due - minutes(1)).await, 0);
    assert_eq!(purge(due).await, 2);
    let history = locations::history(services, &scene.administrator, scene.second).await.unwrap();
    assert_eq!(history.versions.iter().map(|version| version.number).collect::<Vec<_>>(), [2]);
    let view = zones::show(services, &scene.administrator, scene.zone).await.unwrap();
    assert_eq!(view.history.iter().map(|version| version.number).collect::<Vec<_>>(), [2]);
}
