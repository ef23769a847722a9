#pragma once

#include "engine/facts/fact.hpp"
#include "store/error.hpp"

#include <memory>
#include <vector>

// Reads all messages of a span of time with why they went where they went and what that cost: for reports over a day,
// beside a running gateway or without one. A page is one short view of the database; pages follow each other by id.

namespace kaskad::store {

class view;

struct routed_message {
    facts::message message;
    std::vector<facts::attempt_decision> decisions;  // by attempt
    std::vector<billing::posting> postings;          // by sequence
};

// Messages with first <= id <= last, rising, at most `limit`.
struct routed_query {
    core::message_id first;
    core::message_id last;
    uint32_t limit = 0;
};

class route_reader {
  public:
    explicit route_reader(std::unique_ptr<view> from);
    ~route_reader();

    result<std::vector<routed_message>> read(const routed_query& query);
    result<std::vector<facts::client>> read_clients();
    result<std::vector<facts::link>> read_links();

  private:
    std::unique_ptr<view> view_;
};

}  // namespace kaskad::store
