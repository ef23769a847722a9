#include "gateway/receipts_reading.hpp"

namespace kaskad::gateway {

namespace {

constexpr size_t ROWS_MAX = 1'000'000;
constexpr uint32_t PARKED_PER_PAGE = 1'000;

std::unexpected<std::string> too_many_rows() {
    return std::unexpected("there are more than " + std::to_string(ROWS_MAX) +
                           " links and days; ask for a shorter period");
}

}  // namespace

std::expected<api::receipt_tally, std::string> tally_receipts(store::report_reader& from,
                                                              const api::receipts_question& asked, uint32_t back_days,
                                                              const receipts_progress& progress) {
    api::receipt_tally tally{asked, ROWS_MAX};
    api::message_pages pages{
        {.period = api::pages_for(asked, back_days), .client = {}, .after = {}, .has_postings = true}};
    while (!pages.is_over()) {
        const auto page = pages.next(from);
        if (!page) return std::unexpected(page.error().text);
        for (const auto& each : *page)
            if (!tally.add(each)) return too_many_rows();
        if (!progress(pages.messages(), pages.last())) return std::unexpected("stopped before the end");
    }
    bool has_room = true;
    const auto parked = list_parked(from, asked.link,
                                    [&](const facts::parked_receipt& each) { has_room = has_room && tally.add(each); });
    if (!parked) return std::unexpected(parked.error());
    if (!has_room) return too_many_rows();
    return tally;
}

std::expected<void, std::string> list_parts(store::report_reader& from, const api::receipts_question& asked,
                                            uint32_t back_days, const api::receipt_filter& filter,
                                            const part_sink& sink, const receipts_progress& progress) {
    api::message_pages pages{{.period = api::pages_for(asked, back_days), .client = {}, .after = {}}};
    bool goes_on = true;
    while (goes_on && !pages.is_over()) {
        const auto page = pages.next(from);
        if (!page) return std::unexpected(page.error().text);
        for (const auto& each : *page)
            api::each_part(each.message, asked, [&](const api::seen_part& seen) {
                if (goes_on && filter.takes(seen)) goes_on = sink(seen);
            });
        if (goes_on && !progress(pages.messages(), pages.last())) return std::unexpected("stopped before the end");
    }
    return {};
}

std::expected<void, std::string> list_parked(store::report_reader& from, core::link_id link,
                                             const std::function<void(const facts::parked_receipt&)>& sink) {
    for (uint64_t after = 0;;) {
        const auto page = from.read_parked(after, PARKED_PER_PAGE);
        if (!page) return std::unexpected(page.error().text);
        for (const auto& each : *page)
            if (!link || each.link == link) sink(each);
        if (page->size() < PARKED_PER_PAGE) return {};
        after = page->back().id;
    }
}

}  // namespace kaskad::gateway
