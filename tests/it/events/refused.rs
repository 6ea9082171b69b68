//! A configuration that cannot work, and an installation that tells nobody.

use poortwacht_tests::hook::Hook;
use poortwacht_tests::world::{MUNICIPALITY, Plan, World};

#[tokio::test]
async fn a_receiver_that_cannot_be_reached_safely_is_refused_with_the_member_to_mend() {
    let folder = tempfile::tempdir().unwrap();
    let hook = Hook::start(folder.path(), MUNICIPALITY).unwrap();
    let sections = hook.sections();
    for (from, to, member) in [
        ("url = \"https://", "url = \"http://", "events.receivers[zaaksysteem].url"),
        ("url = \"https://localhost", "url = \"https://169.254.169.254", "events.receivers[zaaksysteem].url"),
        ("hook-authority.pem", "nothing.pem", "events.receivers[zaaksysteem].tls"),
        ("hook-secret", "hook-token", "events.receivers[zaaksysteem].secret_file"),
        ("hook-token", "nothing", "events.receivers[zaaksysteem].token_file"),
        ("url =", "types = [\"case\"]\nurl =", "events.receivers[zaaksysteem].types"),
        ("secret_file", "secret", "secret"),
    ] {
        let installation = tempfile::tempdir().unwrap();
        let world = World::create(installation.path(), Plan::default()).unwrap();
        let file = world.folder().join("poortwacht.toml");
        let text = std::fs::read_to_string(&file).unwrap() + &sections.replacen(from, to, 1);
        std::fs::write(&file, text).unwrap();
        let refused = world.command(&["config", "check"]).unwrap_err().to_string();
        assert!(refused.contains(member), "{from}: {refused}");
    }
}

#[tokio::test]
async fn without_the_section_nothing_is_told_and_sending_says_what_to_add() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::create(folder.path(), Plan::default()).unwrap();
    assert!(world.command(&["events", "status"]).unwrap().contains("No receiver"));
    let refused = world.command(&["events", "send"]).unwrap_err().to_string();
    assert!(refused.contains("[[events.receivers]]"), "{refused}");
}
