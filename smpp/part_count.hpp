#pragma once

#include "smpp/text_form.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// The one walk through a text that says how many parts it has, and where they end. No part is cut inside an escape
// sequence or a surrogate pair; nor, as long as there are no more parts for it, inside what a reader sees as one
// character, nor, packed, so that seven spare bits remain. Text: valid UTF-8 whose form was chosen for it.

namespace kaskad::smpp {

inline constexpr size_t PARTS_MAX = 255;

// Stops one above what any message may have. Allocates nothing.
size_t count_form_parts(std::string_view text, const sized_form& size, const part_capacity& capacity);

// Positions in a text where its parts end.
class part_ends {
  public:
    void add(size_t position) { positions_[count_++] = static_cast<uint32_t>(position); }
    std::span<const uint32_t> get() const { return {positions_.data(), count_}; }
    size_t last_begin() const { return count_ > 1 ? positions_[count_ - 2] : 0; }

  private:
    std::array<uint32_t, PARTS_MAX> positions_;
    size_t count_ = 0;
};

// As many as count_form_parts says: `parts`, at most PARTS_MAX. `udh_octets`: in front of each.
part_ends find_part_ends(std::string_view text, const text_form& form, const part_capacity& capacity, size_t parts,
                         size_t udh_octets);

size_t count_units(std::string_view text, const text_form& form);

}  // namespace kaskad::smpp
