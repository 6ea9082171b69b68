//! The commands in the documentation, as somebody would copy them.

use std::path::Path;
use std::process::{Command, Output};

use poortwacht_tests::permit_system::ORIGIN;
use poortwacht_tests::world::{MUNICIPALITY, World};
use serde_json::Value;

use super::permits::Permits;

/// The one shell script of the page.
fn script() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/docs/api.md");
    let text = std::fs::read_to_string(page).unwrap();
    let script = text.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    format!("set -eu\n{script}")
}

fn make_key(world: &World) -> String {
    let key = world.path("key.pem");
    let made = Command::new("openssl")
        .args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-out", &key])
        .status();
    assert!(made.expect("openssl is missing: install it").success());
    let public = world.path("key.pub.pem");
    let told = Command::new("openssl").args(["pkey", "-in", &key, "-pubout", "-out", &public]).status();
    assert!(told.unwrap().success());
    public
}

fn run(world: &World, client: &str) -> Output {
    let address = format!("https://{}", world.addresses().unwrap().api.as_ref().unwrap());
    Command::new("bash")
        .args(["-c", &script()])
        .current_dir(world.folder())
        .env("API", ORIGIN)
        .env("ADDRESS", address)
        .env("CLIENT_ID", client)
        .env("CURL_CA_BUNDLE", world.authority.certificate())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_on_the_page_work_as_they_stand() {
    let permits = Permits::open().await;
    let world = &permits.world;
    let public = make_key(world);
    let line =
        ["api-client", "add", "--municipality", MUNICIPALITY, "--name", "curl", "--public-key", &public];
    let scopes = ["--scope", "exemptions:read", "--scope", "exemptions:write", "--scope", "locations:read"];
    let told = world.command(&[&line[..], &["--network", "127.0.0.1/32"], &scopes].concat()).unwrap();
    let client = told.trim().trim_end_matches('.').rsplit(' ').next().unwrap().to_owned();
    let ran = tokio::task::block_in_place(|| run(world, &client));
    let (out, complaints) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}{complaints}");
    let answers: Vec<Value> =
        serde_json::Deserializer::from_str(&out).into_iter().collect::<Result<_, _>>().unwrap();
    let [locations, created, read, page] = answers.as_slice() else { panic!("{out}") };
    assert_eq!(locations["locations"][0]["code"], "havenstraat");
    assert_eq!((created, &created["plate"]), (read, &Value::from("AE12UI")));
    assert!(page["exemptions"].as_array().unwrap().contains(created), "{page}");
    assert_eq!(permits.records.acts().unwrap()["exemption_ended"], 1);
}
