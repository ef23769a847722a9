#include "gateway/api/key_request.hpp"

#include "gateway/api/client_fields.hpp"
#include "gateway/api/client_view.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/json_fields.hpp"
#include "gateway/api/request_query.hpp"
#include "gateway/api/timestamp.hpp"
#include "net/address_block.hpp"
#include "net/chance.hpp"
#include "net/digest.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace kaskad::gateway::api {

namespace {

constexpr size_t KEY_OCTETS = 32;

void read_scopes(json_fields& in, facts::api_key& into) {
    std::vector<std::string> words;
    in.read("scopes", words);
    for (const auto& word : words) {
        const auto* const found =
            std::ranges::find(SCOPE_WORDS, word, [](const auto& each) -> std::string_view { return each.first; });
        if (found == SCOPE_WORDS.end())
            return in.refuse("invalid_field", "scopes", "each must be one of send, read, manage");
        const auto scope = std::to_underlying(found->second);
        if (std::ranges::find(into.scopes, scope) == into.scopes.end()) into.scopes.push_back(scope);
    }
}

void read_expiry(json_fields& in, facts::api_key& into, int64_t now_utc) {
    std::string text;
    in.read("expires", text, [&](std::string_view given) -> std::string {
        const auto moment = parse_timestamp(given);
        if (!moment) return "must be a moment by RFC 3339, as 2027-01-31T12:00:00Z";
        into.expires_utc = *moment;
        return *moment > now_utc ? "" : "lies in the past";
    });
}

}  // namespace

std::expected<facts::api_key, problem> read_key(std::string_view body, int64_t now_utc) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    facts::api_key made;
    in.require("name", "what the key is called in logs");
    in.read("name", made.name,
            [](std::string_view text) { return is_plain_name(text) ? "" : "must be 1 to 64 of a-z A-Z 0-9 . _ -"; });
    read_scopes(in, made);
    read_expiry(in, made, now_utc);
    in.read("addresses", made.addresses, [](std::string_view text) {
        return net::address_block::parse(text) ? "" : "each must be an IP address or a block, as 10.0.0.0/8";
    });
    in.read("test", made.is_test);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

std::expected<int64_t, problem> read_end_of_key(std::string_view query, int64_t now_utc) {
    const auto parameters = parse_request_query(query, {"at"});
    if (!parameters) return std::unexpected(parameters.error());
    const auto* text = find_parameter(*parameters, "at");
    if (text == nullptr) return 0;
    const auto moment = parse_timestamp(*text);
    if (!moment)
        return refuse_parameter("invalid_field", "at", "must be a moment by RFC 3339, as 2027-01-31T12:00:00Z");
    if (*moment <= now_utc) return refuse_parameter("invalid_field", "at", "lies in the past");
    return *moment;
}

made_key make_key(bool is_test) {
    auto secret = (is_test ? "kk_test_" : "kk_") + net::to_hex(net::random_octets(KEY_OCTETS));
    auto digest = net::to_hex(net::as_octets(net::sha256(secret)));
    return {std::move(secret), std::move(digest)};
}

std::string render_new_key(const facts::api_key& key, std::string_view secret) {
    json_writer out;
    out.begin_object();
    out.text("key", secret);
    write_key_terms(out, key);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
