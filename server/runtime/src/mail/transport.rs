//! Where mail goes: to a mail server over SMTP, or, without one, into the outbox page. Connections are kept for a while
//! and given back only whole: one that failed, took too long or was left in the middle is closed and never used again.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use tokio::net::TcpStream;

/// A connection that nobody used for this long is closed.
const IDLE: Duration = Duration::from_secs(20);
/// Connections that are kept.
const KEPT: usize = 32;

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
    /// Connecting, one mail, and clearing up after a refusal take no longer than this each; together less than the lease of a
    /// claim, two minutes.
    pub patience: Duration,
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
    Smtp(Smtp),
    /// Mail is kept whole, for the outbox page.
    Keep,
}

/// A mail server with the connections to it that are open.
#[derive(Clone)]
pub struct Smtp(Arc<Inner>);

struct Inner {
    server: MailServer,
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

/// Neither passwords nor connections.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{})", self.0.server.host, self.0.server.port)
    }
}

/// Why a mail did not go. The text is the mail server's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The mail server will not take this mail, now or later.
    #[error("{0}")]
    Refused(String),
    /// It may take this mail later.
    #[error("{0}")]
    Later(String),
    /// It takes no mail at all at the moment.
    #[error("{0}")]
    Away(String),
}

impl Transport {
    /// A mail server; connections are opened when they are needed.
    ///
    /// # Errors
    /// The certificate authority cannot be read.
    pub fn smtp(server: &MailServer) -> Result<Self, WrongMailServer> {
        let tls = match server.encryption {
            Encryption::None => None,
            Encryption::StartTls | Encryption::Tls => {
                let mut parameters = TlsParameters::builder(server.host.clone());
                if let Some(pem) = &server.authority {
                    parameters = parameters
                        .add_root_certificate(Certificate::from_pem(pem).map_err(WrongMailServer::Authority)?);
                }
                Some(parameters.build().map_err(WrongMailServer::Tls)?)
            }
        };
        let inner = Inner { server: server.clone(), tls, hello: ClientId::default(), idle: Mutex::default() };
        Ok(Self::Smtp(Smtp(Arc::new(inner))))
    }
}

impl Smtp {
    /// Hands a message to the mail server.
    pub async fn send(&self, message: &Message) -> Result<(), NotSent> {
        let mut connection = match self.idle() {
            Some(connection) => connection,
            None => self.within("connect", self.connect()).await.map_err(NotSent::Away)?,
        };
        let Ok(sent) = tokio::time::timeout(self.0.server.patience, hand_over(&mut connection, message)).await else {
            return Err(NotSent::Later("The mail server did not answer in time.".to_owned()));
        };
        if !connection.has_broken() && (sent.is_ok() || self.within("reset", reset(&mut connection)).await.is_ok()) {
            let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push((Instant::now(), connection));
            }
        }
        sent
    }

    /// A connection that was used not long ago.
    fn idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(since, _)| since.elapsed() < IDLE);
        idle.pop().map(|(_, connection)| connection)
    }

    async fn within<T>(&self, what: &str, work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, String> {
        match tokio::time::timeout(self.0.server.patience, work).await {
            Ok(done) => done.map_err(|error| said(&error)),
            Err(_) => Err(format!("The mail server did not answer in time ({what}).")),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, SmtpError> {
        let Inner { server, tls, hello, .. } = &*self.0;
        let place = (server.host.as_str(), server.port);
        let mut connection = match (server.encryption, TcpStream::connect(place).await) {
            (Encryption::None | Encryption::StartTls, Ok(stream)) => {
                // The end of a message is sent by itself; without this it would wait for an acknowledgement each time.
                let _ = stream.set_nodelay(true);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello).await?
            }
            // The library says in its own error why there is no connection.
            _ => {
                AsyncSmtpConnection::connect_tokio1(
                    place,
                    Some(server.patience),
                    hello,
                    implicit(server, tls.as_ref()),
                    None,
                )
                .await?
            }
        };
        if let (Encryption::StartTls, Some(tls)) = (server.encryption, tls) {
            connection.starttls(tls.clone(), hello).await?;
        }
        if let Some((user, password)) = &server.login {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }
}

fn implicit(server: &MailServer, tls: Option<&TlsParameters>) -> Option<TlsParameters> {
    tls.filter(|_| server.encryption == Encryption::Tls).cloned()
}

async fn reset(connection: &mut AsyncSmtpConnection) -> Result<(), SmtpError> {
    connection.command(Rset).await.map(drop)
}

/// One mail over an open connection. What the server says to the sender concerns all mail, to a recipient this one.
async fn hand_over(connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), NotSent> {
    let envelope = message.envelope();
    let mut parameters = Vec::new();
    if connection.server_info().supports_feature(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(envelope.from().cloned(), parameters)).await.map_err(|error| of_sender(&error))?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), vec![])).await.map_err(|error| of_mail(&error))?;
    }
    connection.command(Data).await.map_err(|error| of_mail(&error))?;
    connection.message(&message.formatted()).await.map(drop).map_err(|error| of_mail(&error))
}

fn of_sender(error: &SmtpError) -> NotSent {
    // A connection that had been closed meanwhile says nothing about the server.
    if error.status().is_some() { NotSent::Away(said(error)) } else { NotSent::Later(said(error)) }
}

fn of_mail(error: &SmtpError) -> NotSent {
    match error.status().map(u16::from) {
        Some(421) => NotSent::Away(said(error)),
        Some(500..) => NotSent::Refused(said(error)),
        None if error.is_client() => NotSent::Refused(said(error)),
        _ => NotSent::Later(said(error)),
    }
}

/// What went wrong, with its causes, not longer than it can be kept.
fn said(error: &SmtpError) -> String {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = inner.source();
    }
    said.truncate(said.char_indices().nth(500).map_or(said.len(), |(at, _)| at));
    said
}
