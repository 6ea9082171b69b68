//! The bucket, where evidence lies in one.

use poortwacht_domain::PicturePlace;
use poortwacht_evidence::bucket::{Bucket, BucketError, Versioning};
use poortwacht_store::{Scope, picture_places};

use super::{Blocks, Finding};
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let own = services.clone();
    off_worker(move || match own.bucket() {
        Some(bucket) => Ok(of_bucket(bucket, own.config().evidence.place)),
        None => without(&own),
    })
    .await
}

/// Pictures that were moved to a bucket cannot be shown without it.
fn without(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let scope = Scope::job("doctor");
    let place = PicturePlace::Bucket;
    let number = services.store().read_blocking(|conn| picture_places::number_in(conn, &scope, place))?;
    if number == 0 {
        return Ok(Vec::new());
    }
    Ok(vec![Finding::new(
        Blocks::FirstCase,
        format!("{number} pictures lie in a bucket, and none is configured"),
        "put the section [evidence.bucket] back into the configuration",
    )])
}

fn of_bucket(bucket: &Bucket, place: PicturePlace) -> Vec<Finding> {
    let blocks = match place {
        PicturePlace::Bucket => Blocks::FirstCase,
        PicturePlace::Database => Blocks::Nothing,
    };
    match bucket.probe().and_then(|()| bucket.versioning()) {
        Ok(versioning) => of_versioning(versioning).into_iter().collect(),
        Err(error) => vec![unusable(blocks, &error)],
    }
}

fn unusable(blocks: Blocks, error: &BucketError) -> Finding {
    let fix = match error {
        BucketError::Refused(_) => {
            "give the access key the rights to list the bucket and to get, put and delete its objects, or correct \
             [evidence.bucket]"
        }
        _ => {
            "see that the server runs, that the bucket exists and that the firewall lets this machine out to it"
        }
    };
    Finding::new(blocks, error.to_string(), fix)
}

/// A bucket that keeps what is deleted keeps destroyed evidence, if only unreadably.
fn of_versioning(versioning: Versioning) -> Option<Finding> {
    let (text, fix) = match versioning {
        Versioning::Off => return None,
        Versioning::On | Versioning::Suspended => (
            format!("the bucket's versioning is {versioning}: it keeps objects that were destroyed"),
            "use a bucket whose versioning was never on, or end old versions within a day by a lifecycle rule",
        ),
        Versioning::Unknown => (
            "the bucket does not say whether it keeps what is deleted (versioning)".to_owned(),
            "see to it at the server that versioning and object lock are off",
        ),
    };
    Some(Finding::new(Blocks::Nothing, text, fix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bucket_that_forgets_passes_without_a_word() {
        assert_eq!(of_versioning(Versioning::Off), None);
        for versioning in [Versioning::On, Versioning::Suspended, Versioning::Unknown] {
            let finding = of_versioning(versioning).unwrap();
            assert!(finding.text.contains("versioning") && finding.blocks == Blocks::Nothing, "{finding:?}");
        }
    }
}
