//! The files that pages ask for: wasm, scripts, styles, fonts, icons. Built by script/build, compressed beside the
//! originals, hashed in their names, kept by browsers for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use leptos::config::{Env, LeptosOptions};
use tower_http::services::{ServeDir, ServeFile};

/// Which hash is in which file's name; read by the pages, never served.
const HASHES: &str = "hash.txt";
/// Names that carry a hash, or a promise: a changed font gets a new name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// The folder of the files, checked.
#[derive(Debug, Clone)]
pub struct Site(PathBuf);

/// There are no files to serve.
#[derive(Debug, thiserror::Error)]
#[error("the folder of scripts and styles is not at {}; run script/build, or set COUNTERSIGN_SITE", .0.display())]
pub struct NoSite(PathBuf);

impl Site {
    /// The folder that was set, or `site` beside the folder of the binary.
    pub fn find(set: Option<PathBuf>) -> Result<Self, NoSite> {
        let beside = || std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("site")));
        let folder = set.or_else(beside).unwrap_or_else(|| "site".into());
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        if folder.join(HASHES).is_file() { Ok(Self(folder)) } else { Err(NoSite(folder)) }
    }

    /// What the pages need to know to name the files.
    pub fn leptos(&self) -> LeptosOptions {
        let hashes: Arc<str> = self.0.join(HASHES).to_string_lossy().into();
        LeptosOptions::builder()
            .output_name("countersign")
            .site_root(self.0.to_string_lossy())
            .env(Env::PROD)
            .hash_files(true)
            .hash_file(hashes)
            .build()
    }

    /// A route for each file and folder there is; everything else is for the pages to answer.
    pub fn routes(&self) -> Router {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let visible = entries.map(|entry| entry.path()).filter(|path| is_served(path));
        visible.fold(Router::new(), |router, path| serve(router, &path)).layer(from_fn(cache))
    }
}

fn is_served(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_sibling = path.extension().is_some_and(|extension| extension == "br" || extension == "gz");
    name != HASHES && !is_sibling && !name.starts_with('.')
}

fn serve(router: Router, path: &Path) -> Router {
    let route = format!("/{}", path.file_name().unwrap_or_default().to_string_lossy());
    if path.is_dir() {
        let folder = ServeDir::new(path).append_index_html_on_directories(false);
        router.nest_service(&route, folder.precompressed_br().precompressed_gzip())
    } else {
        router.route_service(&route, ServeFile::new(path).precompressed_br().precompressed_gzip())
    }
}

async fn cache(request: Request, next: Next) -> Response {
    let for_ever = ["/pkg/", "/fonts/"].iter().any(|start| request.uri().path().starts_with(start));
    let mut response = next.run(request).await;
    let kept = match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED if for_ever => FOR_EVER,
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => FOR_A_DAY,
        _ => "no-store",
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    use super::*;

    async fn get(router: &Router, path: &str, encodings: &str) -> (StatusCode, String, String) {
        let request =
            Request::get(path).header(header::ACCEPT_ENCODING, encodings).body(Body::empty()).expect("a request");
        let response = router.clone().oneshot(request).await.expect("an answer");
        let kept =
            response.headers().get(header::CACHE_CONTROL).map_or("", |value| value.to_str().expect("text")).to_owned();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1_000).await.expect("a body");
        (status, kept, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn files_come_compressed_and_stay_and_the_rest_is_for_the_pages() {
        let folder = std::env::temp_dir().join(format!("countersign-site-{}", std::process::id()));
        fs::create_dir_all(folder.join("pkg")).expect("a folder");
        for (name, text) in [
            ("hash.txt", "css: a"),
            ("mark.svg", "mark"),
            ("mark.svg.br", "m"),
            ("pkg/x.1.css", "plain"),
            ("pkg/x.1.css.br", "brotli"),
        ] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let site = Site::find(Some(folder.clone())).expect("a site");
        let router = site.routes().fallback(|| async { "page" });
        assert_eq!(
            get(&router, "/pkg/x.1.css", "br").await,
            (StatusCode::OK, FOR_EVER.to_owned(), "brotli".to_owned())
        );
        assert_eq!(get(&router, "/pkg/x.1.css", "").await.2, "plain");
        assert_eq!(get(&router, "/pkg/none.css", "").await.1, "no-store");
        assert_eq!(get(&router, "/mark.svg", "").await.1, FOR_A_DAY);
        assert_eq!(get(&router, "/hash.txt", "").await.2, "page");
        assert_eq!(get(&router, "/pkg/../hash.txt", "").await.0, StatusCode::NOT_FOUND);
        fs::remove_dir_all(&folder).expect("removed");
        assert!(Site::find(Some(folder)).is_err());
    }
}
