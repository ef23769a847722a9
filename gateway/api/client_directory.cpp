#include "gateway/api/client_directory.hpp"

#include "engine/facts/charges.hpp"

namespace kaskad::gateway::api {

namespace {

facts::charge_moment moment_by(billing::charge_rule rule) {
    switch (rule) {
        case billing::charge_rule::on_submit:
            return facts::charge_moment::on_submit;
        case billing::charge_rule::on_accepted:
            return facts::charge_moment::on_accepted;
        case billing::charge_rule::on_delivered:
            return facts::charge_moment::on_delivered;
    }
    return facts::charge_moment::as_client;
}

}  // namespace

client_directory::client_directory(const std::vector<facts::client>& clients) {
    for (const auto& client : clients) {
        entries_[client.id] = {client.name, client.parent, client.clients_max > 0, moment_by(client.charge)};
        by_name_[client.name] = client.id;
    }
    for (const auto& client : clients)
        if (const auto above = entries_.find(client.parent); above != entries_.end()) above->second.is_reseller = true;
}

std::string_view client_directory::name_of(core::client_id id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? std::string_view{} : found->second.name;
}

std::optional<core::client_id> client_directory::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::nullopt : std::optional{found->second};
}

bool client_directory::is_below(core::client_id id, core::client_id top) const {
    for (size_t steps = 0; steps <= facts::LEVELS_ABOVE_MAX; ++steps) {
        const auto found = entries_.find(id);
        if (found == entries_.end() || !found->second.parent) return false;
        id = found->second.parent;
        if (id == top) return true;
    }
    return false;
}

bool client_directory::is_reseller(core::client_id id) const {
    const auto found = entries_.find(id);
    return found != entries_.end() && found->second.is_reseller;
}

facts::charge_moment client_directory::moment_of(core::client_id id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? facts::charge_moment::as_client : found->second.moment;
}

}  // namespace kaskad::gateway::api
