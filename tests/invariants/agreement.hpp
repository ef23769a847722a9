#pragma once

#include "engine/facts/fact.hpp"
#include "store/database.hpp"
#include "tests/invariants/complaints.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

// Invariant 5, for stores: a database holds of every record the last value the journal gave it. Takes groups of any
// tail of the journal, so it works behind a trimmed one too; what was changed last before that tail it cannot judge.

namespace kaskad::invariants {

class agreement {
  public:
    // In order of position.
    void take(const facts::group& group);

    // The database stands at the last group's position. Every record the groups touched is looked at.
    void compare(store::database& with, complaints& broken) const;

    size_t size() const { return last_.size(); }

  private:
    using place = std::pair<size_t, std::string>;  // table, key

    std::map<place, std::optional<std::string>> last_;  // octets; none: gone
};

// All of the journal is known: a database made from these groups, in a single write, is the same to the last octet.
void compare_whole(store::database& made_by_groups, store::database& with, complaints& broken);

}  // namespace kaskad::invariants
