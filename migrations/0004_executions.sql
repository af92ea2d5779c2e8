-- Executions and their history. History is the truth; the state is its cache.

create table executions (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    definition_key text not null,
    version integer not null,
    title text not null,
    requester_id uuid not null,
    status text not null,
    outcome text,
    seq bigint not null,
    head bytea not null,
    state jsonb not null,
    started_at timestamptz not null,
    changed_at timestamptz not null,
    closed_at timestamptz,
    constraint executions_pkey primary key (shard, id),
    constraint executions_version_fkey foreign key (shard, org_id, definition_key, version)
        references definition_versions (shard, org_id, key, version),
    constraint executions_requester_fkey foreign key (shard, requester_id) references users (shard, id),
    constraint executions_status_known check (status in ('running', 'closed')),
    constraint executions_outcome_when_closed check ((status = 'closed') = (outcome is not null and closed_at is not null))
) with (fillfactor = 70);
create index executions_by_definition on executions (shard, org_id, definition_key, id desc);
create index executions_by_org on executions (shard, org_id, id desc);
comment on table executions is 'One row a request. Its row lock orders everything that happens to the request.';
comment on column executions.id is 'UUIDv7 of the moment of the start.';
comment on column executions.seq is 'Number of the last transition.';
comment on column executions.head is 'Hash of the last transition.';
comment on column executions.state is 'The folded history (engine::Execution).';

create table transitions (
    shard smallint not null,
    execution_id uuid not null,
    seq bigint not null,
    at timestamptz not null,
    actor_id uuid,
    channel text not null,
    key text,
    command text not null,
    events text not null,
    hash bytea not null,
    constraint transitions_pkey primary key (shard, execution_id, seq),
    constraint transitions_channel_known check (channel in ('web', 'api', 'timer', 'system'))
) partition by range (execution_id);
create table transitions_rest partition of transitions default;
comment on table transitions is 'History: one row for each accepted command with the events it caused. Rows are only ever inserted. '
    'Partitioned by the month of the execution''s start; the server adds months ahead of time.';
comment on column transitions.actor_id is 'The person; null for timers and the directory.';
comment on column transitions.key is 'Idempotency key of the command; null for what the system added by itself.';
comment on column transitions.command is 'JSON, exactly the bytes that were hashed.';
comment on column transitions.events is 'JSON, exactly the bytes that were hashed.';
comment on column transitions.hash is 'SHA-256 over the previous row''s hash and every column of this row; docs/database.md says how.';

create table command_keys (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    digest bytea not null,
    execution_id uuid not null,
    seq bigint not null,
    at timestamptz not null,
    constraint command_keys_pkey primary key (shard, org_id, key),
    constraint command_keys_key_length check (char_length(key) between 1 and 200)
);
comment on table command_keys is 'Receipts of accepted commands: a repeat of the key gets the first receipt.';
comment on column command_keys.digest is 'SHA-256 of who and what; the same key with another content is refused.';
comment on column command_keys.seq is 'The transition that the command made.';

create table participants (
    shard smallint not null,
    execution_id uuid not null,
    user_id uuid not null,
    org_id uuid not null,
    requested boolean not null,
    decided boolean not null,
    open boolean not null,
    constraint participants_pkey primary key (shard, execution_id, user_id),
    constraint participants_execution_fkey foreign key (shard, execution_id) references executions (shard, id)
) with (fillfactor = 80);
create index participants_by_user on participants (shard, user_id, execution_id desc);
create index participants_open on participants (shard, user_id, execution_id desc) where open;
comment on table participants is 'Who may see a request because of what they are or were in it: requester, and everybody who was ever asked.';
comment on column participants.decided is 'Answered a task.';
comment on column participants.open is 'The request still runs.';
