//! What stands before the API answers in plain text: the server is starting, the body is too large, the host is not ours.
//! Programs read problems, so these answers become some.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::{Kind, PROBLEM_JSON, Problem};

/// Turns a failure that is not yet a problem into one; everything else passes.
pub async fn as_problem(response: Response) -> Response {
    let (status, headers) = (response.status(), response.headers());
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM_JSON) {
        return response;
    }
    let (kind, detail) = match status {
        StatusCode::REQUEST_TIMEOUT => (Kind::TooSlow, "The body did not arrive whole in time. Send it again."),
        StatusCode::PAYLOAD_TOO_LARGE => (Kind::TooLarge, "This body is larger than the 2 MiB that a call may have."),
        StatusCode::MISDIRECTED_REQUEST => (Kind::WrongHost, "This server does not answer under that name."),
        StatusCode::SERVICE_UNAVAILABLE => {
            (Kind::Unavailable, "The server is starting or stopping. Try again shortly.")
        }
        status if status.is_server_error() => {
            (Kind::Unexpected, "Something went wrong here. It was written to the log.")
        }
        _ => (Kind::MalformedRequest, "This server does not take such a request."),
    };
    let mut problem = Problem::new(kind, detail).header(header::CACHE_CONTROL, "no-store");
    if let Some(later) = headers.get(header::RETRY_AFTER).and_then(|later| later.to_str().ok()) {
        problem = problem.header(header::RETRY_AFTER, later);
    }
    problem.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_plain_failure_becomes_a_problem_with_its_status_and_a_success_stays() {
        for status in [408, 413, 421, 500, 503] {
            let status = StatusCode::from_u16(status).expect("a status");
            let plain = (status, [(header::RETRY_AFTER, "2")], "words").into_response();
            let answer = as_problem(plain).await;
            assert_eq!(
                (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
                (status, &PROBLEM_JSON.parse().expect("a header"))
            );
            assert_eq!(answer.headers()[header::RETRY_AFTER], "2");
        }
        let fine = as_problem("words".into_response()).await;
        assert_eq!(fine.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    }
}
