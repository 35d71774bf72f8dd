-- Users of messaging clients, and what users may do with destinations.
create table ${t}client_user (
  name varchar(255) primary key,
  password_hash varchar(1000) not null,
  enabled boolean not null,
  changed_at bigint not null
);

create table ${t}permission (
  user_name varchar(255) not null,
  destination varchar(500) not null,
  may_send boolean not null,
  may_consume boolean not null,
  may_browse boolean not null,
  may_manage boolean not null,
  primary key (user_name, destination)
);
