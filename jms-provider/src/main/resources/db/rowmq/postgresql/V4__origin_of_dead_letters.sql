-- Where a dead letter can be given back to, also when that is a subscription.
alter table ${t}dead_letter add column origin_mailbox bigint default 0 not null;
