-- Drafts: processes being drawn, by several people at once, until they are published or discarded. And what is said of
-- published ones: notes, who approved them, whether they still can be started.

create table drafts (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    key text not null,
    name text not null,
    document text not null,
    revision bigint not null,
    based_on_version integer,
    created_by uuid not null,
    created_at timestamptz not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    constraint drafts_pkey primary key (shard, id),
    constraint drafts_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint drafts_creator_fkey foreign key (shard, created_by) references users (shard, id),
    constraint drafts_changer_fkey foreign key (shard, changed_by) references users (shard, id),
    constraint drafts_revision_counts check (revision >= 1)
);
create index drafts_by_org on drafts (shard, org_id, changed_at desc);
comment on table drafts is 'One row a process that is being drawn. Its row lock orders saves and the publication.';
comment on column drafts.key is 'As its document says; may be no good yet.';
comment on column drafts.name is 'As its document says; may be empty.';
comment on column drafts.document is 'The JSON document. It can be read, but may have problems.';
comment on column drafts.revision is 'Counts saves. A save names the revision that it was made from, and is refused when that is not the last.';
comment on column drafts.based_on_version is 'The published version that it is to follow; null for a new process.';

create table draft_editors (
    shard smallint not null,
    draft_id uuid not null,
    user_id uuid not null,
    editor uuid not null,
    since timestamptz not null,
    seen_at timestamptz not null,
    changed_at timestamptz,
    saved_key text,
    saved_digest bytea,
    saved_revision bigint,
    constraint draft_editors_pkey primary key (shard, draft_id, user_id, editor),
    constraint draft_editors_draft_fkey foreign key (shard, draft_id) references drafts (shard, id),
    constraint draft_editors_user_fkey foreign key (shard, user_id) references users (shard, id),
    constraint draft_editors_save_whole
        check ((saved_key is null) = (changed_at is null) and (saved_key is null) = (saved_digest is null)
            and (saved_key is null) = (saved_revision is null))
) with (fillfactor = 80);
comment on table draft_editors is 'Who has a draft open, one row a browser tab, and the last save of each.';
comment on column draft_editors.editor is 'Made by the tab.';
comment on column draft_editors.seen_at is 'Tabs say every ten seconds that they are there.';
comment on column draft_editors.changed_at is 'When it saved last.';
comment on column draft_editors.saved_key is 'Idempotency key of its last save: a repeat gets the same answer.';
comment on column draft_editors.saved_digest is 'SHA-256 of what that save brought.';
comment on column draft_editors.saved_revision is 'The revision that it made.';

create table draft_scenarios (
    shard smallint not null,
    draft_id uuid not null,
    id uuid not null,
    name text not null,
    scenario jsonb not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    constraint draft_scenarios_pkey primary key (shard, draft_id, id),
    constraint draft_scenarios_draft_fkey foreign key (shard, draft_id) references drafts (shard, id),
    constraint draft_scenarios_changer_fkey foreign key (shard, changed_by) references users (shard, id),
    constraint draft_scenarios_object check (jsonb_typeof(scenario) = 'object')
);
comment on table draft_scenarios is 'What a draft is tried with: a request and what people do with it. They are published with the version.';
comment on column draft_scenarios.id is 'Made by the browser, so that a repeat is harmless; the same in every draft that took it from a version.';

create table draft_publications (
    shard smallint not null,
    id uuid not null,
    draft_id uuid not null,
    revision bigint not null,
    note text not null,
    over_version integer,
    asked_by uuid not null,
    asked_at timestamptz not null,
    asked_of uuid,
    decision text,
    decided_by uuid,
    decided_at timestamptz,
    comment text not null default '',
    constraint draft_publications_pkey primary key (shard, id),
    constraint draft_publications_draft_fkey foreign key (shard, draft_id) references drafts (shard, id),
    constraint draft_publications_asker_fkey foreign key (shard, asked_by) references users (shard, id),
    constraint draft_publications_asked_fkey foreign key (shard, asked_of) references users (shard, id),
    constraint draft_publications_decider_fkey foreign key (shard, decided_by) references users (shard, id),
    constraint draft_publications_decision_known check (decision in ('refused', 'withdrawn', 'replaced', 'changed')),
    constraint draft_publications_decided_whole
        check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
    constraint draft_publications_second check (decision is distinct from 'refused' or decided_by <> asked_by)
);
create unique index draft_publications_open on draft_publications (shard, draft_id) where decision is null;
create index draft_publications_of_draft on draft_publications (shard, draft_id, asked_at);
comment on table draft_publications is 'Somebody asks somebody else to publish exactly this revision of a draft. They go with the draft; '
    'that one was approved is written at the version.';
comment on column draft_publications.over_version is 'A newer version that whoever asks knows of and means to follow.';
comment on column draft_publications.asked_of is 'Null: any other designer or administrator.';
comment on column draft_publications.decision is 'Why it is no longer open: it was refused by the second person, withdrawn by whoever asked, '
    'replaced by another one, or the draft changed.';

create table finished_drafts (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    key text not null,
    name text not null,
    version integer,
    finished_by uuid not null,
    finished_at timestamptz not null,
    constraint finished_drafts_pkey primary key (shard, id),
    constraint finished_drafts_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint finished_drafts_finisher_fkey foreign key (shard, finished_by) references users (shard, id)
);
comment on table finished_drafts is 'What became of drafts, for whoever still has one open.';
comment on column finished_drafts.version is 'As which version it was published; null: it was discarded.';

create table design_keys (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    digest bytea not null,
    answer jsonb not null,
    at timestamptz not null,
    constraint design_keys_pkey primary key (shard, org_id, key),
    constraint design_keys_key_length check (char_length(key) between 1 and 200)
);
create index design_keys_old on design_keys (shard, at);
comment on table design_keys is 'Receipts of what was done to drafts and processes: a repeat of the key gets the first answer. Kept for a while.';
comment on column design_keys.digest is 'SHA-256 of who and what; the same key with another content is refused.';

alter table definition_versions add column note text not null default '';
alter table definition_versions add column scenarios jsonb not null default '[]';
alter table definition_versions add column approved_by uuid;
alter table definition_versions add constraint definition_versions_approver_fkey
    foreign key (shard, approved_by) references users (shard, id);
alter table definition_versions add constraint definition_versions_second check (approved_by <> published_by);
comment on table definition_versions is 'Published versions. Never changed, and never deleted once a request was made by one of the process; '
    'executions are pinned to one.';
comment on column definition_versions.note is 'What has changed, in the words of whoever published it.';
comment on column definition_versions.scenarios is 'What it was tried with: [{"id", "name", "scenario"}].';
comment on column definition_versions.approved_by is 'The second person, who let it be published; null: nobody was asked.';

alter table definitions add column retired_at timestamptz;
alter table definitions add column retired_by uuid;
alter table definitions add column second_person boolean not null default false;
alter table definitions add constraint definitions_retirer_fkey foreign key (shard, retired_by) references users (shard, id);
alter table definitions add constraint definitions_retired_whole check ((retired_at is null) = (retired_by is null));
comment on column definitions.retired_at is 'Since when nobody can make a request by it; running ones go on.';
comment on column definitions.second_person is 'Whether a version is published only when a second person agrees.';

create table deleted_definitions (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    version integer not null,
    deleted_by uuid not null,
    deleted_at timestamptz not null,
    constraint deleted_definitions_pkey primary key (shard, org_id, key),
    constraint deleted_definitions_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint deleted_definitions_deleter_fkey foreign key (shard, deleted_by) references users (shard, id)
);
comment on table deleted_definitions is 'Processes that were deleted before a request was made by one. If the key is used again, versions count on: '
    'a version number means one document, for ever.';
comment on column deleted_definitions.version is 'The last version that there was.';
