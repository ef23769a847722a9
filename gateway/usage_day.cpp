#include "gateway/usage_day.hpp"

#include "core/assert.hpp"
#include "gateway/api/usage_table.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

std::optional<uint32_t> usage_day_due(const facts::usage_endpoint& row, const api::local_days& zone, int64_t utc_ms,
                                      int64_t after_ms) {
    const auto last = zone.day_of(utc_ms - after_ms) - 1;
    const auto next = row.told_day == 0 ? last : std::max<int64_t>(row.told_day + 1, last - USAGE_DAYS_BACK + 1);
    if (next > last || next < 0) return std::nullopt;
    return static_cast<uint32_t>(next);
}

std::expected<std::optional<usage_part>, std::string> usage_day_reading::step(store::report_reader& from) {
    if (!pages_)
        if (auto begun = begin(from); !begun) return std::unexpected(std::move(begun.error()));
    ASSERT(!pages_->is_over());
    const auto page = pages_->next(from);
    if (!page) return std::unexpected(page.error().text);
    const api::link_names no_links;  // a client is shown none
    const api::usage_view view{client_, {}, false, clients_, no_links};
    for (const auto& each : *page)
        api::append_usage_line(text_, each, view);
    if (!pages_->is_over() && text_.size() < size_.octets) return std::nullopt;
    return take_part(pages_->is_over());
}

std::expected<void, std::string> usage_day_reading::begin(store::report_reader& from) {
    const auto all = from.read_clients();
    if (!all) return std::unexpected(all.error().text);
    clients_ = api::client_directory{*all};
    const bool is_alone = !clients_.is_reseller(client_);
    pages_.emplace(api::pages_wanted{.period = {zone_.begin_of(day_), zone_.begin_of(day_ + 1)},
                                     .client = is_alone ? client_ : core::client_id{},
                                     .after = {},
                                     .messages_max = size_.page_messages});
    api::append_usage_header(text_, false);
    return {};
}

usage_part usage_day_reading::take_part(bool is_last) {
    usage_part made{.number = ++parts_, .is_last = is_last, .text = std::exchange(text_, {})};
    api::append_usage_header(text_, false);
    return made;
}

}  // namespace kaskad::gateway
