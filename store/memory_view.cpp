#include "store/memory_view.hpp"

#include "engine/facts/scan.hpp"
#include "store/record_access.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::store {

std::optional<std::string> memory_view::find(size_t table, const std::string& key) {
    const auto& rows = database_.tables_[table];
    const auto place = rows.find(key);
    if (place == rows.end()) return std::nullopt;
    return std::string{(*place).octets};
}

std::vector<stored_row> memory_view::range(size_t table, const key_range& range) {
    std::vector<stored_row> found;
    const auto& rows = database_.tables_[table];
    const auto add = [&](const sorted_rows::row& row) {
        found.push_back({.key = std::string{row.key}, .octets = std::string{row.octets}});
    };
    const auto begin = rows.lower_bound(range.from);
    const auto end = rows.upper_bound(range.to);
    if (range.last_first) {
        for (auto at = end; at != begin && found.size() < range.limit;)
            add(*--at);
    } else {
        for (auto at = begin; at != end && found.size() < range.limit; ++at)
            add(*at);
    }
    return found;
}

void memory_view::each_key(size_t table, const std::function<void(std::string_view)>& sink) {
    for (const auto& [key, octets] : database_.tables_[table])
        sink(key);
}

std::vector<core::message_id> memory_view::due(const facts::fetch_due& request) {
    std::vector<core::message_id> ids;
    auto at = database_.due_.upper_bound({request.after_steady, request.after.value});
    for (; at != database_.due_.end() && at->first <= request.until_steady && ids.size() < request.limit; ++at) {
        ids.push_back({at->second});
    }
    return ids;
}

std::vector<core::message_id> memory_view::open(const facts::fetch_open& request) {
    std::vector<core::message_id> ids;
    for (const auto& [due, id] : database_.due_) {
        const auto octets = find(table_of<facts::message>(), facts::key_of(facts::message{.id = {id}}));
        const auto message = octets ? facts::scan_message(*octets) : std::nullopt;
        if (!message || message->id <= request.after) continue;
        if (message->client == request.client && message->recipient == request.recipient) ids.push_back(message->id);
    }
    std::ranges::sort(ids);
    if (ids.size() > request.limit) ids.resize(request.limit);
    return ids;
}

std::vector<core::message_id> memory_view::cascades(const facts::fetch_cascades& request) {
    std::vector<core::message_id> ids;
    auto at = database_.people_.upper_bound({request.recipient, std::numeric_limits<uint64_t>::max()});
    while (at != database_.people_.begin() && ids.size() < request.limit) {
        if ((--at)->first != request.recipient) break;
        ids.push_back({at->second});
    }
    return ids;
}

void memory_view::each_person(const std::function<void(std::string_view)>& sink) {
    for (const auto& [recipient, id] : database_.people_)
        sink(recipient);
}

std::vector<core::message_id> memory_view::queued(const facts::fetch_queue& request) {
    std::vector<core::message_id> ids;
    const auto last = std::numeric_limits<uint64_t>::max();
    auto at = database_.queued_.upper_bound(
        {request.link.value, request.klass, request.client.value, request.after_sequence});
    const auto end = database_.queued_.upper_bound({request.link.value, request.klass, request.client.value, last});
    for (; at != end && ids.size() < request.limit; ++at)
        ids.push_back({at->second});
    return ids;
}

std::vector<core::message_id> memory_view::in_flight() {
    std::vector<core::message_id> ids;
    for (const auto id : database_.in_flight_)
        ids.push_back({id});
    return ids;
}

std::vector<facts::queue_count> memory_view::queue_counts() {
    std::vector<facts::queue_count> counts;
    for (const auto& [place, id] : database_.queued_) {
        const auto& [link, klass, client, sequence] = place;
        const bool is_new = counts.empty() || counts.back().link.value != link || counts.back().klass != klass ||
                            counts.back().client.value != client;
        if (is_new) {
            counts.push_back({.link = {link}, .klass = klass, .client = {client}, .first_sequence = sequence});
        }
        ++counts.back().messages;
    }
    return counts;
}

std::vector<billing::day_root> memory_view::days(const day_range& range) {
    std::vector<billing::day_root> found;
    for (auto at = database_.days_.lower_bound(range.from); at != database_.days_.end() && at->first <= range.to; ++at)
        found.push_back(at->second);
    return found;
}

std::vector<billing::seal> memory_view::seals() {
    std::vector<billing::seal> found;
    for (const auto& [number, seal] : database_.seals_)
        found.push_back(seal);
    return found;
}

// Looks at every later message: good enough for tests.
std::vector<core::message_id> memory_view::of_client(const list_query& query) {
    std::vector<core::message_id> ids;
    const auto& rows = database_.tables_[table_of<facts::message>()];
    for (auto at = rows.upper_bound(facts::key_of(facts::message{.id = query.after})); at != rows.end(); ++at) {
        if (ids.size() == query.limit) break;
        const auto message = decode_as<facts::message>((*at).octets);
        if (message.client == query.client) ids.push_back(message.id);
    }
    return ids;
}

std::vector<std::string> memory_view::history(core::message_id id) {
    const auto place = database_.hanging_.find(id);
    if (place == database_.hanging_.end() || place->second.history.empty()) return {};
    return {place->second.history};
}

std::vector<std::string> memory_view::postings(std::span<const core::message_id> messages) {
    std::vector<std::string> found;
    for (const auto& [key, octets] : database_.tables_[table_of<billing::posting>()]) {
        if (std::ranges::binary_search(messages, decode_as<billing::posting>(octets).message))
            found.emplace_back(octets);
    }
    return found;
}

}  // namespace kaskad::store
