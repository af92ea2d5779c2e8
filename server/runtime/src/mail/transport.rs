//! Where mail goes: to a mail server over SMTP, or, without one, into the outbox page.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error as SmtpError, PoolConfig};
use lettre::{AsyncTransport, Message, Tokio1Executor};

/// One command to the mail server takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(20);
/// A connection that nobody used for this long is closed.
const IDLE: Duration = Duration::from_mins(1);

/// How a connection to the mail server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    None,
    /// Begins in the clear and must change to TLS before anything is said.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A mail server.
#[derive(Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    /// User and password.
    pub login: Option<(String, String)>,
    /// A certificate authority that is trusted too, in PEM form.
    pub authority: Option<Vec<u8>>,
    /// Connections at the same time.
    pub connections: u32,
}

/// The mail server cannot be used as it was set.
#[derive(Debug, thiserror::Error)]
pub enum WrongMailServer {
    #[error("the certificate authority cannot be read")]
    Authority(#[source] SmtpError),
    #[error("TLS cannot be set up")]
    Tls(#[source] SmtpError),
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Mail is kept whole, for the outbox page.
    Keep,
}

/// Why a mail did not go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotSent {
    /// The mail server will not take this mail, now or later.
    Refused(String),
    /// It may take this mail later.
    Later(String),
    /// It takes no mail at all at the moment.
    Away(String),
}

impl Transport {
    /// A mail server; connections are opened when they are needed.
    ///
    /// # Errors
    /// The certificate authority cannot be read.
    pub fn smtp(server: &MailServer) -> Result<Self, WrongMailServer> {
        let tls = || {
            let mut parameters = TlsParameters::builder(server.host.clone());
            if let Some(pem) = &server.authority {
                parameters =
                    parameters.add_root_certificate(Certificate::from_pem(pem).map_err(WrongMailServer::Authority)?);
            }
            parameters.build().map_err(WrongMailServer::Tls)
        };
        let tls = match server.encryption {
            Encryption::None => Tls::None,
            Encryption::StartTls => Tls::Required(tls()?),
            Encryption::Tls => Tls::Wrapper(tls()?),
        };
        let pool = PoolConfig::new().max_size(server.connections).idle_timeout(IDLE);
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .pool_config(pool);
        if let Some((user, password)) = &server.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self::Smtp(transport.build()))
    }
}

/// Hands a message to the mail server.
pub(super) async fn send(transport: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Result<(), NotSent> {
    transport.send(message).await.map(drop).map_err(|error| judge(&error))
}

fn judge(error: &SmtpError) -> NotSent {
    let mut said = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        said = format!("{said}: {cause}");
    }
    said.truncate(said.char_indices().nth(500).map_or(said.len(), |(at, _)| at));
    let Some(code) = error.status().map(u16::from) else { return NotSent::Away(said) };
    match code {
        // The server goes away, or does not like who we are: no mail will do better.
        421 | 454 | 530 | 534 | 535 | 538 => NotSent::Away(said),
        500.. => NotSent::Refused(said),
        _ => NotSent::Later(said),
    }
}
