//! What the fuzz targets share.
//!
//! ```text
//! input -> Case (regions, policy, masks, file) -> judge (what must hold) under Bounds (time and memory)
//! ```

mod bounds;
pub mod case;
pub mod judge;

pub use bounds::Bounds;
