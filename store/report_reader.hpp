#pragma once

#include "billing/seal.hpp"
#include "engine/facts/fact.hpp"
#include "store/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

// Reads the books, and messages with all that explains them, page by page: for reports and audits, beside a running
// gateway or without one. A page is one short view of the database; pages follow each other by id or sequence.

namespace kaskad::store {

class view;

struct told_message {
    facts::message message;
    std::vector<facts::attempt_decision> decisions;  // by attempt
    std::vector<billing::posting> postings;          // by sequence
};

// Messages with first <= id <= last, rising, at most `limit`; a page with fewer is the last.
struct told_query {
    core::message_id first;
    core::message_id last;
    uint32_t limit = 0;
    bool wants_decisions = true;
    bool wants_postings = true;
    core::client_id client;  // only this one's; 0 = everybody's
};

// accounts, days and head: of the last page only, and of the same view as its postings, so that they fit.
struct books_page {
    std::vector<billing::posting> postings;  // by sequence
    bool is_last = false;
    std::vector<billing::account> accounts;
    std::vector<billing::day_root> days;
    billing::chain_head head;
};

class report_reader {
  public:
    explicit report_reader(std::unique_ptr<view> from);
    ~report_reader();

    // settled: told which messages they are before the rest of them is read, so that another reader may begin behind
    // them meanwhile.
    using page_settled = std::function<void(std::span<const core::message_id>)>;
    result<std::vector<told_message>> read(const told_query& query, const page_settled& settled = {});
    // Postings behind that sequence, at most `limit`. A page with fewer is the last.
    result<books_page> read_books(uint64_t after, uint32_t limit);
    // The kept roots of days from <= day <= to, since 1970.
    result<std::vector<billing::day_root>> read_days(uint32_t from, uint32_t to);
    // What stays of messages that were dropped, by number.
    result<std::vector<billing::seal>> read_seals();
    // By month.
    result<std::vector<facts::closed_period>> read_periods();
    // Those of them that are there, in the same order.
    result<std::vector<facts::message>> read_messages(std::span<const core::message_id> ids);
    result<std::vector<facts::client>> read_clients();
    // The time of the last projected group: what is read from now on is no older.
    result<core::now> as_of();
    result<std::vector<facts::link>> read_links();
    // Receipts that fit nothing, of those behind that id, rising by id, at most `limit`; a page with fewer is the last.
    result<std::vector<facts::parked_receipt>> read_parked(uint64_t after, uint32_t limit);

  private:
    std::unique_ptr<view> view_;
};

}  // namespace kaskad::store
