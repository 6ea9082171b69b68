//! An older database under the same key store: the program takes and opens nothing until two people recovered it.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use poortwacht_tests::accounts::Credentials;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::world::{MUNICIPALITY, World};

use crate::setup::Running;

/// The database's files, which nobody has open.
fn copy(world: &World, from: &str, to: &str) {
    for part in ["", "-wal", "-shm"] {
        let (from, to) = (world.path(&format!("{from}{part}")), world.path(&format!("{to}{part}")));
        fs::remove_file(&to).ok();
        if fs::exists(&from).unwrap() {
            fs::copy(from, to).unwrap();
        }
    }
}

async fn sends(running: &Running, plate: &str, number: u64) -> u16 {
    let (status, _) = running.sender().send(&Draft::valid(plate, number)).await.unwrap();
    status.as_u16()
}

fn recover(world: &World, second: &Credentials) -> String {
    let mut command = world.server_command(&["recover", "--second-person", &second.login]).unwrap();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let code = second.code_after(1).unwrap();
    writeln!(child.stdin.take().unwrap(), "{code}").unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    told
}

#[tokio::test]
async fn a_database_that_was_put_back_is_of_use_again_after_two_people_recovered_it() {
    let mut running = Running::on_sqlite().await;
    let second = running.world.enrolled(MUNICIPALITY, "ciso", "security_officer").await.unwrap();
    assert_eq!(sends(&running, "CE48AU", 1).await, 201);
    running.world.kill().await.unwrap();
    copy(&running.world, "data/poortwacht.sqlite", "older.sqlite");
    running.world.start().await.unwrap();
    assert_eq!(sends(&running, "EC21AE", 2).await, 201);
    running.world.kill().await.unwrap();
    // At its start a server sees where the ledger stands.
    running.world.start().await.unwrap();
    running.world.kill().await.unwrap();

    copy(&running.world, "older.sqlite", "data/poortwacht.sqlite");
    running.world.start().await.unwrap();
    assert_eq!(sends(&running, "UA93EC", 3).await, 503);
    let doctor = running.world.command(&["doctor"]).unwrap_err().to_string();
    assert!(doctor.contains("poortwacht recover"), "{doctor}");
    let plan = running.world.command(&["recover", "--dry-run"]).unwrap_err().to_string();
    assert!(plan.contains("older than what was seen"), "{plan}");

    let told = recover(&running.world, &second);
    assert!(told.contains("begun by a recovery"), "{told}");
    let verified = running.world.command(&["ledger", "verify"]).unwrap();
    assert!(verified.contains("begun by a recovery"), "{verified}");
    let nothing = running.world.command(&["recover", "--dry-run"]).unwrap();
    assert!(nothing.contains("nothing to recover"), "{nothing}");
    running.world.kill().await.unwrap();
    running.world.start().await.unwrap();
    assert_eq!(sends(&running, "UA93EC", 3).await, 201);
}
