#include "gateway/bill_run.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/bill_request.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr std::string_view ORDERS = "/v1/admin/ledger/orders";
constexpr std::string_view INVOICES = "/v1/admin/invoices";

std::string path_of(std::string_view place, bool is_dry_run) {
    return std::string{place} + (is_dry_run ? "?dry_run=true" : "");
}

std::vector<std::string> references_of(const std::vector<facts::order_money>& orders) {
    std::vector<std::string> found;
    for (const auto& each : orders)
        found.push_back(each.reference);
    return found;
}

// The month has its invoice: nothing is ordered for it behind its back.
std::expected<billed, std::string> tell_issued(const bill_subject& subject) {
    const auto& invoice = *subject.invoice;
    const auto number = billing::printed_number(invoice);
    if (billing::day_span{invoice.from_day, invoice.to_day} != subject.month)
        return std::unexpected(
            fmt::format("{} is for some of these days, not for this month: take it back first", number));
    billed told{make_row(subject.client.name, invoice, number), {}};
    const auto missed = references_of(find_orders_due(subject));
    if (!missed.empty())
        told.remark = fmt::format(
            "since it was invoiced, its contract makes due: {}; take the invoice back and bill again, or order it for "
            "another month",
            fmt::join(missed, ", "));
    return told;
}

// Steps are counted in parts, lines by network: an invoice made of the sums alone would be another one.
std::string tell_dropped(const bill_subject& subject) {
    return fmt::format(
        "{} of its messages were dropped since; how many parts they had and where they went is not known any more, so "
        "they cannot be invoiced. `kaskad store sealed` prints what they came to; an order of money can settle it",
        subject.dropped);
}

std::string wait_for(std::string_view references) {
    return fmt::format("an order waits for a second person ({}): approve or refuse it, then bill again", references);
}

// The state that the order is in then.
std::expected<std::string, std::string> place(const facts::order_money& order, const post_request& post) {
    const auto answer = read_answer(post(path_of(ORDERS, false), render_order(order)));
    if (!answer) return std::unexpected(fmt::format("order {}: {}", order.reference, answer.error()));
    return text_at(*answer, "state");
}

// All of them, so that whoever has to agree finds them together. What is booked is the subject's from then on.
std::expected<void, std::string> place_all(const std::vector<facts::order_money>& orders, bill_subject& subject,
                                           const post_request& post) {
    std::vector<std::string> waiting;
    for (const auto& order : orders) {
        const auto state = place(order, post);
        if (!state) return std::unexpected(state.error());
        if (*state == "waiting") waiting.push_back(order.reference);
        if (*state == "booked") subject.orders.push_back(booked(order));
    }
    if (!waiting.empty()) return std::unexpected(wait_for(fmt::format("{}", fmt::join(waiting, ", "))));
    return {};
}

std::expected<billed, std::string> issue(const bill_subject& subject, billing::invoice draft, const post_request& post,
                                         bool is_dry_run) {
    const auto answer = read_answer(post(path_of(INVOICES, is_dry_run), render_draft(draft, subject.client.name)));
    if (!answer) return std::unexpected("its invoice: " + answer.error());
    const auto issued = read_issued(*answer, std::move(draft));
    if (!issued) return std::unexpected(issued.error());
    return billed{make_row(subject.client.name, *issued, is_dry_run ? "not yet" : billing::printed_number(*issued)),
                  {}};
}

}  // namespace

store::result<billing_records> read_billing_records(store::view& from) {
    return store::guarded([&] {
        const store::snapshot still{from};
        return billing_records{.clients = store::all<facts::client>(from),
                               .contracts = store::all<facts::contract>(from),
                               .orders = store::all<facts::money_order>(from),
                               .invoices = store::all<billing::invoice>(from),
                               .rates = store::all<facts::exchange_rate>(from)};
    });
}

std::optional<std::string> find_lag(int64_t as_of_utc_ms, int64_t until_utc_ms, std::string_view metrics) {
    if (as_of_utc_ms >= until_utc_ms) return std::nullopt;
    constexpr std::string_view NOTHING = "\nkaskad_projector_lag_groups 0\n";
    if (metrics.contains(NOTHING)) return std::nullopt;
    return "the database ends at " + api::render_timestamp(as_of_utc_ms) +
           ", before the month does, and the gateway has more for it; try again in a moment";
}

std::expected<billed, std::string> bill(bill_subject subject, const bill_terms& terms, const post_request& post,
                                        bool is_dry_run) {
    if (subject.invoice) return tell_issued(subject);
    if (subject.dropped > 0) return std::unexpected(tell_dropped(subject));
    if (const auto waiting = find_waiting(subject)) return std::unexpected(wait_for(*waiting));
    // What is lacking is said before anything is booked.
    if (auto why = rate_obstacle(subject); !why.empty()) return std::unexpected(std::move(why));
    if (const auto draft = make_draft(subject, terms); !draft) return std::unexpected(draft.error());
    const auto orders = find_orders_due(subject);
    if (is_dry_run) {
        for (const auto& order : orders)
            subject.orders.push_back(booked(order));
    } else if (auto placed = place_all(orders, subject, post); !placed) {
        return std::unexpected(std::move(placed.error()));
    }
    auto draft = make_draft(subject, terms);
    if (!draft) return std::unexpected(std::move(draft.error()));
    if (draft->lines.empty()) return billed{make_row(subject.client.name, *draft, "nothing to invoice"), {}};
    // The gateway knows nothing of orders that are not there yet, so it could not judge the draft.
    if (is_dry_run && !orders.empty()) return billed{make_row(subject.client.name, *draft, "not yet"), {}};
    return issue(subject, std::move(*draft), post, is_dry_run);
}

}  // namespace kaskad::gateway
