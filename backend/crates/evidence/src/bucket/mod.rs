//! An S3-compatible bucket as the place of sealed pictures, where one machine's database no longer serves.
//!
//! Only sealed bytes enter; what they show, and whether they may be opened, is none of its business. An object is written
//! once and never changed: a picture that is sealed anew gets the name of its new revision.

mod client;
mod config;
mod error;
mod listing;
mod name;
mod versioning;

pub use client::{Bucket, LARGEST_OBJECT};
pub use config::{BucketConfig, BucketConfigError};
pub use error::BucketError;
pub use listing::{Listed, Listing};
pub use name::{ObjectName, ObjectNameError};
pub use versioning::Versioning;
