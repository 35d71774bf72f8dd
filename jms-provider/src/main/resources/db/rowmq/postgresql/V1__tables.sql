-- RowMQ's tables on PostgreSQL. docs/schema.md explains every column.
-- ${t} is the table prefix with the schema in front, ${prefix} the prefix alone.

create table ${t}destination (
  id bigint primary key,
  kind smallint not null,
  name varchar(500) not null,
  owner bigint not null,
  consumption_paused boolean not null,
  production_paused boolean not null,
  version bigint not null,
  created_at bigint not null,
  constraint ${prefix}destination_name unique (kind, name)
);

create table ${t}subscription (
  id bigint primary key,
  topic_id bigint not null,
  unique_name varchar(1100),
  client_id varchar(500),
  name varchar(500),
  durable boolean not null,
  shared boolean not null,
  no_local boolean not null,
  selector text,
  owner bigint not null,
  consumer bigint not null,
  created_at bigint not null,
  constraint ${prefix}subscription_name unique (unique_name)
);
create index ${prefix}subscription_topic on ${t}subscription (topic_id);

-- Rows come and go: vacuum by a fixed number of dead rows, not by a share of the table, and leave room in the pages
-- for the new versions of rows whose state changes. Bodies up to the inline limit compress badly and often: not at all.
create table ${t}message (
  id bigint primary key,
  mailbox_id bigint not null,
  state smallint not null,
  turn smallint not null,
  owner bigint not null,
  wake_at bigint,
  delivery_count integer not null,
  failure_count integer not null,
  message_id bigint not null,
  persistent boolean not null,
  sent_at bigint not null,
  deliver_at bigint not null,
  expires_at bigint not null,
  correlation_id text,
  jms_type text,
  body_type smallint not null,
  body_length integer not null,
  content_id bigint not null,
  content_headers integer not null,
  headers bytea not null,
  body bytea
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.0,
        autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
alter table ${t}message alter column headers set storage external;
alter table ${t}message alter column body set storage external;
create index ${prefix}message_turn on ${t}message (mailbox_id, state, turn, id);
create index ${prefix}message_time on ${t}message (state, wake_at) where wake_at is not null;

create table ${t}content (
  id bigint not null,
  part integer not null,
  first_row bigint not null,
  last_row bigint not null,
  data bytea not null,
  primary key (id, part)
);

create table ${t}node (
  name varchar(255) primary key,
  number integer not null,
  incarnation bigint not null,
  state smallint not null,
  host varchar(255) not null,
  boot_id varchar(255) not null,
  pid bigint not null,
  process_started bigint not null,
  started_at bigint not null,
  heartbeat_at bigint not null,
  id_floor bigint not null,
  snapshot text,
  constraint ${prefix}node_number unique (number)
) with (fillfactor = 50);

create table ${t}commit_marker (
  owner bigint not null,
  lane integer not null,
  number bigint not null,
  primary key (owner, lane)
) with (fillfactor = 50);

create table ${t}client (
  client_id varchar(500) primary key,
  owner bigint not null
);

create table ${t}branch (
  id bigint primary key,
  format_id integer not null,
  global_id bytea not null,
  branch_qualifier bytea not null,
  prepared_at bigint not null,
  node_name varchar(255) not null,
  sent integer not null,
  consumed integer not null,
  constraint ${prefix}branch_xid unique (global_id, branch_qualifier, format_id)
);

create table ${t}branch_row (
  row_id bigint primary key,
  branch_id bigint not null,
  consumed boolean not null
);
create index ${prefix}branch_row_branch on ${t}branch_row (branch_id);

create table ${t}dead_letter (
  id bigint primary key,
  died_at bigint not null,
  origin text,
  reason varchar(100) not null,
  exception_class text,
  exception_message text,
  stack_trace text,
  history text
);

create table ${t}depth (
  mailbox_id bigint primary key,
  messages bigint not null
) with (fillfactor = 50);

create table ${t}tombstone (
  mailbox_id bigint primary key,
  deleted_at bigint not null
);

create table ${t}audit (
  id bigint primary key,
  done_at bigint not null,
  user_name varchar(1000),
  user_role varchar(100),
  address varchar(1000),
  action varchar(1000) not null,
  target_type varchar(1000),
  target text,
  message_count bigint not null,
  parameters text,
  outcome varchar(1000),
  error text,
  request_id varchar(1000)
);

create table ${t}console_user (
  name varchar(255) primary key,
  password_hash varchar(1000) not null,
  role varchar(100) not null,
  enabled boolean not null,
  changed_at bigint not null
);

create view ${t}queue_depth as
select d.name as destination,
       case d.kind when 0 then 'QUEUE' else 'TOPIC' end as kind,
       s.client_id as client_id,
       s.name as subscription,
       coalesce(s.id, d.id) as mailbox_id,
       coalesce(c.messages, 0) as messages
from ${t}destination d
left join ${t}subscription s on s.topic_id = d.id
left join ${t}depth c on c.mailbox_id = coalesce(s.id, d.id)
where d.kind = 0 or s.id is not null;

create view ${t}messages as
select m.id as row_id,
       coalesce(d.name, t.name) as destination,
       s.client_id as client_id,
       s.name as subscription,
       case m.state when 0 then 'AVAILABLE' when 1 then 'SCHEDULED' when 2 then 'ACQUIRED'
                    when 3 then 'PREPARED' when 4 then 'CONSUMED' else 'DEAD' end as state,
       9 - m.turn as priority,
       m.delivery_count, m.failure_count, m.message_id, m.persistent, m.sent_at, m.deliver_at,
       m.expires_at, m.correlation_id, m.jms_type, m.body_length
from ${t}message m
left join ${t}destination d on d.id = m.mailbox_id
left join ${t}subscription s on s.id = m.mailbox_id
left join ${t}destination t on t.id = s.topic_id;
