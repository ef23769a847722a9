#pragma once

#include "billing/seal.hpp"
#include "store/report_reader.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// Walks through all books from the first posting to the last, then through all messages, in pages. Holds a page and a
// balance an account, whatever there is. Beside a running gateway it sees what was booked until its last page.

namespace kaskad::gateway {

struct walked_books {
    uint64_t postings = 0;
    uint64_t accounts = 0;
    uint64_t messages = 0;
    std::vector<billing::day_root> days;  // as the postings make them
    // The first thing that is wrong; with the message's id where it is a message that disagrees.
    std::optional<billing::audit_break> first_break;
    core::message_id message;
};

// What is wrong first, in words without a full stop; or a sentence that all is right.
std::string describe(const walked_books& walked);

// The row with that sequence, and what proves that it is in its day.
struct posting_proof {
    billing::posting row;
    billing::day_root day;
    std::vector<billing::proof_step> path;
};

// Called after each page with what was read so far; false = stop.
using walk_progress = std::function<bool(const walked_books&)>;

// The error: the database cannot be read, or `progress` said stop. `planned`: a seal that is to be added is proved as
// if it were there already.
std::expected<walked_books, std::string> walk_books(store::report_reader& from, const walk_progress& progress,
                                                    const std::optional<billing::seal>& planned = {});

// By the kept root of its day, of which it reads the postings alone. The error says also where that root is wrong.
std::expected<posting_proof, std::string> prove_posting(store::report_reader& from, uint64_t sequence);

}  // namespace kaskad::gateway
