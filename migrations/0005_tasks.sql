-- Open tasks, small and hot; what is finished moves to finished_tasks in the same transaction.

create table tasks (
    shard smallint not null,
    execution_id uuid not null,
    task_no integer not null,
    org_id uuid not null,
    definition_key text not null,
    version integer not null,
    title text not null,
    requester_id uuid not null,
    step_no integer not null,
    node_id text not null,
    ask text not null,
    round integer not null,
    opened_at timestamptz not null,
    due_at timestamptz,
    claimed_by uuid,
    constraint tasks_pkey primary key (shard, execution_id, task_no),
    constraint tasks_execution_fkey foreign key (shard, execution_id) references executions (shard, id),
    constraint tasks_ask_known check (ask in ('decide', 'revise'))
) with (fillfactor = 80);
create index tasks_by_org on tasks (shard, org_id, opened_at);
comment on table tasks is 'What people are asked and have not answered.';
comment on column tasks.ask is 'decide: approve, reject or send back; revise: change the request and submit it again.';
comment on column tasks.claimed_by is 'Who has taken it, where several are asked.';

create table task_candidates (
    shard smallint not null,
    execution_id uuid not null,
    task_no integer not null,
    user_id uuid not null,
    place text not null,
    sort_at timestamptz not null,
    why jsonb not null,
    constraint task_candidates_pkey primary key (shard, execution_id, task_no, user_id),
    constraint task_candidates_task_fkey foreign key (shard, execution_id, task_no)
        references tasks (shard, execution_id, task_no),
    constraint task_candidates_place_known check (place in ('mine', 'group', 'elsewhere'))
) with (fillfactor = 80);
create index task_candidates_inbox on task_candidates (shard, user_id, place, sort_at, execution_id, task_no);
comment on table task_candidates is 'Who may answer an open task: one row of an inbox each.';
comment on column task_candidates.place is 'mine: nobody else can, or I claimed it; group: offered to several; elsewhere: somebody else claimed it.';
comment on column task_candidates.sort_at is 'The due time; without one, a hundred years after the opening, so that it comes after all that is due.';
comment on column task_candidates.why is 'Why this person is asked (engine::nodes::source::Why).';

create table finished_tasks (
    shard smallint not null,
    execution_id uuid not null,
    task_no integer not null,
    org_id uuid not null,
    definition_key text not null,
    version integer not null,
    title text not null,
    requester_id uuid not null,
    node_id text not null,
    ask text not null,
    opened_at timestamptz not null,
    due_at timestamptz,
    finished_at timestamptz not null,
    how text not null,
    decided_by uuid,
    comment text not null,
    constraint finished_tasks_pkey primary key (shard, execution_id, task_no),
    constraint finished_tasks_execution_fkey foreign key (shard, execution_id) references executions (shard, id),
    constraint finished_tasks_how_known check (how in (
        'approve', 'reject', 'request_changes', 'revised',
        'decided', 'changes_requested', 'timed_out', 'withdrawn', 'cancelled', 'ended'))
);
create index finished_tasks_by_decider on finished_tasks (shard, decided_by, finished_at desc, execution_id desc, task_no desc)
    where decided_by is not null;
comment on table finished_tasks is 'Answered and otherwise ended tasks.';
comment on column finished_tasks.how is 'The answer (approve, reject, request_changes, revised), or why it ended without one.';
