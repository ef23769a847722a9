#pragma once

#include "store/postgres_session.hpp"

// The tables, in a schema of their own (`kaskad`) of whatever database the URL names: schema/postgres/*.sql by number.
// Older ones are migrated in one transaction, newer ones refused.

namespace kaskad::store {

void migrate(postgres_session& session);

}  // namespace kaskad::store
