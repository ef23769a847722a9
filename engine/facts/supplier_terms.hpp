#pragma once

#include "core/money.hpp"

#include <cstdint>
#include <string>

// What is agreed with the supplier behind a link about money in advance, and where it says what is left. Stored with
// the link: members are appended and never moved.

namespace kaskad::facts {

// A link's account with its supplier, besides what may be owed.
struct supplier_terms {
    bool prepaid = false;               // what was paid in advance is all there is, besides the credit
    core::amount balance_floor;         // nothing more is bought once no more than this is left
    std::string balance_url;            // where the supplier says what is left; empty = nowhere
    std::string balance_path;           // in its answer, a JSON pointer
    std::string balance_header_sealed;  // "Authorization: Bearer ..."; empty = none
    std::string balance_header_digest;
    uint32_t balance_every_s = 0;

    friend bool operator==(const supplier_terms&, const supplier_terms&) = default;
};

}  // namespace kaskad::facts
