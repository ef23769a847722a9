#include "gateway/owed_source.hpp"

#include "core/assert.hpp"
#include "gateway/turns.hpp"

#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

using row_list = std::vector<billing::reconciliation::row>;

// What a reading takes from who asked for it.
struct reading_terms {
    currency_list& currencies;
    const owed_sink& take;
    const reconciliation_progress& progress;
};

// Readers that take turns at the pages of a period: while one reads what hangs on the messages of its page and makes
// rows of it, the next begins behind them. Rows are given on in the order of the pages.
template <typename Add>
class reading {
  public:
    reading(const api::pages_wanted& of, size_t readers, const Add& add, const reading_terms& terms)
        : pages_{of}, readers_{readers}, add_{add}, terms_{terms} {}

    // By each reader on a thread of its own, numbered from 0, which is the one of the thread that asked.
    void run(store::report_reader& books, size_t number) {
        for (uint64_t page = number; read_page(books, page);)
            page += readers_;
    }

    std::expected<uint64_t, reconciliation_refusal> result() const {
        if (!outcome_) return std::unexpected(outcome_.error());
        return pages_.messages();
    }

  private:
    using page_read = store::result<std::vector<store::told_message>>;
    using page_done = std::expected<void, reconciliation_refusal>;

    // False: there are no more, or none is wanted.
    bool read_page(store::report_reader& books, uint64_t number) {
        const auto page = fetch(books, number);
        to_give_.await(number);
        if (page && outcome_) outcome_ = give(*page, number % readers_ == 0);
        const bool goes_on = page && outcome_;
        if (!goes_on) is_stopped_ = true;
        to_give_.pass();
        return goes_on;
    }

    std::optional<page_read> fetch(store::report_reader& books, uint64_t number) {
        to_fetch_.await(number);
        std::optional<page_read> page;
        bool is_settled = false;
        if (!pages_.is_over() && !is_stopped_)
            page = pages_.next(books, [&] {
                read_ = pages_.messages();
                is_settled = true;
                to_fetch_.pass();
            });
        // Nobody knows where the next one would begin.
        if (page && !is_settled) is_stopped_ = true;
        if (!is_settled) to_fetch_.pass();
        return page;
    }

    page_done give(const page_read& page, bool asks) {
        if (!page) return refuse_run(refusal_cause::store, page.error().text);
        rows_.clear();
        for (const auto& told : *page)
            if (!add_(told, terms_.currencies, rows_)) return refuse_currencies();
        for (const auto& each : rows_)
            terms_.take(each);
        if (asks && !terms_.progress(fmt::format("{} of our messages read", read_.load())))
            return refuse_run(refusal_cause::stopped, "interrupted; nothing was written");
        return {};
    }

    api::message_pages pages_;
    size_t readers_;
    const Add& add_;
    reading_terms terms_;
    turns to_fetch_;
    turns to_give_;
    std::atomic<uint64_t> read_ = 0;
    std::atomic<bool> is_stopped_ = false;
    page_done outcome_;  // by whose turn it is to give
    row_list rows_;
};

// add: appends the rows of one message; false where there are too many currencies.
template <typename Add>
owed_source make_source(readers_of_books books, const api::pages_wanted& of, Add add) {
    ASSERT(!books.empty());
    return [books = std::move(books), of, add](currency_list& currencies, const owed_sink& take,
                                               const reconciliation_progress& progress) {
        reading<Add> pages{of, books.size(), add, {currencies, take, progress}};
        {
            std::vector<std::jthread> beside;
            for (size_t number = 1; number < books.size(); ++number)
                beside.emplace_back([&pages, &books, number] { pages.run(*books[number], number); });
            pages.run(*books.front(), 0);
        }
        return pages.result();
    };
}

}  // namespace

owed_source make_owed_source(readers_of_books books, owed_terms terms, const api::report_period& wanted) {
    return make_source(
        std::move(books), {.period = wanted, .client = {}, .after = {}, .has_postings = true},
        [terms = std::move(terms)](const store::told_message& told, currency_list& currencies, row_list& rows) {
            return add_owed_rows(told, terms, currencies, rows);
        });
}

owed_source make_sold_source(readers_of_books books, sold_terms terms, const api::report_period& wanted) {
    return make_source(std::move(books), {.period = wanted, .client = terms.client, .after = {}, .has_postings = true},
                       [terms](const store::told_message& told, currency_list& currencies, row_list& rows) {
                           return add_sold_rows(told, terms, currencies, rows);
                       });
}

}  // namespace kaskad::gateway
