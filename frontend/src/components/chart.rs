//! Charts as inline SVG, drawn by the server. Series differ by pattern and outline as well as by colour, and every chart
//! stands beside a table that says the same.

use leptos::prelude::*;

const WIDTH: u32 = 720;
const HEIGHT: u32 = 300;
const LEFT: u32 = 56;
const RIGHT: u32 = 12;
const TOP: u32 = 28;
const BOTTOM: u32 = 48;
/// More labels than these along the axis would run into each other.
const MOST_LABELS: usize = 13;
/// Longer labels would run into each other.
const LONGEST_LABEL: usize = 14;

/// How the values are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Bars beside each other.
    Bars,
    /// A line with a mark at each value.
    Line,
}

/// One row of values; a value that is not told is left out of the drawing.
pub(crate) struct Series {
    /// Its name in the legend.
    pub name: &'static str,
    /// One value for each label.
    pub values: Vec<Option<u64>>,
}

/// A chart of at most two series.
pub(crate) struct Chart {
    /// Unique on the page.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it shows, for those who do not see it.
    pub desc: &'static str,
    /// Words along the horizontal axis.
    pub labels: Vec<String>,
    /// Name of the horizontal axis.
    pub across: &'static str,
    /// Name of the vertical axis.
    pub up: &'static str,
    /// How the values are drawn.
    pub shape: Shape,
    /// The values.
    pub series: Vec<Series>,
}

impl Chart {
    /// The chart's element with its legend.
    pub(crate) fn view(self) -> AnyView {
        let (title_id, desc_id) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        let named = format!("{title_id} {desc_id}");
        let top = ceiling(self.series.iter().flat_map(|series| &series.values).flatten().copied().max());
        let drawing = self
            .series
            .iter()
            .enumerate()
            .map(|(place, series)| match self.shape {
                Shape::Bars => bars(self.id, place, self.series.len(), series, top),
                Shape::Line => line(series, top),
            })
            .collect_view();
        view! {
            <figure class="pw-chart">
                <svg class="pw-chart__drawing" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby=named>
                    <title id=title_id>{self.title}</title>
                    <desc id=desc_id>{self.desc}</desc>
                    {pattern(self.id)}
                    {grid(top)}
                    {labels(&self.labels)}
                    {axis_names(self.across, self.up)}
                    {drawing}
                </svg>
                {legend(&self)}
            </figure>
        }
        .into_any()
    }
}

/// Stripes, so that the second series is told apart without colour.
fn pattern(id: &str) -> AnyView {
    view! {
        <defs>
            <pattern id=format!("{id}-stripes") width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="pw-chart__ground" width="8" height="8"></rect>
                <rect class="pw-chart__stripe" width="4" height="8"></rect>
            </pattern>
        </defs>
    }
    .into_any()
}

/// The top of the vertical axis: a round number that four steps reach.
fn ceiling(most: Option<u64>) -> u64 {
    let most = most.unwrap_or(0).max(4);
    let mut unit = 1;
    loop {
        for step in [1, 2, 5] {
            let top = step * unit * 4;
            if top >= most {
                return top;
            }
        }
        unit *= 10;
    }
}

/// Pixels from the top for a value.
fn height_of(value: u64, top: u64) -> u64 {
    let room = u64::from(HEIGHT - TOP - BOTTOM);
    u64::from(HEIGHT - BOTTOM) - value.min(top) * room / top.max(1)
}

/// Pixels from the left for the middle of a label's room.
fn middle_of(place: usize, count: usize) -> u64 {
    let (place, count) = (u64::try_from(place).unwrap_or(0), u64::try_from(count.max(1)).unwrap_or(1));
    u64::from(LEFT) + u64::from(WIDTH - LEFT - RIGHT) * (2 * place + 1) / (2 * count)
}

fn grid(top: u64) -> AnyView {
    let lines = (0..=4)
        .map(|step| {
            let value = top * step / 4;
            let y = height_of(value, top).to_string();
            view! {
                <line class="pw-chart__grid" x1=LEFT.to_string() x2=(WIDTH - RIGHT).to_string() y1=y.clone() y2=y.clone()></line>
                <text class="pw-chart__words" x=(LEFT - 6).to_string() y=y text-anchor="end" dominant-baseline="middle">{value.to_string()}</text>
            }
        })
        .collect_view();
    view! { <g aria-hidden="true">{lines}</g> }.into_any()
}

fn labels(labels: &[String]) -> AnyView {
    let every = labels.len().div_ceil(MOST_LABELS).max(1);
    let words = labels
        .iter()
        .enumerate()
        .step_by(every)
        .map(|(place, label)| {
            let x = middle_of(place, labels.len()).to_string();
            view! { <text class="pw-chart__words" x=x y=(HEIGHT - BOTTOM + 16).to_string() text-anchor="middle">{short(label)}</text> }
        })
        .collect_view();
    view! { <g aria-hidden="true">{words}</g> }.into_any()
}

fn short(label: &str) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    label.chars().take(LONGEST_LABEL - 1).chain(['…']).collect()
}

fn axis_names(across: &'static str, up: &'static str) -> AnyView {
    view! {
        <g aria-hidden="true">
            <text class="pw-chart__words" x=(WIDTH - RIGHT).to_string() y=(HEIGHT - 8).to_string() text-anchor="end">{across}</text>
            <text class="pw-chart__words" x="4" y="14">{up}</text>
        </g>
    }
    .into_any()
}

fn bars(id: &str, place: usize, of: usize, series: &Series, top: u64) -> AnyView {
    let count = series.values.len();
    let room = u64::from(WIDTH - LEFT - RIGHT) / u64::try_from(count.max(1)).unwrap_or(1);
    let width = (room * 7 / 10 / u64::try_from(of.max(1)).unwrap_or(1)).clamp(2, 48);
    let fill = (place > 0).then(|| format!("url(#{id}-stripes)"));
    let all = width * u64::try_from(of).unwrap_or(1);
    let drawn = series
        .values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| {
            let y = height_of((*value)?, top);
            let x = middle_of(at, count) - all / 2 + width * u64::try_from(place).unwrap_or(0);
            let tall = u64::from(HEIGHT - BOTTOM) - y;
            let bar = view! {
                <rect class=class_of(place) x=x.to_string() y=y.to_string() width=width.to_string() height=tall.to_string() fill=fill.clone()></rect>
            };
            Some(bar)
        })
        .collect_view();
    view! { <g aria-hidden="true">{drawn}</g> }.into_any()
}

/// The first series is plain; the second takes its stripes from an attribute, which a rule would override.
const fn class_of(place: usize) -> &'static str {
    if place == 0 { "pw-chart__bar pw-chart__bar--plain" } else { "pw-chart__bar" }
}

/// Values beside each other are joined; one that is not told interrupts the line.
fn line(series: &Series, top: u64) -> AnyView {
    let count = series.values.len();
    let points: Vec<Option<(u64, u64)>> = series
        .values
        .iter()
        .enumerate()
        .map(|(at, value)| value.map(|value| (middle_of(at, count), height_of(value, top))))
        .collect();
    let joined = points.windows(2).filter_map(|pair| match pair {
        [Some((x1, y1)), Some((x2, y2))] => Some(view! {
            <line class="pw-chart__line" x1=x1.to_string() y1=y1.to_string() x2=x2.to_string() y2=y2.to_string()></line>
        }),
        _ => None,
    });
    let joined = joined.collect_view();
    let marks = points
        .iter()
        .flatten()
        .map(|(x, y)| view! { <circle class="pw-chart__mark" cx=x.to_string() cy=y.to_string() r="4"></circle> })
        .collect_view();
    view! { <g aria-hidden="true">{joined}{marks}</g> }.into_any()
}

/// A sample of each series with its name.
fn legend(chart: &Chart) -> Option<AnyView> {
    if chart.series.len() < 2 {
        return None;
    }
    let items = chart
        .series
        .iter()
        .enumerate()
        .map(|(place, series)| {
            let fill = (place > 0).then(|| format!("url(#{}-stripes)", chart.id));
            view! {
                <li class="pw-chart__item">
                    <svg class="pw-chart__key" viewBox="0 0 24 16" aria-hidden="true"><rect class=class_of(place) width="24" height="16" fill=fill></rect></svg>
                    {series.name}
                </li>
            }
        })
        .collect_view();
    Some(view! { <figcaption><ul class="pw-chart__legend">{items}</ul></figcaption> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number_that_four_steps_reach() {
        let tops: Vec<u64> = [None, Some(4), Some(5), Some(9), Some(41), Some(1_234)].map(ceiling).to_vec();
        assert_eq!(tops, [4, 4, 8, 20, 80, 2_000]);
    }

    #[test]
    fn nought_stands_on_the_axis_and_the_top_at_the_top() {
        assert_eq!(height_of(0, 20), u64::from(HEIGHT - BOTTOM));
        assert_eq!(height_of(20, 20), u64::from(TOP));
        assert!(middle_of(0, 4) > u64::from(LEFT) && middle_of(3, 4) < u64::from(WIDTH - RIGHT));
    }
}
