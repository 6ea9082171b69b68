//! What the race's times say.

use std::time::Duration;

use super::race::Times;
use crate::report::{Limit, Report, percentile};

/// The times of the real frames (none when no folder was given) and of the drawn ones.
pub struct Groups {
    /// Of the folder.
    pub real: Vec<Times>,
    /// Drawn.
    pub drawn: Vec<Times>,
}

type Of = fn(&Times) -> Duration;

impl Groups {
    fn all(&self) -> impl Iterator<Item = &Times> + Clone {
        self.real.iter().chain(&self.drawn)
    }

    /// Adds the figures of speed and size.
    pub fn add_to(&self, report: &mut Report) {
        let (ours, image, fast): (Of, Of, Of) = (|t| t.ours, |t| t.image, |t| t.fast);
        let coefficients: Of = |t| t.coefficients;
        let peer = "decode, mosaic and encode by image";
        self.ratio(report, "redact_speedup_over_image", image, ours, Limit::AtLeast(8.0), peer);
        let peer = "decode by zune-jpeg, encode by jpeg-encoder with vector instructions";
        self.ratio(report, "redact_speedup_over_fast", fast, ours, Limit::AtLeast(3.0), peer);
        let peer = "coefficients read and written";
        self.ratio(report, "redact_over_coefficients", ours, coefficients, Limit::AtMost(1.3), peer);
        self.milliseconds(report);
        self.size(report);
    }

    /// One total time over another, with the picture that does worst.
    fn ratio(&self, report: &mut Report, name: &'static str, above: Of, below: Of, limit: Limit, peer: &str) {
        let total = |times: &mut dyn Iterator<Item = &Times>| -> f64 {
            let (over, under) = times.fold((0.0, 0.0), |(over, under), t| {
                (over + above(t).as_secs_f64(), under + below(t).as_secs_f64())
            });
            over / under
        };
        let each = self.all().map(|t| above(t).as_secs_f64() / below(t).as_secs_f64());
        let worst = match limit {
            Limit::AtLeast(_) => each.fold(f64::INFINITY, f64::min),
            Limit::AtMost(_) => each.fold(0.0, f64::max),
        };
        let real = match self.real.len() {
            0 => "no real frames given".to_owned(),
            count => format!("{:.2} on {count} real frames", total(&mut self.real.iter())),
        };
        let drawn = format!("{:.2} on {} drawn ones", total(&mut self.drawn.iter()), self.drawn.len());
        let note = format!("{peer}; {real}, {drawn}, {worst:.2} on the worst picture; one thread");
        report.add_limited(name, total(&mut self.all()), "", limit, note);
    }

    fn milliseconds(&self, report: &mut Report) {
        let mut per_megapixel: Vec<Duration> = self.all().map(|t| t.ours.div_f64(t.pixels / 1e6)).collect();
        per_megapixel.sort_unstable();
        let mut drawn: Vec<Duration> = self.drawn.iter().map(|t| t.ours).collect();
        drawn.sort_unstable();
        let note = format!("inspection and redaction, {} pictures, one thread", per_megapixel.len());
        report.add("redact_ms_per_megapixel_p50", percentile(&per_megapixel, 0.5), "ms", note);
        report.add("redact_ms_p50", percentile(&drawn, 0.5), "ms", "of a drawn picture of 2560×1440");
    }

    #[expect(clippy::cast_precision_loss, reason = "bytes")]
    fn size(&self, report: &mut Report) {
        let (before, after) = self.all().fold((0, 0), |(a, b), t| (a + t.bytes.0, b + t.bytes.1));
        let note = format!("{} kB became {} kB", before / 1000, after / 1000);
        report.add("redact_bytes_over_original", after as f64 / before as f64, "", note);
    }
}
