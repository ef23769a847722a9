#include "routing/quote.hpp"

namespace kaskad::routing {

std::expected<quote, core::reason> make_quote(const quote_request& request, const number_plan& plan,
                                              const price_book& prices) {
    const auto match = plan.find(request.recipient.digits);
    if (!match) return std::unexpected(core::reason::no_network);
    const auto& network = request.network ? *request.network : *match->network;
    const auto price = prices.sell(request.client, request.list,
                                   {.to = &network,
                                    .digits = request.recipient.digits,
                                    .message_class = request.message_class,
                                    .senders = request.senders,
                                    .channel = request.channel,
                                    .utc_ms = request.utc_ms});
    if (!price) return std::unexpected(core::reason::no_price);
    return quote{network, std::string{match->prefix}, plan.version(), *price};
}

}  // namespace kaskad::routing
