//! Draws street scenes and says where everything in them is: for the roadside unit's simulator and the benches.
//!
//! Shares no code with the server: a peer that did would agree with its mistakes.

mod background;
mod canvas;
mod dice;
mod font;
mod overlay;
mod people;
pub mod plates;
mod region;
mod scene;
mod sign;
mod vehicle;

pub use canvas::{Canvas, Rect};
pub use dice::Dice;
pub use region::{Region, RegionKind};
pub use scene::{Light, Painter, Scene, SceneRequest};
