//! A version of a process as a file, for whoever may see its page: the document, a BPMN file, the drawing.

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::*;
use runtime::read::{self, DefinitionVersion};
use runtime::{Caller, Runtime};
use serde::Deserialize;

use super::names::Names;
use crate::drawing::alone;
use crate::islands::Png;
use crate::moment::Zone;
use crate::ui::{Icon, Problem};
use crate::visit::Visit;

/// What a version can be downloaded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Bpmn,
    Svg,
}

impl Format {
    const ALL: [Self; 3] = [Self::Json, Self::Bpmn, Self::Svg];

    const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Bpmn => "bpmn",
            Self::Svg => "svg",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Bpmn => "application/xml; charset=utf-8",
            Self::Svg => "image/svg+xml; charset=utf-8",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Json => "Document (JSON)",
            Self::Bpmn => "BPMN 2.0 file",
            Self::Svg => "Drawing (SVG)",
        }
    }
}

/// Which version; the newest when it is left out.
#[derive(Debug, Deserialize)]
struct Which {
    version: Option<String>,
}

/// The routes `/definitions/{key}/export.{json,bpmn,svg}`.
pub fn routes<S: Clone + Send + Sync + 'static>(runtime: Runtime) -> Router<S> {
    let router = Format::ALL.into_iter().fold(Router::new(), |router, format| {
        let path = format!("/definitions/{{key}}/export.{}", format.ending());
        router.route(&path, get(move |state, visit, key, which| answer(format, state, visit, key, which)))
    });
    router.with_state(runtime)
}

async fn answer(
    format: Format,
    State(runtime): State<Runtime>,
    Extension(visit): Extension<Visit>,
    Path(key): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    let Some(caller) = visit.caller else { return StatusCode::UNAUTHORIZED.into_response() };
    match file(format, &runtime, &caller, &key, which.version).await {
        Ok((name, text)) => {
            let headers = [
                (header::CONTENT_TYPE, format.media_type().to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(problem) => problem.status().into_response(),
    }
}

/// Name and text of the file. A key is letters, digits and dashes, so the name needs no care.
async fn file(
    format: Format,
    runtime: &Runtime,
    caller: &Caller,
    key: &str,
    version: Option<String>,
) -> Result<(String, String), Problem> {
    let version = version.map(|version| version.parse::<i32>().map_err(|_| Problem::NotFound)).transpose()?;
    let found = read::definition(runtime, caller, key, version).await?;
    let name = format!("{}-{}.{}", found.definition.key, found.version, format.ending());
    let text = match format {
        Format::Json => found.document,
        Format::Bpmn => engine::bpmn::export(&found.definition),
        Format::Svg => {
            let zone = Zone::new(&caller.time_zone, runtime.clock().now());
            let names = Names::load(runtime, caller, zone).await?;
            alone(&found.definition, &names.narrated(&found.definition, super::names::notes))
        }
    };
    Ok((name, text))
}

/// The ways to the files of the version that is shown.
pub(super) fn downloads(key: &str, found: &DefinitionVersion) -> AnyView {
    let version = found.version;
    // Drawn by the browser from the SVG file, and shown only where that can be.
    let (drawing, picture) =
        (format!("/definitions/{key}/export.svg?version={version}"), format!("{key}-{version}.png"));
    view! {
        <section class="sheet" aria-labelledby="downloads-title">
            <h2 id="downloads-title">"Download"</h2>
            <ul class="downloads">
                {Format::ALL.into_iter().map(|format| view! {
                    <li>
                        <a href=format!("/definitions/{key}/export.{}?version={version}", format.ending()) download>
                            <Icon name="down"/>{format.label()}
                        </a>
                    </li>
                }).collect_view()}
                <li><a href=format!("/definitions/{key}/print?version={version}")><Icon name="paper"/>"On paper, or as PDF"</a></li>
                <li hidden data-png-entry>
                    <button type="button" class="as-link" data-png=drawing data-png-name=picture><Icon name="down"/>"Picture (PNG)"</button>
                    <span aria-live="polite" data-png-note></span>
                </li>
            </ul>
            <Png/>
        </section>
    }
    .into_any()
}
