-- Which organisation is the demo's, and whether it was loaded to the end.

alter table organisations
    add column demo text,
    add constraint organisations_demo_known check (demo in ('loading', 'loaded'));
comment on column organisations.demo is 'loading: the demo''s, not yet complete; loaded: the demo''s; null: any other.';
