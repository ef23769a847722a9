#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/links/event_loop.hpp"
#include "gateway/links/link.hpp"
#include "gateway/links/operator_wire.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

// The operator links of one loop: publish_link makes, changes and takes them down; the other effects go to the link
// they name. A link must always be given to the same set. On its loop, where nothing else is said.

namespace kaskad::gateway::links {

struct link_set_options {
    wire_maker make_wire;
    host_prober probe;  // empty: a host that failed is used again only when no other is left
    link_options link;
    std::function<int64_t()> utc_ms;  // empty: the system's clock
    std::chrono::milliseconds counts_interval{250};
};

using all_link_counts = std::shared_ptr<const std::vector<link_counts>>;

class link_set {
  public:
    // Any thread; so the destructor, once the loop is stopped or from the loop.
    link_set(std::unique_ptr<event_loop> home, link_set_options options, facts::command_port& engine);
    ~link_set();
    link_set(const link_set&) = delete;
    link_set& operator=(const link_set&) = delete;

    // True when the effect is for links; it is moved from then.
    bool handle(facts::effect& effect);
    // Those of other channels than SMS are left alone.
    void handle(const facts::publish_link& effect);
    void handle(facts::submit_part effect);
    void handle(facts::query_part effect);
    void handle(facts::cancel_part effect);
    void handle(const facts::answer_deliver& effect);
    void handle(const facts::slow_link& effect);

    // Any thread: the numbers of all links, at most counts_interval old; never null.
    all_link_counts counts() const { return published_.load(); }
    // As of now.
    std::vector<link_counts> current_counts() const;
    size_t commands_waiting() const { return out_.size(); }

    // Any thread, once. Grants nothing more, unbinds all and waits for answers, at most `time_max`; then `done`, on the
    // loop. What comes for the links afterwards is handed back as not sent.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done);

  private:
    void stop_here(std::chrono::milliseconds time_max, std::function<void()> done);
    link* find(core::link_id id);
    void make_link(const facts::link& terms);
    void forget(link& ended);
    void set_blocked(bool blocked);
    void publish_counts();
    void finish_stop();

    std::unique_ptr<event_loop> home_;
    link_set_options options_;
    epoch_source epochs_;
    outbox out_;
    std::atomic<all_link_counts> published_;
    std::unique_ptr<alarm> publish_;
    std::unique_ptr<alarm> stop_limit_;
    bool stopping_ = false;
    std::function<void()> stopped_;
    std::unordered_map<core::link_id, std::shared_ptr<link>> links_;  // last: they speak to the rest
};

}  // namespace kaskad::gateway::links
