#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

// Mobile networks, and the rules that say which numbers are theirs. Plain data, as stored.

namespace kaskad::routing {

// mccmnc: ITU-T E.212 code, 5 or 6 digits, empty where it is not sure. country: ISO 3166 alpha-2. group: the operator,
// whatever its networks' codes ("DE/vodafone"), empty where only the country is known.
struct network {
    std::string mccmnc;
    std::string country;
    std::string name;
    std::string group{};

    friend bool operator==(const network&, const network&) = default;
};

// One rule: for the numbers that begin with `prefix` or, where `to` is set, for those from `prefix` to `to`, both as
// long. zone: where its phones are, an IANA name; empty = not known. `line` is where it was written, for error
// messages; 0 = unknown.
struct number_plan_row {
    std::string prefix;
    routing::network network;
    uint32_t line = 0;
    std::string to{};
    std::string zone{};

    friend bool operator==(const number_plan_row&, const number_plan_row&) = default;
};

// row: the row's line if it has one, else its place counted from 1.
struct row_error {
    size_t row = 0;
    std::string why;

    friend bool operator==(const row_error&, const row_error&) = default;
};

}  // namespace kaskad::routing
