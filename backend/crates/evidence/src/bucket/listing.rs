//! What lies in a bucket, page by page.

use futures_util::StreamExt;
use futures_util::stream::{BoxStream, Fuse};
use jiff::Timestamp;
use object_store::ObjectMeta;
use poortwacht_domain::ObjectStamp;
use tokio::runtime::Handle;

use super::error::BucketError;
use super::name::ObjectName;

/// Objects given at once: what a server sends in one answer.
const PAGE: usize = 1000;

/// An object as the listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name; `None` when it is not one that this system gives.
    pub name: Option<ObjectName>,
    /// Size and tag.
    pub stamp: ObjectStamp,
    /// When it was put there, by the server's clock.
    pub since: Timestamp,
}

/// A walk through all objects of one municipality. Blocks.
pub struct Listing {
    /// May be asked again after its end.
    objects: Fuse<BoxStream<'static, object_store::Result<ObjectMeta>>>,
    runtime: Handle,
}

impl Listing {
    pub(super) fn new(
        objects: BoxStream<'static, object_store::Result<ObjectMeta>>,
        runtime: Handle,
    ) -> Self {
        Self { objects: objects.fuse(), runtime }
    }

    /// The next objects; empty at the end.
    ///
    /// # Errors
    /// [`BucketError::Unavailable`] or [`BucketError::Refused`]; the walk is over then.
    pub fn page(&mut self) -> Result<Vec<Listed>, BucketError> {
        let objects = &mut self.objects;
        let page: Vec<_> = self.runtime.block_on(objects.by_ref().take(PAGE).collect());
        page.into_iter()
            .map(|object| listed(object.map_err(|error| BucketError::of_bucket(&error))?))
            .collect()
    }
}

fn listed(object: ObjectMeta) -> Result<Listed, BucketError> {
    let since = Timestamp::from_microsecond(object.last_modified.timestamp_micros())
        .map_err(|error| BucketError::Unavailable(format!("it gives an impossible date: {error}")))?;
    let name = object.location.as_ref().parse().ok();
    Ok(Listed { name, stamp: stamp(&object), since })
}

pub(super) fn stamp(object: &ObjectMeta) -> ObjectStamp {
    ObjectStamp { size: object.size, etag: object.e_tag.clone() }
}
