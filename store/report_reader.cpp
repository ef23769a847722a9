#include "store/report_reader.hpp"

#include "core/assert.hpp"
#include "store/record_access.hpp"
#include "store/view.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kaskad::store {

namespace {

constexpr uint8_t LAST_ATTEMPT = std::numeric_limits<uint8_t>::max();

// A page as it lies in the database.
struct packed_page {
    std::vector<core::message_id> ids;
    std::vector<std::string> messages;  // one for each id
    std::vector<std::string> decisions;
    std::vector<std::string> postings;
};

std::string message_key(core::message_id id) {
    return facts::key_of(facts::message{.id = id});
}

// The other way round.
core::message_id message_of(std::string_view key) {
    core::message_id id;
    ASSERT(key.size() == sizeof(id.value));
    for (const auto octet : key)
        id.value = id.value << 8 | static_cast<uint8_t>(octet);
    return id;
}

packed_page fetch_messages(view& from, const told_query& query) {
    packed_page page;
    const auto add = [&](core::message_id id, std::string octets) {
        page.ids.push_back(id);
        page.messages.push_back(std::move(octets));
    };
    const auto table = table_of<facts::message>();
    if (!query.client) {
        const auto last = message_key(query.last);
        for (auto& row : from.range(table, {.from = message_key(query.first), .to = last, .limit = query.limit}))
            add(message_of(row.key), std::move(row.octets));
        return page;
    }
    const core::message_id before{query.first.value == 0 ? 0 : query.first.value - 1};
    for (const auto id : from.of_client({.client = query.client, .after = before, .limit = query.limit})) {
        if (id > query.last) break;
        if (auto octets = from.find(table, message_key(id))) add(id, std::move(*octets));
    }
    return page;
}

void fetch_decisions(view& from, packed_page& into) {
    const facts::attempt_decision first{.message = into.ids.front()};
    const facts::attempt_decision last{.message = into.ids.back(), .attempt = LAST_ATTEMPT};
    const key_range keys{.from = facts::key_of(first), .to = facts::key_of(last)};
    for (auto& row : from.range(table_of<facts::attempt_decision>(), keys))
        into.decisions.push_back(std::move(row.octets));
}

// Hands each record to the message that it is about, if that is of the page.
template <typename Record>
void deal(const std::vector<std::string>& records, std::vector<told_message>& messages,
          std::vector<Record> told_message::*to) {
    for (const auto& octets : records) {
        auto record = decode_as<Record>(octets);
        const auto place =
            std::ranges::lower_bound(messages, record.message, {}, [](const auto& each) { return each.message.id; });
        if (place != messages.end() && place->message.id == record.message) ((*place).*to).push_back(std::move(record));
    }
}

std::vector<told_message> decoded(const packed_page& page) {
    std::vector<told_message> told;
    told.reserve(page.messages.size());
    for (const auto& octets : page.messages)
        told.push_back({.message = decode_as<facts::message>(octets), .decisions = {}, .postings = {}});
    deal(page.decisions, told, &told_message::decisions);
    deal(page.postings, told, &told_message::postings);
    return told;
}

}  // namespace

report_reader::report_reader(std::unique_ptr<view> from) : view_{std::move(from)} {}

report_reader::~report_reader() = default;

result<std::vector<told_message>> report_reader::read(const told_query& query, const page_settled& settled) {
    return guarded([&] {
        const snapshot still{*view_};
        auto page = fetch_messages(*view_, query);
        if (settled) settled(page.ids);
        if (!page.ids.empty() && query.wants_decisions) fetch_decisions(*view_, page);
        if (!page.ids.empty() && query.wants_postings) page.postings = view_->postings(page.ids);
        return decoded(page);
    });
}

result<books_page> report_reader::read_books(uint64_t after, uint32_t limit) {
    return guarded([&] {
        const snapshot still{*view_};
        books_page page;
        page.postings =
            range(*view_, billing::posting{.sequence = after + 1}, billing::posting{.sequence = after + limit});
        page.is_last = page.postings.size() < limit;
        if (!page.is_last) return page;
        page.accounts = all<billing::account>(*view_);
        page.days = view_->days({});
        page.head = view_->state().postings;
        return page;
    });
}

result<std::vector<billing::day_root>> report_reader::read_days(uint32_t from, uint32_t to) {
    return guarded([&] {
        const snapshot still{*view_};
        return view_->days({.from = from, .to = to});
    });
}

result<std::vector<billing::seal>> report_reader::read_seals() {
    return guarded([&] {
        const snapshot still{*view_};
        return view_->seals();
    });
}

result<std::vector<facts::closed_period>> report_reader::read_periods() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::closed_period>(*view_);
    });
}

result<std::vector<facts::message>> report_reader::read_messages(std::span<const core::message_id> ids) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<facts::message> found;
        for (const auto id : ids)
            if (auto message = find(*view_, facts::message{.id = id})) found.push_back(std::move(*message));
        return found;
    });
}

result<std::vector<facts::client>> report_reader::read_clients() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::client>(*view_);
    });
}

result<core::now> report_reader::as_of() {
    return guarded([&] {
        const snapshot still{*view_};
        return view_->state().now;
    });
}

result<std::vector<facts::link>> report_reader::read_links() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::link>(*view_);
    });
}

result<std::vector<facts::parked_receipt>> report_reader::read_parked(uint64_t after, uint32_t limit) {
    return guarded([&] {
        const snapshot still{*view_};
        // To the table's end: the largest number of 64 bits is none that every database knows.
        const key_range keys{
            .from = facts::key_of(facts::parked_receipt{.id = after + 1}), .to = LAST_KEY, .limit = limit};
        std::vector<facts::parked_receipt> found;
        for (const auto& row : view_->range(table_of<facts::parked_receipt>(), keys))
            found.push_back(decode_as<facts::parked_receipt>(row.octets));
        return found;
    });
}

}  // namespace kaskad::store
