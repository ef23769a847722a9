#include "gateway/clients/service.hpp"

#include "core/mutant.hpp"
#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/padding.hpp"
#include "gateway/clients/refusal_status.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

// Binds. Submits are in service_submit.cpp, receipts in service_receipts.cpp.

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

bool may_stay(const account& before, const account* now) {
    return now != nullptr && now->enabled && now->client == before.client &&
           now->terms.password_hash == before.terms.password_hash;
}

}  // namespace

service::service(net::shard& home, service_ports ports, bool names_credentials)
    : home_{home},
      ports_{std::move(ports)},
      names_credentials_{names_credentials},
      retry_{home.get_executor(), [this] { tell_waiting(); }},
      publish_{home.get_executor(), [this] { publish_counts(); }} {}

void service::set_accounts(std::shared_ptr<const accounts> value) {
    accounts_ = std::move(value);
    for (auto& [system_id, state] : states_) {
        const auto now = accounts_->find(system_id);
        if (!may_stay(*state.who, now.get())) unbind_all(state);
        if (!now) continue;
        state.who = now;
        state.rate.change(rate_of(now->terms), ports_.steady_ms());
        send_receipts(state);
    }
}

void service::unbind_all(const account_state& account) const {
    for (auto* bind : account.binds)
        bind->connection().unbind();
}

// The password is judged elsewhere; the connection waits for it without holding up any other.
void service::handle_bind(client_bind& from, const smpp::bind& request) {
    const std::string system_id{without_padding(request.system_id)};
    if (!admits_clients_) return reject_bind(from, system_id, {command_status::rsyserr, "starting"});
    const auto known = accounts_->find(system_id);
    const auto& address = from.connection().remote_address();
    if (known && !known->may_come_from(address))
        return reject_bind(from, system_id, {command_status::rbindfail, "address"});
    auto done = [self = weak_from_this(), &home = home_, connection = from.connection().weak_from_this(), &from,
                 system_id](password_verdict verdict) {
        home.post([=, &from] {
            const auto service = self.lock();
            const auto open = connection.lock();
            if (service) --service->passwords_waiting_;
            // While its session is not closed the connection keeps its events' object.
            if (service && open && !open->session().is_closed()) service->finish_bind(from, system_id, verdict);
        });
    };
    ++passwords_waiting_;
    ports_.passwords.check({.address = address,
                            .system_id = system_id,
                            .password = request.password,
                            .hash = known ? known->password : std::nullopt,
                            .done = std::move(done)});
}

void service::finish_bind(client_bind& from, const std::string& system_id, password_verdict verdict) {
    auto known = accounts_->find(system_id);
    const auto judged = judge_bind(known.get(), from.connection().remote_address(), verdict);
    if (judged.status != command_status::rok) return reject_bind(from, system_id, judged);
    auto& state = state_of(std::move(known));
    state.binds.push_back(&from);
    from.set_account(state, ports_.utc_ms());
    from.connection().accept_bind();
}

// Anew, for the account may have changed while the password was judged.
service::bind_verdict service::judge_bind(const account* known, const std::string& address,
                                          password_verdict verdict) const {
    const bool is_unknown = known == nullptr && verdict == password_verdict::wrong;
    if (is_unknown) return {names_credentials_ ? command_status::rinvsysid : command_status::rbindfail, "system_id"};
    const auto status = status_of(verdict, names_credentials_);
    if (status != command_status::rok) return {status, to_string(verdict)};
    if (known == nullptr || !known->enabled) return {command_status::rbindfail, "disabled"};
    if (!known->may_come_from(address)) return {command_status::rbindfail, "address"};
    const auto state = states_.find(known->terms.system_id);
    const auto binds = state == states_.end() ? 0 : state->second.binds.size();
    if (binds < known->terms.binds) return {};
    return {command_status::ralybnd, "too_many"};
}

void service::reject_bind(client_bind& from, const std::string& system_id, bind_verdict why) {
    ++binds_refused_[why.reason];
    spdlog::warn("smpp: a bind of \"{}\" from {} is refused: {} ({})", system_id, from.connection().remote_address(),
                 smpp::status_name(why.status), why.reason);
    from.connection().reject_bind(why.status);
}

account_state& service::state_of(std::shared_ptr<const account> known) {
    const auto found = states_.find(known->terms.system_id);
    if (found != states_.end()) return found->second;
    const smpp::throttle rate{rate_of(known->terms), ports_.steady_ms()};
    auto system_id = known->terms.system_id;
    return states_.emplace(std::move(system_id), account_state{.who = std::move(known), .rate = rate}).first->second;
}

void service::handle_bound(client_bind& from) {
    spdlog::info("smpp: \"{}\" is bound ({}) from {}:{}", from.account()->who->terms.system_id,
                 smpp::command_name(smpp::request_id(from.connection().session().bind_type())),
                 from.connection().remote_address(), from.connection().remote_port());
    send_receipts(*from.account());
}

void service::handle_closed(client_bind& from, const smpp::event::closed& how) {
    if (from.account() == nullptr) return;
    auto& state = *from.account();
    std::erase(state.binds, &from);
    spdlog::info("smpp: a bind of \"{}\" from {} has ended: {}", state.who->terms.system_id,
                 from.connection().remote_address(), smpp::to_string(how.reason));
    if (!core::mutated(core::mutant::forget_lost_bind)) receipts_.put_back(state.who->endpoint, how.unanswered);
    receipts_.put_back(state.who->endpoint, how.unsent);
    send_receipts(state);
}

}  // namespace kaskad::gateway::clients
