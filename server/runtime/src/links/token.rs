//! A link's token as text: `{shard}-{43 letters}`, the letters being 256 random bits. Only its hash is stored.

use std::fmt;
use std::str::FromStr;

use crate::auth::{hash, secret};

/// Letters of the secret.
const LENGTH: usize = 43;

/// What an address carries: where to look, and a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    pub(crate) shard: i16,
    secret: String,
}

/// Why a text is not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a link of ours")]
pub struct NotALink;

impl LinkToken {
    /// A new one of a shard.
    pub(crate) fn new(shard: i16) -> Self {
        Self { shard, secret: secret() }
    }

    /// The hash under which it is stored.
    pub(crate) fn hash(&self) -> [u8; 32] {
        hash(&self.secret)
    }

    /// A short name of it that gives nothing away, for the cookie of its page.
    #[must_use]
    pub fn tag(&self) -> String {
        crate::chain::hex(&self.hash()[..4])
    }

    /// The beginning, by which tries are counted: enough to tell links apart, too little to use one.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.secret.chars().take(8).collect()
    }
}

/// The text of the address: the only place where the secret is shown.
impl fmt::Display for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.shard, self.secret)
    }
}

/// Without the secret, so that no log holds it.
impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkToken({}-…)", self.shard)
    }
}

impl FromStr for LinkToken {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let (shard, secret) = text.split_once('-').ok_or(NotALink)?;
        let is_secret =
            secret.len() == LENGTH && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let shard = shard.parse().ok().filter(|shard| *shard >= 0).ok_or(NotALink)?;
        if is_secret { Ok(Self { shard, secret: secret.to_owned() }) } else { Err(NotALink) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_read_what_they_write_and_no_log_shows_the_secret() {
        let token = LinkToken::new(762);
        assert_eq!(token.to_string().parse(), Ok(token.clone()));
        assert!(!format!("{token:?}").contains(&token.prefix()));
        for text in [
            "",
            "1-",
            "1-short",
            "x-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(text.parse::<LinkToken>().is_err(), "{text}");
        }
    }
}
