//! The file itself, held against what the schema asks.

use super::building::export;
use crate::testing::{Cjib, World, start};

#[tokio::test]
async fn a_batch_file_says_what_the_schema_asks_in_its_order() {
    let (world, cjib) = (World::new().await, Cjib::default());
    let case = world.confirmed(start() + jiff::SignedDuration::from_micros(123_450)).await;
    export(&world, &cjib).await;
    let case = world.find(case).await.unwrap();
    let (batch, file) = cjib.sent().remove(0);
    let expected = include_str!("expected.xml")
        .replace("BATCH", &batch.to_string())
        .replace("REFERENCE", case.reference.as_str());
    assert_eq!(String::from_utf8(file).unwrap(), expected);
}
