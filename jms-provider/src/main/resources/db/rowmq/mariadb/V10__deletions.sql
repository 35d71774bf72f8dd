-- When the deletion of a queue was decided; 0 where it was not. It goes when all nodes that live have heard of it.
alter table ${t}destination add column deleting_at bigint default 0 not null;

-- Nodes that have heard of the deletion of a queue, and send nothing more to it.
create table ${t}deletion_heard (
  destination_id bigint not null,
  owner bigint not null,
  primary key (destination_id, owner)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_bin;
