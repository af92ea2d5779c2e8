//! Settings: what the command line and the environment say, checked before anything starts.
//! A wrong one is one sentence that names it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::cli::SettingArgs;
use crate::mail_settings::MailSettings;

/// Where the data folder is when no setting says so.
const DATA: &str = "./.data";
const LISTEN: &str = "127.0.0.1:3000";
const LOG: &str = "info,sqlx::postgres::notice=warn,tower_sessions=warn";

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}.")]
pub struct WrongSetting {
    name: &'static str,
    problem: String,
}

impl WrongSetting {
    /// What is wrong with the setting of this name; goes on after the name.
    pub fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self { name, problem: problem.into() }
    }
}

/// The settings, each checked.
#[derive(Debug, Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    pub public: PublicUrl,
    pub database: DatabaseSetting,
    pub mail: MailSettings,
    /// The folder of wasm, scripts, styles and fonts; none: beside the binary.
    pub site: Option<PathBuf>,
    pub log: String,
}

/// Which database to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseSetting {
    /// The one at this URL.
    At(String),
    /// A private one in a folder that was chosen.
    PrivateIn(PathBuf),
    /// A private one in the usual folder, which may be moved if Postgres cannot reach it.
    PrivateInUsual(PathBuf),
}

/// The address that people's browsers see: scheme and host, no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// As browsers send it in `Origin`, without a slash at the end.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Host and port as browsers send them in `Host`.
    pub fn authority(&self) -> &str {
        self.0.authority()
    }

    /// The host alone.
    fn host(&self) -> &str {
        self.0.host_str().unwrap_or("localhost")
    }

    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

impl Settings {
    /// Checks every setting.
    pub fn check(args: SettingArgs) -> Result<Self, WrongSetting> {
        let listen = listen(&given(args.listen).unwrap_or_else(|| LISTEN.to_owned()))?;
        let public = public(given(args.public_url), listen)?;
        let mail = MailSettings::check(
            given(args.smtp_url),
            given(args.smtp_ca),
            given(args.mail_from),
            given(args.mail_rate),
            public.host(),
        )?;
        Ok(Self {
            listen,
            public,
            database: database(given(args.database_url), given(args.data))?,
            mail,
            site: given(args.site).map(PathBuf::from),
            log: log(given(args.log))?,
        })
    }

    /// One-click sign-in as anybody must never be reachable from another machine.
    pub fn check_demo(&self) -> Result<(), WrongSetting> {
        if !self.listen.ip().is_loopback() {
            return wrong(
                "COUNTERSIGN_LISTEN",
                "must be a loopback address such as 127.0.0.1:3000 with --demo, because anybody could sign in as anybody",
            );
        }
        if !self.public.is_loopback() {
            return wrong(
                "COUNTERSIGN_PUBLIC_URL",
                "must name this machine, such as http://127.0.0.1:3000, with --demo, because anybody could sign in as anybody",
            );
        }
        Ok(())
    }
}

/// A setting that is there but empty counts as not given.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.trim().is_empty())
}

pub(crate) fn wrong<T>(name: &'static str, problem: impl Into<String>) -> Result<T, WrongSetting> {
    Err(WrongSetting::new(name, problem))
}

fn listen(value: &str) -> Result<SocketAddr, WrongSetting> {
    match value.strip_prefix("localhost:").map_or_else(|| value.parse(), |port| format!("127.0.0.1:{port}").parse()) {
        Ok(address) => Ok(address),
        Err(_) => {
            wrong("COUNTERSIGN_LISTEN", format!("must be an address with a port, such as {LISTEN}, and is \"{value}\""))
        }
    }
}

fn public(value: Option<String>, listen: SocketAddr) -> Result<PublicUrl, WrongSetting> {
    const NAME: &str = "COUNTERSIGN_PUBLIC_URL";
    if value.is_none() && !listen.ip().is_loopback() {
        return wrong(
            NAME,
            "must be set when COUNTERSIGN_LISTEN is reachable from other machines, because links, cookies and the check of origins depend on it",
        );
    }
    let value = value.unwrap_or_else(|| format!("http://{listen}"));
    let problem = || {
        wrong(
            NAME,
            format!(
                "must be http or https with a host and no path, such as https://approvals.example.com, and is \"{value}\""
            ),
        )
    };
    let Ok(url) = Url::parse(&value) else { return problem() };
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let usable = matches!(url.scheme(), "http" | "https") && url.has_host() && url.password().is_none() && bare;
    if usable { Ok(PublicUrl(url)) } else { problem() }
}

/// What is wrong with a database URL is said without the URL: it may hold a password.
fn database(url: Option<String>, data: Option<String>) -> Result<DatabaseSetting, WrongSetting> {
    let Some(url) = url else {
        return Ok(
            data.map_or(DatabaseSetting::PrivateInUsual(DATA.into()), |data| DatabaseSetting::PrivateIn(data.into()))
        );
    };
    let scheme = url.starts_with("postgres://") || url.starts_with("postgresql://");
    if scheme && PgConnectOptions::from_str(&url).is_ok() {
        return Ok(DatabaseSetting::At(url));
    }
    wrong("DATABASE_URL", "must be a PostgreSQL address such as postgres://user:password@host:5432/database")
}

fn log(value: Option<String>) -> Result<String, WrongSetting> {
    let value = value.unwrap_or_else(|| LOG.to_owned());
    match EnvFilter::try_new(&value) {
        Ok(_) => Ok(value),
        Err(_) => {
            wrong("RUST_LOG", format!("must be a level or a list of target=level, such as {LOG}, and is \"{value}\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(args: SettingArgs) -> String {
        Settings::check(args).expect_err("a wrong setting").to_string()
    }

    #[test]
    fn without_any_setting_it_serves_this_machine_from_a_private_database() {
        let settings = Settings::check(SettingArgs::default()).expect("the defaults");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(settings.public.origin(), "http://127.0.0.1:3000");
        assert_eq!(settings.database, DatabaseSetting::PrivateInUsual("./.data".into()));
        assert_eq!(settings.check_demo(), Ok(()));
    }

    #[test]
    fn each_wrong_setting_is_one_sentence_that_names_it_and_keeps_secrets() {
        let base = SettingArgs::default;
        let cases = [
            ("COUNTERSIGN_LISTEN", SettingArgs { listen: Some("3000".to_owned()), ..base() }),
            ("COUNTERSIGN_LISTEN", SettingArgs { listen: Some("localhost:http".to_owned()), ..base() }),
            ("COUNTERSIGN_PUBLIC_URL", SettingArgs { listen: Some("0.0.0.0:3000".to_owned()), ..base() }),
            ("COUNTERSIGN_PUBLIC_URL", SettingArgs { public_url: Some("approvals.example.com".to_owned()), ..base() }),
            (
                "COUNTERSIGN_PUBLIC_URL",
                SettingArgs { public_url: Some("https://example.com/approvals".to_owned()), ..base() },
            ),
            ("DATABASE_URL", SettingArgs { database_url: Some("mysql://root:hunter2@db/x".to_owned()), ..base() }),
            ("DATABASE_URL", SettingArgs { database_url: Some("postgres://u:hunter2@h:port/x".to_owned()), ..base() }),
            ("SMTP_URL", SettingArgs { smtp_url: Some("https://u:hunter2@mail".to_owned()), ..base() }),
            ("SMTP_URL", SettingArgs { smtp_url: Some("smtp://u:hunter2@mail.example.com".to_owned()), ..base() }),
            ("SMTP_CA", SettingArgs { smtp_ca: Some("/nowhere/ca.pem".to_owned()), ..base() }),
            ("COUNTERSIGN_MAIL_FROM", SettingArgs { mail_from: Some("nobody".to_owned()), ..base() }),
            ("COUNTERSIGN_MAIL_RATE", SettingArgs { mail_rate: Some("fast".to_owned()), ..base() }),
            ("RUST_LOG", SettingArgs { log: Some("countersign=loud".to_owned()), ..base() }),
        ];
        for (name, args) in cases {
            let said = complaint(args);
            assert!(said.starts_with(&format!("{name} must ")), "{said}");
            assert!(said.ends_with('.') && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn demo_is_refused_wherever_others_could_reach_it() {
        let with = |listen: &str, public: &str| {
            let args = SettingArgs {
                listen: Some(listen.to_owned()),
                public_url: Some(public.to_owned()),
                ..SettingArgs::default()
            };
            Settings::check(args).expect("good settings").check_demo().is_ok()
        };
        assert!(with("[::1]:3000", "http://localhost:3000"));
        assert!(!with("0.0.0.0:3000", "http://localhost:3000"));
        assert!(!with("127.0.0.1:3000", "https://approvals.example.com"));
    }

    #[test]
    fn an_empty_setting_counts_as_not_given() {
        let args =
            SettingArgs { database_url: Some(String::new()), listen: Some(" ".to_owned()), ..SettingArgs::default() };
        assert!(Settings::check(args).is_ok());
    }
}
