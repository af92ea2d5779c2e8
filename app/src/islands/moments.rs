//! Relative times: the server says how far a moment was when the page was made; this keeps it true.
//! The words are those of `moment::Zone::relative`.

use std::time::Duration;

use leptos::prelude::*;

use super::dom;

/// Keeps every `<time data-ago>` true.
#[island]
pub fn Moments() -> impl IntoView {
    Effect::new(|_| {
        freshen();
        // For as long as the page lives.
        let _ = set_interval_with_handle(freshen, Duration::from_secs(20));
    });
}

/// Says all relative times anew.
pub(super) fn freshen() {
    let now = js_sys::Date::now();
    for time in dom::all("time[data-ago]") {
        let at = time.get_attribute("datetime").map_or(f64::NAN, |text| js_sys::Date::parse(&text));
        if at.is_finite() {
            let words = from_now(at - now);
            if time.text_content().as_deref() != Some(&words) {
                time.set_text_content(Some(&words));
            }
        }
    }
}

fn from_now(away: f64) -> String {
    let minutes = (away.abs() / 60_000.0).floor();
    let span = if minutes < 1.0 {
        return "now".to_owned();
    } else if minutes < 60.0 {
        format!("{minutes} min")
    } else if minutes < 2880.0 {
        format!("{} h", (minutes / 60.0).floor())
    } else {
        format!("{} days", (minutes / 1440.0).floor())
    };
    if away > 0.0 { format!("in {span}") } else { format!("{span} ago") }
}

#[cfg(test)]
mod tests {
    use super::from_now;

    #[test]
    fn the_words_are_the_servers() {
        assert_eq!(from_now(2.0 * 3_600_000.0), "in 2 h");
        assert_eq!(from_now(-3.0 * 86_400_000.0), "3 days ago");
        assert_eq!(from_now(20_000.0), "now");
        assert_eq!(from_now(-300_000.0), "5 min ago");
    }
}
