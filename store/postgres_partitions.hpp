#pragma once

#include "core/id.hpp"
#include "store/postgres_lease.hpp"
#include "store/postgres_session.hpp"

#include <cstdint>
#include <set>

// Makes the partitions of a month when its first row comes. They are made apart and attached, which waits for no
// reader: a dump of the whole database takes hours.

namespace kaskad::store {

// Calendar months (UTC) since January 2020; what a wild clock says beyond 80 years of that counts as the nearest.
int month_of(int64_t utc_ms);
int month_of(core::message_id id);

// Where a month begins, in milliseconds since 1970.
int64_t first_ms_of(int month);

// Where the months end whose messages are all below `wanted`.
core::message_id droppable_in_months(core::message_id wanted);

// Takes the partitions of months whose messages are all below `before`; those of postings stay. Within the caller's
// transaction.
void drop_months(postgres_session& session, core::message_id before);

class postgres_partitions {
  public:
    // Outside a transaction. Asks the server only about months that it does not know yet.
    void prepare(postgres_session& session, const postgres_lease& lease, const std::set<int>& months);
    // The server may be another now.
    void forget() { known_.clear(); }

  private:
    std::set<int> known_;
};

}  // namespace kaskad::store
