//! The settings of mail: which server, whom it is from, how fast.

use std::time::Duration;

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use runtime::mail::{Encryption, MailServer, Transport};
use url::{Host, Url};

use crate::config::{WrongSetting, wrong};

/// How long the mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
const RATE: u32 = 20;
const FASTEST: u32 = 10_000;

/// The settings of mail, each checked.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Where mail goes.
    pub transport: Transport,
    /// The mail server's name, for the log.
    pub server: Option<String>,
    pub from: Mailbox,
    /// The most mails a second.
    pub per_second: u32,
}

impl MailSettings {
    /// Checks them; `host` is the public address's.
    pub fn check(
        url: Option<String>,
        ca: Option<String>,
        from: Option<String>,
        rate: Option<String>,
        host: &str,
    ) -> Result<Self, WrongSetting> {
        let authority = match ca {
            None => None,
            Some(path) => match std::fs::read(&path) {
                Ok(pem) => Some(pem),
                Err(error) => {
                    return wrong("SMTP_CA", format!("must be a file that can be read, and {path} is not: {error}"));
                }
            },
        };
        let server = url.map(|url| server(&url, authority)).transpose()?;
        let transport = match &server {
            None => Transport::Keep,
            Some(server) => Transport::smtp(server)
                .map_err(|error| WrongSetting::new("SMTP_CA", format!("must be a certificate in PEM form: {error}")))?,
        };
        let from = from.unwrap_or_else(|| format!("Countersign <countersign@{}>", mail_host(host)));
        let Ok(from) = from.parse::<Mailbox>() else {
            return wrong("COUNTERSIGN_MAIL_FROM", "must be an address such as Approvals <approvals@example.com>");
        };
        let per_second = match rate.as_deref().map(str::parse::<u32>) {
            None => RATE,
            Some(Ok(rate)) if (1..=FASTEST).contains(&rate) => rate,
            Some(_) => {
                return wrong("COUNTERSIGN_MAIL_RATE", format!("must be a whole number from 1 to {FASTEST}"));
            }
        };
        Ok(Self { transport, server: server.map(|server| server.host), from, per_second })
    }
}

/// A bare address of this machine is no host of a mail address.
fn mail_host(host: &str) -> &str {
    let is_name = host.chars().any(|c| c.is_ascii_alphabetic()) && !host.starts_with('[');
    if is_name { host } else { "localhost" }
}

fn server(url: &str, authority: Option<Vec<u8>>) -> Result<MailServer, WrongSetting> {
    const NAME: &str = "SMTP_URL";
    let problem = || {
        wrong(
            NAME,
            "must be a mail server's address such as starttls://user:password@mail.example.com:587, smtps://mail.example.com or smtp://127.0.0.1:25",
        )
    };
    let Ok(url) = Url::parse(url) else { return problem() };
    let (encryption, port) = match url.scheme() {
        "smtp" => (Encryption::None, 25),
        "starttls" => (Encryption::StartTls, 587),
        "smtps" => (Encryption::Tls, 465),
        _ => return problem(),
    };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return problem() };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        (user, password) => Some((decoded(user), decoded(password.unwrap_or_default()))),
    };
    if login.is_some() && encryption == Encryption::None && !is_here(&url) {
        return wrong(
            NAME,
            "must be starttls:// or smtps:// for a server elsewhere, so that the password is not sent in the clear",
        );
    }
    Ok(MailServer {
        host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
        port: url.port().unwrap_or(port),
        encryption,
        login,
        authority,
        patience: PATIENCE,
    })
}

/// Hosts of schemes that the library does not know come as plain text.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> MailServer {
        server(url, None).expect("a mail server")
    }

    #[test]
    fn the_scheme_says_how_the_connection_is_kept_secret() {
        let plain = read("smtp://127.0.0.1:2525");
        assert_eq!((plain.encryption, plain.port, plain.login), (Encryption::None, 2525, None));
        let starttls = read("starttls://ana%40example.com:p%3Aw%20d@mail.example.com");
        assert_eq!(
            (starttls.encryption, starttls.port, starttls.host.as_str()),
            (Encryption::StartTls, 587, "mail.example.com")
        );
        assert_eq!(starttls.login, Some(("ana@example.com".to_owned(), "p:w d".to_owned())));
        assert_eq!((read("smtps://mail").encryption, read("smtps://[::1]").host), (Encryption::Tls, "::1".to_owned()));
    }

    #[test]
    fn a_password_is_never_sent_in_the_clear_to_another_machine() {
        assert!(server("smtp://u:p@mail.example.com", None).is_err());
        assert!(server("smtp://u:p@127.0.0.1:2525", None).is_ok());
    }

    #[test]
    fn mail_is_from_the_public_address_unless_something_else_is_said() {
        let of = |from: Option<&str>, host| {
            MailSettings::check(None, None, from.map(str::to_owned), None, host).expect("settings").from.to_string()
        };
        assert_eq!(of(None, "approvals.example.com"), "Countersign <countersign@approvals.example.com>");
        assert_eq!(of(None, "127.0.0.1"), "Countersign <countersign@localhost>");
        assert_eq!(of(Some("Halden <a@halden.example>"), "x"), "Halden <a@halden.example>");
    }
}
