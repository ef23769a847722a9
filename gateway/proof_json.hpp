#pragma once

#include "gateway/books_walk.hpp"

#include <expected>
#include <string>
#include <string_view>

// The proof of a posting as a client gets it: a JSON object that says what was booked, in words and in the octets that
// are hashed, and how that leads to the root of its day. Whoever has the root needs nothing else.

namespace kaskad::gateway {

std::string to_json(const posting_proof& proof);

// Hashes everything anew. The day's root and a sentence for people; or what does not fit.
std::expected<std::string, std::string> check_proof(std::string_view json);

}  // namespace kaskad::gateway
