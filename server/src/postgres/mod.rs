//! A private Postgres: a cluster in the data folder, run from installed programs, reached by a unix socket only.
//! Durability stays on, and the process ends with ours whatever way ours ends.

mod cluster;
mod error;
mod folder;
mod keeper;
mod leftovers;
mod programs;

use std::path::Path;

use url::Url;

pub use error::Error;
pub use folder::can_reach;

use cluster::Cluster;
use folder::Claim;
use keeper::Keeper;

/// The role and the database inside the private cluster.
const NAME: &str = "countersign";

/// A running private Postgres. Dropping it stops it, unless another process started it.
#[derive(Debug)]
pub struct Private {
    url: Url,
    keeper: Option<Keeper>,
}

impl Private {
    /// Starts the Postgres of this data folder; refuses a folder that another process uses. Blocks until it answers.
    pub fn start(data: &Path) -> Result<Self, Error> {
        match folder::claim(data)? {
            Claim::Ours(folder) => Self::keep(folder),
            Claim::InUse(folder) => Err(Error::InUse { folder }),
        }
    }

    /// Connects to the Postgres of this data folder that a server runs already, or starts it for this command.
    pub fn start_or_join(data: &Path) -> Result<Self, Error> {
        match folder::claim(data)? {
            Claim::Ours(folder) => Self::keep(folder),
            Claim::InUse(folder) => {
                let socket = cluster::running_socket(&folder).ok_or(Error::InUse { folder })?;
                Ok(Self { url: url(&socket), keeper: None })
            }
        }
    }

    fn keep(folder: folder::Folder) -> Result<Self, Error> {
        let cluster = Cluster::prepare(folder)?;
        let url = url(cluster.socket());
        Ok(Self { url, keeper: Some(Keeper::start(cluster)?) })
    }

    /// Where to connect.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Ends when Postgres ended again and again and is not started any more; else never.
    pub async fn given_up(&self) {
        if let Some(keeper) = &self.keeper {
            let mut given_up = keeper.given_up();
            if given_up.wait_for(|given_up| *given_up).await.is_ok() {
                return;
            }
        }
        std::future::pending::<()>().await;
    }
}

fn url(socket: &Path) -> Url {
    let mut url = Url::parse("postgres://localhost").expect("a constant URL");
    url.set_path(NAME);
    url.query_pairs_mut()
        .append_pair("host", &socket.to_string_lossy())
        .append_pair("port", &cluster::PORT.to_string())
        .append_pair("user", NAME);
    url
}

#[cfg(test)]
mod tests;
