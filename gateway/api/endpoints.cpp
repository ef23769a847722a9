#include "gateway/api/endpoints.hpp"

#include "net/webhook_signature.hpp"

namespace kaskad::gateway::api {

void endpoint_book::apply(const facts::publish_endpoint& effect) {
    const auto& given = effect.value;
    if (effect.gone) {
        endpoints_.erase(given.id);
        return;
    }
    const auto secret = open_(given.secret_sealed);
    auto key = secret ? net::parse_webhook_secret(*secret) : std::nullopt;
    endpoints_.insert_or_assign(
        given.id, callback_endpoint{given.client, given.url, key.value_or(""), given.enabled, given.allow_private});
}

std::shared_ptr<const callback_endpoints> endpoint_book::snapshot() const {
    return std::make_shared<callback_endpoints>(endpoints_);
}

}  // namespace kaskad::gateway::api
