#include "gateway/effect_router.hpp"

#include "core/assert.hpp"
#include "gateway/api/open_requests.hpp"

#include <utility>

namespace kaskad::gateway {

effect_router::effect_router(std::vector<shard_room>& rooms, reader_thread& reader, engine_thread& engine,
                             const api::secret_opener& open_secret, own_answer on_own_answer)
    : rooms_{rooms},
      reader_{reader},
      engine_{engine},
      on_own_answer_{std::move(on_own_answer)},
      endpoints_{open_secret},
      outboxes_(rooms.size()) {}

void effect_router::route(effects released) {
    for (auto& effect : released)
        std::visit([this](auto& value) { take(value); }, effect);
}

void effect_router::release() {
    publish();
    for (size_t room = 0; room < rooms_.size(); ++room)
        post(room);
    // Last: whoever hears of a declaration may rely on what it published being on its way before anything he posts.
    for (auto& answer : std::exchange(own_answers_, {}))
        on_own_answer_(std::move(answer));
}

void effect_router::take(facts::answer& effect) {
    const auto room = api::shard_number_of(effect.reply_to);
    if (room == OWN_TOKENS) return own_answers_.push_back(std::move(effect));
    if (room == clients::CLIENT_TOKENS) return outboxes_.back().client_answers.push_back(std::move(effect));
    const auto channel_room = static_cast<size_t>(room - CHANNEL_TOKENS);
    if (room >= CHANNEL_TOKENS && channel_room < rooms_.size())
        return outboxes_[channel_room].channel_answers.push_back(std::move(effect));
    if (room < rooms_.size()) outboxes_[room].answers.push_back(std::move(effect));
}

void effect_router::take(facts::fetch& effect) {
    const auto request = effect.request;
    const bool taken = reader_.try_run([this, request](store::reader& reader) {
        facts::command command = facts::fetched{request, store::fetch(reader, request)};
        // The engine always takes what it is told, so this ends; the reader's thread may wait.
        while (!engine_.try_tell(std::move(command)))
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        engine_.wake();
    });
    // The engine has no more fetches under way than the queue holds; a lost one would keep its key waiting for ever.
    ASSERT(taken);
}

void effect_router::take(facts::call_endpoint& effect) {
    const auto endpoint = effect.value.endpoint;
    auto& calls = smpp_endpoints_.contains(endpoint) ? outboxes_.back().receipts : outboxes_[room_of(endpoint)].calls;
    calls.push_back(std::move(effect));
}

void effect_router::take(facts::ask_lookup& effect) {
    outboxes_[effect.id.value % outboxes_.size()].lookups.push_back(std::move(effect));
}

void effect_router::take(facts::publish_link& effect) {
    links_[effect.value.id] = effect.value;
    links_changed_ = true;
    outboxes_.front().suppliers.push_back(effect);
    to_link(effect.value.id, std::move(effect));
}

void effect_router::take(facts::publish_client& effect) {
    credentials_.apply(effect);
    credentials_changed_ = true;
    accounts_.apply(effect);
    accounts_changed_ = true;
}

void effect_router::take(facts::publish_endpoint& effect) {
    if (effect.value.kind == facts::endpoint_kind::smpp) {
        // One that is gone is remembered: what was raised for it is no callback.
        smpp_endpoints_.insert(effect.value.id);
        accounts_.apply(effect);
        accounts_changed_ = true;
        return;
    }
    endpoints_.apply(effect);
    endpoints_changed_ = true;
}

void effect_router::publish() {
    if (std::exchange(credentials_changed_, false)) {
        for (auto& room : rooms_) {
            room.home->post([&room, snapshot = credentials_.snapshot()] {
                if (room.server) room.server->set_credentials(snapshot);
            });
        }
    }
    if (std::exchange(links_changed_, false)) {
        for (auto& room : rooms_) {
            room.home->post([&room, snapshot = std::make_shared<const api::link_names>(links_)] {
                if (room.server) room.server->set_links(snapshot);
            });
        }
    }
    if (std::exchange(endpoints_changed_, false)) {
        for (auto& room : rooms_)
            room.home->post([&room, snapshot = endpoints_.snapshot()] { room.callbacks->set_endpoints(snapshot); });
    }
    if (std::exchange(accounts_changed_, false)) publish_accounts();
}

void effect_router::publish_accounts() {
    auto& room = rooms_.back();
    room.home->post([&room, snapshot = accounts_.snapshot()] {
        if (room.clients) room.clients->set_accounts(snapshot);
    });
}

void effect_router::post(size_t number) {
    auto& box = outboxes_[number];
    if (box.is_empty()) return;
    auto& room = rooms_[number];
    room.home->post([&room, box = std::exchange(box, {})]() mutable {
        for (auto& answer : box.answers) {
            if (room.server) room.server->deliver_answer(std::move(answer));
        }
        for (auto& effect : box.to_links) {
            if (!room.channels->handle(effect)) room.links->handle(effect);
        }
        for (const auto& answer : box.channel_answers)
            room.channels->handle_answer(answer);
        for (auto& call : box.calls)
            room.callbacks->handle_effect(std::move(call));
        // Where nobody is there to be asked, the engine ends it by itself.
        for (const auto& lookup : box.lookups) {
            if (room.lookups) room.lookups->handle_effect(lookup);
        }
        for (const auto& link : box.suppliers)
            if (room.suppliers) room.suppliers->handle_effect(link);
        if (!room.clients) return;
        for (const auto& answer : box.client_answers)
            room.clients->deliver_answer(answer);
        for (auto& receipt : box.receipts)
            room.clients->handle_effect(std::move(receipt));
    });
}

}  // namespace kaskad::gateway
