#pragma once

#include "smpp/receipt.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How an operator that was not asked writes one id in response and receipt: found out from which reading of its
// receipts leads to a message. A reading is only a guess until then; whoever looks it up must see in something else
// (the recipient) that it is the right message.

namespace kaskad::smpp {

enum class id_relation : uint8_t {
    unknown,
    same,             // but for case and leading zeros
    receipt_decimal,  // the response's hexadecimal number, in decimal
    receipt_hex,      // the response's decimal number, in hexadecimal
};

std::string_view to_string(id_relation relation);

// The key of a response's id: case and, of a number, leading zeros do not count.
std::string plain_key(std::string_view id);

struct id_reading {
    std::string key;  // a plain_key
    id_relation relation = id_relation::unknown;

    friend bool operator==(const id_reading&, const id_reading&) = default;
};

// Each key once, the likeliest first: what is known of the link, then the same notation.
std::vector<id_reading> id_readings(const receipt& value, id_relation known);

// Counts which relation led to a message until it is plain, then begins anew.
class id_relation_tally {
  public:
    static constexpr uint32_t SAMPLES = 20;
    static constexpr uint32_t FITTING_PERCENT = 95;

    void note(id_relation relation);
    // Once for every SAMPLES; empty also when they disagree.
    std::optional<id_relation> take_verdict();

  private:
    std::array<uint32_t, 4> counts_{};
};

}  // namespace kaskad::smpp
