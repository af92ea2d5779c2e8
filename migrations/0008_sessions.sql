-- Sign-in sessions: what a browser's cookie stands for.

create table sessions (
    shard smallint not null,
    hash bytea not null,
    data jsonb not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    constraint sessions_pkey primary key (shard, hash)
);
create index sessions_by_seen on sessions (shard, seen_at);
comment on table sessions is 'Browsers that are signed in, or that a form left a message for.';
comment on column sessions.shard is 'From the hash of the id.';
comment on column sessions.hash is 'SHA-256 of the id in the cookie; the id itself is stored nowhere.';
comment on column sessions.data is 'Who is signed in, and what the next page has to say.';
comment on column sessions.seen_at is 'The last visit, to half an hour.';
