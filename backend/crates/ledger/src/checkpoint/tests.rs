use jiff::Timestamp;
use signed_note::Note;

use super::*;

const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
/// The documented secret of the example: the algorithm and the seed.
const PETERS_SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETERS_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                           then you don't know what your problem is.\n";
const PETERS_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp\
                           RZb6KE6RyyBwJnAM=";
const ORIGIN: &str = "poortwacht/00000000-0000-0000-0000-000000000007/system/2026-2";

fn seed(byte: u8) -> SigningKey {
    SigningKey::from_seed([byte; 32])
}

fn peter() -> SigningKey {
    use base64::Engine as _;
    let bytes = base64::prelude::BASE64_STANDARD.decode(PETERS_SECRET).unwrap();
    SigningKey::from_seed(bytes[1..].try_into().unwrap())
}

fn some() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 20_852_163, root: [7; 32] }
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00.9Z".parse().unwrap()
}

#[test]
fn the_documented_note_of_the_format_is_signed_to_the_letter() {
    let mut note = Note::new(PETERS_TEXT.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&keys::Named { name: "PeterNeumann", key: &peter() }]).unwrap();
    let expected = format!("{PETERS_TEXT}\n{PETERS_LINE}\n");
    assert_eq!(String::from_utf8(note.to_bytes()).unwrap(), expected);
}

#[test]
fn a_key_reads_and_writes_the_documented_verifier_key() {
    let key: PublicKey = PETER.parse().unwrap();
    assert_eq!(key, peter().public());
    assert_eq!(key.verifier_key("PeterNeumann"), PETER);
    assert_eq!(key.to_string().parse(), Ok(key));
}

#[test]
fn a_key_that_is_none_is_refused() {
    for text in [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNewman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "GlzZBxQ8OExB6DDFvOEqqIF+xWSaqr8sMTiLNbLXRA==",
    ] {
        assert_eq!(text.parse::<PublicKey>(), Err(CheckpointError::Key), "{text}");
    }
}

#[test]
fn a_key_under_which_anybody_can_sign_is_refused() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert_eq!(PublicKey::from_bytes(neutral), Err(CheckpointError::Key));
    assert_eq!(PublicKey::from_bytes([0; 32]), Err(CheckpointError::Key));
}

#[test]
fn a_secret_key_does_not_show_itself() {
    let shown = format!("{:?}", peter());
    assert!(shown.contains(&peter().public().to_string()), "{shown}");
    assert!(!shown.contains("gQoUAtUU") && !shown.contains("129, 10"), "{shown}");
}

#[test]
fn the_body_is_origin_size_and_root_each_on_a_line() {
    let root = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    assert_eq!(some().body(), format!("{ORIGIN}\n20852163\n{root}\n"));
    assert_eq!(Checkpoint::parse_body(&some().body()), Ok(some()));
}

#[test]
fn an_origin_is_of_one_database_and_one_shard() {
    assert_eq!(origin(Uuid::from_u128(7), "system/2026-2"), ORIGIN);
}

#[test]
fn a_body_in_any_other_spelling_is_refused() {
    let root = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    for text in [
        String::new(),
        format!("\n5\n{root}\n"),
        format!("log\n5\n{root}"),
        format!("log\n05\n{root}\n"),
        format!("log\n+5\n{root}\n"),
        format!("log\n-5\n{root}\n"),
        format!("log\n5 \n{root}\n"),
        format!("log\n18446744073709551616\n{root}\n"),
        format!("log\n1099511627777\n{root}\n"),
        format!("log\n0\n{root}\n"),
        format!("log\r\n5\r\n{root}\r\n"),
        format!("log\n5\n{root}\nextension\n"),
        format!("log\n5\n{root}\n\n"),
        format!("log\n5\n{root}\n\ntrailing"),
        format!("log\n5\n{root} \n"),
        "log\n5\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==\n".to_owned(),
        "log\n5\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwd=\n".to_owned(),
    ] {
        assert_eq!(Checkpoint::parse_body(&text), Err(CheckpointError::Body), "{text:?}");
    }
}

#[test]
fn the_empty_tree_has_the_empty_root() {
    let empty = Checkpoint { size: 0, root: EMPTY_HASH.0, ..some() };
    assert_eq!(Checkpoint::parse_body(&empty.body()), Ok(empty));
}

#[test]
fn a_signed_checkpoint_opens_under_its_key_and_origin_only() {
    let note = some().sign(&seed(1)).unwrap();
    assert_eq!(Checkpoint::open(&note, ORIGIN, &seed(1).public()), Ok((some(), vec![])));
    assert_eq!(Checkpoint::open(&note, ORIGIN, &seed(2).public()), Err(CheckpointError::Unsigned));
    let other = Checkpoint::open(&note, "poortwacht/else", &seed(1).public());
    let expected =
        CheckpointError::Origin { expected: "poortwacht/else".to_owned(), found: ORIGIN.to_owned() };
    assert_eq!(other, Err(expected));
}

#[test]
fn a_changed_text_or_signature_does_not_open() {
    let note = some().sign(&seed(1)).unwrap();
    let grown = note.replace("20852163", "20852164");
    assert_eq!(Checkpoint::open(&grown, ORIGIN, &seed(1).public()), Err(CheckpointError::Signature));
    for broken in
        [note.trim_end().to_owned(), format!("{note}trailing"), some().body(), note.replace('—', "-")]
    {
        assert_eq!(
            Checkpoint::open(&broken, ORIGIN, &seed(1).public()),
            Err(CheckpointError::Note),
            "{broken}"
        );
    }
}

#[test]
fn a_signed_text_with_an_extension_line_is_refused() {
    let mut note = Note::new(format!("{}more\n", some().body()).as_bytes(), &[]).unwrap();
    note.add_sigs(&[&keys::Named { name: ORIGIN, key: &seed(1) }]).unwrap();
    let note = String::from_utf8(note.to_bytes()).unwrap();
    assert_eq!(Checkpoint::open(&note, ORIGIN, &seed(1).public()), Err(CheckpointError::Body));
}

#[test]
fn an_origin_that_cannot_be_a_key_name_cannot_sign() {
    for bad in ["", "two words", "a+b", "line\nline"] {
        let checkpoint = Checkpoint { origin: bad.to_owned(), ..some() };
        assert_eq!(checkpoint.sign(&seed(1)), Err(CheckpointError::Name(bad.to_owned())));
    }
}

#[test]
fn a_witness_key_reads_and_writes_the_text_of_a_public_witness() {
    let text = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    let key: WitnessKey = text.parse().unwrap();
    assert_eq!((key.name(), key.to_string()), ("remora.n621.de", text.to_owned()));
    assert_eq!(PETER.parse::<WitnessKey>(), Err(CheckpointError::Key));
}

#[test]
fn a_cosignature_says_who_saw_the_checkpoint_and_when() {
    let note = some().sign(&seed(1)).unwrap();
    let witness = Cosigner::new("getuige.example", seed(3)).unwrap();
    let line = witness.cosign(&note, now()).unwrap();
    let both = format!("{note}{line}\n");
    let found = verify_cosignature(&both, &witness.public()).unwrap();
    assert_eq!((found.witness.as_str(), found.at.as_second()), ("getuige.example", now().as_second()));
    assert_eq!(Checkpoint::open(&both, ORIGIN, &seed(1).public()), Ok((some(), vec![line])));
}

/// The signed text is spelt out here once, as the specification gives it.
#[test]
fn the_cosigned_message_is_that_of_the_specification() {
    let note = some().sign(&seed(1)).unwrap();
    let line = Cosigner::new("getuige.example", seed(3)).unwrap().cosign(&note, now()).unwrap();
    let signature = signed_note::Signature::from_bytes(line.as_bytes()).unwrap();
    let (moment, signed) = signature.signature().split_at(8);
    assert_eq!(moment, now().as_second().to_be_bytes());
    let message = format!("cosignature/v1\ntime {}\n{}", now().as_second(), some().body());
    assert!(seed(3).public().verifies(message.as_bytes(), signed));
    let key = [&[4_u8], seed(3).public().as_bytes().as_slice()].concat();
    assert_eq!(signature.id(), signed_note::key_id("getuige.example", &key));
}

#[test]
fn a_false_or_missing_cosignature_is_refused() {
    let note = some().sign(&seed(1)).unwrap();
    let witness = Cosigner::new("getuige.example", seed(3)).unwrap();
    let both = format!("{note}{}\n", witness.cosign(&note, now()).unwrap());
    let refused = Err(CheckpointError::Cosignature);
    assert_eq!(verify_cosignature(&note, &witness.public()), refused);
    assert_eq!(verify_cosignature(&both.replace("20852163", "20852164"), &witness.public()), refused);
    let renamed = WitnessKey::new("iemand.example", seed(3).public()).unwrap();
    assert_eq!(verify_cosignature(&both, &renamed), refused);
    let other = WitnessKey::new("getuige.example", seed(4).public()).unwrap();
    assert_eq!(verify_cosignature(&both, &other), refused);
}

/// The log's key could otherwise pass for a witness, or a witness for the log.
#[test]
fn the_logs_own_signature_is_no_cosignature_and_a_cosignature_is_none_of_the_log() {
    let note = some().sign(&seed(1)).unwrap();
    let log_as_witness = WitnessKey::new(ORIGIN, seed(1).public()).unwrap();
    assert_eq!(verify_cosignature(&note, &log_as_witness), Err(CheckpointError::Cosignature));
    let line = Cosigner::new(ORIGIN, seed(1)).unwrap().cosign(&note, now()).unwrap();
    let only_cosigned = format!("{}\n{line}\n", some().body());
    assert_eq!(Checkpoint::open(&only_cosigned, ORIGIN, &seed(1).public()), Err(CheckpointError::Unsigned));
}

#[test]
fn a_witness_with_an_unfit_name_or_clock_does_not_cosign() {
    assert!(Cosigner::new("de getuige", seed(3)).is_err());
    let note = some().sign(&seed(1)).unwrap();
    let before: Timestamp = "1969-12-31T23:59:59Z".parse().unwrap();
    let witness = Cosigner::new("getuige.example", seed(3)).unwrap();
    assert_eq!(witness.cosign(&note, before), Err(CheckpointError::Moment));
}
