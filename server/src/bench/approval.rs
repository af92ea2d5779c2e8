//! Approvals: how fast the real command path is on this database. Start, durable wait with its timers, decision,
//! end; every start and every decision is its own durable transaction, nothing is switched off.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use engine::execution::Decision;
use engine::ids::{GroupKey, TaskNo};
use runtime::auth::{self, NewUser};
use runtime::{Act, Caller, ExecutionId, Runtime};

use super::{empty, in_parallel, per_second, percentile};

/// The definition that is measured: start, one approval with a due time and a timeout, end.
pub(super) const DEFINITION: &str = include_str!("approval.json");

/// What was measured.
struct Figures {
    started_per_s: f64,
    completed_per_s: f64,
    /// From a decision's arrival to its commit, sorted.
    resumes: Vec<Duration>,
}

/// Runs `count` approvals, `at_once` of them at a time, on a database that holds nothing else; gives the report.
pub async fn run(runtime: &Runtime, count: usize, at_once: usize, json: bool) -> anyhow::Result<String> {
    let (requester, approver) = cast(runtime).await?;
    let figures = measure(runtime, &requester, &approver, count, at_once.max(1)).await?;
    let (p50, p99) = (percentile(&figures.resumes, 50), percentile(&figures.resumes, 99));
    let (started, completed) = (figures.started_per_s, figures.completed_per_s);
    Ok(if json {
        serde_json::json!({
            "name": "approval", "n": count, "at_once": at_once,
            "started_per_s": started, "completed_per_s": completed, "resume_ms_p50": p50, "resume_ms_p99": p99,
        })
        .to_string()
    } else {
        format!(
            "approval, {count} in all, {at_once} at once\n  started    {started:8.0} per second\n  completed  {completed:8.0} per second\n  \
             resume     {p50:8.1} ms (p50), {p99:.1} ms (p99)"
        )
    })
}

/// An organisation with somebody who asks and somebody who approves.
async fn cast(runtime: &Runtime) -> anyhow::Result<(Caller, Caller)> {
    empty(runtime).await?;
    let org = auth::add_org(runtime, "Bench").await?;
    let key = GroupKey::from("approvers");
    auth::add_group(runtime, org, &key, "Approvers").await?;
    let mut callers = Vec::new();
    for name in ["asks", "approves"] {
        let user = NewUser {
            name: name.to_owned(),
            email: format!("{name}@bench.example"),
            time_zone: "UTC".to_owned(),
            designer: true,
            ..NewUser::default()
        };
        let id = auth::add_user(runtime, org, &user).await?;
        if name == "approves" {
            auth::add_member(runtime, org, &key, id).await?;
        }
        let token = auth::add_token(runtime, org, id, "bench", &[], None).await?;
        let (caller, _) = auth::by_token(runtime, &token).await?.context("a token that was just made is known")?;
        callers.push(caller);
    }
    let approver = callers.pop().context("there are two")?;
    let requester = callers.pop().context("there are two")?;
    runtime.publish(&requester, DEFINITION).await?;
    Ok((requester, approver))
}

async fn measure(
    runtime: &Runtime,
    requester: &Caller,
    approver: &Caller,
    count: usize,
    at_once: usize,
) -> anyhow::Result<Figures> {
    let began = Instant::now();
    let executions = in_parallel(count, at_once, {
        let (runtime, requester) = (runtime.clone(), requester.clone());
        move |i| {
            let (runtime, requester) = (runtime.clone(), requester.clone());
            async move {
                let entered = BTreeMap::from([("what".to_owned(), format!("Thing {i}"))]);
                let started = runtime.start(&requester, &format!("start-{i}"), "bench", entered).await?;
                anyhow::Ok(started.execution)
            }
        }
    })
    .await?;
    let started_per_s = per_second(count, began.elapsed());
    let decided = Instant::now();
    let executions: Arc<[ExecutionId]> = executions.into();
    let mut resumes = in_parallel(count, at_once, {
        let (runtime, approver) = (runtime.clone(), approver.clone());
        move |i| {
            let (runtime, approver, execution) = (runtime.clone(), approver.clone(), executions[i]);
            async move {
                let arrived = Instant::now();
                let act = Act::Decide {
                    task: TaskNo(0),
                    decision: Decision::Approve,
                    comment: "Within budget.".to_owned(),
                    shown: None,
                    revision: 1,
                };
                runtime.act(&approver, &format!("decide-{i}"), &execution, act).await?;
                anyhow::Ok(arrived.elapsed())
            }
        }
    })
    .await?;
    let completed_per_s = per_second(count, decided.elapsed());
    resumes.sort_unstable();
    Ok(Figures { started_per_s, completed_per_s, resumes })
}
