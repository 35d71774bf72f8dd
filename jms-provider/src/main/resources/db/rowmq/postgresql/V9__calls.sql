-- Messages given up; null in points of earlier versions, which did not count them.
alter table ${t}history add column dead bigint;

-- How long calls to the database took, of a node in an interval.
create table ${t}history_call (
  seconds integer not null,
  ended_at bigint not null,
  node_name varchar(255) not null,
  operation varchar(20) not null,
  calls bigint not null,
  median_micros bigint not null,
  high_micros bigint not null,
  primary key (seconds, ended_at, node_name, operation)
);
