#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/service.hpp"

#include <chrono>
#include <utility>

namespace kaskad::gateway::clients {

namespace {

constexpr std::chrono::milliseconds INTERVAL{250};

bind_counts describe(const client_bind& bind) {
    const auto& connection = bind.connection();
    const auto& session = connection.session();
    return {.address = connection.remote_address(),
            .port = connection.remote_port(),
            .is_secure = connection.is_secure(),
            .type = session.bind_type(),
            .interface_version = session.interface_version(),
            .is_unbinding = !session.is_bound(),
            .since_utc = bind.since_utc(),
            .requests_open = session.inbound_outstanding(),
            .receipts_open = session.outstanding()};
}

}  // namespace

account_counts service::counts_of(const account_state& state) const {
    auto made = state.counts;
    made.system_id = state.who->terms.system_id;
    made.client = state.who->client_name;
    made.binds_max = state.who->terms.binds;
    made.requests_open = state.requests_open;
    made.receipts_waiting = receipts_.waiting(state.who->endpoint);
    made.receipts_open = receipts_.sent(state.who->endpoint);
    for (const auto* bind : state.binds)
        made.binds.push_back(describe(*bind));
    return made;
}

void service::publish_counts() {
    auto made = std::make_shared<server_counts>();
    made->binds_refused = binds_refused_;
    made->passwords_waiting = passwords_waiting_;
    for (const auto& [system_id, state] : states_)
        made->accounts.push_back(counts_of(state));
    published_.store(std::move(made));
    publish_.expire_after(INTERVAL);
}

}  // namespace kaskad::gateway::clients
