-- Settings that were changed at run time: of one destination, or of all (destination_id 0).
create table ${t}setting (
  destination_id bigint not null,
  name varchar(100) not null,
  content varchar(2000) not null,
  changed_at bigint not null,
  changed_by varchar(255) not null,
  primary key (destination_id, name)
);
