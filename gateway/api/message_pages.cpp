#include "gateway/api/message_pages.hpp"

#include "gateway/api/timestamp.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace kaskad::gateway::api {

namespace {

constexpr size_t DAY_LENGTH = 10;                             // "2026-11-01"
constexpr int64_t MESSAGE_TIME_MAX = (int64_t{1} << 41) - 1;  // of an id (core/id)

int64_t within_ids(int64_t utc_ms) {
    return std::clamp(utc_ms, core::MESSAGE_EPOCH_MS, core::MESSAGE_EPOCH_MS + MESSAGE_TIME_MAX);
}

}  // namespace

std::optional<int64_t> parse_moment(std::string_view text) {
    return parse_timestamp(text.size() == DAY_LENGTH ? std::string{text} + "T00:00:00Z" : std::string{text});
}

message_pages::message_pages(const pages_wanted& wanted)
    : query_{.first = core::make_message_id(within_ids(wanted.period.from_utc_ms), 0, 0),
             .last = core::make_message_id(within_ids(wanted.period.to_utc_ms - 1), core::NODE_MAX, core::SEQUENCE_MAX),
             .limit = wanted.messages_max,
             .wants_decisions = false,
             .wants_postings = wanted.has_postings,
             .client = wanted.client} {
    if (wanted.after >= query_.first) query_.first = {wanted.after.value + 1};
    is_over_ = query_.first > query_.last || wanted.period.to_utc_ms <= core::MESSAGE_EPOCH_MS;
}

store::result<std::vector<store::told_message>> message_pages::next(store::report_reader& from,
                                                                    const std::function<void()>& settled) {
    if (is_over_) return std::vector<store::told_message>{};
    // Who asks for the next one meanwhile changes ours.
    const auto query = query_;
    if (settled) {
        return from.read(query, [&](std::span<const core::message_id> ids) {
            advance(ids.size(), ids.empty() ? last_ : ids.back());
            settled();
        });
    }
    auto page = from.read(query);
    if (page) advance(page->size(), page->empty() ? last_ : page->back().message.id);
    return page;
}

void message_pages::advance(size_t messages, core::message_id last) {
    messages_ += messages;
    last_ = last;
    is_over_ = messages < query_.limit || last_ >= query_.last;
    query_.first = {last_.value + 1};
}

}  // namespace kaskad::gateway::api
