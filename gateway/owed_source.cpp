#include "gateway/owed_source.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway {

namespace {

using row_list = std::vector<billing::reconciliation::row>;

// add: appends the rows of one message; false where there are too many currencies.
owed_source make_source(store::report_reader& books, const api::pages_wanted& of, auto add) {
    return
        [&books, of, add](currency_list& currencies, const owed_sink& take,
                          const reconciliation_progress& progress) -> std::expected<uint64_t, reconciliation_refusal> {
            api::message_pages pages{of};
            row_list rows;
            while (!pages.is_over()) {
                const auto page = pages.next(books);
                if (!page) return refuse_run(refusal_cause::store, page.error().text);
                rows.clear();
                for (const auto& told : *page)
                    if (!add(told, currencies, rows))
                        return refuse_run(refusal_cause::file,
                                          "there are too many currencies: is its column the right one?");
                for (const auto& each : rows)
                    take(each);
                if (!progress(fmt::format("{} of our messages read", pages.messages())))
                    return refuse_run(refusal_cause::stopped, "interrupted; nothing was written");
            }
            return pages.messages();
        };
}

}  // namespace

owed_source make_owed_source(store::report_reader& books, owed_terms terms, const api::report_period& wanted) {
    return make_source(
        books, {.period = wanted, .client = {}, .after = {}, .has_postings = true},
        [terms = std::move(terms)](const store::told_message& told, currency_list& currencies, row_list& rows) {
            return add_owed_rows(told, terms, currencies, rows);
        });
}

owed_source make_sold_source(store::report_reader& books, sold_terms terms, const api::report_period& wanted) {
    return make_source(books, {.period = wanted, .client = terms.client, .after = {}, .has_postings = true},
                       [terms](const store::told_message& told, currency_list& currencies, row_list& rows) {
                           return add_sold_rows(told, terms, currencies, rows);
                       });
}

}  // namespace kaskad::gateway
