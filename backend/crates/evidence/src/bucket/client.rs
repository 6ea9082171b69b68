//! The bucket itself.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use object_store::aws::AmazonS3;
use object_store::client::{HttpClient, HttpConnector, ReqwestConnector};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error as StoreError, GetOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    PutPayload,
};
use poortwacht_domain::{MunicipalityId, ObjectStamp};
use tokio::runtime::{Handle, Runtime};

use super::config::{BucketConfig, BucketConfigError};
use super::error::BucketError;
use super::listing::{Listing, stamp};
use super::name::ObjectName;
use super::versioning::{self, Versioning};

/// No sealed picture comes near this: 64 MiB.
pub const LARGEST_OBJECT: u64 = 64 * 1024 * 1024;

/// Where nothing ever lies: asking for it shows whether the bucket answers.
const NOWHERE: &str = "probe";

/// An S3-compatible bucket. Cheap to clone. Every call blocks for the network: keep them off asynchronous workers.
#[derive(Clone)]
pub struct Bucket(Arc<Inner>);

struct Inner {
    store: AmazonS3,
    http: HttpClient,
    config: BucketConfig,
    /// Connections live on a thread of their own, whoever calls from wherever.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl fmt::Debug for Bucket {
    /// Which bucket, and nothing of the credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.0.config;
        f.debug_struct("Bucket").field("endpoint", &config.endpoint).field("name", &config.bucket).finish()
    }
}

impl Drop for Inner {
    /// A runtime must not be waited for where the last owner may be an asynchronous worker.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Prepares to use a bucket; nothing is asked of the server yet.
    ///
    /// # Errors
    /// [`BucketConfigError`], naming the member that will not do.
    pub fn open(config: BucketConfig) -> Result<Self, BucketConfigError> {
        config.check()?;
        let unable = |detail: String| BucketConfigError::Client(detail);
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let builder = builder.worker_threads(1).thread_name("bucket").enable_all();
        let runtime = builder.build().map_err(|error| unable(error.to_string()))?;
        let options = config.options()?;
        let http =
            ReqwestConnector::default().connect(&options).map_err(|error| unable(error.to_string()))?;
        let (store, handle) = (config.store(options)?, runtime.handle().clone());
        Ok(Self(Arc::new(Inner { store, http, config, runtime: Some(runtime), handle })))
    }

    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.handle.block_on(work)
    }

    /// Puts a sealed picture there, durably, and gives its stamp. Repeating it is harmless; an object is never replaced.
    ///
    /// # Errors
    /// [`BucketError::Conflict`] when other content has that name, otherwise what the server says.
    pub fn put(&self, name: ObjectName, sealed: &[u8]) -> Result<ObjectStamp, BucketError> {
        self.wait(async {
            let first = self.create(name, sealed).await;
            // A lost answer leaves open whether the object is there; asking again tells.
            let outcome = match first {
                Err(BucketError::Unavailable(_)) => self.create(name, sealed).await,
                settled => settled,
            };
            match outcome {
                Err(BucketError::Conflict(_)) => self.same(name, sealed).await,
                settled => settled,
            }
        })
    }

    async fn create(&self, name: ObjectName, sealed: &[u8]) -> Result<ObjectStamp, BucketError> {
        let attributes = Attributes::from_iter([(Attribute::ContentType, "application/octet-stream")]);
        let options = PutOptions { mode: PutMode::Create, attributes, ..PutOptions::default() };
        let payload = PutPayload::from(sealed.to_vec());
        let put = self.0.store.put_opts(&path(name), payload, options).await;
        let put = put.map_err(|error| match error {
            // No object is asked for: what is not found is the bucket.
            StoreError::NotFound { .. } => BucketError::of_bucket(&error),
            other => BucketError::of_object(name, &other),
        })?;
        Ok(ObjectStamp { size: u64::try_from(sealed.len()).unwrap_or(u64::MAX), etag: put.e_tag })
    }

    /// The stamp of the object that is there, if it is this one.
    async fn same(&self, name: ObjectName, sealed: &[u8]) -> Result<ObjectStamp, BucketError> {
        let (found, stamp) = self.fetch(name).await?;
        if found == sealed { Ok(stamp) } else { Err(BucketError::Conflict(name)) }
    }

    /// A sealed picture and its stamp.
    ///
    /// # Errors
    /// [`BucketError::Missing`], [`BucketError::TooLarge`], otherwise what the server says.
    pub fn get(&self, name: ObjectName) -> Result<(Vec<u8>, ObjectStamp), BucketError> {
        self.wait(self.fetch(name))
    }

    async fn fetch(&self, name: ObjectName) -> Result<(Vec<u8>, ObjectStamp), BucketError> {
        let told = |error: StoreError| BucketError::of_object(name, &error);
        let found = self.0.store.get_opts(&path(name), GetOptions::default()).await.map_err(told)?;
        let stamp = stamp(&found.meta);
        if stamp.size > LARGEST_OBJECT {
            return Err(BucketError::TooLarge { name, size: stamp.size });
        }
        let bytes = found.bytes().await.map_err(told)?;
        Ok((bytes.into(), stamp))
    }

    /// The stamp of an object, without its bytes.
    ///
    /// # Errors
    /// [`BucketError::Missing`], otherwise what the server says.
    pub fn stamp(&self, name: ObjectName) -> Result<ObjectStamp, BucketError> {
        let found = self.wait(self.0.store.head(&path(name)));
        found.map(|meta| stamp(&meta)).map_err(|error| BucketError::of_object(name, &error))
    }

    /// Deletes an object. Repeating it is harmless.
    ///
    /// # Errors
    /// What the server says.
    pub fn delete(&self, name: ObjectName) -> Result<(), BucketError> {
        match self.wait(self.0.store.delete(&path(name))) {
            Ok(()) => Ok(()),
            Err(error) => match BucketError::of_object(name, &error) {
                BucketError::Missing(_) => Ok(()),
                refused => Err(refused),
            },
        }
    }

    /// A walk through everything that lies under a municipality's name.
    #[must_use]
    pub fn list(&self, municipality: MunicipalityId) -> Listing {
        let prefix = Path::from(municipality.to_string());
        Listing::new(self.0.store.list(Some(&prefix)), self.0.handle.clone())
    }

    /// The names that lie at the top: one for each municipality, and whatever else somebody put there.
    ///
    /// # Errors
    /// What the server says.
    pub fn top(&self) -> Result<Vec<String>, BucketError> {
        let found = self.wait(self.0.store.list_with_delimiter(None));
        let found = found.map_err(|error| BucketError::of_bucket(&error))?;
        let objects = found.objects.into_iter().map(|object| object.location);
        Ok(objects.chain(found.common_prefixes).map(|path| path.to_string()).collect())
    }

    /// Whether the bucket answers these credentials.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`] or [`BucketError::Refused`].
    pub fn probe(&self) -> Result<(), BucketError> {
        let found = self.wait(self.0.store.list_with_delimiter(Some(&Path::from(NOWHERE))));
        found.map(drop).map_err(|error| BucketError::of_bucket(&error))
    }

    /// Whether the bucket keeps what is deleted from it.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`] when the server does not answer at all.
    pub fn versioning(&self) -> Result<Versioning, BucketError> {
        self.wait(versioning::ask(&self.0.http, &self.0.config))
    }
}

fn path(name: ObjectName) -> Path {
    Path::from(name.to_string())
}
