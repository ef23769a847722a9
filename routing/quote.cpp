#include "routing/quote.hpp"

namespace kaskad::routing {

std::expected<quote, core::reason> make_quote(const number_plan& plan, const price_book& prices,
                                              const core::msisdn& recipient, core::client_id client, price_list_id list,
                                              int64_t utc_ms) {
    const auto match = plan.find(recipient.digits);
    if (!match) return std::unexpected(core::reason::no_network);
    const auto price = prices.sell(client, list, *match->network, utc_ms);
    if (!price) return std::unexpected(core::reason::no_price);
    return quote{*match->network, std::string{match->prefix}, plan.version(), *price};
}

}  // namespace kaskad::routing
