-- How callers prove who they are: tokens for programs, throttling of sign-in, the code for the first administrator.

create table api_tokens (
    shard smallint not null,
    hash bytea not null,
    org_id uuid not null,
    user_id uuid not null,
    name text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint api_tokens_pkey primary key (shard, hash),
    constraint api_tokens_user_fkey foreign key (shard, user_id) references users (shard, id)
);
comment on table api_tokens is 'Bearer tokens. A program acts as the person it belongs to, within the scopes.';
comment on column api_tokens.hash is 'SHA-256 of the token; the token itself is shown once and stored nowhere.';

create table sign_in_attempts (
    shard smallint not null,
    subject bytea not null,
    id uuid not null,
    at timestamptz not null,
    constraint sign_in_attempts_pkey primary key (shard, subject, id)
);
create index sign_in_attempts_recent on sign_in_attempts (shard, subject, at);
comment on table sign_in_attempts is 'Failed sign-ins of the last hours, for throttling.';
comment on column sign_in_attempts.subject is 'SHA-256 of "account:" and the e-mail, or of "address:" and the network address.';
comment on column sign_in_attempts.shard is 'From the subject.';

create table setup_codes (
    shard smallint not null,
    hash bytea not null,
    created_at timestamptz not null,
    constraint setup_codes_pkey primary key (shard, hash)
);
comment on table setup_codes is 'The one-time code by which the first administrator is made; at most one row, none once it was used.';
comment on column setup_codes.hash is 'SHA-256 of the code.';
