//! Where pictures come from: drawn here, or real ones from a folder.

mod drawn;
mod frames;

use anyhow::Context as _;
use poortwacht_tests::street::{Canvas, Dice, Region};

use crate::{args::Args, packet::ImageKind};

/// A passage as the camera has it, before it becomes a packet.
#[derive(Debug)]
pub struct Passage {
    /// Pictures, the overview first.
    pub pictures: Vec<Picture>,
    /// Colour of the vehicle, if known.
    pub colour: Option<&'static str>,
}

/// A picture with what is in it.
#[derive(Debug)]
pub struct Picture {
    /// What it shows.
    pub kind: ImageKind,
    /// Encoded bytes.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub regions: Vec<Region>,
    /// Pixels, where the picture was drawn: some faults encode them again.
    pub canvas: Option<Canvas>,
}

/// What the next passage must look like.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Plate as painted.
    pub plate: &'a str,
    /// Overlay text.
    pub overlay: &'a str,
}

/// Gives pictures.
#[derive(Debug)]
pub enum Source {
    /// Drawn scenes.
    Drawn(drawn::Drawn),
    /// Real frames in turn.
    Frames(frames::Frames),
}

impl Source {
    /// As the command line says.
    ///
    /// # Errors
    /// A `--frames` folder without a usable `frames.json`.
    pub fn open(args: &Args) -> anyhow::Result<Self> {
        match &args.frames {
            Some(folder) => frames::Frames::open(folder)
                .map(Self::Frames)
                .with_context(|| format!("frames in {}", folder.display())),
            None => Ok(Self::Drawn(drawn::Drawn::new(args))),
        }
    }

    /// The next passage.
    ///
    /// # Errors
    /// Encoder or file trouble.
    pub fn next(&mut self, number: u64, wish: Wish<'_>, dice: &mut Dice) -> anyhow::Result<Passage> {
        match self {
            Self::Drawn(drawn) => drawn.next(number, wish, dice),
            Self::Frames(frames) => frames.next(number),
        }
    }
}
