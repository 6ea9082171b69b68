//! The mock CJIB from outside.

use aws_lc_rs::digest;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::{Client, Response};
use serde_json::Value;

use super::{
    pki::{OIN, Pki},
    program::Program,
};

const EXAMPLE: &str = include_str!("../../../backend/crates/services/schema/cjib-mock-v1.example.xml");
const FIRST: &str = "6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e6f";
const SECOND: &str = "6f1d9c3e-2b7a-4c58-9d0e-1a2b3c4d5e70";

struct Mock {
    program: Program,
    base: String,
}

async fn start(pki: &Pki, extra: &[&str]) -> Mock {
    let own = [
        ("--cert", "server.pem"),
        ("--key", "server.key.pem"),
        ("--client-ca", "ca.pem"),
        ("--state", "state.json"),
    ];
    let mut args: Vec<String> =
        own.iter().flat_map(|(flag, file)| [(*flag).to_owned(), pki.text(file)]).collect();
    args.extend(
        ["--allow-oin", OIN, "--now", "2026-11-22T06:00:00Z", "--hold-seconds", "0.1"].map(str::to_owned),
    );
    args.extend(extra.iter().map(|arg| (*arg).to_owned()));
    let mut program = Program::start(env!("CARGO_BIN_EXE_cjib"), &args);
    let line = program.line().await;
    let base = format!("https://{}/v1/batches", line.strip_prefix("listening ").unwrap());
    Mock { program, base }
}

impl Mock {
    async fn post(&self, client: &Client, key: &str, xml: &str) -> reqwest::Result<Response> {
        let digest = BASE64_STANDARD.encode(digest::digest(&digest::SHA256, xml.as_bytes()));
        client
            .post(&self.base)
            .header("Content-Type", "application/xml")
            .header("Idempotency-Key", key)
            .header("Content-Digest", format!("sha-256=:{digest}:"))
            .body(xml.to_owned())
            .send()
            .await
    }

    async fn status(&self, client: &Client, key: &str, xml: &str) -> u16 {
        self.post(client, key, xml).await.unwrap().status().as_u16()
    }

    async fn get(&self, client: &Client, id: &str) -> Option<Value> {
        let answer = client.get(format!("{}/{id}", self.base)).send().await.ok()?;
        if answer.status().is_success() { answer.json().await.ok() } else { None }
    }

    async fn report(self) -> Value {
        let (status, line) = self.program.stop().await;
        assert!(status.success());
        serde_json::from_str(&line).unwrap()
    }
}

fn second_batch() -> String {
    EXAMPLE.replace(FIRST, SECOND)
}

#[actix_web::test]
async fn a_batch_survives_a_kill_and_its_repetition_gets_the_first_answer() {
    let pki = Pki::new();
    let client = pki.client(Some("client"));
    let mock = start(&pki, &[]).await;
    let first: Value = mock.post(&client, FIRST, EXAMPLE).await.unwrap().json().await.unwrap();
    mock.program.kill().await;
    let mock = start(&pki, &[]).await;
    let again: Value = mock.post(&client, FIRST, EXAMPLE).await.unwrap().json().await.unwrap();
    assert_eq!(first, again);
    let report = mock.report().await;
    assert_eq!(
        (&report["batches"], &report["cases"], &report["deliveries"]),
        (&1.into(), &2.into(), &2.into())
    );
}

#[actix_web::test]
async fn whatever_goes_wrong_a_sender_that_repeats_ends_with_one_batch() {
    for mode in
        ["error-500", "cut", "timeout-after-processing", "cut-after-processing", "acknowledge-and-forget"]
    {
        let pki = Pki::new();
        let client = pki.client(Some("client"));
        let mock = start(&pki, &["--fault", &format!("{mode}@1-2"), "--fault", "poll:cut@1"]).await;
        let mut rounds = 0;
        while mock.get(&client, FIRST).await.is_none() {
            rounds += 1;
            assert!(rounds < 9, "{mode}");
            // The answer may be lost or a lie: only what the mock says later counts.
            drop(mock.post(&client, FIRST, EXAMPLE).await);
        }
        let report = mock.report().await;
        assert_eq!((&report["batches"], &report["accepted"]), (&1.into(), &2.into()), "{mode}");
    }
}

#[actix_web::test]
async fn strangers_are_refused() {
    let pki = Pki::new();
    let mock = start(&pki, &[]).await;
    assert!(mock.post(&pki.client(None), FIRST, EXAMPLE).await.is_err());
    let stranger = pki.client(Some("stranger"));
    assert_eq!(mock.status(&stranger, FIRST, EXAMPLE).await, 403);
    assert_eq!(mock.status(&pki.client(Some("client")), FIRST, EXAMPLE).await, 202);
    assert_eq!(mock.get(&stranger, FIRST).await, None);
    assert_eq!(mock.report().await["refused"]["unauthorised"], 1);
}

#[actix_web::test]
async fn a_batch_for_a_municipality_that_gave_no_mandate_is_refused() {
    let pki = Pki::new();
    let mock = start(&pki, &["--on-behalf-of", "00000001009999999000"]).await;
    assert_eq!(mock.status(&pki.client(Some("client")), FIRST, EXAMPLE).await, 403);
}

#[actix_web::test]
async fn malformed_late_and_double_deliveries_are_refused() {
    let pki = Pki::new();
    let client = pki.client(Some("client"));
    let mock = start(&pki, &[]).await;
    assert_eq!(mock.status(&client, SECOND, EXAMPLE).await, 400);
    assert_eq!(mock.status(&client, FIRST, &EXAMPLE.replace("R559", "559")).await, 400);
    let late = EXAMPLE.replace("2026-11-20T0", "2026-03-20T0");
    assert_eq!(mock.status(&client, FIRST, &late).await, 400);
    assert_eq!(mock.status(&client, FIRST, EXAMPLE).await, 202);
    assert_eq!(mock.status(&client, FIRST, &EXAMPLE.replace("blauw", "groen")).await, 409);
    assert_eq!(mock.status(&client, SECOND, &second_batch()).await, 409);
    let refused = mock.report().await["refused"].clone();
    let expected = serde_json::json!({"duplicate": 1, "key-conflict": 1, "late": 1, "malformed": 2});
    assert_eq!(refused, expected);
}

#[actix_web::test]
async fn a_returned_case_may_come_again_once_the_return_is_known() {
    let pki = Pki::new();
    let client = pki.client(Some("client"));
    let slow = start(&pki, &["--return-share", "1", "--process-after", "3600"]).await;
    assert_eq!(slow.status(&client, FIRST, EXAMPLE).await, 202);
    assert_eq!(slow.get(&client, FIRST).await.unwrap()["status"], "received");
    assert_eq!(slow.status(&client, SECOND, &second_batch()).await, 409);
    slow.report().await;

    std::fs::remove_file(pki.path("state.json")).unwrap();
    let mock = start(&pki, &["--return-share", "1", "--return-code", "U02"]).await;
    assert_eq!(mock.status(&client, FIRST, EXAMPLE).await, 202);
    let first = mock.get(&client, FIRST).await.unwrap();
    assert_eq!((&first["status"], &first["cases"][0]["code"]), (&"processed".into(), &"U02".into()));
    assert_eq!(mock.status(&client, SECOND, &second_batch()).await, 202);
    assert_eq!(mock.report().await["returned"], 4);
}

#[actix_web::test]
async fn neither_state_nor_report_holds_a_plate() {
    let pki = Pki::new();
    let mock = start(&pki, &[]).await;
    assert_eq!(mock.status(&pki.client(Some("client")), FIRST, EXAMPLE).await, 202);
    let report = mock.report().await.to_string();
    let state = std::fs::read_to_string(pki.path("state.json")).unwrap();
    assert!(!report.contains("AE12UE") && !state.contains("AE12UE"));
}

#[actix_web::test]
async fn the_list_is_of_the_period_asked_for_and_an_unreadable_bound_is_refused() {
    let pki = Pki::new();
    let client = pki.client(Some("client"));
    let mock = start(&pki, &["--fault", "twice@1"]).await;
    assert_eq!(mock.status(&client, FIRST, EXAMPLE).await, 202);
    for (query, found) in [
        ("", 1),
        ("?receivedFrom=2026-11-01T00:00:00Z&receivedUntil=2026-12-01T00:00:00Z", 1),
        ("?receivedUntil=2026-11-22T06:00:00Z", 0),
        ("?receivedFrom=2026-12-01T00:00:00Z", 0),
    ] {
        let list = client.get(format!("{}{query}", mock.base)).send().await.unwrap();
        let list: Value = list.json().await.unwrap();
        assert_eq!(list["batches"].as_array().unwrap().len(), found, "{query}");
    }
    let refused = client.get(format!("{}?receivedFrom=november", mock.base)).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
    let report = mock.report().await;
    assert_eq!((&report["batches"], &report["deliveries"]), (&1.into(), &2.into()), "taken once");
}
