//! A written mail as a message: text and HTML, one thread per request, an id that stays when it is sent again.

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentDisposition, ContentId, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use uuid::Uuid;

use super::letter::Rendered;
use crate::error::{Error, Result};

/// What surrounds the words of a mail.
pub(super) struct Envelope<'a> {
    /// Left half of the Message-ID.
    pub id: String,
    pub from: &'a Mailbox,
    pub to_name: &'a str,
    pub to_address: &'a str,
    /// The request whose thread it belongs to.
    pub thread: Option<Uuid>,
    pub unsubscribe: Option<&'a str>,
    pub logo: Option<Vec<u8>>,
    pub at: DateTime<Utc>,
}

/// The message.
pub(super) fn message(envelope: Envelope<'_>, rendered: Rendered) -> Result<Message> {
    let host = envelope.from.email.domain();
    let address = envelope.to_address.parse().map_err(|_| Error::field("email", "This is not an e-mail address."))?;
    let mut builder = Message::builder()
        .from(envelope.from.clone())
        .to(Mailbox::new(Some(envelope.to_name.to_owned()), address))
        .subject(rendered.subject)
        .date(envelope.at.into())
        .message_id(Some(format!("<{}@{host}>", envelope.id)))
        .header(AutoSubmitted);
    if let Some(thread) = envelope.thread {
        let root = format!("<{}.request@{host}>", thread.simple());
        builder = builder.in_reply_to(root.clone()).references(root);
    }
    if let Some(url) = envelope.unsubscribe {
        builder = builder.header(ListUnsubscribe(format!("<{url}>"))).header(OneClick);
    }
    let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(rendered.html);
    let body = MultiPart::alternative().singlepart(SinglePart::plain(rendered.text));
    let body = match envelope.logo {
        None => body.singlepart(html),
        Some(png) => {
            let logo = SinglePart::builder()
                .header(ContentType::parse("image/png").map_err(|error| Error::Internal(error.into()))?)
                .header(ContentDisposition::inline())
                .header(ContentId::from("<logo>".to_owned()))
                .body(png);
            body.multipart(MultiPart::related().singlepart(html).singlepart(logo))
        }
    };
    builder.multipart(body).map_err(|error| Error::Internal(error.into()))
}

macro_rules! header {
    ($(#[$doc:meta])* $name:ident, $key:literal, $value:expr) => {
        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($key)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("only written, never read".into())
            }

            fn display(&self) -> HeaderValue {
                let value: &dyn Fn(&Self) -> String = &$value;
                HeaderValue::new(Self::name(), value(self))
            }
        }
    };
}

/// Tells answering machines to keep quiet.
#[derive(Clone)]
struct AutoSubmitted;
header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated".to_owned());

/// RFC 2369.
#[derive(Clone)]
struct ListUnsubscribe(String);
header!(ListUnsubscribe, "List-Unsubscribe", |url| url.0.clone());

/// RFC 8058: the address takes a POST without a question.
#[derive(Clone)]
struct OneClick;
header!(OneClick, "List-Unsubscribe-Post", |_| "List-Unsubscribe=One-Click".to_owned());
