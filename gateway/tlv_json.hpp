#pragma once

#include "smpp/tlv.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>

// TLVs and C-octet strings as JSON for people.

namespace kaskad::gateway {

// {"tag", "name", "length", "value_hex", "value"} each. value is a number for an integer, text for a C-octet string,
// and the octets again for all else, also for what does not have the length of its kind. In broadcast_sm_resp the areas
// are those that failed.
boost::json::array tlvs_json(const smpp::tlv_list& tlvs, bool are_areas_failed);

// A C-octet string as text: ASCII by the specification, read as Latin-1 where a peer sends more.
boost::json::string readable(std::string_view raw);

}  // namespace kaskad::gateway
