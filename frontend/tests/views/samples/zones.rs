//! Sample data of the pages about zones, and of the form that registers a unit.

use poortwacht_domain::ZoneId;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_frontend::pages::unit_new::{NewUnitForm, NewUnitPage};
use poortwacht_frontend::pages::zone::{CloseForm, ZonePage, ZoneVersionRow};
use poortwacht_frontend::pages::zone_form::{ZoneForm, ZoneFormPage, ZoneOvertaken};
use poortwacht_frontend::pages::zones::{ZoneNotice, ZoneRow, ZonesPage};
use poortwacht_frontend::{FieldErrors, Frame, Problem, render};

use super::{Named, Say, ago, errors_of, locations, now};

/// Every page about zones in its states, and the form of a unit.
pub fn zones(say: Say, frame: &Frame) -> Named {
    let in_use =
        errors_of(&[("zone", Problem::ZoneInUse { count: 12 }), ("close_reason", Problem::Required)]);
    let closed = ZonePage { closed_at: Some(now()), notice: Some(ZoneNotice::Closed), ..one(say) };
    let wrong = errors_of(&[
        ("name", Problem::ZoneNameTaken),
        ("location", Problem::NoLocations),
        ("reason", Problem::ContainsPlate),
    ]);
    let late = ZoneFormPage {
        changes: Some((id(1), 12)),
        overtaken: Some(ZoneOvertaken { who: Some(say("A. Beheer")), at: now() }),
        ..form(say, FieldErrors::none())
    };
    let refused = errors_of(&[("name", Problem::UnitNameTaken), ("key", Problem::NotASigningKey)]);
    vec![
        ("zones", render(frame, ZonesPage { rows: vec![row(say)], notice: Some(ZoneNotice::Added) })),
        ("zones-empty", render(frame, ZonesPage { rows: Vec::new(), notice: None })),
        ("zone", render(frame, one(say))),
        ("zone-errors", render(frame, ZonePage { errors: in_use, ..one(say) })),
        ("zone-closed", render(frame, closed)),
        ("zone-new", render(frame, form(say, FieldErrors::none()))),
        ("zone-new-errors", render(frame, form(say, wrong))),
        ("zone-overtaken", render(frame, late)),
        ("unit-new", render(frame, unit(say, FieldErrors::none()))),
        ("unit-new-errors", render(frame, unit(say, refused))),
    ]
}

fn id(seed: u64) -> ZoneId {
    ZoneId::random(&SequenceRng::new(seed))
}

fn row(say: Say) -> ZoneRow {
    ZoneRow {
        id: id(1),
        name: say("Binnenstad"),
        locations: vec![say("Domstraat, bij de brug"), say("Havenstraat")],
        exemptions: 12,
        version: 3,
    }
}

fn one(say: Say) -> ZonePage {
    let version = |who: Option<String>, locations| ZoneVersionRow {
        at: ago(3_600),
        who,
        reason: say("Verkeersbesluit 2026-14"),
        name: say("Binnenstad"),
        locations,
    };
    ZonePage {
        row: row(say),
        closed_at: None,
        history: vec![version(Some(say("A. Beheer")), vec![say("Havenstraat")]), version(None, Vec::new())],
        form: CloseForm { close_reason: say("Vervallen"), ..CloseForm::default() },
        errors: FieldErrors::none(),
        notice: Some(ZoneNotice::Unchanged),
    }
}

fn form(say: Say, errors: FieldErrors) -> ZoneFormPage {
    let locations = locations(say);
    let mut form =
        ZoneForm { name: say("Binnenstad"), reason: say("Verkeersbesluit"), ..ZoneForm::default() };
    locations.iter().take(1).for_each(|place| form.choose(&place.code));
    ZoneFormPage { changes: None, locations, form, errors, overtaken: None }
}

fn unit(say: Say, errors: FieldErrors) -> NewUnitPage {
    let form = NewUnitForm {
        name: say("havenstraat-2"),
        location: "domstraat".to_owned(),
        lane: "2".to_owned(),
        pem: say("-----BEGIN CERTIFICATE-----"),
        key: say("-----BEGIN PUBLIC KEY-----"),
        ..NewUnitForm::default()
    };
    NewUnitPage { locations: locations(say), form, errors }
}
