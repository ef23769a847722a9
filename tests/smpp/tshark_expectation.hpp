#pragma once

#include "smpp/pdu.hpp"

#include <string>
#include <utility>
#include <vector>

// What tshark 4.0 should say of a PDU of ours, in its names and notations. Where it is itself wrong or silent (relative
// times, empty strings, four octets of ms_validity) it is not asked.

namespace kaskad::smpp {

// A field and all its values in the order of the PDU.
using tshark_field = std::pair<std::string, std::vector<std::string>>;

std::vector<tshark_field> expected_fields(const pdu& value);

}  // namespace kaskad::smpp
