//! Masking more: what is gone, what stays, who may, and where it may be stopped.

use image::GenericImageView as _;
use jiff::SignedDuration;
use poortwacht_domain::{Act, CaseState, Check, MunicipalityId, Plate, Rect, RetentionClass, Role};
use poortwacht_evidence::index::plate_index;
use poortwacht_evidence::seal::{Binding, CaseHalves, OpenError, open_case_field};
use poortwacht_store::cases::{self, Case, DatabaseHalf};
use poortwacht_store::{Scope, fields, pictures as rows, spent_halves};

use super::desk::{claim, on_desk};
use super::world::{PLATE, World};
use crate::case_file::log_key_use;
use crate::masking::{self, MaskRequest};
use crate::pictures::{self, Rendition};
use crate::retention::{destroy_spent, sweep};
use crate::review::{self, ConfirmRequest, DismissRequest, ReviewRefusal};
use crate::{Actor, Flaw, ServiceError};

/// Inside the kept vehicle.
const AREA: Rect = Rect { x: 96, y: 48, width: 32, height: 32 };
/// The declared plate.
const PLATE_AREA: Rect = Rect { x: 140, y: 110, width: 40, height: 10 };

fn request(case: &Case, areas: &[Rect]) -> MaskRequest {
    MaskRequest {
        case: case.reference.as_str().to_owned(),
        ordinal: 0,
        areas: areas.to_vec(),
        reason: "person_recognisable".to_owned(),
    }
}

async fn mask(world: &World, actor: &Actor, case: &Case) -> Result<masking::Masked, ReviewRefusal> {
    masking::mask(&world.services, actor, request(case, &[AREA])).await
}

/// An officer with a case on the desk.
async fn at_work() -> (World, Actor, Case) {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let case = world.add_case(PLATE, 30).await;
    claim(&world, &officer).await;
    (world, officer, case)
}

async fn overview(world: &World, officer: &Actor) -> image::DynamicImage {
    let shown = on_desk(review::show(&world.services, officer).await.unwrap());
    let whole = shown.pictures.iter().find(|picture| picture.rendition == Rendition::Overview).unwrap();
    let jpeg = pictures::open(&world.services, officer, &whole.token).await.unwrap();
    image::load_from_memory(jpeg.as_ref()).unwrap()
}

async fn spent(world: &World) -> usize {
    world.read(|conn, _| spent_halves::waiting(conn, &Scope::job("test"), 10)).await.len()
}

#[tokio::test]
async fn what_was_masked_is_grey_and_everything_else_is_as_it_was() {
    let (world, officer, case) = at_work().await;
    let before = overview(&world, &officer).await;
    let length = world.log().await.len();
    let masked = mask(&world, &officer, &case).await.unwrap();
    assert!(masked.on_desk && masked.reference == case.reference);
    let acts = world.log().await.split_off(length);
    let reason = |text: &str| Some(text.to_owned());
    assert_eq!(
        acts,
        [(Act::KeyEvent, reason("opened_for_masking")), (Act::EvidenceMasked, reason("person_recognisable"))]
    );
    let after = overview(&world, &officer).await;
    for (x, y, pixel) in after.pixels() {
        if AREA.contains(x, y) {
            assert!(pixel.0[..3].iter().all(|value| value.abs_diff(128) <= 2), "{x},{y}: {pixel:?}");
        }
    }
    // Blocks that the area does not touch, two pixels away from those that it does.
    let far = |x: u32, y: u32| !(94..=130).contains(&x) || !(46..=82).contains(&y);
    assert!(after.pixels().all(|(x, y, pixel)| !far(x, y) || pixel == before.get_pixel(x, y)));
}

#[tokio::test]
async fn a_copy_made_before_does_not_open_with_everything_there_is() {
    let (world, officer, old) = at_work().await;
    let id = old.id;
    let (fields, picture) = world
        .read(move |conn, scope| {
            Ok((fields::of_case(conn, scope, id)?, rows::sealed(conn, scope, id, 0)?.unwrap()))
        })
        .await;
    mask(&world, &officer, &old).await.unwrap();
    let new = world.case(id).await;
    assert_eq!((new.revision, new.half.id == old.half.id, new.half.half == old.half.half), (2, false, false));
    assert!(world.services.keys().half(old.half.id).unwrap().is_none() && spent(&world).await == 0);
    let plate = Plate::parse(PLATE).unwrap();
    let keys = world.services.keys();
    assert_eq!(plate_index(keys.as_ref(), &new.half, id, &plate).unwrap(), new.plate);
    assert!(plate_index(keys.as_ref(), &old.half, id, &plate).is_err() && new.plate != old.plate);
    let receipt = log_key_use(&world.services, &officer, id, "test").await.unwrap();
    let mut copies: Vec<_> = fields.into_iter().map(|field| (field.field, field.sealed)).collect();
    copies.push(("picture/0".to_owned(), picture.sealed));
    for (field, sealed) in &copies {
        for revision in [1, 2] {
            let binding = Binding { municipality: old.municipality, subject: id.as_uuid(), field, revision };
            let open = |half: &DatabaseHalf| {
                open_case_field(&receipt, keys.as_ref(), &CaseHalves::from(half), &binding, sealed)
            };
            assert!(matches!(open(&old.half), Err(OpenError::Destroyed)), "{field}");
            assert!(matches!(open(&new.half), Err(OpenError::DoesNotOpen)), "{field}");
            let mixed = DatabaseHalf { id: new.half.id, half: old.half.half };
            assert!(matches!(open(&mixed), Err(OpenError::DoesNotOpen)), "{field}");
        }
    }
}

#[tokio::test]
async fn a_grant_from_before_opens_the_picture_as_it_is_now() {
    let (world, officer, case) = at_work().await;
    let shown = on_desk(review::show(&world.services, &officer).await.unwrap());
    mask(&world, &officer, &case).await.unwrap();
    let jpeg = pictures::open(&world.services, &officer, &shown.pictures[0].token).await.unwrap();
    let picture = image::load_from_memory(jpeg.as_ref()).unwrap();
    assert!(picture.get_pixel(110, 60).0[..3].iter().all(|value| value.abs_diff(128) <= 2));
}

#[tokio::test]
async fn of_two_at_once_one_wins_and_the_other_is_told_to_look_again() {
    let (world, officer, case) = at_work().await;
    let prepare = || masking::prepare(&world.services, &officer, request(&case, &[AREA]));
    let (one, other) = (prepare().await.unwrap(), prepare().await.unwrap());
    one.commit().await.unwrap();
    let late = other.commit().await;
    assert!(matches!(late, Err(ReviewRefusal::Service(ServiceError::Conflict(_)))), "{late:?}");
    assert_eq!((world.case(case.id).await.revision, spent(&world).await), (2, 1));
    overview(&world, &officer).await;
}

#[tokio::test]
async fn stopped_before_the_transaction_the_case_is_what_it_was() {
    let (world, officer, case) = at_work().await;
    let before = overview(&world, &officer).await;
    masking::prepare(&world.services, &officer, request(&case, &[AREA])).await.unwrap();
    world.clock.advance(SignedDuration::from_mins(61));
    sweep(&world.services).await.unwrap();
    assert_eq!(world.case(case.id).await.revision, 1);
    let officer = world.actor("boa-2", Role::Officer).await;
    claim(&world, &officer).await;
    assert_eq!(overview(&world, &officer).await, before);
}

#[tokio::test]
async fn stopped_after_the_transaction_the_sweep_destroys_the_old_half_however_often_it_is_stopped() {
    let (world, officer, case) = at_work().await;
    masking::prepare(&world.services, &officer, request(&case, &[AREA]))
        .await
        .unwrap()
        .commit()
        .await
        .unwrap();
    let keys = world.services.keys();
    keys.attach_halves(&[case.half.id]).unwrap();
    assert!(keys.half(case.half.id).unwrap().is_some() && spent(&world).await == 1);
    overview(&world, &officer).await;
    // Destroyed in the key store, and the process died before the entry was forgotten.
    keys.destroy_halves(&[case.half.id]).unwrap();
    assert_eq!(sweep(&world.services).await.unwrap().destroyed, 1);
    assert_eq!((destroy_spent(&world.services).await.unwrap(), spent(&world).await), (0, 0));
    overview(&world, &officer).await;
}

#[tokio::test]
async fn a_case_masked_and_then_destroyed_leaves_no_half() {
    let (world, officer, case) = at_work().await;
    masking::prepare(&world.services, &officer, request(&case, &[AREA]))
        .await
        .unwrap()
        .commit()
        .await
        .unwrap();
    let now = world.case(case.id).await;
    crate::retention::run(&world.services, now.retention.destroy_after, false).await.unwrap();
    sweep(&world.services).await.unwrap();
    for half in [case.half.id, now.half.id] {
        assert!(world.services.keys().half(half).unwrap().is_none());
    }
    let gone = mask(&world, &officer, &case).await;
    assert!(matches!(gone, Err(ReviewRefusal::Service(ServiceError::NotFound(_)))), "{gone:?}");
}

#[tokio::test]
async fn masking_twice_takes_away_more_and_never_less() {
    let (world, officer, case) = at_work().await;
    mask(&world, &officer, &case).await.unwrap();
    masking::mask(&world.services, &officer, request(&case, &[PLATE_AREA])).await.unwrap();
    assert_eq!(world.case(case.id).await.revision, 3);
    let picture = overview(&world, &officer).await;
    for (x, y) in [(100, 50), (150, 115)] {
        assert!(picture.get_pixel(x, y).0[..3].iter().all(|value| value.abs_diff(128) <= 2));
    }
    let shown = on_desk(review::show(&world.services, &officer).await.unwrap());
    assert!(shown.plate_masked, "the desk says that the plate cannot be read in the picture");
    assert_eq!(shown.plate.plate.as_str(), PLATE, "the reading is still there");
}

#[tokio::test]
async fn only_who_judges_the_case_masks_it() {
    let (world, officer, case) = at_work().await;
    let colleague = world.actor("boa-2", Role::Officer).await;
    assert!(matches!(mask(&world, &colleague, &case).await, Err(ReviewRefusal::NoLongerYours)));
    let coordinator = world.actor("coordinator", Role::Coordinator).await;
    let refused = mask(&world, &coordinator, &case).await;
    assert!(matches!(refused, Err(ReviewRefusal::Service(ServiceError::Refused(_)))));
    let foreign =
        Actor { municipality: MunicipalityId::random(world.services.rng().as_ref()), ..officer.clone() };
    let foreign = mask(&world, &foreign, &case).await;
    assert!(matches!(foreign, Err(ReviewRefusal::Service(ServiceError::NotFound(_)))), "{foreign:?}");
    let elsewhere = MaskRequest { ordinal: 7, ..request(&case, &[AREA]) };
    let elsewhere = masking::mask(&world.services, &officer, elsewhere).await;
    assert!(matches!(elsewhere, Err(ReviewRefusal::Service(ServiceError::NotFound(_)))));
    world.clock.set("2027-01-01T00:00:00+01:00".parse().unwrap());
    assert!(matches!(mask(&world, &officer, &case).await, Err(ReviewRefusal::NotAuthorised)));
    assert_eq!(world.case(case.id).await.revision, 1);
}

#[tokio::test]
async fn a_decided_case_can_be_masked_as_long_as_its_pictures_open_and_decided_anew_after() {
    let (world, officer, case) = at_work().await;
    let reference = case.reference.as_str();
    let dismissal = DismissRequest {
        case: reference.to_owned(),
        reason: "duplicate".to_owned(),
        ..DismissRequest::default()
    };
    review::dismiss(&world.services, &officer, dismissal).await.unwrap();
    let masked = mask(&world, &officer, &case).await.unwrap();
    assert!(!masked.on_desk);
    world.wait(15 * 60);
    let sealed = mask(&world, &officer, &case).await;
    assert!(matches!(sealed, Err(ReviewRefusal::Service(ServiceError::Conflict(_)))), "{sealed:?}");
    let other = world.add_case("IO34AE", 20).await;
    claim(&world, &officer).await;
    confirm(&world, &officer, &other).await;
    mask(&world, &officer, &other).await.unwrap();
    review::undo(&world.services, &officer, other.reference.as_str()).await.unwrap();
    mask(&world, &officer, &other).await.unwrap();
    confirm(&world, &officer, &other).await;
    let confirmed = world.case(other.id).await;
    assert_eq!(
        (confirmed.state, confirmed.retention.class),
        (CaseState::Confirmed, RetentionClass::Confirmed)
    );
    let id = other.id;
    let classes = world.read(move |conn, scope| cases::find(conn, scope, id)).await.unwrap().retention.class;
    assert_eq!(classes, RetentionClass::Confirmed);
    let view = crate::case_view::show(&world.services, &officer, other.reference.as_str()).await.unwrap();
    assert!(view.may_mask && view.decision.grounds.as_deref() == Some("Gezien."));
}

async fn confirm(world: &World, officer: &Actor, case: &Case) {
    let request = ConfirmRequest {
        case: case.reference.as_str().to_owned(),
        offence_code: "R559".to_owned(),
        vehicle_category: "1".to_owned(),
        grounds: "Gezien.".to_owned(),
        seen: Check::ALL.to_vec(),
        corrections: String::new(),
    };
    review::confirm(&world.services, officer, request).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_by_field_and_nothing_is_opened() {
    let (world, officer, case) = at_work().await;
    let length = world.log().await.len();
    let outside = Rect { x: 300, y: 0, width: 21, height: 8 };
    for (areas, reason, expected) in [
        (vec![], "", vec![("areas", Flaw::NothingDrawn), ("reason", Flaw::Required)]),
        (vec![outside], "zomaar", vec![("areas", Flaw::AreaOutside), ("reason", Flaw::NotAChoice)]),
        (vec![AREA; 51], "not_needed", vec![("areas", Flaw::TooManyAreas { max: 50 })]),
    ] {
        let request = MaskRequest { reason: reason.to_owned(), ..request(&case, &areas) };
        let refused = masking::mask(&world.services, &officer, request).await;
        let Err(ReviewRefusal::Invalid(problems)) = refused else { panic!("{refused:?}") };
        let told: Vec<_> =
            problems.iter().map(|problem| (problem.field.as_str(), problem.flaw.unwrap())).collect();
        assert_eq!(told, expected);
    }
    assert_eq!(world.acts_since(length).await, []);
}

#[tokio::test]
async fn the_editor_is_a_logged_view_whose_grant_dies_with_the_claim() {
    let (world, officer, case) = at_work().await;
    let length = world.log().await.len();
    let editor = masking::show(&world.services, &officer, case.reference.as_str(), 0).await.unwrap();
    assert_eq!(world.log().await.split_off(length), [(Act::CaseShown, Some("masking".to_owned()))]);
    assert_eq!((editor.width, editor.height, editor.on_desk, editor.ordinals), (320, 180, true, vec![0]));
    pictures::open(&world.services, &officer, &editor.picture.token).await.unwrap();
    review::skip(&world.services, &officer, case.reference.as_str()).await.unwrap();
    let opened = pictures::open(&world.services, &officer, &editor.picture.token).await;
    assert!(matches!(opened, Err(ServiceError::NotFound(_))));
}
