#pragma once

#include "engine/facts/fact.hpp"
#include "engine/world.hpp"
#include "smpp/pdu.hpp"
#include "smpp/receipt.hpp"
#include "store/database.hpp"
#include "tests/invariants/acknowledgements.hpp"
#include "tests/invariants/books.hpp"
#include "tests/invariants/calls.hpp"
#include "tests/invariants/copies.hpp"
#include "tests/invariants/endings.hpp"
#include "tests/invariants/floors.hpp"
#include "tests/invariants/pace.hpp"
#include "tests/invariants/receipts.hpp"
#include "tests/invariants/steps.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/rare_paths.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

// Sees everything that happens, keeps what is recorded beside the gateway, and asks every invariant. The first
// complaint ends the run.

namespace kaskad::simulation {

class watch {
  public:
    // With `keeps_groups` all of them can be compared with a database at the end.
    explicit watch(core::message_id traced = {}, bool keeps_groups = true)
        : traced_{traced}, keeps_groups_{keeps_groups} {}

    invariants::complaints broken;
    rare_paths counts;
    invariants::calls calls;  // of providers of channels, who tell it themselves

    // --- the gateway ---
    // A group whose effects go now. `durable`: where the journal stands.
    void take(facts::group&& group, uint64_t durable);
    // The same group as it is stored.
    void keep(const store::durable_group& group);
    uint64_t position() const { return position_; }
    void restart() {
        pace_.restart();
        client_pace_.restart();
        floors_.restart();
    }
    void take(const invariants::floors::turn& turn) { floors_.take(turn, broken); }
    void complain(std::string what) { broken.push_back(std::move(what)); }

    // --- clients ---
    void acknowledge(const std::string& key, uint64_t ordinal, core::message_id message);
    void read(core::message_id message, const facts::message* shown, uint64_t facts_shown);
    void call(const facts::event& event, bool accepted);
    // A submit over SMPP passed the server's checks.
    void client_submit(core::client_id client, uint32_t segments, int64_t now_ms);
    // A receipt that a client answered by ESME_ROK.
    void client_heard(core::message_id message, smpp::message_state state) { heard_[message].insert(state); }

    // --- operators ---
    void submit_left(const facts::link& terms, size_t outstanding, int64_t now_ms);
    void part_taken(const smpp::submit_sm& pdu);
    void receipt_sent(core::link_id link, const std::string& id, smpp::message_state state);
    void receipt_taken(core::link_id link, const std::string& id, smpp::message_state state);

    // --- providers of channels ---
    void report_sent(core::link_id account, const std::string& id, facts::attempt_state state);
    void report_taken(core::link_id account, const std::string& id, const facts::part_ref& attempt,
                      facts::attempt_state state);

    // Nothing is on its way any more.
    void end();
    // The tables are what the facts make of them, in whatever batches (invariant 5).
    void compare(store::database& with, chance luck);
    // So is what the engine holds of them, when all it decided is durable.
    void compare(const engine::world& memory);

    // Each as it is recorded last, in order of acceptance.
    const std::deque<facts::message>& messages() const { return messages_; }
    size_t open_messages() const;
    uint64_t digest() const { return digest_; }

  private:
    template <typename Value>
    using by_message = boost::unordered_flat_map<core::message_id, Value, std::hash<core::message_id>>;

    void take(facts::fact& fact);
    void take(facts::record& record);
    void take(facts::message& message);
    void take_cascade(const facts::message* before, const facts::message& after);
    void count_cascade(const facts::message& before, const facts::message& after);
    void take(const billing::account& account);

    void print(const facts::fact& fact) const;
    void check_receipt(const facts::message& message);

    const core::message_id traced_;
    const bool keeps_groups_;
    uint64_t position_ = 0;
    core::now now_;                                   // of the group that is looked at,
    facts::fact_kind kind_ = facts::fact_kind::none;  // and the fact
    uint64_t stored_position_ = 0;
    std::vector<store::durable_group> stored_;
    uint64_t digest_ = 0xCBF29CE484222325ULL;
    std::deque<facts::message> messages_;
    by_message<size_t> places_;  // in messages_
    boost::unordered_flat_map<uint64_t, core::message_id> by_ordinal_;
    std::map<core::endpoint_id, facts::endpoint> endpoints_;
    std::map<core::link_id, facts::link> links_;
    std::vector<billing::account> accounts_;
    by_message<uint64_t> facts_shown_;
    invariants::acknowledgements acknowledgements_;
    invariants::books books_;
    invariants::copies copies_;
    invariants::endings endings_;
    invariants::floors floors_;
    invariants::pace pace_;
    invariants::pace client_pace_;  // by client, which has one account
    std::map<core::client_id, uint32_t> client_rates_;
    by_message<std::set<smpp::message_state>> heard_;
    invariants::receipts receipts_;
    invariants::steps steps_;
};

// The texts of a run: the number of its message again and again, so that every part shows it.
std::string text_of(uint64_t ordinal, size_t length);
// 0: not one of ours.
uint64_t ordinal_of(std::string_view octets);

}  // namespace kaskad::simulation
