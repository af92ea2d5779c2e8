-- Links in mails: one per person, task (or wait) and revision. A link is found by any of its tokens; only their hashes are kept.

create table links (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    execution_id uuid not null,
    user_id uuid not null,
    purpose text not null,
    number integer not null,
    revision integer not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    revoked_why text,
    constraint links_pkey primary key (shard, id),
    constraint links_once unique (shard, execution_id, purpose, number, user_id, revision),
    constraint links_execution_fkey foreign key (shard, execution_id) references executions (shard, id),
    constraint links_user_fkey foreign key (shard, user_id) references users (shard, id),
    constraint links_purpose_known check (purpose in ('task', 'signal')),
    constraint links_revoked_why check ((revoked_at is null) = (revoked_why is null))
);
create index links_live_by_user on links (shard, user_id) where used_at is null and revoked_at is null;
comment on table links is 'What a link in a mail is bound to: one person, one task or wait, one revision of the request.';
comment on column links.number is 'The task, or the wait.';
comment on column links.revision is 'The revision of the request that the mail was about.';
comment on column links.used_at is 'Set once, in the transaction of the decision that it was used for.';
comment on column links.revoked_why is 'In words that the person may read.';

create table link_tokens (
    shard smallint not null,
    hash bytea not null,
    link_id uuid not null,
    mail_id uuid,
    created_at timestamptz not null,
    dead_why text,
    constraint link_tokens_pkey primary key (shard, hash),
    constraint link_tokens_link_fkey foreign key (shard, link_id) references links (shard, id)
);
create index link_tokens_by_link on link_tokens (shard, link_id);
comment on column link_tokens.dead_why is 'Why what was mailed with it is dead although the link lives again: in words that the person may read.';
comment on table link_tokens is 'Each mail carries a token of its own; all tokens of a link live and end with it.';
comment on column link_tokens.hash is 'SHA-256 of the token of 256 random bits; the token itself is in the mail alone.';

create table link_openings (
    shard smallint not null,
    id uuid not null,
    link_id uuid not null,
    at timestamptz not null,
    method text not null,
    agent text not null,
    session bytea,
    nonce bytea,
    other_user uuid,
    proven_at timestamptz,
    acted_at timestamptz,
    constraint link_openings_pkey primary key (shard, id),
    constraint link_openings_link_fkey foreign key (shard, link_id) references links (shard, id)
);
create index link_openings_by_link on link_openings (shard, link_id, at desc);
comment on table link_openings is 'Who opened a link when. All that opening it writes; mail scanners open links too.';
comment on column link_openings.session is 'SHA-256 of the cookie that this page view was given.';
comment on column link_openings.nonce is 'SHA-256 of what this page''s forms carry; good for half an hour, with that cookie only.';
comment on column link_openings.other_user is 'Somebody else who was signed in in that browser: the mail was passed on.';
comment on column link_openings.proven_at is 'When the code was entered on this page.';
comment on column link_openings.acted_at is 'When somebody pressed a button on this page: it was a person. Null: possibly automated.';

create table link_codes (
    shard smallint not null,
    link_id uuid not null,
    hash bytea,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    tries integer not null,
    asked integer not null,
    asked_since timestamptz not null,
    constraint link_codes_pkey primary key (shard, link_id),
    constraint link_codes_link_fkey foreign key (shard, link_id) references links (shard, id)
);
comment on table link_codes is 'The six digits mailed after a link was opened.';
comment on column link_codes.hash is 'SHA-256 of link and code; null: asked for and not yet mailed, or used.';
comment on column link_codes.tries is 'Wrong tries so far; five end it.';
comment on column link_codes.asked is 'Codes asked for since asked_since; five an hour.';

alter table transitions drop constraint transitions_channel_known;
alter table transitions add constraint transitions_channel_known
    check (channel in ('web', 'api', 'link', 'webhook', 'timer', 'system')) not valid;
alter table transitions validate constraint transitions_channel_known;
