-- Deliveries that failed, of messages that may yet succeed: when, where, what.
create table ${t}attempt (
  id bigint primary key,
  row_id bigint not null,
  failed_at bigint not null,
  node_name varchar(255) not null,
  failure text
);
create index ${prefix}attempt_row on ${t}attempt (row_id, id);
