#include "gateway/proof_json.hpp"

#include "billing/day_text.hpp"
#include "billing/sha256.hpp"
#include "gateway/api/timestamp.hpp"
#include "net/digest.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <optional>
#include <vector>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

using octets = std::vector<uint8_t>;

json::object to_json(const billing::transfer& line) {
    return {{"kind", billing::to_string(line.kind)},     {"why", billing::to_string(line.code)},
            {"debit", std::to_string(line.debit.value)}, {"credit", std::to_string(line.credit.value)},
            {"amount", core::to_string(line.amount)},    {"currency", core::to_string(line.currency)},
            {"message", core::to_string(line.message)}};
}

// A member that must be octets, in the digits that prove() writes: lower case.
std::optional<octets> octets_at(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    if (!found || !found->is_string()) return std::nullopt;
    const std::string_view text = found->get_string();
    const auto value = net::from_hex(text);
    if (!value || net::to_hex(*value) != text) return std::nullopt;
    return octets{value->begin(), value->end()};
}

std::optional<billing::digest> digest_at(const json::object& from, std::string_view name) {
    const auto value = octets_at(from, name);
    billing::digest hash{};
    if (!value || value->size() != hash.size()) return std::nullopt;
    std::ranges::copy(*value, hash.begin());
    return hash;
}

std::optional<std::vector<billing::proof_step>> path_of(const json::object& from) {
    const auto* found = from.if_contains("path");
    if (!found || !found->is_array()) return std::nullopt;
    std::vector<billing::proof_step> path;
    for (const auto& each : found->get_array()) {
        const auto* step = each.if_object();
        const auto hash = step ? digest_at(*step, "hash") : std::nullopt;
        const auto* side = step ? step->if_contains("side") : nullptr;
        if (!hash || !side || (*side != "left" && *side != "right")) return std::nullopt;
        path.push_back({*hash, *side == "left"});
    }
    return path;
}

}  // namespace

std::string to_json(const posting_proof& proof) {
    json::array transfers;
    for (const auto& line : proof.row.transfers)
        transfers.push_back(to_json(line));
    const auto octets = billing::posting_octets(proof.row);
    const std::string row(octets.begin(), octets.end());
    json::array path;
    for (const auto& step : proof.path)
        path.push_back(
            json::object{{"hash", billing::to_string(step.hash)}, {"side", step.is_left ? "left" : "right"}});
    return json::serialize(json::object{{"posting", proof.row.sequence},
                                        {"booked_at", api::render_timestamp(proof.row.booked_utc_ms)},
                                        {"transfers", std::move(transfers)},
                                        {"previous", billing::to_string(proof.row.previous)},
                                        {"octets", net::to_hex(row)},
                                        {"path", std::move(path)},
                                        {"day", billing::day_text(proof.day.day)},
                                        {"postings_of_day", proof.day.postings()},
                                        {"root", billing::to_string(proof.day.root)}});
}

std::expected<std::string, std::string> check_proof(std::string_view text) {
    boost::system::error_code trouble;
    const auto root = json::parse(text, trouble);
    if (trouble || !root.is_object()) return std::unexpected("it is no JSON object");
    const auto& from = root.get_object();
    const auto previous = digest_at(from, "previous");
    const auto row = octets_at(from, "octets");
    const auto path = path_of(from);
    const auto told = digest_at(from, "root");
    if (!previous || !row || !path || !told) {
        return std::unexpected("it needs previous, octets, path and root, in hexadecimal digits");
    }
    const auto hash = billing::sha256({*previous, *row});
    const auto made = billing::root_by(hash, *path);
    if (made != *told) {
        return std::unexpected(
            fmt::format("the octets lead to {}, it says {}", billing::to_string(made), billing::to_string(*told)));
    }
    return fmt::format("The row hashes to {} and is in the tree with the root {}.", billing::to_string(hash),
                       billing::to_string(made));
}

}  // namespace kaskad::gateway
