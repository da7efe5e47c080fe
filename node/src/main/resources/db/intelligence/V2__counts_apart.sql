-- Our own count and what another says under the same identifier are two rows, whatever anybody
-- sends.
alter table intelligence.sighting drop constraint sighting_pkey;
alter table intelligence.sighting add primary key (id, ours);
