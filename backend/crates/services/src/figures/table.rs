//! The figures as a file: one number a row, small counts hidden as on the page.

use super::count::Count;
use super::model::Figures;
use crate::log_book::Csv;

/// How a hidden count stands in the file; a sum with one in it stands as its smallest and largest value.
const FEW: &str = "< 5";

pub(super) fn csv(figures: &Figures) -> Vec<u8> {
    let mut csv = Csv::new(&["section", "item", "figure", "value"]);
    for week in &figures.weeks {
        let monday = week.monday.to_string();
        for (figure, count) in [
            ("passages", week.passages),
            ("violations", week.violations),
            ("confirmed", week.confirmed),
            ("dismissed", week.dismissed),
        ] {
            csv.row(&["week", &monday, figure, &told(count)]);
        }
        let review = week.review.map(|took| took.as_secs().to_string()).unwrap_or_default();
        csv.row(&["week", &monday, "median_review_seconds", &review]);
    }
    for location in &figures.locations {
        for (figure, count) in [
            ("passages", location.passages),
            ("violations", location.violations),
            ("confirmed", location.confirmed),
            ("dismissed", location.dismissed),
        ] {
            csv.row(&["location", &location.name, figure, &told(count)]);
        }
    }
    csv.finish()
}

fn told(count: Count) -> String {
    match count {
        Count::Told(number) => number.to_string(),
        Count::Few => FEW.to_owned(),
        Count::Between { least, most } => format!("{least}-{most}"),
    }
}
