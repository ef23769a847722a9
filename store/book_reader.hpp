#pragma once

#include "engine/facts/fact.hpp"
#include "store/error.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

// Reads the books page by page, for who audits them: beside a running gateway or without one. Each page is one short
// view of the database; the last page of postings comes with the accounts of the same view, so that they fit.

namespace kaskad::store {

class view;

// accounts and head: of the last page only.
struct books_page {
    std::vector<billing::posting> postings;  // by sequence
    bool is_last = false;
    std::vector<billing::account> accounts;
    billing::chain_head head;
};

// A message and all that its money did.
struct charged_message {
    facts::message message;
    std::vector<billing::posting> postings;  // by sequence
};

class book_reader {
  public:
    explicit book_reader(std::unique_ptr<view> from);
    ~book_reader();

    // Postings behind that sequence, at most `limit`. A page with fewer is the last.
    result<books_page> read_books(uint64_t after, uint32_t limit);
    // Messages behind that id, at most `limit`; none: there are no more.
    result<std::vector<charged_message>> read_charges(core::message_id after, uint32_t limit);
    // Those of them that are there, in the same order.
    result<std::vector<facts::message>> read_messages(std::span<const core::message_id> ids);
    result<std::vector<facts::client>> read_clients();

  private:
    std::unique_ptr<view> view_;
};

}  // namespace kaskad::store
