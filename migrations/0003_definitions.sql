-- Approval processes and their published versions.

create table definitions (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    version integer not null,
    name text not null,
    description text not null,
    starters text[] not null,
    viewers text[] not null,
    constraint definitions_pkey primary key (shard, org_id, key),
    constraint definitions_org_fkey foreign key (shard, org_id) references organisations (shard, id)
);
comment on table definitions is 'One row a process, as its newest published version says.';
comment on column definitions.version is 'The newest published version.';
comment on column definitions.starters is 'Groups whose members may ask; empty: everybody.';
comment on column definitions.viewers is 'Groups whose members may see every request; those of the newest version count for all requests.';

create table definition_versions (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    version integer not null,
    document text not null,
    published_at timestamptz not null,
    published_by uuid not null,
    constraint definition_versions_pkey primary key (shard, org_id, key, version),
    constraint definition_versions_definition_fkey foreign key (shard, org_id, key) references definitions (shard, org_id, key),
    constraint definition_versions_publisher_fkey foreign key (shard, published_by) references users (shard, id)
);
comment on table definition_versions is 'Published versions. Never changed, never deleted; executions are pinned to one.';
comment on column definition_versions.document is 'The JSON document, exactly as it was published.';
