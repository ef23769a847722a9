#pragma once

#include "billing/posting.hpp"
#include "core/now.hpp"
#include "engine/facts/history.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Walks a group's octets without making records of them: what a database writes is found and passed on as it stands.
// For the projector, whose work this is; everybody else decodes (codec.hpp).

namespace kaskad::facts {

// A record as it stands in its group. All views point into the group's octets.
struct scanned_change {
    size_t table = 0;         // as table_of() says
    std::string_view record;  // as encode(record) writes it
    bool gone = false;
    core::message_id about;  // the message of its fact; 0 = none
};

// Called in the order in which the facts stand; a fact behind its changes. `entry` holds what a message's history keeps
// of it (but for the posting, which is one of the changes); `message` is 0 where it is about none.
class scan_sink {
  public:
    virtual ~scan_sink() = default;
    virtual void on_fact(core::message_id message, history_entry& entry) = 0;
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

// A posting's record with its place in the chain, which a fact's posting does not have yet: `out` gets what encode() of
// the posting with both gives.
void append_chained(std::string_view record, const billing::digest& previous, const billing::digest& hash,
                    std::string& out);

// Records that stand one behind the other, each as encode(record) writes it; fewer than there are where the octets are
// damaged.
std::vector<std::string_view> split_records(std::string_view octets);

// Appends the sequence of each posting that a history's facts name. False: the octets are no history.
bool append_named_postings(std::string_view history, std::vector<uint64_t>& out);

// By what a stored message is found, out of its record. The texts point into it.
struct scanned_message {
    core::message_id id;
    core::client_id client;
    std::string_view recipient;
    core::message_class klass = core::message_class::otp;
    std::string_view client_ref;
    int64_t accepted_utc = 0;
    message_state state = message_state::accepted;
    int64_t final_utc = 0;
    int64_t due_steady = 0;  // 0: nothing is due
    // A message keeps the sequence of its place after it left the queue; it stands in the queue while the link is set.
    core::link_id queue_link;
    uint64_t queue_sequence = 0;
    bool in_flight = false;  // is_in_flight() of the decoded message
    bool by_cascade = false;
};

// Nothing: the octets are no message's record.
std::optional<scanned_message> scan_message(std::string_view record);

}  // namespace kaskad::facts
