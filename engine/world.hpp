#pragma once

#include "billing/calendar.hpp"
#include "billing/exchange_table.hpp"
#include "billing/ledger.hpp"
#include "billing/part_rate.hpp"
#include "core/now.hpp"
#include "engine/cascade_book.hpp"
#include "engine/cascade_index.hpp"
#include "engine/contact_book.hpp"
#include "engine/facts/effect.hpp"
#include "engine/facts/fact.hpp"
#include "engine/hot_messages.hpp"
#include "engine/inbound_sets.hpp"
#include "engine/key_filter.hpp"
#include "engine/learnt_numbers.hpp"
#include "engine/lookup_table.hpp"
#include "engine/number_owners.hpp"
#include "engine/operator_index.hpp"
#include "engine/options.hpp"
#include "engine/piece_index.hpp"
#include "engine/query_pace.hpp"
#include "engine/queue.hpp"
#include "engine/quota_book.hpp"
#include "engine/receipt_habit.hpp"
#include "engine/recent_codes.hpp"
#include "engine/recent_submits.hpp"
#include "engine/route_health.hpp"
#include "engine/sorted_chunks.hpp"
#include "engine/submit_gate.hpp"
#include "engine/supplier_book.hpp"
#include "engine/throttle_judge.hpp"
#include "routing/choice_memory.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/loop_filter.hpp"
#include "routing/maintenance.hpp"
#include "routing/number_plan.hpp"
#include "routing/ported_lookup.hpp"
#include "routing/price_book.hpp"
#include "routing/probe_budget.hpp"
#include "routing/pumping_guard.hpp"
#include "routing/receipt_evidence.hpp"
#include "routing/sticky_senders.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

// Everything the engine holds in memory. Recorded state changes only by apply(); the indexes beside it follow from the
// records as they are assigned, so they are never stored and never wrong. Volatile state (binds, credits, fetches under
// way) is empty after a start.

namespace kaskad::engine {

// One bind of a link, in its present life.
struct bind_state {
    uint64_t epoch = 0;
    bool bound = false;
    uint64_t credits_granted = 0;
    uint64_t credits_spent = 0;
    // Multipart messages whose first part went over this bind, by class: their other parts follow here.
    std::array<std::deque<core::message_id>, core::MESSAGE_CLASS_COUNT> continuing;

    uint64_t credits() const { return bound ? credits_granted - credits_spent : 0; }
};

struct link_state {
    link_state(const link_queue::options& options) : queue{options} {}

    link_queue queue;
    std::vector<bind_state> binds;
    throttle_judge judge;
    int64_t unbound_since_steady = 0;  // 0 = bound
    int64_t idle_since_steady = 0;     // of one that is leaving; 0 = it has work
    uint64_t queued_segments = 0;
    int64_t reroute_again_steady = 0;
    std::set<link_queue::key> refilling;
    receipt_habit habit;
    smpp::id_relation_tally relations;
    query_pace queries;
    submit_gate gate;

    bool is_bound() const;
};

struct endpoint_state {
    struct hot_event {
        facts::event value;
        uint64_t position = 0;
    };

    std::map<uint64_t, hot_event> events;            // hot ones, by sequence
    facts::endpoint_progress progress;               // as recorded
    std::map<uint64_t, facts::event_retry> retries;  // as of now
    std::set<uint64_t> in_flight;
    std::set<uint64_t> done;  // answered or given up, behind the recorded progress
    uint64_t next = 1;        // the first sequence never tried since the start
    uint64_t abandoned = 0;   // since the recorded progress
    bool changed = false;
    bool fetching = false;
    int64_t recorded_steady = 0;
    uint64_t confirmed = 0;  // of a feed: fetched by the client, and let go up to here

    // After a start: what was under way is called again.
    void resume();
};

// Who waits for a look-up that was asked in this life.
struct lookup_waiters {
    struct asker {
        facts::token reply_to = 0;
        uint32_t item = 0;
    };
    std::vector<asker> askers;
    std::vector<core::message_id> messages;
};

// Makes a look-up of accounts out of a map.
class account_book final : public billing::book {
  public:
    const billing::account* find(billing::account_id id) const override;
    void assign(const billing::account& value) { accounts_[id_of(value)] = value; }
    const std::map<uint64_t, billing::account>& all() const { return accounts_; }

  private:
    static uint64_t id_of(const billing::account& value) { return value.id.value; }
    std::map<uint64_t, billing::account> accounts_;
};

class world {
  public:
    explicit world(const engine::options& limits);

    // Assigns the records of a fact. The only way recorded state changes.
    void apply(const facts::fact& fact, uint64_t position);
    void assign(const facts::record& value, uint64_t position, std::string_view text = {});

    // A copy: what is to change is changed by a fact.
    std::optional<hot_message> find(core::message_id id) const { return messages.find(id); }
    link_state& link_at(core::link_id id);
    uint32_t weight_of(core::client_id id) const;
    // As the clients and endpoints declare now.
    const number_owners& owners();
    // As the links declare now.
    const routing::maintenance& maintenance();

    // At start: messages that were in flight, their texts, parked receipts.
    void load(const facts::record& value, uint64_t position);
    // In memory until the database holds it.
    void keep_key(const facts::idempotency& value, uint64_t position);
    // It was fetched as the head of its queue's tail.
    void refill(const facts::message& value);

    // Forgets some of what the database holds and nothing needs soon. `safe`: no read under way is older than this
    // position.
    void evict(uint64_t safe);

    const engine::options& limits;

    // --- recorded -------------------------------------------------------------------------------------------------
    hot_messages messages;
    account_book accounts;
    std::map<core::link_id, facts::link> links;
    std::map<core::client_id, facts::client> clients;
    std::map<core::endpoint_id, facts::endpoint> endpoints;
    std::map<uint64_t, facts::job> jobs;
    std::map<uint64_t, facts::parked_receipt> parked;
    inbound_sets inbound;
    kaskad::engine::inbound_prints inbound_prints;
    facts::node node;
    std::map<uint64_t, facts::price_import> imports;
    learnt_numbers numbers;
    lookup_table lookups;
    std::map<uint64_t, facts::route_test> route_tests;
    quota_book quotas;
    std::map<core::client_id, facts::balance_watch> balance_watches;
    std::map<uint64_t, facts::money_order> money_orders;
    std::map<std::string, facts::exchange_rate> exchange_rates;  // by key
    std::map<core::client_id, facts::contract> contracts;
    std::map<std::string, billing::invoice> invoices;  // by key: seller, then number
    std::map<uint32_t, facts::closed_period> periods;  // by their first day
    cascade_book cascades;
    contact_book contacts;
    std::map<uint64_t, facts::reconciliation> reconciliations;
    facts::price_book prices_record;
    facts::number_plan plan_record;

    // --- following from it ----------------------------------------------------------------------------------------
    routing::price_book prices;
    routing::number_plan plan;
    billing::exchange_table exchanges;
    std::unordered_map<std::string, uint64_t> orders_by_reference;
    // Invoices that are not paid, and when they are due.
    std::map<core::client_id, std::map<std::string, uint32_t>> unpaid;
    std::map<core::link_id, std::unique_ptr<link_state>> link_states;
    std::map<core::endpoint_id, endpoint_state> endpoint_states;
    sorted_chunks<std::pair<int64_t, core::message_id>> due;
    operator_index operator_ids;
    piece_index pieces;
    cascade_index open_cascades;
    std::unordered_multimap<std::string, uint64_t> parked_by_key;      // link + key
    std::unordered_multimap<std::string, uint64_t> parked_by_address;  // link + recipient
    std::unordered_multimap<std::string, facts::part_ref> doubts;      // link + recipient
    std::map<facts::bind_ref, sorted_chunks<facts::part_ref>> flying;  // submitting, by bind and epoch
    struct kept_key {
        facts::idempotency value;
        uint64_t position = 0;
    };
    std::unordered_map<std::string, kept_key> keys;  // hot idempotency keys
    key_filter filter;                               // of all of them
    key_filter cold_people;                          // to whom cascades went that memory has given to the database
    int64_t due_fetched_until = 0;                   // every message with a due time up to here is hot
    uint64_t position = 0;                           // of the last sealed group
    uint64_t projected_position = 0;                 // of the last group in the database

    // --- advisory: a decision writes down what it took from it ---------------------------------------------------
    routing::delivery_estimator estimator;
    routing::delivery_estimator reading;  // what was delivered, and whether it was read
    route_health health;
    routing::probe_budget probes;
    routing::sticky_senders sticky;
    routing::loop_filter loops;
    routing::pumping_guard pumping;
    routing::receipt_evidence evidence;
    supplier_book suppliers;
    mutable routing::choice_memory choices;

    // --- volatile -------------------------------------------------------------------------------------------------
    std::set<core::link_id> ready_links;          // something may be submitted there
    std::set<core::endpoint_id> ready_endpoints;  // something may be called there
    std::set<facts::bind_ref> dead_binds;         // epochs with parts still to be put in doubt
    recent_submits recent;                        // by what makes them repeats
    recent_codes codes;
    std::unordered_map<core::client_id, billing::part_rate> rates;  // of clients that have one
    std::vector<core::message_id> orphans;  // multipart messages whose bind went between two parts
    std::vector<facts::fetch_request> wanted_fetches;
    std::map<uint64_t, link_queue::place> reroute_places;           // how far each job has walked its queue
    std::map<core::message_id, lookup_waiters> lookups_waited_for;  // by the look-up
    // Given from outside: what it says is written down with what was decided from it. nullptr: there is none.
    std::shared_ptr<const routing::ported_lookup> ported;
    // The same. Days of UTC where none was given.
    std::shared_ptr<const billing::calendar> calendar = std::make_shared<billing::utc_calendar>();
    bool checks_numbers = true;     // a number that cannot be a mobile one is refused
    uint32_t pressure_percent = 0;  // how full journal, projector or memory are; 100 = nothing new at all

  private:
    void apply_recalled(const facts::fact& fact, uint64_t position);
    // A record from the database, into memory. Its place in a queue is not touched: the queue counts it already.
    void recall(const facts::message& value, std::string_view text, uint64_t position);

    struct touched {
        uint64_t position = 0;
        core::message_id message;
    };

    void assign_message(const facts::message& value, std::string_view text, uint64_t position);
    void index_names(const facts::message& value);
    void index_parts(const facts::message& value);
    void unindex_parts(const facts::message& value);
    void join_queue(const facts::message& value);
    void leave_queue(const facts::message& value);
    bool is_evictable(const facts::message& value) const;
    void forget(const facts::message& value);
    void note_projected();
    std::deque<touched>& candidates_of(core::message_id id);
    bool evict_first(std::deque<touched>& candidates, uint64_t safe);
    void forget_parked(uint64_t id);
    void evict_keys(uint64_t safe);

    std::deque<touched> dirty_;   // in order of position
    std::deque<touched> ended_;   // projected, oldest first: those nobody waits for
    std::deque<touched> queued_;  // those that waited in a queue, or were on the wire
    std::deque<touched> clean_;   // and the others
    std::deque<std::pair<uint64_t, std::string>> dirty_keys_;
    std::optional<number_owners> owners_;  // nothing: they must be read anew
    std::optional<routing::maintenance> maintenance_;
};

routing::maintenance_window window_of(core::link_id link, const facts::maintenance_window& declared);
std::string operator_key(core::link_id link, std::string_view key);
std::string idempotency_key(core::client_id client, std::string_view key, uint32_t item);

}  // namespace kaskad::engine
