#include "gateway/owed_source.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway {

owed_source make_owed_source(store::report_reader& books, owed_terms terms, const api::report_period& wanted) {
    return [&books, terms = std::move(terms), wanted](
               currency_list& currencies, const owed_sink& take,
               const reconciliation_progress& progress) -> std::expected<uint64_t, std::string> {
        api::message_pages pages{{.period = wanted, .client = {}, .after = {}, .has_postings = true}};
        std::vector<billing::reconciliation::row> rows;
        while (!pages.is_over()) {
            const auto page = pages.next(books);
            if (!page) return std::unexpected(page.error().text);
            rows.clear();
            for (const auto& told : *page)
                if (!add_owed_rows(told, terms, currencies, rows))
                    return std::unexpected("there are too many currencies");
            for (const auto& each : rows)
                take(each);
            if (!progress(fmt::format("{} of our messages read", pages.messages())))
                return std::unexpected("interrupted; nothing was written");
        }
        return pages.messages();
    };
}

}  // namespace kaskad::gateway
