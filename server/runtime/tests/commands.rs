//! The one command path: a request is asked and decided, once, by whoever may.

mod common;

use std::collections::BTreeMap;

use common::{Company, entered, nothing_differs};
use engine::Rejection;
use engine::execution::Decision::{Approve, Reject};
use engine::ids::{PersonId, TaskNo};
use runtime::read::{self, Tab};
use runtime::{Act, Error, Receipt};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn a_request_is_asked_decided_and_closed_and_every_list_follows(pool: PgPool) {
    let company = Company::new(pool).await;
    let started = company.ask("a").await;
    assert_eq!(started.title, "Two chairs for 420.00 EUR");
    assert!(matches!(started.receipt, Receipt::Accepted { seq: 1 }));
    assert_eq!(company.titles(&company.ana, Tab::Waiting).await, ["Two chairs for 420.00 EUR"]);
    assert_eq!(company.titles(&company.bo, Tab::MyGroups).await, ["Two chairs for 420.00 EUR"]);
    assert!(company.titles(&company.bo, Tab::NeedsMe).await.is_empty());

    let row = read::inbox(&company.runtime, &company.bo, Tab::MyGroups, "chairs", None).await.unwrap().rows.remove(0);
    assert_eq!(row.why, "You are a member of Finance.");
    assert_eq!(
        (row.step.as_str(), row.definition_name.as_str(), row.requester.name.as_str()),
        ("Finance", "Spending", "Ana Ruiz")
    );
    assert_eq!(row.others.iter().map(|other| other.name.as_str()).collect::<Vec<_>>(), ["Cem Aksoy"]);
    assert_eq!(row.if_nobody.unwrap().what, "a reminder is sent");
    assert!(read::inbox(&company.runtime, &company.bo, Tab::MyGroups, "100%", None).await.unwrap().rows.is_empty());

    let task = row.task.unwrap();
    company.runtime.act(&company.bo, "b", &started.execution, Act::Claim { task: task.no }).await.unwrap();
    assert_eq!(company.titles(&company.bo, Tab::NeedsMe).await.len(), 1);
    assert!(company.titles(&company.cem, Tab::MyGroups).await.is_empty());

    company.decide(&company.bo, "c", started.execution, task.no.0, Approve).await.unwrap();
    let detail = read::execution(&company.runtime, &company.ana, &started.execution).await.unwrap();
    assert_eq!(detail.outcome.as_deref(), Some("approved"));
    assert!(detail.stands.starts_with("Closed: approved, at 10:00 on 2 March 2026"), "{}", detail.stands);
    assert_eq!(company.titles(&company.bo, Tab::Done).await.len(), 1);
    assert!(company.titles(&company.ana, Tab::Waiting).await.is_empty());
    let counts = read::inbox_counts(&company.runtime, &company.bo).await.unwrap();
    assert_eq!((counts.needs_me, counts.my_groups, counts.waiting, counts.done), (0, 0, 0, 1));
    let told = read::notices(&company.runtime, &company.ana, None).await.unwrap().rows;
    assert_eq!(told.iter().map(|notice| notice.kind.as_str()).collect::<Vec<_>>(), ["closed"]);
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_two_who_decide_at_once_exactly_one_is_accepted_and_the_other_reads_who_was_first(pool: PgPool) {
    let company = Company::new(pool).await;
    for round in 0..10 {
        let id = company.ask(&format!("ask {round}")).await.execution;
        let no = read::execution(&company.runtime, &company.bo, &id).await.unwrap().may.answer[0].0;
        let (one, other) = (format!("bo {round}"), format!("cem {round}"));
        let (bo, cem) = tokio::join!(
            company.decide(&company.bo, &one, id, no, Approve),
            company.decide(&company.cem, &other, id, no, Reject),
        );
        let (won, lost, name) =
            if bo.is_ok() { (bo, cem, "Bo Lind approved") } else { (cem, bo, "Cem Aksoy rejected") };
        assert!(matches!(won, Ok(Receipt::Accepted { .. })));
        let Err(Error::Rejected { sentence, .. }) = lost else { panic!("both were accepted") };
        assert!(sentence.starts_with(name) || sentence.contains("closed"), "{sentence}");
    }
    nothing_differs(&company.runtime).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_same_key_twice_gives_the_first_receipt_and_another_content_is_a_conflict(pool: PgPool) {
    let company = Company::new(pool).await;
    let (first, second) = tokio::join!(company.ask("once"), company.ask("once"));
    assert_eq!(first.execution, second.execution);
    let receipts = [first.receipt, second.receipt];
    assert!(
        receipts.contains(&Receipt::Accepted { seq: 1 }) && receipts.contains(&Receipt::Duplicate { seq: 1 }),
        "{receipts:?}"
    );
    let other = company.runtime.start(&company.ana, "once", "spend", entered("Other", "1")).await;
    assert!(matches!(other, Err(Error::Conflict(_))));
    let of_bo = company.runtime.start(&company.bo, "once", "spend", entered("Two chairs", "420")).await;
    assert!(matches!(of_bo, Err(Error::Conflict(_))));

    let no = read::execution(&company.runtime, &company.bo, &first.execution).await.unwrap().may.answer[0].0;
    let accepted = company.decide(&company.bo, "yes", first.execution, no, Approve).await.unwrap();
    let again = company.decide(&company.bo, "yes", first.execution, no, Approve).await.unwrap();
    let Receipt::Accepted { seq } = accepted else { panic!("{accepted:?}") };
    assert_eq!(again, Receipt::Duplicate { seq });
    let changed = company.decide(&company.bo, "yes", first.execution, no, Reject).await;
    assert!(matches!(changed, Err(Error::Conflict(_))));
    for key in ["", &"k".repeat(201), "with\nline"] {
        assert!(matches!(company.decide(&company.bo, key, first.execution, no, Approve).await, Err(Error::Invalid(_))));
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_person_may_not_do_is_refused_in_words_and_leaves_nothing(pool: PgPool) {
    let company = Company::new(pool).await;
    let id = company.ask("a").await.execution;
    let no = read::execution(&company.runtime, &company.bo, &id).await.unwrap().may.answer[0].0;
    let own = company.decide(&company.ana, "own", id, no, Approve).await;
    assert!(matches!(own, Err(Error::Rejected { rejection: Rejection::NotAllowed { .. }, .. })), "{own:?}");
    for act in [Act::Cancel { reason: "No.".into() }, Act::RetryIncident { incident: engine::ids::IncidentNo(1) }] {
        assert!(matches!(company.runtime.act(&company.ana, "x", &id, act).await, Err(Error::Forbidden(_))));
    }
    let stranger = Act::Delegate { task: TaskNo(no), to: PersonId(uuid::Uuid::from_u128(7)), comment: String::new() };
    assert!(matches!(company.runtime.act(&company.bo, "y", &id, stranger).await, Err(Error::Invalid(_))));
    let stale = Act::Decide { task: TaskNo(no), decision: Approve, comment: String::new(), revision: 7, shown: None };
    assert!(company.runtime.act(&company.bo, "z", &id, stale).await.is_err());
    let huge = Act::Comment { text: "x".repeat(1_000_000) };
    assert!(company.runtime.act(&company.bo, "h", &id, huge).await.is_err());
    let unstorable = Act::Comment { text: "a\0b".into() };
    assert!(matches!(
        company.runtime.act(&company.bo, "n", &id, unstorable).await,
        Err(Error::Invalid(_) | Error::Rejected { .. })
    ));
    assert!(matches!(
        read::inbox(&company.runtime, &company.bo, Tab::MyGroups, "a\0b", None).await,
        Err(Error::Invalid(_))
    ));
    assert!(matches!(
        read::inbox(&company.runtime, &company.bo, Tab::Done, "", Some("x.y")).await,
        Err(Error::Invalid(_))
    ));
    let said = "'; drop table users; -- <script>alert(1)</script> \u{1f600}";
    company.runtime.act(&company.bo, "s", &id, Act::Comment { text: said.into() }).await.unwrap();
    let history = read::history(&company.runtime, &company.ana, &id, 2, 100).await.unwrap();
    assert!(matches!(&history.rows[0].events[0], engine::Event::Commented { text, .. } if text == said));
    let history = read::history(&company.runtime, &company.ana, &id, 0, 100).await.unwrap();
    assert_eq!(history.rows.len(), 3, "the start, the directory's answer and the comment");

    let mut wrong = entered("", "-1");
    wrong.insert("witness".into(), uuid::Uuid::from_u128(7).to_string());
    let Err(Error::Invalid(fields)) = company.runtime.start(&company.ana, "b", "spend", wrong).await else { panic!() };
    assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["what", "amount"]);
    let mut stranger = entered("Chairs", "1");
    stranger.insert("witness".into(), uuid::Uuid::from_u128(7).to_string());
    let Err(Error::Invalid(fields)) = company.runtime.start(&company.ana, "b", "spend", stranger).await else {
        panic!()
    };
    assert_eq!(fields[0].field, "witness");
    let not_a_starter = company.runtime.start(&company.ana, "c", "sign-off", BTreeMap::default()).await;
    assert!(matches!(not_a_starter, Err(Error::Forbidden(_))));
    assert!(matches!(
        company.runtime.start(&company.ana, "d", "nothing", BTreeMap::default()).await,
        Err(Error::NotFound)
    ));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_command_whose_process_dies_anywhere_leaves_nothing_or_all_of_it(pool: PgPool) {
    let company = Company::new(pool).await;
    let mut finished = 0;
    for polls in 0..400 {
        let key = format!("crash {polls}");
        let mut attempt = Box::pin(company.runtime.start(&company.ana, &key, "spend", entered("Lamp", "10")));
        let mut left = polls;
        let ended = std::future::poll_fn(|cx| {
            if let std::task::Poll::Ready(done) = attempt.as_mut().poll(cx) {
                return std::task::Poll::Ready(Some(done));
            }
            left -= 1;
            if left < 0 { std::task::Poll::Ready(None) } else { std::task::Poll::Pending }
        })
        .await;
        drop(attempt);
        if ended.is_some() {
            finished += 1;
            if finished == 3 {
                break;
            }
        }
        let again = company.runtime.start(&company.ana, &key, "spend", entered("Lamp", "10")).await.unwrap();
        let detail = read::execution(&company.runtime, &company.ana, &again.execution).await.unwrap();
        assert_eq!(detail.seq, 2);
    }
    assert!(finished > 0, "the command never ran to its end");
    let counted = company.titles(&company.ana, Tab::Waiting).await.len();
    assert!(counted > 3, "{counted}");
    nothing_differs(&company.runtime).await;
}
