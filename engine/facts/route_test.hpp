#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/token.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Texts that go over one link to phones of ours, to see what really arrives: which sender is shown, whether the text is
// whole, how long it took, and whether the receipts told the truth.

namespace kaskad::facts {

enum class test_text : uint8_t { latin = 0, cyrillic = 1, emoji = 2, url = 3, code = 4 };

// An SMS as the phone forwarded it.
struct received_sms {
    int64_t received_utc = 0;  // by the phone's word; 0 = it did not say
    int64_t told_utc = 0;      // when we heard of it
    std::string sender;        // as it was shown
    std::string text;
};

struct route_test_message {
    std::string number;
    test_text kind = test_text::latin;
    core::message_id message;
    std::string tag;   // stands in the text: by it an SMS is known again
    std::string text;  // as it was sent
    uint16_t parts = 0;
    int64_t sent_utc = 0;
    std::vector<received_sms> received;  // several: its parts came apart, or it came twice
};

struct route_test {
    uint64_t id = 0;
    core::link_id link;
    std::string sender;
    std::string by;
    std::string schedule;  // the name of the one in the file; empty = a person's order
    int64_t started_utc = 0;
    int64_t ends_steady = 0;
    bool has_ended = false;
    core::amount cost;  // what the texts cost at most
    core::currency currency;
    std::vector<route_test_message> messages;
};

struct start_route_test {
    token reply_to = 0;
    std::string link;                  // its name
    std::vector<std::string> numbers;  // of phones that forward their SMS
    std::string sender;
    std::string by;
    std::string schedule;
};

struct probe_received {
    token reply_to = 0;
    std::string number;  // of the phone
    received_sms sms;
};

struct query_route_tests {
    token reply_to = 0;
    uint64_t id = 0;  // 0 = all that are kept
};

// --- answers -----------------------------------------------------------------------------------------------------

struct route_test_started {
    uint64_t id = 0;
    uint32_t messages = 0;
    core::amount cost;
    core::currency currency;
};

struct route_tests {
    std::vector<route_test> rows;  // newest first
};

}  // namespace kaskad::facts
