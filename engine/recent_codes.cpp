#include "engine/recent_codes.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

std::string key_of(const facts::message& value) {
    return std::to_string(value.client.value) + ' ' + value.recipient;
}

}  // namespace

void recent_codes::note(const facts::message& value, core::link_id link, int64_t until_steady) {
    if (value.klass != core::message_class::otp || most_ == 0) return;
    while (order_.size() >= most_)
        forget_oldest();
    auto key = key_of(value);
    codes_.insert_or_assign(key, code{value.id, link, until_steady});
    order_.emplace_back(std::move(key), value.id);
}

const recent_codes::code* recent_codes::last(const facts::message& value, int64_t now_steady) const {
    if (value.klass != core::message_class::otp) return nullptr;
    const auto found = codes_.find(key_of(value));
    const bool is_before = found != codes_.end() && found->second.message != value.id;
    return is_before && now_steady < found->second.until_steady ? &found->second : nullptr;
}

core::link_id recent_codes::last_link(const facts::message& value, int64_t now_steady) const {
    const auto* const before = last(value, now_steady);
    return before == nullptr ? core::link_id{} : before->link;
}

// A key stands in the order once for each code; the newest of them owns it.
void recent_codes::forget_oldest() {
    const auto& [key, message] = order_.front();
    const auto found = codes_.find(key);
    if (found != codes_.end() && found->second.message == message) codes_.erase(found);
    given_up_.erase(message);
    order_.pop_front();
}

}  // namespace kaskad::engine
