#pragma once

#include "gateway/books_walk.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

// Drops messages of closed months and keeps a seal of what they came to (billing/seal.hpp). Postings stay. Nothing is
// dropped before all books were read anew and are right, the new seal included.

namespace kaskad::gateway {

struct drop_plan {
    billing::seal seal;
    uint64_t messages = 0;
    uint64_t totals = 0;
};

// Messages read so far, or what was walked of the books; false = stop.
struct drop_progress {
    std::function<bool(uint64_t)> messages;
    walk_progress books;
};

// Of all messages before the first day of that month ("2026-05"), as far as they lie apart. The error says what stands
// in the way.
std::expected<drop_plan, std::string> plan_drop(store::database& of, std::string_view month,
                                                const drop_progress& progress);

}  // namespace kaskad::gateway
