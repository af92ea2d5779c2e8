//! The drawing as a picture: the browser draws the SVG file on a canvas, on paper and twice as large, and downloads that.
//! The entry is hidden until this runs, because nothing else can do it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, Element, Event, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Response,
};

use super::dom;

/// Pixels of the picture for one of the drawing.
const SCALE: f64 = 2.0;
/// What every browser's canvas can hold: the longest side, and all pixels.
const LONGEST: f64 = 8192.0;
const MOST: f64 = 33_000_000.0;
/// The drawing's own ground.
const PAPER: &str = "#fffdf8";
/// A picture gets nothing from the page around it, so it brings the letters along.
const LETTERS: &str = "/fonts/instrument-sans.woff2";
const STYLES: &str = "<style>";

/// Offers the drawing as a picture.
#[island]
pub fn Png() -> impl IntoView {
    Effect::new(|_| {
        for entry in dom::all("[data-png-entry]") {
            let _ = entry.remove_attribute("hidden");
        }
        dom::listen(&document(), "click", |event: Event| {
            let button = dom::target::<Element>(&event).and_then(|at| at.closest("[data-png]").ok().flatten());
            let Some(button) = button.filter(|button| !button.has_attribute("aria-busy")) else { return };
            let _ = button.set_attribute("aria-busy", "true");
            leptos::task::spawn_local(async move {
                let said = if download(&button).await.is_some() {
                    "The picture is downloaded."
                } else {
                    "The picture could not be made. Try again, or take the drawing (SVG)."
                };
                let _ = button.remove_attribute("aria-busy");
                if let Some(note) = dom::one("[data-png-note]") {
                    note.set_text_content(Some(said));
                }
            });
        });
    });
}

async fn download(button: &Element) -> Option<()> {
    let svg = String::from_utf8(bytes(&button.get_attribute("data-png")?).await.ok()?).ok()?;
    let svg = match bytes(LETTERS).await {
        Ok(letters) => with_letters(&svg, &window().btoa(&binary(&letters)).ok()?),
        Err(_) => svg,
    };
    let picture = drawn(&svg).await.ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&picture);
    link.set_download(&button.get_attribute("data-png-name")?);
    link.click();
    Some(())
}

async fn bytes(address: &str) -> Result<Vec<u8>, JsValue> {
    let answer: Response = JsFuture::from(window().fetch_with_str(address)).await?.unchecked_into();
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    Ok(js_sys::Uint8Array::new(&JsFuture::from(answer.array_buffer()?).await?).to_vec())
}

/// One letter for each byte, as `btoa` reads them.
fn binary(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn with_letters(svg: &str, letters: &str) -> String {
    let face = format!(
        "{STYLES}@font-face{{font-family:\"Instrument Sans\";font-weight:400 700;src:url(data:font/woff2;base64,{letters})}}"
    );
    svg.replacen(STYLES, &face, 1)
}

/// The picture as an address of its own.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand pixels")]
async fn drawn(svg: &str) -> Result<String, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg)));
    JsFuture::from(image.decode()).await?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = SCALE.min(LONGEST / width).min(LONGEST / height).min((MOST / (width * height)).sqrt());
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into::<CanvasRenderingContext2d>();
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.set_fill_style_str(PAPER);
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    canvas.to_data_url_with_type("image/png")
}
