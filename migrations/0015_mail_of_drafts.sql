-- Mail about drafts: whoever is asked to publish one is told.

alter table mails add column draft_id uuid;
alter table settled_mails add column draft_id uuid;
comment on column mails.draft_id is 'The draft that its reader is asked to publish. It may be gone when the mail is written; then it is skipped.';
comment on column settled_mails.draft_id is 'The draft that its reader was asked to publish.';
