#pragma once

#include "engine/turn.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>

// The way between memory and database: names what a command needs and memory lacks, keeps the commands of one key
// waiting in order, and brings records back by `recalled` facts. Volatile: what waits here is lost at a stop, and was
// never acknowledged.

namespace kaskad::engine {

class cold {
  public:
    explicit cold(const options& limits) : limits_{limits} {}

    size_t waiting() const { return waiting_count_; }
    size_t under_way() const { return under_way_.size(); }
    // No read that is under way is older than this position.
    uint64_t safe_position(const world& memory) const;

    // What the command needs from the database before it can be decided; nothing = it can be decided now.
    std::optional<facts::fetch_request> needs(const world& memory, const facts::command& command) const;

    // The same of one that has got what it needed first.
    std::optional<facts::fetch_request> needs_more(const world& memory, const facts::fetch_request& had,
                                                   const facts::command& command) const;

    // Keeps the command until its key is there. False: too many wait; the command is refused.
    bool wait(turn& turn, facts::fetch_request request, facts::command command);

    // Asks for what the turn's work wants: due messages, queue tails, events.
    void ask(turn& turn);

    // Brings the records into memory and returns the commands that waited for them, in order.
    std::deque<facts::command> take(turn& turn, const facts::fetched& command);

  private:
    std::optional<facts::fetch_request> look_up_key(const world& memory, const facts::submit_message& submit) const;
    std::optional<facts::fetch_request> look_up_cascades(const world& memory, const facts::command& command) const;
    std::optional<facts::fetch_request> look_up_message(const world& memory, core::message_id id) const;
    std::optional<facts::fetch_request> look_up_report(const world& memory,
                                                       const facts::channel_reported& report) const;
    void send(turn& turn, const facts::fetch_request& request);
    void ask_due(turn& turn);
    void ask_queues(turn& turn);
    void take_messages(turn& turn, const facts::fetch_result& result);
    void take_due(turn& turn, const facts::fetch_due& request, const facts::fetch_result& result);
    void take_queue(turn& turn, const facts::fetch_queue& request, const facts::fetch_result& result);
    void take_keys(turn& turn, const facts::fetch_result& result);

    const options& limits_;
    std::multimap<uint64_t, std::string> under_way_;  // projected position when asked -> key
    std::map<std::string, std::deque<facts::command>> waiting_;
    size_t waiting_count_ = 0;
    bool asking_due_ = false;
    bool due_is_crowded_ = false;
    int64_t due_after_ = 0;
    core::message_id due_after_id_;
    std::deque<facts::fetch_request> postponed_;  // beyond fetches_max, or of a view to come
};

}  // namespace kaskad::engine
