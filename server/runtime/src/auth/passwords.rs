//! Passwords: argon2id, at most two at a time, never on the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest password, in characters.
pub const LONGEST_PASSWORD: usize = 128;

/// Each hash takes 19 MB of memory and a core for a while.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A hash that no password has, checked for people who do not exist so that it takes as long as for those who do.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Fails with a field error unless the password is neither too short nor too long.
pub(super) fn must_be_good(password: &str) -> Result<()> {
    match password.chars().count() {
        0..SHORTEST_PASSWORD => Err(Error::field("password", format!("At least {SHORTEST_PASSWORD} characters."))),
        SHORTEST_PASSWORD..=LONGEST_PASSWORD => Ok(()),
        _ => Err(Error::field("password", format!("At most {LONGEST_PASSWORD} characters."))),
    }
}

/// The hash of a password, in PHC form.
pub(super) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    apart(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::internal(format!("a password could not be hashed: {error}")))
    })
    .await?
}

/// Whether the password has this hash; always takes as long, also without a hash.
pub(super) async fn matches(password: &str, hash: Option<String>) -> Result<bool> {
    if password.chars().count() > LONGEST_PASSWORD {
        return Ok(false);
    }
    let password = password.to_owned();
    apart(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODY);
        let right = PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        right && known
    })
    .await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.map_err(|error| Error::Internal(error.into()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_and_nobody_matches_nothing() {
        let hash = hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(matches("correct horse battery", Some(hash.clone())).await.unwrap());
        assert!(!matches("correct horse", Some(hash)).await.unwrap());
        assert!(!matches("correct horse battery", None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok(), "else an unknown person is answered at once");
    }
}
