-- How many of the messages that "depth" counts are not simply ready: kept like that number.
alter table ${t}depth add column scheduled bigint default 0 not null;
alter table ${t}depth add column prepared bigint default 0 not null;
alter table ${t}depth add column dead bigint default 0 not null;
update ${t}depth d set
  scheduled = (select count(*) from ${t}message m where m.mailbox_id = d.mailbox_id and m.state = 1),
  prepared = (select count(*) from ${t}message m where m.mailbox_id = d.mailbox_id and m.state = 4),
  dead = (select count(*) from ${t}message m where m.mailbox_id = d.mailbox_id and m.state = 5);

create or replace view ${t}queue_depth as
select d.name as destination,
       case d.kind when 0 then 'QUEUE' else 'TOPIC' end as kind,
       s.client_id as client_id,
       s.name as subscription,
       coalesce(s.id, d.id) as mailbox_id,
       coalesce(c.messages, 0) as messages,
       coalesce(c.scheduled, 0) as scheduled,
       coalesce(c.prepared, 0) as prepared,
       coalesce(c.dead, 0) as dead
from ${t}destination d
left join ${t}subscription s on s.topic_id = d.id
left join ${t}depth c on c.mailbox_id = coalesce(s.id, d.id)
where d.kind = 0 or s.id is not null;
