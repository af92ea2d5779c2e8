//! The press: MJML becomes an HTML template once per process, and each letter only fills it in.
//! So no text of a letter ever passes through MJML, and escaping is the template engine's alone.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::{error, fmt};

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context};
use mrml::prelude::render::RenderOptions;

use super::model::{Kind, Letter, Look};
use super::paint::Paint;
use super::tidy::{address, answer, behind, clean, flat, fold};
use super::words::Words;

/// The parts that the letter's MJML includes by these names.
const PARTS: [(&str, &str); 4] = [
    ("style", include_str!("templates/style.mjml.j2")),
    ("ask", include_str!("templates/ask.mjml.j2")),
    ("detail", include_str!("templates/detail.mjml.j2")),
    ("footer", include_str!("templates/footer.mjml.j2")),
];

/// The two templates, compiled; only the HTML one is escaped.
static PRESS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut press = Environment::new();
    press.set_auto_escape_callback(|name| if name == "letter.html" { AutoEscape::Html } else { AutoEscape::None });
    press.add_filter("lines", |text: &str| {
        Value::from_safe_string(HtmlEscape(clean(text).trim()).to_string().replace('\n', "<br>"))
    });
    press.add_filter("href", |url: &str| Value::from_safe_string(address(url).replace('&', "&amp;")));
    press.add_filter("address", address);
    press.add_filter("behind", behind);
    press.add_filter("flat", flat);
    press.add_function("answer", answer);
    press.add_template_owned("letter.html", page()).expect("the HTML template is a constant that a test renders");
    press
        .add_template("letter.txt", include_str!("templates/letter.txt.j2"))
        .expect("the text template is a constant that a test renders");
    press
});

/// The MJML of a letter as mail-safe HTML, still with its placeholders.
fn page() -> String {
    // Not mrml's own including: it draws a part as one element, without the paddings and classes of what is in it.
    let letter = PARTS.iter().fold(include_str!("templates/letter.mjml.j2").to_owned(), |whole, (name, part)| {
        whole.replace(&format!("<mj-include path=\"{name}\" />"), part)
    });
    let letter = mrml::parse(letter).expect("the MJML is a constant that a test renders");
    // No fonts: the default ones would be fetched from elsewhere.
    let options = RenderOptions { disable_comments: true, social_icon_origin: None, fonts: HashMap::new() };
    let html = letter.element.render(&options).expect("the MJML is a constant that a test renders");
    // mrml gives its own tables this role, and not those of mj-table; here they all only lay out.
    html.replace(
        "<table border=\"0\" cellpadding=\"0\" cellspacing=\"0\" width",
        "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" width",
    )
}

/// A letter ready to be sent; the mail library encodes its headers and bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A template could not be filled in.
#[derive(Debug)]
pub struct RenderError(minijinja::Error);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the letter could not be written")
    }
}

impl error::Error for RenderError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Writes a letter in the organisation's look.
pub fn render(look: &Look, letter: &Letter) -> Result<Rendered, RenderError> {
    let words = Words::of(&look.subject_prefix, letter);
    let logo = look.logo.as_deref().filter(|src| src.starts_with("cid:") || src.starts_with("data:image/"));
    let incident = match &letter.kind {
        Kind::Incident { reason } => Some(reason),
        _ => None,
    };
    let values = context! {
        subject => words.subject.as_str(),
        headline => words.headline,
        lead => words.lead,
        preheader => words.preheader,
        org => look.org_name.as_str(),
        logo,
        paint => Serde(Paint::of(&look.colour)),
        due_label => words.due_label,
        silence_label => words.silence_label,
        asks => letter.kind.asks(),
        names_requester => letter.kind.names_requester(),
        incident,
        ..Value::from(Serde(letter))
    };
    let fill = |name| PRESS.get_template(name).and_then(|page| page.render(&values)).map_err(RenderError);
    Ok(Rendered {
        text: fold(&clean(&fill("letter.txt")?)),
        html: clean(&fill("letter.html")?),
        subject: words.subject,
    })
}
