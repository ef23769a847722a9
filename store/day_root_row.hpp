#pragma once

#include "billing/seal.hpp"

#include <string>
#include <string_view>

// The root of a day, and a seal, as rows: numbers as they are, hashes as their octets, peaks one behind the other. For
// all databases; throws failure when a row is none.

namespace kaskad::store {

std::string_view octets_of(const billing::digest& hash);
std::string octets_of(const std::vector<billing::digest>& hashes);
// All of it, for comparisons.
std::string octets_of(const billing::day_root& day);

// Sets the hash of a seal.
void set_hash(billing::seal& of, std::string_view hash);

// Sets the hashes of a day whose numbers are set.
void set_hashes(billing::day_root& day, std::string_view head, std::string_view root, std::string_view peaks);

}  // namespace kaskad::store
