#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/message.hpp"
#include "tests/invariants/sendings.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <vector>

// Recorded messages and endpoints as the counting of the crash test (count.mjs, callbacks.mjs) reads them. Ids and
// amounts are strings: they are wider than JSON's numbers.

namespace kaskad::crash {

struct names {
    names(const std::vector<facts::client>& known_clients, const std::vector<facts::link>& known_links);

    std::map<core::client_id, std::string> clients;
    std::map<core::link_id, std::string> links;
};

boost::json::object to_json(const facts::message& value, const invariants::sending_counts& sent, const names& names);

boost::json::object to_json(const facts::endpoint_progress& value);

}  // namespace kaskad::crash
