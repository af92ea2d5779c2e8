//! The drawing of a version on one page of paper, as large as it fits: printed, or saved as a PDF by the browser. It has the
//! letters of every script, and lines stay lines; a PDF made here would need a typesetter and fonts for all of that.

use leptos::prelude::*;
use runtime::read;

use super::names::{Names, notes};
use crate::drawing::{Drawing, can_be_drawn};
use crate::islands::Print;
use crate::ui::{Head, Icon, Page, Problem};
use crate::visit::Desk;

/// The page to print.
pub async fn show(desk: Desk, key: &str, version: Option<String>) -> Page {
    let version = version.map(|version| version.parse::<i32>().map_err(|_| Problem::NotFound)).transpose()?;
    let found = read::definition(&desk.runtime, &desk.caller, key, version).await?;
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let definition = found.definition.clone();
    let notes = names.narrated(&definition, notes);
    let (org, no) = (desk.caller.org_name.clone(), found.version);
    let published = found.versions.iter().find(|row| row.version == no).map(|row| row.published_at);
    // On paper nothing is “today”.
    let day = |at| desk.zone().local(at).format("%-d %B %Y").to_string();
    let published = published.map(|at| format!("Published {}. ", day(at))).unwrap_or_default();
    let said = format!("{published}Printed {}.", day(desk.now));
    let back = format!("/definitions/{key}?version={no}");
    let drawing = if can_be_drawn(&definition) {
        view! { <Drawing id="process" definition=definition.clone() notes/> }.into_any()
    } else {
        view! { <p class="import-undrawn">"It is too large to be drawn here. The drawing (SVG) has all of it."</p> }
            .into_any()
    };
    Ok(view! {
        <div class="print">
            <Head title=definition.name.clone() kind=format!("{org} \u{b7} version {no}")>
                <a class="button plain" href=back><Icon name="back"/>"To the process"</a>
                <button type="button" class="button" hidden data-print><Icon name="paper"/>"Print or save as PDF"</button>
            </Head>
            <p class="quiet print-when">{said}</p>
            <section class="sheet drawing-sheet-panel" aria-label="The drawing">{drawing}</section>
        </div>
        <Print/>
    }
    .into_any())
}
