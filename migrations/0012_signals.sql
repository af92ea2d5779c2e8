-- Signals: messages from outside, kept when they come early and matched with the execution that waits for them.

create table signal_waits (
    shard smallint not null,
    execution_id uuid not null,
    wait_no integer not null,
    org_id uuid not null,
    name text not null,
    key text,
    since timestamptz not null,
    constraint signal_waits_pkey primary key (shard, execution_id, wait_no),
    constraint signal_waits_execution_fkey foreign key (shard, execution_id) references executions (shard, id)
);
create index signal_waits_by_key on signal_waits (shard, org_id, name, key, since) where key is not null;
comment on table signal_waits is 'Where executions wait for a signal.';
comment on column signal_waits.key is 'The correlation key; null: signals are sent to the execution itself.';

create table signals (
    shard smallint not null,
    org_id uuid not null,
    name text not null,
    key text not null,
    id uuid not null,
    data jsonb not null,
    by_user uuid,
    received_at timestamptz not null,
    constraint signals_pkey primary key (shard, org_id, name, key, id),
    constraint signals_org_fkey foreign key (shard, org_id) references organisations (shard, id)
);
comment on table signals is 'Signals sent by name and key that nothing waits for yet. What is matched leaves in the same transaction.';
comment on column signals.id is 'UUIDv7: the oldest is matched first.';

create table signal_keys (
    shard smallint not null,
    org_id uuid not null,
    name text not null,
    key text not null,
    touched_at timestamptz not null,
    constraint signal_keys_pkey primary key (shard, org_id, name, key),
    constraint signal_keys_org_fkey foreign key (shard, org_id) references organisations (shard, id)
);
comment on table signal_keys is 'Its row lock orders who waits and who sends under one name and key, so that neither misses the other.';

create table signal_receipts (
    shard smallint not null,
    org_id uuid not null,
    idempotency_key text not null,
    digest bytea not null,
    signal_id uuid not null,
    at timestamptz not null,
    constraint signal_receipts_pkey primary key (shard, org_id, idempotency_key)
);
comment on table signal_receipts is 'A signal sent twice with one idempotency key counts once.';

create table webhooks (
    shard smallint not null,
    hash bytea not null,
    id uuid not null,
    org_id uuid not null,
    execution_id uuid not null,
    wait_no integer not null,
    secret bytea not null,
    made_by uuid not null,
    created_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint webhooks_pkey primary key (shard, hash),
    constraint webhooks_execution_fkey foreign key (shard, execution_id) references executions (shard, id),
    constraint webhooks_maker_fkey foreign key (shard, made_by) references users (shard, id)
);
create index webhooks_of_execution on webhooks (shard, execution_id);
comment on table webhooks is 'Addresses at which a program resumes a wait, signed by Standard Webhooks.';
comment on column webhooks.hash is 'SHA-256 of the token in the address.';
comment on column webhooks.secret is 'The key of the signature, shown once to whoever made it; needed here to check signatures.';

alter table timers drop constraint timers_purpose_known;
alter table timers add constraint timers_purpose_known
    check (purpose in ('reminder', 'due', 'escalation', 'timeout', 'wait', 'signal_timeout'));
