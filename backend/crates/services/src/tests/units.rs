//! What an administrator does to a unit, and what is noticed of units that say nothing.

use jiff::SignedDuration;
use poortwacht_domain::{Act, Role};
use poortwacht_store::units::{self as rows, UnitReport};

use super::world::World;
use crate::intake::{IntakeRefusal, identify};
use crate::units::{
    self, ALARM_EXPIRES, ALARM_SILENT, CertificateForm, RegistrationForm, SigningKeyForm, UnitOrder,
    UnitProblem, UnitSettings, Watched,
};
use crate::{Flaw, ServiceError, ServicesConfig, alarms};

/// Made for this test; valid for a century.
pub(super) const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUXL5CI4nvym1kGlkOy55i3VT0On4wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKdW5pdC1uaWV1dzAgFw0yNjExMjIyMDE4NThaGA8yMTI1MDYx
NjIwMTg1OFowFTETMBEGA1UEAwwKdW5pdC1uaWV1dzBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABD86mNBpAlime0hY3wy8LmawhBsz0if/XIwxN9bMJ7j0IdlDPb1J
j6KFLkl5wVIk6SmCZ3yjaoH0OiejMKEYpTejUzBRMB0GA1UdDgQWBBQAWhr+4Y+x
ibHL4XVKlfGH6F5xrzAfBgNVHSMEGDAWgBQAWhr+4Y+xibHL4XVKlfGH6F5xrzAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIBEt2A5I0JGiQ7T2QGTf
icqt1kxPoRUwP1oQj/KZPMOfAiEAwKIIuk5vvVnamFdE1jkwbsVRx++sApWD/Vdx
JqwQV1k=
-----END CERTIFICATE-----
";

/// P-256, made for this test.
const SIGNING_KEY: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtZt1Wc4/VlM5hTzUYAVtJ8yajfqs
3F4wXscmJHwSMgNfNfff7Q4A6utSc9xyUW8l7DbSYFLto4tPWKkbAjEytA==
-----END PUBLIC KEY-----
";

/// The certificate that the world's unit begins with.
fn old() -> String {
    "0".repeat(64)
}

fn form(pem: &str, overlap: &str) -> CertificateForm {
    CertificateForm { pem: pem.to_owned(), overlap: overlap.to_owned() }
}

fn flaws(error: ServiceError) -> Vec<(String, Option<Flaw>)> {
    match error {
        ServiceError::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
        }
        other => panic!("{other}"),
    }
}

async fn acts(world: &World, act: Act) -> usize {
    world.log().await.iter().filter(|(found, _)| *found == act).count()
}

#[tokio::test]
async fn both_certificates_count_until_the_day_that_was_chosen_is_over() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let form = form(CERTIFICATE, "2026-11-25");
    let facts = units::look_at_certificate(&world.services, &administrator, &form).unwrap();
    assert_eq!(facts.subject, "CN=unit-nieuw");
    units::change_certificate(&world.services, &administrator, world.unit, &form).await.unwrap();
    for fingerprint in [&old(), &facts.fingerprint] {
        assert_eq!(identify(&world.services, fingerprint).await.unwrap().unit.id, world.unit);
    }
    world.clock.set("2026-11-25T23:00:00Z".parse().unwrap());
    let over = identify(&world.services, &old()).await;
    assert!(matches!(over, Err(IntakeRefusal::UnknownUnit)), "{over:?}");
    assert!(identify(&world.services, &facts.fingerprint).await.is_ok());
    let form = CertificateForm { overlap: String::new(), ..form };
    let again = units::change_certificate(&world.services, &administrator, world.unit, &form);
    assert_eq!(flaws(again.await.unwrap_err()), [("pem".to_owned(), Some(Flaw::CertificateKnown))]);
    assert_eq!(acts(&world, Act::UnitChanged).await, 1);
}

#[tokio::test]
async fn a_certificate_or_key_that_is_none_is_refused_at_its_field() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    for (pem, overlap, expected) in [
        ("", "", vec![("pem", Flaw::Required)]),
        (SIGNING_KEY, "2020-01-01", vec![("pem", Flaw::NotACertificate), ("overlap", Flaw::StartsInThePast)]),
        (CERTIFICATE, "2027-11-24", vec![("overlap", Flaw::PeriodTooLong { max: 90 })]),
    ] {
        let refused = units::look_at_certificate(&world.services, &administrator, &form(pem, overlap));
        let expected: Vec<_> =
            expected.into_iter().map(|(field, flaw)| (field.to_owned(), Some(flaw))).collect();
        assert_eq!(flaws(refused.unwrap_err()), expected);
    }
    let key = SigningKeyForm { pem: CERTIFICATE.to_owned(), valid_from: "2026-11-23".to_owned() };
    let refused = units::change_signing_key(&world.services, &administrator, world.unit, &key).await;
    let expected = [("key", Flaw::NotASigningKey), ("valid_from", Flaw::StartsInThePast)];
    assert_eq!(flaws(refused.unwrap_err()), expected.map(|(field, flaw)| (field.to_owned(), Some(flaw))));
}

#[tokio::test]
async fn the_next_signing_key_counts_from_its_day_and_the_one_before_until_then() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let now = SigningKeyForm { pem: SIGNING_KEY.to_owned(), valid_from: String::new() };
    let later = SigningKeyForm { valid_from: "2026-12-01".to_owned(), ..now.clone() };
    for key in [&now, &later] {
        units::change_signing_key(&world.services, &administrator, world.unit, key).await.unwrap();
    }
    let view = units::show(&world.services, &administrator, world.unit).await.unwrap();
    let first: jiff::Timestamp = "2026-11-30T23:00:00Z".parse().unwrap();
    let [second, former] = view.signing_keys[..] else { panic!("{:?}", view.signing_keys) };
    assert_eq!((second, former.1), ((first, None), Some(first)));
}

#[tokio::test]
async fn a_unit_is_refused_from_its_next_request_on_and_taken_again() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let order = async |order| units::order(&world.services, &administrator, world.unit, order).await;
    order(UnitOrder::Suspend).await.unwrap();
    let refused = identify(&world.services, &old()).await;
    assert!(matches!(refused, Err(IntakeRefusal::SuspendedUnit)), "{refused:?}");
    assert!(matches!(order(UnitOrder::Suspend).await, Err(ServiceError::Conflict(_))));
    let listed = units::health(&world.services, &administrator).await.unwrap();
    assert_eq!(listed.rows[0].problems, [UnitProblem::Suspended]);
    order(UnitOrder::Resume).await.unwrap();
    assert!(identify(&world.services, &old()).await.is_ok());
    order(UnitOrder::Revoke).await.unwrap();
    let refused = identify(&world.services, &old()).await;
    assert!(matches!(refused, Err(IntakeRefusal::RevokedUnit)), "{refused:?}");
    let form = form(CERTIFICATE, "");
    let late = units::change_certificate(&world.services, &administrator, world.unit, &form);
    assert!(matches!(late.await, Err(ServiceError::Conflict(_))));
    assert_eq!((acts(&world, Act::UnitChanged).await, acts(&world, Act::UnitRevoked).await), (2, 1));
    let officer = world.actor("boa", Role::Officer).await;
    let refused = units::order(&world.services, &officer, world.unit, UnitOrder::Resume).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn the_silence_that_raises_an_alarm_is_a_setting() {
    let silence = SignedDuration::from_mins(30);
    let config = ServicesConfig { units: UnitSettings { silence }, ..ServicesConfig::default() };
    let world = World::with(config).await;
    let start = world.services.now();
    world.clock.set(start + silence);
    assert_eq!(units::watch(&world.services).await.unwrap().silent, 0);
    world.clock.set(start + SignedDuration::from_mins(31));
    assert_eq!(units::watch(&world.services).await.unwrap().silent, 1);
    let open = alarms::open(&world.services).await.unwrap();
    assert_eq!(open[0].detail, "no heartbeat for 31 minutes");
}

fn registration() -> RegistrationForm {
    RegistrationForm {
        name: "zuid".to_owned(),
        location: "brug".to_owned(),
        lane: "2".to_owned(),
        pem: CERTIFICATE.to_owned(),
        key: SIGNING_KEY.to_owned(),
        valid_from: String::new(),
    }
}

#[tokio::test]
async fn a_unit_that_is_registered_is_taken_from_its_next_request_on() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let id = units::enter(&world.services, &administrator, &registration()).await.unwrap();
    let view = units::show(&world.services, &administrator, id).await.unwrap();
    assert_eq!((view.row.name.as_str(), view.row.lane, view.signing_keys.len()), ("zuid", 2, 1));
    assert_eq!(view.certificates[0].subject, "CN=unit-nieuw");
    assert_eq!(identify(&world.services, &view.fingerprint).await.unwrap().unit.id, id);
    assert_eq!(acts(&world, Act::UnitRegistered).await, 1);
    let officer = world.actor("boa", Role::Officer).await;
    let refused = units::enter(&world.services, &officer, &registration()).await;
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_registration_is_told_at_its_field() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let enter = async |form: RegistrationForm| {
        flaws(units::enter(&world.services, &administrator, &form).await.unwrap_err())
    };
    let named = |field: &str, flaw| (field.to_owned(), Some(flaw));
    let required = ["name", "location", "lane", "pem", "key"].map(|field| named(field, Flaw::Required));
    assert_eq!(enter(RegistrationForm::default()).await, required);
    let wrong = RegistrationForm {
        location: "nergens".to_owned(),
        lane: "0".to_owned(),
        pem: SIGNING_KEY.to_owned(),
        key: CERTIFICATE.to_owned(),
        valid_from: "2020-01-01".to_owned(),
        ..registration()
    };
    let expected = [
        named("location", Flaw::NotAChoice),
        named("lane", Flaw::NotInRange { min: 1, max: 20 }),
        named("pem", Flaw::NotACertificate),
        named("key", Flaw::NotASigningKey),
        named("valid_from", Flaw::StartsInThePast),
    ];
    assert_eq!(enter(wrong).await, expected);
    let taken = RegistrationForm { name: "noord".to_owned(), ..registration() };
    assert_eq!(enter(taken).await, [named("name", Flaw::UnitNameTaken)]);
    units::enter(&world.services, &administrator, &registration()).await.unwrap();
    let twice = RegistrationForm { name: "west".to_owned(), ..registration() };
    assert_eq!(enter(twice).await, [named("pem", Flaw::CertificateKnown)]);
    assert_eq!(acts(&world, Act::UnitRegistered).await, 1);
}

#[tokio::test]
async fn the_worst_of_each_day_is_shown_and_silence_is_a_day_too() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    for (back, offset) in [(48, -30), (47, 12_000), (0, 5)] {
        let report = UnitReport {
            at: world.services.now() - SignedDuration::from_hours(back),
            clock_offset_ms: offset,
            queue_length: 3,
            oldest_queued_at: None,
            passages: 1,
            no_hits: 0,
            software_version: "3.2".to_owned(),
        };
        let unit = world.unit;
        world.write(move |tx, scope| rows::record_heartbeat(tx, scope, unit, &report)).await;
    }
    let view = units::show(&world.services, &administrator, world.unit).await.unwrap();
    let last: Vec<_> = view.days.iter().rev().take(3).map(|day| (day.hours, day.clock_offset_ms)).collect();
    assert_eq!((view.days.len(), last), (14, vec![(1, Some(5)), (0, None), (2, Some(12_000))]));
    assert!(view.pictures.is_empty());
    world.add_case(super::world::PLATE, 10).await;
    let view = units::show(&world.services, &administrator, world.unit).await.unwrap();
    let [pictures] = view.pictures.as_slice() else { panic!("{:?}", view.pictures) };
    assert_eq!(pictures.count, 1);
    assert!(pictures.kept_percent > 0 && pictures.kept_percent < 100, "{pictures:?}");
}

#[tokio::test]
async fn silence_and_a_certificate_that_ends_are_alarms_until_they_are_mended() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let form = form(CERTIFICATE, "");
    units::change_certificate(&world.services, &administrator, world.unit, &form).await.unwrap();
    let kinds = async || {
        let open = alarms::open(&world.services).await.unwrap();
        let mut kinds: Vec<_> = open.into_iter().map(|alarm| alarm.kind).collect();
        kinds.sort();
        kinds
    };
    assert_eq!(units::watch(&world.services).await.unwrap(), Watched::default());
    world.clock.set("2125-06-01T00:00:00Z".parse().unwrap());
    assert_eq!(units::watch(&world.services).await.unwrap(), Watched { silent: 1, expiring: 1 });
    assert_eq!(kinds().await, [ALARM_EXPIRES, ALARM_SILENT]);
    let (unit, now) = (world.unit, world.services.now());
    world.write(move |tx, scope| rows::suspend(tx, scope, unit, Some(now))).await;
    assert_eq!(units::watch(&world.services).await.unwrap(), Watched::default());
    assert!(kinds().await.is_empty());
}
