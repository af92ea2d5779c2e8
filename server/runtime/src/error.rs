//! What a caller of the runtime may be told, and which failures of the database are worth another try.

use engine::Rejection;
use engine::check::Problem;
use engine::form::FieldError;
use sqlx::error::ErrorKind;

/// Why something was not done. `Display` is what a person may read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for this person to know about.
    #[error("There is no such thing here.")]
    NotFound,
    /// The person may see it but not do it; a whole sentence.
    #[error("{0}")]
    Forbidden(String),
    /// The rules refused the command; `sentence` says why, with names.
    #[error("{sentence}")]
    Rejected { rejection: Rejection, sentence: String },
    /// Fields that need mending.
    #[error("{}", first_problem(.0))]
    Invalid(Vec<FieldError>),
    /// A definition that cannot be published, with every problem found.
    #[error("The definition has {} {}.", .0.len(), if .0.len() == 1 { "problem" } else { "problems" })]
    Problems(Vec<Problem>),
    /// The idempotency key was used for something else, or the thing exists already.
    #[error("{0}")]
    Conflict(String),
    /// It was here and is no more; a whole sentence about what became of it.
    #[error("{0}")]
    Gone(String),
    /// The database is away; nothing is known to have happened. The same key may be tried again.
    #[error("The database cannot be reached at the moment. Nothing is lost; try again shortly.")]
    Unavailable(#[source] sqlx::Error),
    #[error("Something went wrong here. It was written to the log.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The result of nearly everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn first_problem(fields: &[FieldError]) -> &str {
    match fields {
        [only] => &only.problem,
        _ => "Some of this needs another look.",
    }
}

impl Error {
    /// One field that needs mending.
    pub(crate) fn field(field: &str, problem: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), problem: problem.into() }])
    }

    /// Something that cannot be, said for the log.
    pub(crate) fn internal(what: impl Into<String>) -> Self {
        Self::Internal(what.into().into())
    }

    /// Whether the same command, with the same key on a new connection, may succeed.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Internal(source) => source.downcast_ref::<sqlx::Error>().is_some_and(is_clash),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_away(&error) {
            Self::Unavailable(error)
        } else if is_unstorable(&error) {
            Self::field("", "This has characters that cannot be kept.")
        } else {
            Self::Internal(error.into())
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

/// The database was not there, went away, or could not be written.
pub(crate) fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.starts_with("08")
                || matches!(
                    &*code,
                    "25006" | "25P03" | "53300" | "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "XX000"
                )
        }),
        _ => false,
    }
}

/// Postgres keeps every text but one with a null character.
fn is_unstorable(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if matches!(error.code().as_deref(), Some("22021" | "22P05")))
}

/// Two transactions met; one of them has to come again. A new request that is there already was made by an earlier attempt
/// of the same command, whose commit was slower than our patience: the key tells the next attempt so.
fn is_clash(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    matches!(error.code().as_deref(), Some("40001" | "40P01"))
        || (error.kind() == ErrorKind::UniqueViolation
            && matches!(
                error.constraint(),
                Some(
                    "command_keys_pkey"
                        | "executions_pkey"
                        | "signal_receipts_pkey"
                        | "design_keys_pkey"
                        | "definitions_pkey"
                )
            ))
}

/// The name of the constraint that a statement broke.
pub(crate) fn broken_constraint(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(error) => error.constraint(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    use super::*;

    #[sqlx::test]
    async fn a_command_that_meets_its_own_earlier_attempt_comes_again(pool: PgPool) {
        for (constraint, again) in [("command_keys_pkey", true), ("executions_pkey", true), ("users_email_key", false)]
        {
            let twice = format!(
                "create table met (id integer constraint {constraint} primary key); insert into met values (1), (1)"
            );
            let error = sqlx::raw_sql(&twice).execute(&pool).await.expect_err("twice the same");
            assert_eq!(Error::from(error).may_pass(), again, "{constraint}");
        }
    }
}
