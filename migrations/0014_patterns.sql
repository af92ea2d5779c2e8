-- Patterns: groups of steps that an organisation draws again and again, ready to be put into any process.

create table patterns (
    shard smallint not null,
    org_id uuid not null,
    id uuid not null,
    name text not null,
    description text not null,
    clip text not null,
    created_by uuid not null,
    created_at timestamptz not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    constraint patterns_pkey primary key (shard, org_id, id),
    constraint patterns_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint patterns_creator_fkey foreign key (shard, created_by) references users (shard, id),
    constraint patterns_changer_fkey foreign key (shard, changed_by) references users (shard, id)
);
create unique index patterns_name_key on patterns (shard, org_id, lower(name));
comment on table patterns is 'One row a pattern. A process that one was put into is not touched when it is changed or removed.';
comment on column patterns.id is 'Made by the browser, so that a repeat is harmless.';
comment on column patterns.clip is 'The steps and the connections between them, as JSON, as they are copied and pasted.';
comment on column patterns.created_by is 'Whoever may rename and remove it, beside administrators.';
