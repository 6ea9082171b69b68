//! The interface description and the running listener, judged by programs that are not ours: Spectral with the API design
//! rules, and Schemathesis with thousands of requests that the description allows or forbids.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::permits::Permits;

/// Requests of each kind and operation.
const EXAMPLES: &str = "40";

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn is_content(judged: Output) {
    let told =
        String::from_utf8_lossy(&judged.stdout).into_owned() + &String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{told}");
}

#[test]
fn the_description_follows_the_api_design_rules() {
    let judged = Command::new(top().join("tests/judges/node_modules/.bin/spectral"))
        .args(["lint", "--fail-severity", "hint", "--ruleset"])
        .arg(top().join("tests/judges/api-design-rules.yaml"))
        .arg(top().join("deploy/openapi/poortwacht-api-v1.json"))
        .output();
    is_content(judged.expect("Spectral is missing: npm ci --prefix tests/judges --ignore-scripts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_listener_answers_as_the_description_says_whatever_is_sent() {
    let permits = Permits::open().await;
    let token = permits.system.token().await.unwrap();
    let address = permits.world.addresses().unwrap().api.clone().unwrap();
    let judge = || {
        Command::new(top().join("target/judges/bin/schemathesis"))
            .arg("--config-file")
            .arg(top().join("tests/judges/schemathesis.toml"))
            .args(["run", &format!("https://{address}/api/v1/openapi.json")])
            .args(["--url", &format!("https://{address}/api/v1")])
            .args(["--header", &format!("Authorization: Bearer {token}")])
            // What a description cannot say makes an allowed request wrong all the same: a day in the past, a location
            // that does not exist, an end before its start.
            .args(["--checks", "all", "--exclude-checks", "positive_data_acceptance"])
            .args(["--max-examples", EXAMPLES, "--seed", "1", "--suppress-health-check", "all", "--no-color"])
            .arg("--tls-verify")
            .arg(permits.world.authority.certificate())
            .current_dir(permits.world.folder())
            .output()
    };
    let judged = tokio::task::block_in_place(judge);
    is_content(
        judged.expect("Schemathesis is missing: install tests/judges/requirements.txt into target/judges"),
    );
    permits.world.command(&["ledger", "verify"]).unwrap();
}
