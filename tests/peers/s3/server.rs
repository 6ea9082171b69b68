//! The operations that evidence in a bucket needs, and no others.

use std::path::Path;

use anyhow::{Result, anyhow};
use s3s::dto::{
    BucketVersioningStatus, DeleteObjectInput, DeleteObjectOutput, GetBucketVersioningInput,
    GetBucketVersioningOutput, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput,
    ListObjectsV2Input, ListObjectsV2Output, PutObjectInput, PutObjectOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result};
use s3s_fs::FileSystem;

/// Files, and an answer about versioning.
pub struct Server {
    files: FileSystem,
    versioning: Option<String>,
}

impl Server {
    /// Serves the buckets in `folder`.
    pub fn open(folder: &Path, versioning: Option<String>) -> Result<Self> {
        let files = FileSystem::new(folder).map_err(|error| anyhow!("--folder: {error:?}"))?;
        Ok(Self { files, versioning })
    }
}

#[async_trait::async_trait]
impl S3 for Server {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        self.files.put_object(request).await
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.files.get_object(request).await
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        self.files.head_object(request).await
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.files.delete_object(request).await
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.files.list_objects_v2(request).await
    }

    async fn get_bucket_versioning(
        &self,
        _request: S3Request<GetBucketVersioningInput>,
    ) -> S3Result<S3Response<GetBucketVersioningOutput>> {
        let status = self.versioning.clone().map(BucketVersioningStatus::from);
        Ok(S3Response::new(GetBucketVersioningOutput { status, ..GetBucketVersioningOutput::default() }))
    }
}
