-- A peer that comes late, or comes back, is owed what the others were told meanwhile: a place in
-- the queue may be for one peer, and an answer says of which version it speaks.
alter table intelligence.sharing drop constraint sharing_pkey;
alter table intelligence.sharing add column destination text;  -- null: every peer
alter table intelligence.sharing add unique nulls not distinct (object, destination);

alter table intelligence.shared add column modified_at timestamptz;
update intelligence.shared s set modified_at = o.modified_at
from intelligence.object o where o.number = s.object;
alter table intelligence.shared alter column modified_at set not null;
