#pragma once

#include "smpp/octets.hpp"

#include <boost/json.hpp>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

// PDUs as a person wants to see them: one JSON object for each of a stream, read as a session reads them. docs/smpp.md
// says which members there are.

namespace kaskad::gateway {

struct pdu_listing {
    std::vector<boost::json::object> objects;
    bool is_stream_lost = false;  // the last object says why nothing after it can be read
};

pdu_listing list_pdus(smpp::octets stream);

// Hexadecimal digits of either case; white space and colons between octets do not count. The error is for people.
std::expected<std::string, std::string> parse_hex(std::string_view text);

}  // namespace kaskad::gateway
