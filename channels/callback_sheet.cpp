#include "channels/callback_sheet.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::channels {

facts::channel_reported& callback_sheet::add_report(facts::attempt_state state) {
    auto& report = reading_.reports.emplace_back();
    report.account = to_.id;
    report.state = state;
    // Beyond the limit all of it is refused, and needs no evidence.
    if (reading_.reports.size() <= REPORTS_MAX) report.evidence = kept_evidence(body_);
    return report;
}

void callback_sheet::keep_unknown(std::string_view state, std::string_view provider_id, const facts::part_ref& part) {
    count_unknown();
    if (provider_id.empty() && part.message.value == 0) return;
    auto& report = add_report(facts::attempt_state::unknown);
    report.provider_id = kept_id(provider_id);
    report.part = part;
    report.code = kept_words(state);
}

facts::channel_heard& callback_sheet::add_text(std::string_view text) {
    auto& heard = reading_.heard.emplace_back();
    heard.account = to_.id;
    heard.said = meaning_of(text);
    heard.text = kept_words(text, HEARD_MAX);
    if (heard.said != facts::channel_heard::word::text) heard.source = kept_words(text);
    return heard;
}

facts::channel_heard& callback_sheet::add_will(facts::channel_heard::word said, std::string_view source) {
    auto& heard = reading_.heard.emplace_back();
    heard.account = to_.id;
    heard.said = said;
    heard.source = source;
    return heard;
}

std::expected<callback_reading, callback_fault> callback_sheet::finish(net::http_response answer) {
    if (reading_.reports.size() > REPORTS_MAX || reading_.heard.size() > REPORTS_MAX)
        return std::unexpected(callback_fault{413, fmt::format("more than {} reports at once", REPORTS_MAX)});
    reading_.answer = std::move(answer);
    return std::move(reading_);
}

}  // namespace kaskad::channels
