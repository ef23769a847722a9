#include "gateway/payment_booking.hpp"

#include "gateway/api/timestamp.hpp"
#include "gateway/api_answer.hpp"
#include "gateway/known_payments.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

payment_fate fate_of(const json::object& answer) {
    if (text_at(answer, "repeated") == "true") return payment_fate::known;
    return text_at(answer, "state") == "waiting" ? payment_fate::waiting : payment_fate::booked;
}

}  // namespace

std::string order_body(const bank_payment& payment, const payment_share& share, bool is_part) {
    const auto& invoice = share.invoice;
    const auto reference = is_part ? order_reference(payment, invoice.printed_number) : order_reference(payment);
    return json::serialize(json::object{{"client", invoice.client},
                                        {"kind", "payment"},
                                        {"amount", core::to_string(share.amount)},
                                        {"currency", core::to_string(payment.currency)},
                                        {"reason", "payment of " + invoice.printed_number},
                                        {"reference", reference},
                                        {"for_day", api::render_day(payment.day)},
                                        {"invoice", {{"seller", invoice.seller}, {"number", invoice.number}}}});
}

// What is said of several: the one that most needs a look, as all the others went well too.
payment_row book_payment(const listed_payment& listed, const payment_match& match, bool is_part,
                         const order_call& call) {
    payment_row row{.listed = listed, .fate = payment_fate::known, .said = describe_match(match)};
    for (const auto& share : match.shares) {
        const auto answer = call(order_body(listed.payment, share, is_part));
        if (!answer) {
            row.fate = payment_fate::failed;
            row.said = fmt::format("{}: {}", share.invoice.printed_number, answer.error());
            return row;
        }
        const auto fate = fate_of(*answer);
        if (row.fate == payment_fate::known || fate == payment_fate::waiting) row.fate = fate;
        if (fate == payment_fate::waiting) row.said += fmt::format("; order {}", text_at(*answer, "id"));
    }
    return row;
}

}  // namespace kaskad::gateway
