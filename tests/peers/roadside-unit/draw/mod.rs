//! Draws street scenes and says where everything in them is.

mod background;
mod canvas;
mod font;
mod overlay;
mod people;
mod scene;
mod sign;
mod vehicle;

pub use canvas::{Canvas, Rect};
pub use scene::{Light, Painter, Scene, SceneRequest};
