//! What an operator meets: refusals that say what to do, the doctor, readiness.

use std::process::Command;

use poortwacht_domain::{Clock as _, Month, Promise};
use poortwacht_services::system::SystemClock;
use poortwacht_tests::html::hidden_fields;
use poortwacht_tests::sender::{Draft, client};
use poortwacht_tests::town::Town;
use poortwacht_tests::world::{Plan, World};

use crate::setup::Running;

fn world(plan: Plan) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (World::create(folder.path(), plan).unwrap(), folder)
}

/// Message of a command that must fail.
fn refusal(world: &World, arguments: &[&str]) -> String {
    world.command(arguments).expect_err("the command must fail").to_string()
}

fn rewrite(world: &World, from: &str, to: &str) {
    let path = world.folder().join("poortwacht.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_demo_database_is_refused_by_everything_but_the_demo_and_the_demo_refuses_any_other() {
    let (world, _folder) = world(Plan { environment: "demo", ..Plan::default() });
    rewrite(&world, "environment = \"demo\"", "environment = \"production\"");
    let refused = refusal(&world, &["serve"]);
    assert!(refused.contains("demo") && refused.contains("production"), "{refused}");
    let (world, _folder) = self::world(Plan::default());
    rewrite(&world, "environment = \"test\"", "environment = \"demo\"");
    let refused = refusal(&world, &["serve"]);
    assert!(refused.contains("demo") && refused.contains("test"), "{refused}");
}

#[test]
fn a_missing_database_and_a_wrong_master_key_are_refused_with_the_fix() {
    let (world, _folder) = world(Plan::default());
    rewrite(&world, "poortwacht.sqlite", "elsewhere.sqlite");
    let refused = refusal(&world, &["doctor"]);
    assert!(refused.contains("no database") && refused.contains("poortwacht migrate"), "{refused}");
    assert!(!world.folder().join("data/elsewhere.sqlite").exists(), "a typing error made a database");
    rewrite(&world, "elsewhere.sqlite", "poortwacht.sqlite");
    std::fs::write(world.folder().join("secrets/master.key"), "00".repeat(32)).unwrap();
    let refused = refusal(&world, &["doctor"]);
    assert!(refused.contains("master key"), "{refused}");
}

#[test]
fn a_misspelt_member_of_the_configuration_is_named() {
    let (world, _folder) = world(Plan::default());
    world.command(&["config", "check"]).unwrap();
    rewrite(&world, "packets_per_minute", "packets_per_minut");
    let refused = refusal(&world, &["config", "check"]);
    assert!(refused.contains("packets_per_minut"), "{refused}");
}

#[test]
fn a_theme_that_is_more_than_custom_properties_is_named_with_its_line() {
    let (world, _folder) = world(Plan::default());
    let theme = world.path("theme.css");
    let section = format!("[portal.municipalities.voorbeeld]\ntheme_file = \"{theme}\"\n\n[management]");
    rewrite(&world, "[management]", &section);
    std::fs::write(&theme, "--pw-line: #00345c;\n").unwrap();
    world.command(&["config", "check"]).unwrap();
    std::fs::write(&theme, "--pw-line: #00345c;\nbody { display: none; }\n").unwrap();
    let refused = refusal(&world, &["config", "check"]);
    for part in ["portal.municipalities.voorbeeld.theme_file", "line 2", "--name: value;"] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
}

#[test]
fn the_doctor_names_what_blocks_the_first_case_until_it_is_there() {
    let (world, _folder) = world(Plan::default());
    let blocked = refusal(&world, &["doctor"]);
    assert!(blocked.contains("municipality add"), "{blocked}");
    Town::build(&world).unwrap();
    let blocked = refusal(&world, &["doctor"]);
    assert!(!blocked.contains("municipality add"), "{blocked}");
    assert!(blocked.contains("user add"), "{blocked}");
}

#[test]
fn a_municipality_without_an_organisation_number_gets_one_later() {
    let (world, _folder) = world(Plan::default());
    world.command(&["municipality", "add", "--code", "duinstad", "--name", "Duinstad"]).unwrap();
    let refused = refusal(&world, &["municipality", "set-oin", "--code", "duinstad", "--oin", "12"]);
    assert!(refused.contains("oin") && refused.contains("20 digits"), "{refused}");
    world
        .command(&["municipality", "set-oin", "--code", "duinstad", "--oin", "00000001123456789000"])
        .unwrap();
    let list = world.command(&["municipality", "list"]).unwrap();
    assert!(list.contains("00000001123456789000"), "{list}");
    world.command(&["ledger", "verify"]).unwrap();
}

#[test]
fn wrong_arguments_are_named_and_change_nothing() {
    let (world, _folder) = world(Plan::default());
    Town::build(&world).unwrap();
    for network in ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8", "127.0.0.1/24"] {
        refusal(
            &world,
            &["address", "allow", "--municipality", "waterstad", "--network", network, "--note", "x"],
        );
    }
    let ranges = world.command(&["address", "list", "--municipality", "waterstad"]).unwrap();
    assert_eq!(ranges.lines().count(), 1, "{ranges}");
    let csv = "kenteken;houder;categorie;van;tot;locaties;tijden\nAE12IU;A;resident;01-01-2026;31-12-2027;;\n\
               ???;B;nobody;32-01-2026;x;nergens;\n";
    let refused = world.import_exemptions("waterstad", csv).expect_err("the import must fail").to_string();
    assert!(refused.contains("regel 3") && refused.contains("nothing was changed"), "{refused}");
    let refused = refusal(&world, &["retention", "run", "--now", "gisteren"]);
    assert!(refused.contains("--now"), "{refused}");
}

#[tokio::test]
async fn health_readiness_and_metrics_answer_on_the_management_listener_alone() {
    let running = Running::on_sqlite().await;
    let addresses = running.world.addresses().unwrap().clone();
    let plain = client(&running.world, None).unwrap();
    for path in ["/health", "/ready", "/metrics"] {
        let answer = plain.get(format!("http://{}{path}", addresses.management)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        let portal = plain.get(format!("https://{}{path}", addresses.portal)).send().await.unwrap();
        assert_eq!(portal.status().as_u16(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_evidence_of_one_case_and_of_all_open_ones_is_verified_by_a_command() {
    let running = Running::on_sqlite().await;
    let sender = running.sender();
    let mut references = Vec::new();
    for (plate, number) in [("OE94AU", 1), ("AU94OE", 2)] {
        let (status, answer) = sender.send(&Draft::valid(plate, number)).await.unwrap();
        assert!(status.is_success(), "{answer}");
        references.push(answer["caseReference"].as_str().unwrap().to_owned());
    }
    let world = &running.world;
    let one = world.command(&["evidence", "verify", &references[0]]).unwrap();
    for line in ["ledger: ok", "packet: ok", "picture.0 manifest: ok", "1 case(s) verified"] {
        assert!(one.contains(line), "{line} in {one}");
    }
    let all = world.command(&["evidence", "verify", "--all", "--municipality", "waterstad"]).unwrap();
    assert!(all.contains("2 case(s) verified"), "{all}");
    let json = world.command(&["evidence", "verify", &references[1], "--json"]).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (json["sound"].as_bool(), json["cases"][0]["case"].as_str()),
        (Some(true), Some(&*references[1]))
    );
    for arguments in [["evidence", "verify", "no-case"], ["evidence", "verify", "--all"]] {
        refusal(world, &arguments);
    }
    world.command(&["ledger", "verify"]).unwrap();
}

#[tokio::test]
async fn an_auditor_gets_the_evidence_for_every_promise_from_the_command_line() {
    let running = Running::start(Plan::default()).await;
    let world = &running.world;
    let report = ["compliance", "report", "--municipality", "waterstad", "--format", "json"];
    let told: serde_json::Value = serde_json::from_str(&world.command(&report).unwrap()).unwrap();
    let promises = told["promises"].as_array().unwrap();
    assert_eq!(promises.len(), Promise::ALL.len());
    assert!(promises.iter().any(|line| line["promise"] == "nothing_overdue" && line["standing"] == "kept"));
    let unwitnessed = ["compliance", "report", "--municipality", "waterstad", "--check"];
    world.command(&unwitnessed).expect_err("nobody witnesses this ledger");
    let unknown = refusal(world, &["compliance", "report", "--municipality", "elders"]);
    assert!(unknown.contains("municipality"), "{unknown}");
    let components: serde_json::Value =
        serde_json::from_str(&world.command(&["compliance", "components"]).unwrap()).unwrap();
    assert_eq!(components["bomFormat"], "CycloneDX");
    let environments = world.command(&["environments"]).unwrap();
    assert!(environments.lines().count() == 2 && environments.contains("test\t"), "{environments}");
    assert!(environments.contains("poortwacht.sqlite"), "{environments}");
    statements(world);
    bundle(world);
}

/// One file, checked on another machine; whatever was changed in it is named.
fn bundle(world: &World) {
    let (file, key) = (world.path("audit.tar"), world.path("gemeente.pem"));
    let make = ["compliance", "bundle", "--municipality", "waterstad", "--output", &file];
    world.command(&make).unwrap();
    world.command(&make).expect_err("an existing file stays as it is");
    let unpacked = Command::new("tar").args(["-xf", &file, "-C", &world.path(".")]).status().unwrap();
    assert!(unpacked.success());
    let folder = std::fs::read_dir(world.folder()).unwrap().map(|entry| entry.unwrap().path());
    let folder = folder.into_iter().find(|path| path.join("LEESMIJ.txt").is_file()).unwrap();
    std::fs::write(&key, world.command(&["evidence", "public-key", "--municipality", "waterstad"]).unwrap())
        .unwrap();
    let keys = world.command(&["ledger", "key"]).unwrap();
    let ledger_key = keys.lines().find_map(|line| line.strip_prefix("key\t")).unwrap();
    let named = folder.display().to_string();
    let check = ["compliance", "check-bundle", &named, "--public-key", &key, "--ledger-key", ledger_key];
    let whole = world.command(&check).unwrap();
    assert!(whole.contains("its ledger is complete"), "{whole}");
    let components = folder.join("onderdelen.cdx.json");
    std::fs::write(&components, "{}").unwrap();
    let changed = refusal(world, &check);
    assert!(changed.contains("onderdelen.cdx.json: is not the file"), "{changed}");
}

#[tokio::test]
async fn the_privacy_officer_downloads_the_audit_bundle_whole() {
    let running = Running::on_sqlite().await;
    let world = &running.world;
    let officer = world.enrolled("waterstad", "functionaris", "privacy_officer").await.unwrap();
    let browser = officer.browser(world).await.unwrap();
    let page = browser.get("/compliance").await.unwrap();
    let mut fields = hidden_fields(&page.body, "/compliance/file");
    fields.push(("file".to_owned(), "bundle".to_owned()));
    let (status, archive) = browser.download("/compliance/file", &fields).await.unwrap();
    assert_eq!(status.as_u16(), 200);
    let file = world.path("audit.tar");
    std::fs::write(&file, archive).unwrap();
    let listed = Command::new("tar").args(["-tf", &file]).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).unwrap();
    for name in ["LEESMIJ.txt", "manifest.sig", "logboek/system/"] {
        assert!(names.contains(name), "{name} in {names}");
    }
}

/// Both are written, and checked without the installation.
fn statements(world: &World) {
    let (promises, destroyed) = (world.path("naleving.pdf"), world.path("vernietigd.pdf"));
    let report = ["compliance", "report", "--municipality", "waterstad", "--format", "pdf"];
    world.command(&[report.as_slice(), &["--output", &promises]].concat()).unwrap();
    let month = Month::of(SystemClock.now()).to_string();
    let statement = ["retention", "statement", "--municipality", "waterstad", "--month", &month];
    world.command(&[statement.as_slice(), &["--output", &destroyed]].concat()).unwrap();
    for file in [&promises, &destroyed] {
        let checked = world.command(&["retention", "check-statement", file]).unwrap();
        assert!(checked.contains("as it was made"), "{checked}");
    }
    refusal(world, &[statement.as_slice(), &["--output", &destroyed]].concat());
}
