-- Mail: what waits to be sent, what became of it, and what each person and organisation wants of it.

alter table users add column external boolean not null default false;
comment on column users.external is 'Somebody outside, known by the e-mail address alone: cannot sign in, is in no list, answers by links.';

create table mail_preferences (
    shard smallint not null,
    user_id uuid not null,
    org_id uuid not null,
    wanted text not null,
    quiet_from smallint,
    quiet_until smallint,
    digest text not null,
    digest_hour smallint not null,
    digest_weekday smallint not null,
    next_digest_at timestamptz,
    constraint mail_preferences_pkey primary key (shard, user_id),
    constraint mail_preferences_user_fkey foreign key (shard, user_id) references users (shard, id),
    constraint mail_preferences_wanted_known check (wanted in ('all', 'needs_me', 'none')),
    constraint mail_preferences_digest_known check (digest in ('off', 'daily', 'weekly')),
    constraint mail_preferences_quiet_whole check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until),
    constraint mail_preferences_hours check (
        digest_hour between 0 and 23 and digest_weekday between 0 and 6
        and (quiet_from is null or (quiet_from between 0 and 23 and quiet_until between 0 and 23))),
    constraint mail_preferences_digest_planned check ((digest = 'off') = (next_digest_at is null))
);
create index mail_preferences_due on mail_preferences (next_digest_at, shard) where next_digest_at is not null;
comment on table mail_preferences is 'What a person wants mailed; without a row: everything, at once, no digest.';
comment on column mail_preferences.wanted is 'all; needs_me: only what asks for an answer; none: only the digest.';
comment on column mail_preferences.quiet_from is 'Hour of the day in the person''s zone from which mail waits, until quiet_until.';
comment on column mail_preferences.digest_weekday is '0 is Monday; for the weekly digest.';

create table mail_looks (
    shard smallint not null,
    org_id uuid not null,
    colour text not null,
    subject_prefix text not null,
    logo bytea,
    stagger_seconds integer not null,
    constraint mail_looks_pkey primary key (shard, org_id),
    constraint mail_looks_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint mail_looks_colour_form check (colour ~ '^#[0-9a-f]{6}$'),
    constraint mail_looks_prefix_length check (char_length(subject_prefix) <= 40),
    constraint mail_looks_logo_size check (octet_length(logo) <= 65536),
    constraint mail_looks_stagger_bounds check (stagger_seconds between 0 and 86400)
);
comment on table mail_looks is 'How an organisation''s mail looks, and how long it waits; without a row the defaults hold.';
comment on column mail_looks.logo is 'A PNG image.';
comment on column mail_looks.stagger_seconds is 'Mail waits this long, so that whoever is in the app anyway is not mailed as well.';

create table mails (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    user_id uuid not null,
    kind text not null,
    execution_id uuid,
    notice_key text,
    task_no integer,
    link_id uuid,
    urgency smallint not null,
    made_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null,
    leased_until timestamptz,
    epoch integer not null,
    note text not null,
    constraint mails_pkey primary key (shard, id),
    constraint mails_user_fkey foreign key (shard, user_id) references users (shard, id),
    constraint mails_notice_whole check (notice_key is null or execution_id is not null)
) with (fillfactor = 80);
create index mails_due on mails (urgency, due_at, id);
create index mails_of_execution on mails (shard, execution_id) where execution_id is not null;
create index mails_by_org on mails (shard, org_id, due_at);
comment on table mails is 'Mail to be sent. What it says is read when it is sent; what is settled leaves in the same transaction.';
comment on column mails.id is 'Also the Message-ID, so that one sent twice by a crash is recognised as one.';
comment on column mails.notice_key is 'The notice that it carries, together with person and execution.';
comment on column mails.link_id is 'For codes: the link that the code is for.';
comment on column mails.urgency is '0: somebody waits for it at the screen; 1: the rest.';
comment on column mails.leased_until is 'A worker is sending it until then; afterwards any worker may.';
comment on column mails.epoch is 'Counts the claims; settling counts only under the epoch that was claimed.';
comment on column mails.note is 'Why it is not sent yet; empty when nothing is the matter.';

create table settled_mails (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    user_id uuid not null,
    kind text not null,
    execution_id uuid,
    notice_key text,
    task_no integer,
    address text not null,
    how text not null,
    note text not null,
    attempts integer not null,
    made_at timestamptz not null,
    settled_at timestamptz not null,
    constraint settled_mails_pkey primary key (shard, id),
    constraint settled_mails_how_known check (how in ('sent', 'kept', 'skipped', 'failed', 'sent_again'))
);
create index settled_mails_by_user on settled_mails (shard, user_id, settled_at);
create index settled_mails_by_org on settled_mails (shard, org_id, settled_at desc, id desc);
create index settled_mails_failed on settled_mails (shard, org_id, settled_at desc) where how = 'failed';
create index settled_mails_of_execution on settled_mails (shard, execution_id) where execution_id is not null;
comment on table settled_mails is 'What became of each mail. With notices and mails it answers "why did I (not) get this?".';
comment on column settled_mails.how is 'sent: the mail server took it; kept: there is no mail server, it is in kept_mails; skipped: not wanted or not needed any more; '
    'failed: refused for good; sent_again: had failed, and an administrator had it sent again.';
comment on column settled_mails.note is 'Why it was skipped, or what the mail server said.';
comment on column settled_mails.address is 'Where it went, as the address was at that moment.';

create table kept_mails (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    user_id uuid not null,
    address text not null,
    subject text not null,
    body_text text not null,
    body_html text not null,
    at timestamptz not null,
    constraint kept_mails_pkey primary key (shard, id)
);
create index kept_mails_newest on kept_mails (shard, org_id, at desc, id desc);
comment on table kept_mails is 'Whole mails, with their links, of a server without a mail server: the outbox page. Never used where mail is sent.';

create table unsubscribe_tokens (
    shard smallint not null,
    hash bytea not null,
    org_id uuid not null,
    user_id uuid not null,
    created_at timestamptz not null,
    constraint unsubscribe_tokens_pkey primary key (shard, hash),
    constraint unsubscribe_tokens_user_fkey foreign key (shard, user_id) references users (shard, id)
);
comment on table unsubscribe_tokens is 'What the List-Unsubscribe of a digest carries. It ends the digest and is good for nothing else.';
comment on column unsubscribe_tokens.hash is 'SHA-256 of the token.';
