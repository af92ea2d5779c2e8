//! How late timers fired over the last day: the promise of punctuality, in figures and as a small plot.

use leptos::prelude::*;
use runtime::read::Lateness;

/// The scale of the plot: hundredths of a second to an hour, each ten times the last.
const FIRST: f64 = -2.0;
const LAST: f64 = 3.56;

/// The figures and the plot.
pub fn section(lateness: &Lateness) -> AnyView {
    let figures = [
        ("Half within", lateness.p50),
        ("95 of 100 within", lateness.p95),
        ("99 of 100 within", lateness.p99),
        ("Latest", lateness.max),
    ];
    view! {
        <section class="sheet lateness" aria-labelledby="lateness-title">
            <h2 id="lateness-title">"How late timers fired"</h2>
            {if lateness.fired == 0 {
                view! { <p class="quiet">"No timer fired in the last 24 hours."</p> }.into_any()
            } else {
                view! {
                    <p class="quiet">{format!("{} fired in the last 24 hours. Measured from the moment they were due.", lateness.fired)}</p>
                    {plot(&figures)}
                    <dl class="facts">
                        {figures.into_iter().map(|(name, seconds)| view! { <div class="fact"><dt>{name}</dt><dd>{length(seconds)}</dd></div> }).collect_view()}
                    </dl>
                }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// A line from a hundredth of a second to an hour with a mark for each figure.
fn plot(figures: &[(&'static str, f64)]) -> AnyView {
    let ticks = [(-2.0, "10 ms"), (0.0, "1 s"), (1.778, "1 min"), (3.556, "1 h")];
    let marks: Vec<(f64, bool)> =
        figures.iter().zip(0..).map(|((_, seconds), no)| (place(*seconds), no == 3)).collect();
    let (from, to) = (marks.first().map_or(0.0, |(x, _)| *x), marks.get(2).map_or(0.0, |(x, _)| *x));
    view! {
        <svg class="lateness-plot" width="100%" height="58" aria-hidden="true">
            {ticks.into_iter().map(|(power, word)| {
                let x = percent(scaled(power));
                let anchor = if power < FIRST + 0.1 { "start" } else if power > LAST - 0.1 { "end" } else { "middle" };
                view! {
                    <line class="plot-tick" x1=x.clone() x2=x.clone() y1="6" y2="36"></line>
                    <text class="plot-word" x=x y="54" text-anchor=anchor>{word}</text>
                }
            }).collect_view()}
            <line class="plot-axis" x1="0" x2="100%" y1="21" y2="21"></line>
            <rect class="plot-most" x=percent(from) width=percent((to - from).max(0.6)) y="15" height="12" rx="6"></rect>
            {marks.into_iter().map(|(x, latest)| view! {
                <circle class=if latest { "plot-latest" } else { "plot-mark" } cx=percent(x) cy="21" r="5"></circle>
            }).collect_view()}
        </svg>
    }
    .into_any()
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// Where a lateness stands on the plot, in per cent.
fn place(seconds: f64) -> f64 {
    scaled(seconds.max(0.01).log10())
}

fn scaled(power: f64) -> f64 {
    ((power - FIRST) / (LAST - FIRST) * 98.0 + 1.0).clamp(1.0, 99.0)
}

/// A length of time in its fitting unit.
fn length(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{:.0} ms", (s * 1_000.0).max(0.0)),
        s if s < 60.0 => format!("{s:.1} s"),
        s if s < 3_600.0 => format!("{:.1} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_said_in_its_fitting_unit_and_stands_on_a_growing_scale() {
        assert_eq!([0.004, 0.25, 1.5, 90.0, 7_200.0].map(length), ["4 ms", "250 ms", "1.5 s", "1.5 min", "2.0 h"]);
        let places = [0.0, 0.01, 1.0, 60.0, 3_600.0, 1e9].map(place);
        assert!(
            places.windows(2).all(|pair| pair[0] <= pair[1]) && places[0] >= 1.0 && places[5] <= 99.0,
            "{places:?}"
        );
    }
}
