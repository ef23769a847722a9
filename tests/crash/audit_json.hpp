#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"
#include "tests/invariants/sendings.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <vector>

// Recorded messages and endpoints as the counting of the crash test (count.mjs, callbacks.mjs, receipts.mjs) reads
// them. Ids and amounts are strings: they are wider than JSON's numbers.

namespace kaskad::crash {

struct names {
    names(const std::vector<facts::client>& known_clients, const std::vector<facts::link>& known_links,
          const std::vector<facts::endpoint>& known_endpoints);

    std::map<core::client_id, std::string> clients;
    std::map<core::link_id, std::string> links;
    std::map<core::endpoint_id, std::string> system_ids;  // of those endpoints that are SMPP accounts
};

boost::json::object to_json(const facts::message& value, const invariants::sending_counts& sent, const names& names);

boost::json::object to_json(const facts::endpoint_progress& value, const names& names);

}  // namespace kaskad::crash
