//! The bucket against a real S3 server: objects are made once, found again, deleted for good, and every trouble has its
//! name.

use poortwacht_domain::{CaseId, MunicipalityId};
use poortwacht_evidence::bucket::{Bucket, BucketConfig, BucketError, ObjectName, Versioning};
use poortwacht_services::system::SystemRng;
use poortwacht_tests::s3::S3Server;
use secrecy::SecretString;
use tempfile::TempDir;

struct Place {
    server: S3Server,
    _folder: TempDir,
}

impl Place {
    async fn with(more: &'static [&'static str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { server: S3Server::start_with(folder.path(), more).await.unwrap(), _folder: folder }
    }

    /// Runs `work` where blocking is allowed.
    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce(Bucket) -> T + Send + 'static) -> T {
        on(self.server.config(), work).await
    }
}

async fn on<T: Send + 'static>(config: BucketConfig, work: impl FnOnce(Bucket) -> T + Send + 'static) -> T {
    poortwacht_tests::install_crypto();
    tokio::task::spawn_blocking(move || work(Bucket::open(config).unwrap())).await.unwrap()
}

fn name() -> ObjectName {
    let rng = SystemRng::new();
    ObjectName {
        municipality: MunicipalityId::random(&rng),
        case: CaseId::random(&rng),
        ordinal: 0,
        revision: 1,
    }
}

#[tokio::test]
async fn an_object_is_found_as_it_was_put_and_gone_when_deleted() {
    let place = Place::with(&[]).await;
    place
        .blocking(|bucket| {
            let name = name();
            let stamp = bucket.put(name, b"sealed").unwrap();
            assert_eq!(stamp.size, 6);
            let (bytes, found) = bucket.get(name).unwrap();
            assert_eq!((bytes.as_slice(), &found), (b"sealed".as_slice(), &stamp));
            assert_eq!(bucket.stamp(name).unwrap(), stamp);
            bucket.delete(name).unwrap();
            bucket.delete(name).unwrap();
            assert!(matches!(bucket.get(name), Err(BucketError::Missing(missing)) if missing == name));
            assert!(matches!(bucket.stamp(name), Err(BucketError::Missing(_))));
        })
        .await;
    assert!(place.server.objects().unwrap().is_empty());
}

#[tokio::test]
async fn the_same_content_may_come_again_and_other_content_never_replaces_it() {
    let place = Place::with(&[]).await;
    place
        .blocking(|bucket| {
            let name = name();
            let first = bucket.put(name, b"sealed").unwrap();
            assert_eq!(bucket.put(name, b"sealed").unwrap(), first);
            assert!(matches!(bucket.put(name, b"other!"), Err(BucketError::Conflict(_))));
            assert_eq!(bucket.get(name).unwrap().0, b"sealed");
            let next = ObjectName { revision: 2, ..name };
            bucket.put(next, b"other!").unwrap();
            assert_eq!(bucket.get(next).unwrap().0, b"other!");
        })
        .await;
}

#[tokio::test]
async fn a_listing_gives_one_municipality_page_by_page_and_says_what_is_not_ours() {
    let place = Place::with(&[]).await;
    let own = name();
    place
        .blocking(move |bucket| {
            for ordinal in 0..1001 {
                bucket.put(ObjectName { ordinal, ..own }, b"sealed").unwrap();
            }
            bucket.put(name(), b"sealed").unwrap();
        })
        .await;
    let foreign = place.server.files().join(own.municipality.to_string()).join("readme.txt");
    std::fs::write(foreign, "not ours").unwrap();
    place
        .blocking(move |bucket| {
            let mut listing = bucket.list(own.municipality);
            let (first, second) = (listing.page().unwrap(), listing.page().unwrap());
            assert_eq!((first.len(), second.len(), listing.page().unwrap().len()), (1000, 2, 0));
            let ours = first.iter().chain(&second).filter_map(|object| object.name);
            assert_eq!(ours.filter(|name| name.case == own.case).count(), 1001);
            assert_eq!(bucket.top().unwrap().len(), 2);
        })
        .await;
}

#[tokio::test]
async fn wrong_credentials_a_missing_bucket_and_a_server_that_is_gone_are_told_apart() {
    let mut place = Place::with(&[]).await;
    let wrong = BucketConfig {
        secret_access_key: SecretString::from("another key".to_owned()),
        ..place.server.config()
    };
    on(wrong, |bucket| {
        assert!(matches!(bucket.probe(), Err(BucketError::Refused(_))), "{:?}", bucket.probe());
        assert!(matches!(bucket.put(name(), b"sealed"), Err(BucketError::Refused(_))));
        assert!(matches!(bucket.get(name()), Err(BucketError::Refused(_))));
    })
    .await;
    place.blocking(|bucket| bucket.probe().unwrap()).await;
    std::fs::remove_dir_all(place.server.files()).unwrap();
    place
        .blocking(|bucket| {
            assert!(matches!(bucket.probe(), Err(BucketError::Unavailable(_))), "{:?}", bucket.probe());
        })
        .await;
    place.server.kill().await.unwrap();
    place
        .blocking(|bucket| {
            assert!(matches!(bucket.put(name(), b"sealed"), Err(BucketError::Unavailable(_))));
            assert!(matches!(bucket.get(name()), Err(BucketError::Unavailable(_))));
            assert!(matches!(bucket.delete(name()), Err(BucketError::Unavailable(_))));
            assert!(matches!(bucket.list(name().municipality).page(), Err(BucketError::Unavailable(_))));
            assert!(matches!(bucket.versioning(), Err(BucketError::Unavailable(_))));
        })
        .await;
}

#[tokio::test]
async fn a_bucket_that_keeps_what_is_deleted_says_so() {
    let forgets = Place::with(&[]).await;
    assert_eq!(forgets.blocking(|bucket| bucket.versioning().unwrap()).await, Versioning::Off);
    let keeps = Place::with(&["--versioning", "Enabled"]).await;
    assert_eq!(keeps.blocking(|bucket| bucket.versioning().unwrap()).await, Versioning::On);
}
