#include "store/route_reader.hpp"

#include "store/record_access.hpp"
#include "store/view.hpp"

#include <limits>
#include <utility>

namespace kaskad::store {

namespace {

constexpr uint8_t LAST_ATTEMPT = std::numeric_limits<uint8_t>::max();

// Both rise by message.
void add_decisions(std::vector<routed_message>& messages, std::vector<facts::attempt_decision> decisions) {
    size_t place = 0;
    for (auto& decision : decisions) {
        while (place < messages.size() && messages[place].message.id < decision.message)
            ++place;
        if (place < messages.size() && messages[place].message.id == decision.message)
            messages[place].decisions.push_back(std::move(decision));
    }
}

}  // namespace

route_reader::route_reader(std::unique_ptr<view> from) : view_{std::move(from)} {}

route_reader::~route_reader() = default;

result<std::vector<routed_message>> route_reader::read(const routed_query& query) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<routed_message> found;
        for (auto& message :
             range(*view_, facts::message{.id = query.first}, facts::message{.id = query.last}, query.limit))
            found.push_back({.message = std::move(message), .decisions = {}, .postings = {}});
        if (found.empty()) return found;
        const facts::attempt_decision first{.message = found.front().message.id};
        const facts::attempt_decision last{.message = found.back().message.id, .attempt = LAST_ATTEMPT};
        add_decisions(found, range(*view_, first, last));
        for (auto& each : found)
            for (const auto& octets : view_->postings(each.message.id))
                each.postings.push_back(decode_as<billing::posting>(octets));
        return found;
    });
}

result<std::vector<facts::client>> route_reader::read_clients() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::client>(*view_);
    });
}

result<std::vector<facts::link>> route_reader::read_links() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::link>(*view_);
    });
}

}  // namespace kaskad::store
