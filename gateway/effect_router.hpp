#pragma once

#include "channels/channel_set.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/callback_sender.hpp"
#include "gateway/api/server.hpp"
#include "gateway/clients/server.hpp"
#include "gateway/engine_thread.hpp"
#include "gateway/links/link_set.hpp"
#include "gateway/lookup_asker.hpp"
#include "gateway/reader_thread.hpp"
#include "gateway/supplier_watch.hpp"
#include "net/shard.hpp"

#include <functional>
#include <memory>
#include <set>
#include <vector>

// Lets the effects of durable groups go, each to where it belongs. Called on the journal's thread; what lives on a
// shard is reached by posting to it, once for all groups of a sync.

namespace kaskad::gateway {

// One network thread and what lives on it: the API's server, its share of the links and of the endpoints, and on the
// last one the SMPP server for clients.
struct shard_room {
    net::shard* home = nullptr;
    std::unique_ptr<api::server> server;
    std::unique_ptr<links::link_set> links;
    std::unique_ptr<channels::channel_set> channels;  // accounts are links of other channels than SMS
    std::unique_ptr<api::callback_sender> callbacks;
    std::unique_ptr<clients::server> clients;   // null where there is none
    std::unique_ptr<lookup_asker> lookups;      // null where there is nobody to ask
    std::unique_ptr<supplier_watch> suppliers;  // on the first one, for all links
};

class effect_router {
  public:
    // Called on the engine's behalf for answers to the gateway's own commands (token's shard number: OWN_TOKENS).
    using own_answer = std::function<void(facts::answer)>;

    static constexpr uint16_t OWN_TOKENS = 0xFFFF;
    // Of callbacks of channels' providers: and the room's number.
    static constexpr uint16_t CHANNEL_TOKENS = 0x8000;

    effect_router(std::vector<shard_room>& rooms, reader_thread& reader, engine_thread& engine,
                  const api::secret_opener& open_secret, own_answer on_own_answer);

    // Sorts what a group lets go.
    void route(effects released);
    // Hands it over: the last group of a sync is sorted.
    void release();

  private:
    struct outbox {
        std::vector<facts::answer> answers;
        std::vector<facts::effect> to_links;
        std::vector<facts::call_endpoint> calls;
        std::vector<facts::answer> client_answers;
        std::vector<facts::answer> channel_answers;
        std::vector<facts::call_endpoint> receipts;
        std::vector<facts::ask_lookup> lookups;
        std::vector<facts::publish_link> suppliers;
        bool is_empty() const {
            return answers.empty() && to_links.empty() && calls.empty() && client_answers.empty() &&
                   channel_answers.empty() && receipts.empty() && lookups.empty() && suppliers.empty();
        }
    };

    size_t room_of(core::link_id link) const { return link.value % rooms_.size(); }
    size_t room_of(core::endpoint_id endpoint) const { return endpoint.value % rooms_.size(); }

    void take(facts::answer& effect);
    void take(facts::submit_part& effect) { to_link(effect.bind.link, std::move(effect)); }
    void take(facts::query_part& effect) { to_link(effect.bind.link, std::move(effect)); }
    void take(facts::cancel_part& effect) { to_link(effect.link, std::move(effect)); }
    void take(facts::answer_deliver& effect) { to_link(effect.bind.link, std::move(effect)); }
    void take(facts::send_over_channel& effect) { to_link(effect.bind.link, std::move(effect)); }
    void take(facts::revoke_over_channel& effect) { to_link(effect.account, std::move(effect)); }
    void take(facts::slow_link& effect) { to_link(effect.link, std::move(effect)); }
    void take(facts::call_endpoint& effect);
    void take(facts::ask_lookup& effect);
    void take(facts::fetch& effect);
    void take(facts::publish_link& effect);
    void take(facts::publish_client& effect);
    void take(facts::publish_endpoint& effect);
    void to_link(core::link_id link, facts::effect effect) {
        outboxes_[room_of(link)].to_links.push_back(std::move(effect));
    }
    void publish();
    void publish_accounts();
    void post(size_t room);

    std::vector<shard_room>& rooms_;
    reader_thread& reader_;
    engine_thread& engine_;
    own_answer on_own_answer_;
    api::credential_book credentials_;
    api::endpoint_book endpoints_;
    clients::account_book accounts_;
    std::set<core::endpoint_id> smpp_endpoints_;
    api::link_names links_;
    std::vector<outbox> outboxes_;
    std::vector<facts::answer> own_answers_;
    bool credentials_changed_ = false;
    bool endpoints_changed_ = false;
    bool accounts_changed_ = false;
    bool links_changed_ = false;
};

}  // namespace kaskad::gateway
