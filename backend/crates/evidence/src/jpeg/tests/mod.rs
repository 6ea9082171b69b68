mod coding;
mod frames;
mod judge;
mod malformed;
mod malformed_scans;
mod masking;
mod painter;
mod properties;
mod redaction;
mod rules;
mod verification;
mod views;

use super::{Inspected, JpegRefusal, Limits, Redacted, inspect, redact};
use poortwacht_domain::{Rect, RedactionPolicy, Region, RegionKind};

fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
    Rect { x, y, width, height }
}

fn region(kind: RegionKind, area: Rect) -> Region {
    Region { kind, x: area.x, y: area.y, width: area.width, height: area.height }
}

fn look(jpeg: &[u8]) -> Result<Inspected, JpegRefusal> {
    inspect(jpeg, &Limits::default())
}

fn keep_declared(jpeg: &[u8], regions: &[Region]) -> Redacted {
    redact(&look(jpeg).unwrap(), regions, &RedactionPolicy::default(), &[]).unwrap()
}

fn mask_declared(jpeg: &[u8], regions: &[Region], masks: &[Rect]) -> Redacted {
    let policy = RedactionPolicy::MaskDeclared { reason: "test".to_owned() };
    redact(&look(jpeg).unwrap(), regions, &policy, masks).unwrap()
}
