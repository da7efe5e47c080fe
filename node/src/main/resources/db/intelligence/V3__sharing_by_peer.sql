-- A peer that comes late, or comes back, is owed what the others were told meanwhile: a place in
-- the queue may be for one peer, and an answer says of which version it speaks and to whom: the
-- same code declared anew, perhaps with other keys, is another peer.
alter table intelligence.sharing drop constraint sharing_pkey;
alter table intelligence.sharing add column destination text;  -- null: every peer
alter table intelligence.sharing add unique nulls not distinct (object, destination);
create index sharing_for_all on intelligence.sharing (asked_at, object)
  where batch is null and destination is null;
create index sharing_for_one on intelligence.sharing (destination, asked_at, object)
  where batch is null and destination is not null;

alter table intelligence.shared add column modified_at timestamptz;
alter table intelligence.shared add column peer uuid;  -- null: before this was noted
-- A version that is later than the answer was not what the peer was told.
update intelligence.shared s set modified_at = least(o.modified_at, s.at)
from intelligence.object o where o.number = s.object;
alter table intelligence.shared alter column modified_at set not null;
