-- Organisations and their people. Everything belongs to an organisation; `shard` is computed from its id by the application.

create table organisations (
    shard smallint not null,
    id uuid not null,
    name text not null,
    created_at timestamptz not null,
    constraint organisations_pkey primary key (shard, id),
    constraint organisations_name_length check (char_length(name) between 1 and 200)
);
comment on table organisations is 'The tenants. Nobody sees another''s.';
comment on column organisations.shard is 'One of 1,024 labels, from the organisation''s id; leads every key.';

create table users (
    shard smallint not null,
    id uuid not null,
    org_id uuid not null,
    name text not null,
    email text not null,
    time_zone text not null,
    manager_id uuid,
    active boolean not null,
    designer boolean not null,
    admin boolean not null,
    password_hash text,
    session_epoch integer not null,
    created_at timestamptz not null,
    constraint users_pkey primary key (shard, id),
    constraint users_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint users_manager_fkey foreign key (shard, manager_id) references users (shard, id),
    constraint users_email_key unique (shard, org_id, email),
    constraint users_name_length check (char_length(name) between 1 and 200),
    constraint users_not_own_manager check (manager_id <> id)
);
create index users_by_name on users (shard, org_id, name, id);
create index users_by_manager on users (shard, manager_id);
comment on table users is 'People. The id never changes and is what history names.';
comment on column users.email is 'Lower case.';
comment on column users.time_zone is 'IANA name, in which this person is shown times.';
comment on column users.designer is 'May publish definitions.';
comment on column users.admin is 'May do what a designer may, see every request, cancel, and mend incidents.';
comment on column users.password_hash is 'Argon2id in PHC form; null: cannot sign in by password.';
comment on column users.session_epoch is 'Sessions carry it; one more signs out everywhere.';

create table logins (
    shard smallint not null,
    email text not null,
    org_shard smallint not null,
    org_id uuid not null,
    user_id uuid not null,
    constraint logins_pkey primary key (shard, email)
);
comment on table logins is 'Finds a person''s shard by e-mail; one e-mail, one person in the whole installation.';
comment on column logins.shard is 'From the hash of the e-mail, not from the organisation.';

create table groups (
    shard smallint not null,
    org_id uuid not null,
    key text not null,
    name text not null,
    constraint groups_pkey primary key (shard, org_id, key),
    constraint groups_org_fkey foreign key (shard, org_id) references organisations (shard, id),
    constraint groups_key_form check (key ~ '^[a-z][a-z0-9_-]{0,62}$')
);
comment on table groups is 'Groups of people, named by definitions through their key, which never changes.';

create table group_members (
    shard smallint not null,
    org_id uuid not null,
    group_key text not null,
    user_id uuid not null,
    constraint group_members_pkey primary key (shard, org_id, group_key, user_id),
    constraint group_members_group_fkey foreign key (shard, org_id, group_key) references groups (shard, org_id, key),
    constraint group_members_user_fkey foreign key (shard, user_id) references users (shard, id)
);
create index group_members_by_user on group_members (shard, user_id);
comment on table group_members is 'Who is in which group.';
