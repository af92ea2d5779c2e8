-- What needs an administrator, and what people were told.

create table incidents (
    shard smallint not null,
    execution_id uuid not null,
    incident_no integer not null,
    org_id uuid not null,
    definition_key text not null,
    version integer not null,
    title text not null,
    node_id text not null,
    reason text not null,
    raised_at timestamptz not null,
    constraint incidents_pkey primary key (shard, execution_id, incident_no),
    constraint incidents_execution_fkey foreign key (shard, execution_id) references executions (shard, id)
);
create index incidents_by_org on incidents (shard, org_id, raised_at);
comment on table incidents is 'Open obstacles that only a person can mend.';

create table notices (
    shard smallint not null,
    user_id uuid not null,
    execution_id uuid not null,
    key text not null,
    id uuid not null,
    org_id uuid not null,
    kind text not null,
    notice jsonb not null,
    title text not null,
    task_no integer,
    at timestamptz not null,
    read_at timestamptz,
    constraint notices_pkey primary key (shard, user_id, execution_id, key),
    constraint notices_execution_fkey foreign key (shard, execution_id) references executions (shard, id)
) with (fillfactor = 80);
create index notices_newest on notices (shard, user_id, at desc, id desc);
create index notices_unread on notices (shard, user_id) where read_at is null;
comment on table notices is 'The ledger of what each person was told: one row per person, execution and key, for ever unique.';
comment on column notices.key is 'What it is about and which round of it, from the engine.';
comment on column notices.notice is 'What was said (engine::effect::Notice).';
comment on column notices.read_at is 'When the person saw it in the browser.';
