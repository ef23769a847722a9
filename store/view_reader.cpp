#include "engine/facts/history.hpp"
#include "store/record_access.hpp"
#include "store/view.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::store {

namespace {

using records = std::vector<facts::record>;

constexpr uint64_t LAST_SEQUENCE = std::numeric_limits<uint64_t>::max();
constexpr uint8_t LAST_ATTEMPT = std::numeric_limits<uint8_t>::max();

void add_message(view& from, facts::message message, records& into) {
    auto text = find(from, facts::message_text{.id = message.id});
    into.emplace_back(std::move(message));
    if (text) into.emplace_back(std::move(*text));
}

void add_message(view& from, core::message_id id, records& into) {
    if (auto message = find(from, facts::message{.id = id})) add_message(from, std::move(*message), into);
}

void add_messages(view& from, const std::vector<core::message_id>& ids, records& into) {
    for (const auto id : ids)
        add_message(from, id, into);
}

// Ids are used again by some operators: the newest message wins.
std::optional<facts::operator_message> find_newest(view& from, const facts::fetch_operator_id& request) {
    std::optional<facts::operator_message> newest;
    for (const auto& key : request.keys) {
        const auto octets = from.newest_operator_id(request.link, key);
        if (!octets) continue;
        auto found = decode_as<facts::operator_message>(*octets);
        if (!newest || newest->message < found.message) newest = std::move(found);
    }
    return newest;
}

// An id may be one that a later piece of the text was told.
std::optional<facts::message> find_message(view& from, core::message_id told) {
    if (auto message = find(from, facts::message{.id = told})) return message;
    const auto octets = from.newest_operator_id({}, facts::submission_key(told));
    if (!octets) return std::nullopt;
    return find(from, facts::message{.id = decode_as<facts::operator_message>(*octets).message});
}

void answer(view& from, const facts::fetch_message& request, records& into) {
    if (auto message = find_message(from, request.id)) add_message(from, std::move(*message), into);
}

void answer(view& from, const facts::fetch_operator_id& request, records& into) {
    const auto found = find_newest(from, request);
    if (!found) return;
    into.emplace_back(*found);
    add_message(from, found->message, into);
}

void answer(view& from, const facts::fetch_idempotency& request, records& into) {
    facts::idempotency key{.client = request.client, .key = request.key};
    if (auto found = find(from, key)) into.emplace_back(std::move(*found));
    if (request.item == 0) return;
    key.item = request.item;
    if (auto found = find(from, key)) into.emplace_back(std::move(*found));
}

void answer(view& from, const facts::fetch_due& request, records& into) {
    add_messages(from, from.due(request), into);
}

void answer(view& from, const facts::fetch_queue& request, records& into) {
    add_messages(from, from.queued(request), into);
}

void answer(view& from, const facts::fetch_open& request, records& into) {
    add_messages(from, from.open(request), into);
}

void answer(view& from, const facts::fetch_cascades& request, records& into) {
    add_messages(from, from.cascades(request), into);
}

void answer(view& from, const facts::fetch_events& request, records& into) {
    if (request.after_sequence == LAST_SEQUENCE) return;
    const facts::event first{.endpoint = request.endpoint, .sequence = request.after_sequence + 1};
    const facts::event last{.endpoint = request.endpoint, .sequence = LAST_SEQUENCE};
    for (auto& found : range(from, first, last, request.limit))
        into.emplace_back(std::move(found));
}

template <typename T>
void add_all(view& from, records& into) {
    for (auto& value : all<T>(from))
        into.emplace_back(std::move(value));
}

// Versions rise: the last one is in force.
template <typename T>
void add_newest(view& from, records& into) {
    for (auto& value : all<T>(from, 1, true))
        into.emplace_back(std::move(value));
}

uint32_t read_big_endian(std::string_view octets) {
    uint32_t value = 0;
    for (const char octet : octets)
        value = value << 8 | static_cast<uint8_t>(octet);
    return value;
}

// From the key's octets, so that no record needs to be read: client (4), key, 0, item (4).
uint64_t key_hash(std::string_view key) {
    constexpr size_t CLIENT = 4;
    constexpr size_t ITEM = 4;
    const core::client_id client{read_big_endian(key.substr(0, CLIENT))};
    const auto item = read_big_endian(key.substr(key.size() - ITEM));
    return facts::key_hash(client, key.substr(CLIENT, key.size() - CLIENT - 1 - ITEM), item);
}

// However the keys lie: equal databases give equal starts.
void settle(std::vector<uint64_t>& hashes) {
    std::ranges::sort(hashes);
    const auto twice = std::ranges::unique(hashes);
    hashes.erase(twice.begin(), twice.end());
}

std::vector<facts::history_entry> read_history(view& from, core::message_id id) {
    std::vector<facts::history_entry> entries;
    for (const auto& octets : from.history(id)) {
        auto row = facts::decode_history(octets);
        if (!row) throw failure{"the database is damaged: a row of table history cannot be read"};
        std::ranges::move(row->entries, std::back_inserter(entries));
    }
    return entries;
}

std::optional<std::string> read_text(view& from, core::message_id id) {
    auto found = find(from, facts::message_text{.id = id});
    if (!found) return std::nullopt;
    return std::move(found->text);
}

}  // namespace

key_range operator_ids_of(core::link_id link, const std::string& key) {
    const facts::operator_message first{.link = link, .key = key};
    const facts::operator_message last{.link = link, .key = key, .message = {LAST_SEQUENCE}, .part = LAST_ATTEMPT};
    return {.from = facts::key_of(first), .to = facts::key_of(last), .limit = 1, .last_first = true};
}

std::optional<std::string> view::newest_operator_id(core::link_id link, const std::string& key) {
    for (auto& row : range(table_of<facts::operator_message>(), operator_ids_of(link, key)))
        return std::move(row.octets);
    return std::nullopt;
}

facts::start_view load_start(view& from) {
    const auto state = from.state();
    facts::start_view start{.position = state.position, .now = state.now};
    add_all<billing::account>(from, start.records);
    add_all<facts::link>(from, start.records);
    add_all<facts::client>(from, start.records);
    add_all<facts::endpoint>(from, start.records);
    add_all<facts::endpoint_progress>(from, start.records);
    add_newest<facts::price_book>(from, start.records);
    add_newest<facts::number_plan>(from, start.records);
    add_all<facts::job>(from, start.records);
    add_all<facts::node>(from, start.records);
    add_all<facts::inbound_part>(from, start.records);
    add_all<facts::inbound_print>(from, start.records);
    add_all<facts::estimate>(from, start.records);
    add_all<facts::checkpoint>(from, start.records);
    add_all<facts::price_import>(from, start.records);
    add_all<facts::learnt_number>(from, start.records);
    add_all<facts::lookup>(from, start.records);
    add_all<facts::route_test>(from, start.records);
    add_all<facts::quota_use>(from, start.records);
    add_all<facts::balance_watch>(from, start.records);
    add_all<facts::money_order>(from, start.records);
    add_all<facts::exchange_rate>(from, start.records);
    add_all<facts::contract>(from, start.records);
    add_all<billing::invoice>(from, start.records);
    add_all<facts::closed_period>(from, start.records);
    add_all<facts::cascade>(from, start.records);
    add_all<facts::contact>(from, start.records);
    add_all<facts::reconciliation>(from, start.records);
    add_messages(from, from.in_flight(), start.in_flight);
    for (auto& receipt : all<facts::parked_receipt>(from, PARKED_START_MAX, true))
        start.in_flight.emplace_back(std::move(receipt));
    start.queues = from.queue_counts();
    from.each_key(table_of<facts::idempotency>(),
                  [&](std::string_view key) { start.idempotency.push_back(key_hash(key)); });
    from.each_person([&](std::string_view recipient) { start.people.push_back(facts::person_hash(recipient)); });
    settle(start.idempotency);
    settle(start.people);
    return start;
}

result<uint64_t> view_reader::position() {
    return guarded([&] { return view_->state().position; });
}

result<facts::fetch_result> view_reader::read(const facts::fetch_request& request) {
    return guarded([&] {
        const snapshot still{*view_};
        facts::fetch_result found{.position = view_->state().position};
        std::visit([&](const auto& kind) { answer(*view_, kind, found.records); }, request);
        return found;
    });
}

result<message_view> view_reader::read_message(core::message_id told) {
    return guarded([&] {
        const snapshot still{*view_};
        message_view found{.position = view_->state().position};
        found.message = find_message(*view_, told);
        const auto id = found.message ? found.message->id : told;
        if (found.message && found.message->cascade != 0)
            found.cascade = find(*view_, facts::cascade{.id = found.message->cascade});
        found.text = read_text(*view_, id);
        found.decisions = range(*view_, facts::attempt_decision{.message = id},
                                facts::attempt_decision{.message = id, .attempt = LAST_ATTEMPT});
        found.history = read_history(*view_, id);
        return found;
    });
}

result<message_page> view_reader::list_messages(const list_query& query) {
    return guarded([&] {
        const snapshot still{*view_};
        const auto state = view_->state();
        message_page page{.position = state.position, .as_of = state.now};
        for (const auto id : view_->of_client(query)) {
            auto message = find(*view_, facts::message{.id = id});
            if (!message) continue;
            page.messages.push_back({.message = std::move(*message), .text = read_text(*view_, id)});
        }
        return page;
    });
}

result<inbound_page> view_reader::list_inbound(const list_query& query) {
    return guarded([&] {
        const snapshot still{*view_};
        const auto state = view_->state();
        inbound_page page{.position = state.position, .as_of = state.now};
        if (query.after.value == LAST_SEQUENCE) return page;
        const facts::inbound_text first{.client = query.client, .id = {query.after.value + 1}};
        const facts::inbound_text last{.client = query.client, .id = {LAST_SEQUENCE}};
        page.texts = range(*view_, first, last, query.limit);
        return page;
    });
}

result<std::vector<billing::posting>> view_reader::read_postings(core::message_id message) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<billing::posting> found;
        for (const auto& octets : view_->postings({&message, 1}))
            found.push_back(decode_as<billing::posting>(octets));
        return found;
    });
}

result<std::vector<facts::link>> view_reader::read_links() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::link>(*view_);
    });
}

}  // namespace kaskad::store
