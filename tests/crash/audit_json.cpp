#include "tests/crash/audit_json.hpp"

#include "engine/facts/codec.hpp"

#include <boost/json/array.hpp>

namespace kaskad::crash {

namespace {

namespace json = boost::json;

json::object to_json(const facts::part& value) {
    return {{"number", value.number},           {"state", facts::to_string(value.state)},
            {"sent_times", value.sent_times},   {"submitted_utc", value.submitted_utc},
            {"operator_id", value.operator_id}, {"matched", facts::to_string(value.matched)}};
}

json::object to_json(const facts::attempt& value, const names& names) {
    json::array parts;
    for (const auto& part : value.parts)
        parts.push_back(to_json(part));
    const auto link = names.links.find(value.link);
    return {{"number", value.number},
            {"link", link == names.links.end() ? "" : link->second},
            {"state", facts::to_string(value.state)},
            {"parts", std::move(parts)}};
}

json::object to_json(const billing::reservation& value) {
    return {{"state", billing::to_string(value.state)},
            {"amount", std::to_string(value.amount.e6)},
            {"charged", std::to_string(value.charged.e6)}};
}

}  // namespace

names::names(const std::vector<facts::client>& known_clients, const std::vector<facts::link>& known_links,
             const std::vector<facts::endpoint>& known_endpoints) {
    for (const auto& client : known_clients)
        clients[client.id] = client.name;
    for (const auto& link : known_links)
        links[link.id] = link.name;
    for (const auto& endpoint : known_endpoints)
        if (endpoint.kind == facts::endpoint_kind::smpp) system_ids[endpoint.id] = endpoint.url;
}

json::object to_json(const facts::message& value, const invariants::sending_counts& sent, const names& names) {
    json::array attempts;
    for (const auto& attempt : value.attempts)
        attempts.push_back(to_json(attempt, names));
    const auto client = names.clients.find(value.client);
    return {{"id", core::to_string(value.id)},
            {"client", client == names.clients.end() ? "" : client->second},
            {"client_ref", value.client_ref},
            {"recipient", value.recipient},
            {"endpoint", value.endpoint.value},
            {"class", core::to_string(value.klass)},
            {"state", facts::to_string(value.state)},
            {"final", facts::is_final(value.state)},
            {"final_utc", value.final_utc},
            {"reason", core::to_string(value.reason)},
            {"possible_duplicate", value.possible_duplicate},
            {"parts", value.parts},
            {"charge", to_json(value.charge)},
            {"doubts", json::array(sent.doubts.begin(), sent.doubts.end())},
            {"repeats", sent.repeats},
            {"attempts", std::move(attempts)}};
}

json::object to_json(const facts::endpoint_progress& value, const names& names) {
    const auto system_id = names.system_ids.find(value.endpoint);
    return {{"id", value.endpoint.value},
            {"system_id", system_id == names.system_ids.end() ? "" : system_id->second},
            {"last", value.last},
            {"cursor", value.cursor},
            {"retries", value.retries.size()},
            {"abandoned", value.abandoned}};
}

}  // namespace kaskad::crash
