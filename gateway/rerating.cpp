#include "gateway/rerating.hpp"

#include "core/assert.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/payment.hpp"
#include "gateway/api/timestamp.hpp"

namespace kaskad::gateway {

std::optional<routing::priced> rerating::price_of(const facts::message& message) const {
    const routing::network network{message.network, message.country, "", message.operator_group};
    return prices_.sell(client_, {},
                        {.to = &network,
                         .digits = message.recipient,
                         .message_class = message.klass,
                         .senders = message.sender_type,
                         .utc_ms = message.accepted_utc});
}

std::optional<rerated_line> rerating::add(const facts::message& message) {
    const auto paid = api::payment_seen_by(message, client_);
    if (!paid || paid->charge.charged_units == 0) return std::nullopt;
    ++sums_.messages;
    const auto units = paid->charge.charged_units;
    const auto whole = core::charge(paid->price, units);
    if (!whole || *whole != paid->charge.charged) {
        ++sums_.charged_in_part;
        return std::nullopt;
    }
    const auto price = price_of(message);
    if (!price) {
        ++sums_.without_price;
        return std::nullopt;
    }
    if (price->currency != paid->currency) {
        ++sums_.in_other_currency;
        return std::nullopt;
    }
    const auto wanted = core::charge(price->price, units);
    ASSERT(wanted.has_value());  // a sheet's price is a price, and units are parts
    sums_.charged = sums_.charged + *whole;
    sums_.wanted = sums_.wanted + *wanted;
    if (*wanted == *whole) return std::nullopt;
    ++sums_.changed;
    return rerated_line{.message = message.id,
                        .recipient = message.recipient,
                        .country = message.country,
                        .network = message.network,
                        .units = units,
                        .before = paid->price,
                        .after = price->price,
                        .charged = *whole,
                        .wanted = *wanted};
}

void append_rerated_header(std::string& out) {
    api::append_csv_line(out, {"msg_id", "accept_ts", "msisdn", "country", "network", "units", "price", "new_price",
                               "amount", "new_amount", "correction"});
}

void append_rerated_line(std::string& out, const rerated_line& line) {
    api::append_csv_line(out, {core::to_string(line.message), api::render_timestamp(core::utc_ms_of(line.message)),
                               line.recipient, line.country, line.network, std::to_string(line.units),
                               core::to_string(line.before), core::to_string(line.after), core::to_string(line.charged),
                               core::to_string(line.wanted), core::to_string(line.charged - line.wanted)});
}

}  // namespace kaskad::gateway
