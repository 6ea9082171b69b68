//! One test for each manipulation, on both databases: the case is shown before it, and refused by name after it.

use poortwacht_domain::{CaseId, EvidencePart};
use poortwacht_store::Backend;
use poortwacht_store::fields::SealedField;

use super::room::{Room, flipped};

const PLATE: &str = "AE12UI";

/// Cases in a room: one to be altered, and one of another vehicle.
async fn cases(backend: Backend) -> (Room, CaseId, CaseId) {
    let room = Room::on(backend).await;
    let (case, other) = (room.case("AE-12-UI", 1).await, room.case("IO-34-AE", 2).await);
    let shown = room.show(case).await.unwrap();
    assert_eq!((shown.plate.as_str(), shown.grounds.as_deref()), (PLATE, Some("eerste versie")));
    assert!(shown.jpeg.starts_with(&[0xFF, 0xD8]));
    (room, case, other)
}

async fn assert_refused(room: &Room, case: CaseId, part: EvidencePart, deviation: &str) {
    let alteration = room.refusal(case).await;
    assert_eq!((alteration.case, alteration.part, alteration.deviation.code()), (case, part, deviation));
}

macro_rules! manipulations {
    ($($(#[$meta:meta])* async fn $name:ident($room:ident, $case:ident, $other:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn body(backend: Backend) {
                let (room, $case, $other) = cases(backend).await;
                let $room = &room;
                $body
                // What was not touched is still shown.
                assert!(room.show($other).await.is_ok());
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                body(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgresql() {
                body(Backend::Postgres).await;
            }
        }
    )+};
}

manipulations! {
    async fn a_plate_of_another_case_is_named(room, case, other) {
        let foreign = room.field(other, "plate").await;
        room.put_field(case, &foreign);
        assert_refused(room, case, EvidencePart::Plate, "differs").await;
    }

    async fn a_statement_of_another_case_is_named(room, case, other) {
        let foreign = room.field(other, "statement").await;
        room.put_field(case, &foreign);
        assert_refused(room, case, EvidencePart::Statement, "differs").await;
    }

    async fn a_picture_of_another_case_is_named_though_its_record_comes_with_it(room, case, other) {
        let foreign = room.picture(other).await;
        let sealed = room.literal(&foreign.sealed);
        room.set_picture(case, "sealed", &sealed);
        assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
        room.set_picture(case, "sealed_sha256", &format!("'{}'", foreign.picture.sealed_sha256));
        room.set_picture(case, "manifest", &format!("'{}'", foreign.picture.manifest));
        assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
    }

    async fn a_bit_flipped_in_a_sealed_field_is_named_wherever_it_is(room, case, _other) {
        for (name, part) in [
            ("plate", EvidencePart::Plate),
            ("packet", EvidencePart::Packet),
            ("signature", EvidencePart::Signature),
            ("statement", EvidencePart::Statement),
        ] {
            let sound = room.field(case, name).await;
            for sealed in flipped(&sound.sealed) {
                room.put_field(case, &SealedField { sealed, ..sound.clone() });
                assert_refused(room, case, part, "differs").await;
            }
            room.put_field(case, &sound);
            assert!(room.show(case).await.is_ok(), "{name}");
        }
    }

    async fn a_bit_flipped_in_a_sealed_picture_is_named_wherever_it_is(room, case, _other) {
        let sound = room.picture(case).await;
        for sealed in flipped(&sound.sealed) {
            room.set_picture(case, "sealed", &room.literal(&sealed));
            assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
        }
    }

    async fn a_bit_flipped_in_the_half_of_the_key_is_named(room, case, _other) {
        let half = room.find(case).await.half;
        let changed = flipped(&half.half);
        room.set_case(case, "key_half", &room.literal(&changed[1]));
        assert_refused(room, case, EvidencePart::Key, "differs").await;
    }

    async fn another_name_of_the_other_half_is_named(room, case, _other) {
        let id = room.find(case).await.half.id.to_string();
        let (first, rest) = id.split_at(1);
        let first = if first == "0" { "1" } else { "0" };
        room.set_case(case, "key_half_id", &format!("'{first}{rest}'"));
        assert_refused(room, case, EvidencePart::Key, "differs").await;
    }

    async fn a_change_in_the_manifest_is_named(room, case, _other) {
        let manifest = room.picture(case).await.picture.manifest;
        let changed = manifest.replacen("\"width\":1", "\"width\":3", 1);
        assert_ne!(changed, manifest);
        room.set_picture(case, "manifest", &format!("'{changed}'"));
        assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
    }

    async fn a_change_in_either_hash_is_named(room, case, _other) {
        let sound = room.picture(case).await.picture;
        for (column, hash) in [("received_sha256", sound.received_sha256), ("sealed_sha256", sound.sealed_sha256)] {
            room.set_picture(case, column, &format!("'{}'", "0".repeat(64)));
            assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
            room.set_picture(case, column, &format!("'{hash}'"));
            assert!(room.show(case).await.is_ok(), "{column}");
        }
    }

    async fn another_size_kind_or_time_of_a_picture_is_named(room, case, _other) {
        for (column, value) in [("width", "161"), ("height", "121"), ("kind", "'sign'"), ("captured_at", "captured_at + 1")] {
            room.set_picture(case, column, value);
            assert_refused(room, case, EvidencePart::Picture(0), "differs").await;
        }
    }

    async fn another_revision_in_the_row_of_the_case_is_named(room, case, _other) {
        room.set_case(case, "revision", "revision + 1");
        assert_refused(room, case, EvidencePart::Case, "other_revision").await;
    }

    async fn another_revision_of_a_field_or_picture_is_named(room, case, _other) {
        room.set_picture(case, "revision", "revision + 1");
        assert_refused(room, case, EvidencePart::Picture(0), "other_revision").await;
        room.set_picture(case, "revision", "revision - 1");
        let sound = room.field(case, "plate").await;
        room.put_field(case, &SealedField { revision: sound.revision + 1, ..sound });
        assert_refused(room, case, EvidencePart::Plate, "other_revision").await;
    }

    async fn an_older_statement_that_is_put_back_is_named(room, case, _other) {
        let older = room.field(case, "statement").await;
        room.state(case, "tweede versie").await;
        assert_eq!(room.show(case).await.unwrap().grounds.as_deref(), Some("tweede versie"));
        room.put_field(case, &older);
        assert_refused(room, case, EvidencePart::Statement, "other_revision").await;
    }

    async fn an_older_statement_that_is_put_back_with_the_revision_of_its_case_is_named(room, case, _other) {
        let (older, revision) = (room.field(case, "statement").await, room.find(case).await.revision);
        room.state(case, "tweede versie").await;
        assert_eq!(room.show(case).await.unwrap().grounds.as_deref(), Some("tweede versie"));
        room.put_field(case, &older);
        room.set_case(case, "revision", &revision.to_string());
        assert_refused(room, case, EvidencePart::Case, "other_revision").await;
    }

    async fn a_field_that_was_taken_away_is_named(room, case, _other) {
        room.execute(&format!("DELETE FROM case_fields WHERE case_id = '{case}' AND field = 'statement'"));
        assert_refused(room, case, EvidencePart::Statement, "missing").await;
    }

    async fn a_picture_that_was_taken_away_is_named(room, case, _other) {
        room.execute(&format!("DELETE FROM case_pictures WHERE case_id = '{case}'"));
        assert_refused(room, case, EvidencePart::Picture(0), "missing").await;
    }

    async fn another_place_time_or_reference_of_the_case_is_named(room, case, _other) {
        let dossier = serde_json::to_string(&room.find(case).await.dossier).unwrap();
        let changed = dossier.replace("Lange Straat", "Korte Straat");
        room.set_case(case, "dossier", &format!("'{changed}'"));
        assert_refused(room, case, EvidencePart::Case, "differs").await;
        room.set_case(case, "dossier", &format!("'{dossier}'"));
        assert!(room.show(case).await.is_ok());
        room.set_case(case, "captured_at", "captured_at - 3600000000");
        assert_refused(room, case, EvidencePart::Case, "differs").await;
    }

    async fn a_changed_entry_of_the_ledger_is_named(room, case, _other) {
        room.rewrite_entries(case, "\"revision.case\":\"2\"", "\"revision.case\":\"9\"");
        assert_refused(room, case, EvidencePart::Ledger, "differs").await;
    }

    async fn entries_of_the_ledger_that_were_taken_away_leave_nothing_that_opens(room, case, _other) {
        room.execute(&format!("DELETE FROM ledger_index WHERE case_id = '{case}'"));
        assert_refused(room, case, EvidencePart::Case, "unrecorded").await;
    }
}
