#pragma once

#include "core/now.hpp"
#include "engine/facts/history.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Walks a group's octets without making records of them: what a database writes is found and passed on as it stands.
// For the projector, whose work this is; everybody else decodes (codec.hpp).

namespace kaskad::facts {

// A record as it stands in its group. All views point into the group's octets.
struct scanned_change {
    size_t table = 0;         // as table_of() says
    std::string_view record;  // as encode(record) writes it
    bool gone = false;
};

// Called in the order in which the facts stand; a fact before its changes. `entry` holds what a message's history
// keeps of it, `message` is 0 where it is about none.
class scan_sink {
  public:
    virtual ~scan_sink() = default;
    virtual void on_fact(core::message_id message, const history_entry& entry) = 0;
    virtual void on_change(const scanned_change& change) = 0;
};

struct scanned_group {
    uint64_t position = 0;
    core::now now;
};

// The error says in a few words what is wrong; the sink may then have been called.
std::expected<scanned_group, std::string> scan(std::string_view group, scan_sink& sink);

// Appends what key_of() of the decoded record would give. False: the octets are no record of that table.
bool append_key(const scanned_change& change, std::string& out);

}  // namespace kaskad::facts
