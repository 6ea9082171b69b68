use super::*;

async fn listed(parts: &[&str]) -> (LieKind, String) {
    let mut server = Server::sized(300);
    server.close_with("2026-1", 40);
    let mut memory = seen(&server).await;
    server.listing = Some(parts.iter().map(|part| (*part).to_owned()).collect());
    let found = lie(&server, &mut memory).await;
    (found.kind, found.shard)
}

#[tokio::test]
async fn a_part_that_was_there_may_not_go() {
    for parts in [&["system/2026-1"][..], &["system/2026-1", "system/2026-2"], &[]] {
        assert_eq!(listed(parts).await, (LieKind::ShardGone, "system/2025-2".to_owned()), "{parts:?}");
    }
    assert_eq!(listed(&["system/2025-2"]).await, (LieKind::ShardGone, "system/2026-1".to_owned()));
}

#[tokio::test]
async fn a_part_may_only_be_added_at_the_end() {
    for parts in [
        &["system/2025-1", "system/2025-2", "system/2026-1"][..],
        &["system/2025-2", "system/2025-2", "system/2026-1"],
        &["system/2025-2", "system/2026-1", "system/2026-1"],
        &["system/2025-2", "system/2026-1", "system/2025-1"],
        &["system/2026-1", "system/2025-2"],
    ] {
        assert_eq!(listed(parts).await.0, LieKind::ParallelShard, "{parts:?}");
    }
}

#[tokio::test]
async fn a_part_of_another_log_or_of_no_half_year_is_refused() {
    let municipality = "municipality/0192f7a0-0000-4000-8000-000000000000/2026-2";
    for odd in [municipality, "system/2026-3", "system/2026-2b", "system/02026-2", "2026-2", "", "<html>"] {
        let found = listed(&["system/2025-2", "system/2026-1", odd]).await;
        assert_eq!(found, (LieKind::ParallelShard, odd.to_owned()));
    }
}

#[tokio::test]
async fn a_half_year_that_has_not_begun_is_refused() {
    let found = listed(&["system/2025-2", "system/2026-1", "system/2027-1"]).await;
    assert_eq!(found, (LieKind::ParallelShard, "system/2027-1".to_owned()));
}

#[tokio::test]
async fn a_half_year_without_entries_may_be_skipped() {
    let mut server = Server::sized(300);
    let mut memory = seen(&server).await;
    server.close_with("2026-2", 40);
    see(&server, &mut memory, 1).await.unwrap();
}

#[test]
fn one_line_pins_the_whole_log() {
    let text = log().to_string();
    assert!(text.starts_with("poortwacht/00000000-0000-0000-0000-000000000007/system+"), "{text}");
    assert_eq!(text.parse(), Ok(log()));
    let of_a_shard = log().key.verifier_key(&log().origin(&"system/2026-2".parse().unwrap()));
    assert_eq!(of_a_shard.parse(), Ok(log()));
    for odd in
        ["", &log().key.to_string(), &log().key.verifier_key("system"), &text.replace("system", "systems")]
    {
        assert!(odd.parse::<Log>().is_err(), "{odd}");
    }
}
