-- Durable timers. What has fired leaves the hot table in the transaction that it caused.

create table timers (
    shard smallint not null,
    execution_id uuid not null,
    timer_no integer not null,
    org_id uuid not null,
    purpose text not null,
    number integer not null,
    step_no integer,
    node_id text not null,
    due_at timestamptz not null,
    leased_until timestamptz,
    epoch integer not null,
    constraint timers_pkey primary key (shard, execution_id, timer_no),
    constraint timers_execution_fkey foreign key (shard, execution_id) references executions (shard, id),
    constraint timers_purpose_known check (purpose in ('reminder', 'due', 'escalation', 'timeout', 'wait'))
) with (fillfactor = 80);
create index timers_due on timers (due_at, shard);
create index timers_by_org on timers (shard, org_id, due_at);
comment on table timers is 'Wake-ups to come, each with its purpose and its owner.';
comment on column timers.number is 'Which reminder or which level of escalation, from 1; else 0.';
comment on column timers.step_no is 'The step that owns it; null for a wait.';
comment on column timers.leased_until is 'A worker has it until then; afterwards any worker may take it.';
comment on column timers.epoch is 'Counts the claims; the firing commits only under the epoch that it claimed.';

create table fired_timers (
    shard smallint not null,
    execution_id uuid not null,
    timer_no integer not null,
    org_id uuid not null,
    purpose text not null,
    due_at timestamptz not null,
    fired_at timestamptz not null,
    constraint fired_timers_pkey primary key (shard, execution_id, timer_no)
);
create index fired_timers_recent on fired_timers (shard, org_id, fired_at);
comment on table fired_timers is 'When timers were due and when they fired: the lateness that is published.';
