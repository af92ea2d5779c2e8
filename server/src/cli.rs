//! The command line: `countersign serve` and the commands beside it. Every setting has an option and a variable.

use clap::{Args, Parser, Subcommand};

/// Human approvals: asked, decided, escalated and recorded.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub settings: SettingArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// The settings as given; checked by `Settings::check`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingArgs {
    /// Address and port to serve on [default: 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "ADDRESS", env = "COUNTERSIGN_LISTEN", hide_env_values = true)]
    pub listen: Option<String>,
    /// The address that browsers and mails use [default: http:// and the address served on]
    #[arg(long, global = true, value_name = "URL", env = "COUNTERSIGN_PUBLIC_URL", hide_env_values = true)]
    pub public_url: Option<String>,
    /// The PostgreSQL database to use [default: a private one in the data folder]
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The data folder, which holds the private database [default: ./.data]
    #[arg(long, global = true, value_name = "FOLDER", env = "COUNTERSIGN_DATA", hide_env_values = true)]
    pub data: Option<String>,
    /// The mail server: smtp://, starttls:// or smtps:// with user and password [default: none, mail is kept in the outbox page]
    #[arg(long, global = true, value_name = "URL", env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// A file with a certificate authority that the mail server's certificate may come from [default: the system's]
    #[arg(long, global = true, value_name = "FILE", env = "SMTP_CA", hide_env_values = true)]
    pub smtp_ca: Option<String>,
    /// Whom mail is from [default: Countersign <countersign@ and the public address's host>]
    #[arg(long, global = true, value_name = "ADDRESS", env = "COUNTERSIGN_MAIL_FROM", hide_env_values = true)]
    pub mail_from: Option<String>,
    /// The most mails a second that this process sends [default: 20]
    #[arg(long, global = true, value_name = "NUMBER", env = "COUNTERSIGN_MAIL_RATE", hide_env_values = true)]
    pub mail_rate: Option<String>,
    /// The folder of scripts, styles and fonts [default: site, beside the binary's folder]
    #[arg(long, global = true, value_name = "FOLDER", env = "COUNTERSIGN_SITE", hide_env_values = true)]
    pub site: Option<String>,
    /// What to log: a level, or a list of target=level [default: info]
    #[arg(long, global = true, value_name = "FILTER", env = "RUST_LOG", hide_env_values = true)]
    pub log: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the application and work its timers
    Serve {
        /// Load a company to play with, and let anybody on this machine sign in as any of its people
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date, then end
    Migrate,
    /// Fold every history again, decide every command again, and report differences
    Replay,
    /// Check the chain of hashes of every history
    Verify,
    /// Measure approvals through the real command path, on an empty database
    Bench {
        /// How many approvals
        #[arg(long, default_value_t = 1_000)]
        approvals: usize,
        /// How many at the same time
        #[arg(long, default_value_t = 64)]
        at_once: usize,
        /// Measure this many mails instead, through the real postman into a mail server on loopback
        #[arg(long)]
        mails: Option<usize>,
        /// Print one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Organisations
    #[command(subcommand)]
    Org(OrgCommand),
    /// People
    #[command(subcommand)]
    User(UserCommand),
    /// Groups of people, which definitions name by their key
    #[command(subcommand)]
    Group(GroupCommand),
    /// Tokens for programs that use the REST API
    #[command(subcommand)]
    Token(TokenCommand),
}

#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Make an organisation and print its id
    Add {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make a person; the password is asked for, or read from standard input
    Add(NewUser),
    /// Set a new password, which is asked for or read from standard input; ends every session of the person
    Password {
        /// The e-mail address to sign in with
        email: String,
    },
    /// Make a person inactive: they cannot sign in and are not asked any more; what they did stays
    Deactivate {
        /// The e-mail address to sign in with
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum GroupCommand {
    /// Make a group; one with this key is left as it is
    Add {
        /// Short lower-case name that never changes, like finance
        key: String,
        /// Its name
        #[arg(long)]
        name: String,
        /// The organisation's id [default: the only one there is]
        #[arg(long)]
        org: Option<uuid::Uuid>,
    },
    /// Put a person into a group of their organisation
    Member {
        /// The group's key
        key: String,
        /// The person's e-mail address
        email: String,
    },
}

#[derive(Debug, Args)]
pub struct NewUser {
    /// The e-mail address to sign in with
    pub email: String,
    /// The person's name
    #[arg(long)]
    pub name: String,
    /// The organisation's id [default: the only one there is]
    #[arg(long)]
    pub org: Option<uuid::Uuid>,
    /// The time zone in which this person is shown times
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub time_zone: String,
    /// The manager's e-mail address
    #[arg(long, value_name = "EMAIL")]
    pub manager: Option<String>,
    /// May publish definitions
    #[arg(long)]
    pub designer: bool,
    /// May do everything in the organisation
    #[arg(long)]
    pub admin: bool,
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, once
    Add(NewToken),
    /// End a token, which is asked for or read from standard input
    Revoke,
}

#[derive(Debug, Args)]
pub struct NewToken {
    /// The e-mail address of the person for whom it acts
    pub email: String,
    /// What it is for
    #[arg(long)]
    pub name: String,
    /// What it may do; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_parser = crate::api::SCOPES.map(|(name, _)| name))]
    pub scopes: Vec<String>,
    /// Ends after this many days [default: never]
    #[arg(long)]
    pub days: Option<u16>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn help_names_every_setting_with_its_variable() {
        Cli::command().debug_assert();
        let help = Cli::command().render_long_help().to_string();
        for name in [
            "COUNTERSIGN_LISTEN",
            "COUNTERSIGN_PUBLIC_URL",
            "DATABASE_URL",
            "COUNTERSIGN_DATA",
            "SMTP_URL",
            "SMTP_CA",
            "COUNTERSIGN_MAIL_FROM",
            "COUNTERSIGN_MAIL_RATE",
            "COUNTERSIGN_SITE",
            "RUST_LOG",
        ] {
            assert!(help.contains(name), "{name} is missing in\n{help}");
        }
    }
}
