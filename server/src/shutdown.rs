//! The end in good order: SIGTERM or ^C asks for it, a second one does not wait.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Asks for the end, or lets others wait for it.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Sender<bool>);

impl Shutdown {
    /// Listens for signals from now on.
    pub fn on_signal() -> std::io::Result<Self> {
        let (sender, _) = watch::channel(false);
        let shutdown = Self(sender);
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let asked = shutdown.clone();
        tokio::spawn(async move {
            for time in 0.. {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                if time > 0 {
                    tracing::warn!("asked twice to end: not waiting for what is under way");
                    std::process::exit(1);
                }
                tracing::info!("ending: finishing what is under way");
                asked.begin();
            }
        });
        Ok(shutdown)
    }

    /// Asks for the end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Turns true when the end was asked for.
    pub fn watch(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    /// Waits until the end was asked for.
    pub async fn asked(&self) {
        let _ = self.watch().wait_for(|stop| *stop).await;
    }
}
