#pragma once

#include "routing/ported_entry.hpp"
#include "routing/ported_networks.hpp"

#include <expected>
#include <string>
#include <string_view>

// One line of a list of ported numbers, as registries give them out: number,mccmnc. Judges the line alone; that a
// number comes twice is seen when all are in order.

namespace kaskad::routing {

// list: every line names a network. difference: a line without one says that the number is ported no more.
enum class ported_list : uint8_t { list, difference };

// A line that says nothing: empty, a comment (#), or "number,mccmnc", the heading.
bool is_ported_remark(std::string_view line);

// The number may have a "+", fields may have blanks around them. Refused, with the reason: another count of fields, a
// number that is not 7 to 15 digits or begins with 0, a network that is not MCC and MNC, one network too many.
std::expected<ported_entry, std::string> read_ported_row(std::string_view line, ported_list kind,
                                                         ported_networks& networks);

}  // namespace kaskad::routing
