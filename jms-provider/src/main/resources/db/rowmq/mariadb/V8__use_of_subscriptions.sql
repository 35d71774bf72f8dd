-- When a node's last consumer of a durable subscription went; 0 where that is not known.
alter table ${t}subscription add column left_at bigint default 0 not null;

-- Nodes with consumers of a durable subscription that is shared; "consumer" is that of any other.
create table ${t}subscription_use (
  subscription_id bigint not null,
  owner bigint not null,
  primary key (subscription_id, owner)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_bin;
