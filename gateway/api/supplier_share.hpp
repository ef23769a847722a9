#pragma once

#include "store/report_reader.hpp"

#include <span>

// What the books say is owed to a supplier for an attempt, shared among the parts that it took: each posting is one
// part's, and their sum is the attempt's, whatever became of its parts. Pure.

namespace kaskad::gateway::api {

struct supplied_part {
    bool is_delivered = false;
    core::amount owed;
};

// parts: in their order, at least one. What is found for none of them goes to the first.
void share_postings(const store::told_message& told, const facts::attempt& attempt, std::span<supplied_part> parts);

}  // namespace kaskad::gateway::api
