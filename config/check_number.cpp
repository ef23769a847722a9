#include "config/check.hpp"
#include "engine/facts/message.hpp"
#include "engine/keyword.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace kaskad::config {

namespace {

// Link, number, prefix or not, keyword without its case.
using number_place = std::tuple<std::string, std::string, bool, std::string>;

template <typename Values, typename Value, typename Member = std::identity>
bool has(const Values& values, const Value& wanted, Member member = {}) {
    return std::ranges::find(values, wanted, member) != values.end();
}

void check_teller(const written_client& client, const written_number& number, problems& found) {
    if (!number.account.empty() && !number.endpoint.empty())
        return found.add(number.at("endpoint"), "client.number", "write either account or endpoint");
    const auto& accounts = client.written_accounts;
    const bool has_account = has(accounts, number.account, &written_account::system_id);
    if (!number.account.empty() && !has_account) {
        found.add(number.at("account"), "client.number.account",
                  fmt::format("the client has no [[client.account]] with system_id \"{}\"", number.account));
    }
    if (number.endpoint.empty()) return;
    const auto endpoint = std::ranges::find(client.endpoints, number.endpoint, &written_endpoint::name);
    if (endpoint == client.endpoints.end()) {
        return found.add(number.at("endpoint"), "client.number.endpoint",
                         fmt::format("the client has no [[client.endpoint]] \"{}\"", number.endpoint));
    }
    const auto kind = static_cast<uint8_t>(facts::event_kind::inbound);
    if (endpoint->kinds.empty() || has(endpoint->kinds, kind)) return;
    found.add(
        number.at("endpoint"), "client.number.endpoint",
        fmt::format("endpoint \"{}\" does not get such events: add \"message.inbound\" to its kinds", number.endpoint));
}

void check_link(const written_file& file, const written_number& number, problems& found) {
    if (number.link.empty() || has(file.links, number.link, &written_link::name)) return;
    found.add(number.at("link"), "client.number.link", fmt::format("there is no link \"{}\"", number.link));
}

}  // namespace

void check_numbers(const written_file& file, problems& found) {
    std::map<number_place, uint32_t> lines;
    for (const auto& client : file.clients) {
        for (const auto& number : client.written_numbers) {
            check_teller(client, number, found);
            check_link(file, number, found);
            if (number.address.empty()) continue;
            const number_place place{number.link, number.address, number.is_prefix, engine::fold_words(number.keyword)};
            const auto line = number.at("address").line;
            const auto [first, is_new] = lines.emplace(place, line);
            if (is_new) continue;
            found.add(number.at("address"), "client.number.address",
                      fmt::format("\"{}\" with the same keyword and link stands already on line {}", number.address,
                                  first->second));
        }
    }
}

}  // namespace kaskad::config
