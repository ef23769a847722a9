#include "store/report_reader.hpp"

#include "store/record_access.hpp"
#include "store/view.hpp"

#include <limits>
#include <utility>

namespace kaskad::store {

namespace {

constexpr uint8_t LAST_ATTEMPT = std::numeric_limits<uint8_t>::max();

std::vector<facts::message> messages_of(view& from, const told_query& query) {
    const facts::message first{.id = query.first};
    const facts::message last{.id = query.last};
    if (!query.client) return range(from, first, last, query.limit);
    const core::message_id before{query.first.value == 0 ? 0 : query.first.value - 1};
    std::vector<facts::message> found;
    for (const auto id : from.of_client({.client = query.client, .after = before, .limit = query.limit})) {
        if (id > query.last) break;
        if (auto message = find(from, facts::message{.id = id})) found.push_back(std::move(*message));
    }
    return found;
}

// Both rise by message.
void add_decisions(std::vector<told_message>& messages, std::vector<facts::attempt_decision> decisions) {
    size_t place = 0;
    for (auto& decision : decisions) {
        while (place < messages.size() && messages[place].message.id < decision.message)
            ++place;
        if (place < messages.size() && messages[place].message.id == decision.message)
            messages[place].decisions.push_back(std::move(decision));
    }
}

}  // namespace

report_reader::report_reader(std::unique_ptr<view> from) : view_{std::move(from)} {}

report_reader::~report_reader() = default;

result<std::vector<told_message>> report_reader::read(const told_query& query) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<told_message> found;
        for (auto& message : messages_of(*view_, query))
            found.push_back({.message = std::move(message), .decisions = {}, .postings = {}});
        if (found.empty()) return found;
        if (query.wants_decisions) {
            const facts::attempt_decision first{.message = found.front().message.id};
            const facts::attempt_decision last{.message = found.back().message.id, .attempt = LAST_ATTEMPT};
            add_decisions(found, range(*view_, first, last));
        }
        if (!query.wants_postings) return found;
        for (auto& each : found)
            for (const auto& octets : view_->postings(each.message.id))
                each.postings.push_back(decode_as<billing::posting>(octets));
        return found;
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
