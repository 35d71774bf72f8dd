-- Points of the console's charts over a day and a week: a few for each node and mailbox, for a week.
create table ${t}history (
  seconds integer not null,
  ended_at bigint not null,
  node_name varchar(255) not null,
  mailbox_id bigint not null,
  messages bigint not null,
  arrived bigint not null,
  departed bigint not null,
  waited bigint not null,
  wait_median bigint not null,
  wait_high bigint not null,
  primary key (seconds, ended_at, node_name, mailbox_id)
);
