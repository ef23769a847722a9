#pragma once

#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/supplier_questions.hpp"
#include "net/http_client.hpp"
#include "net/timer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Asks suppliers what is left with them, and tells the engine; an error is kept and told to nobody. What is asked when
// is decided by supplier_questions. Asks the engine how suppliers' accounts stand, for the numbers at /metrics and for
// the difference between what was said and our books at that moment. Lives on one shard.

namespace kaskad::gateway {

struct supplier_watch_options {
    facts::token token = 0;  // of its questions to the engine; the answers come to handle_answer()
    std::function<std::optional<std::string>(std::string_view sealed)> open_secret;
    std::function<int64_t()> utc_ms;
    std::chrono::milliseconds answer_deadline{15'000};  // a supplier's
    std::chrono::milliseconds standing_every{10'000};
    std::chrono::milliseconds resend_delay{20};  // while the engine's mailbox is full
};

class supplier_watch {
  public:
    supplier_watch(net::shard& home, supplier_watch_options options, facts::command_port& engine,
                   api::metrics& numbers);

    // On the shard.
    void start() { ask_standings(); }
    void handle_effect(const facts::publish_link& effect);
    void handle_answer(const facts::answer& answer);
    // Nothing is asked any more, and nothing told.
    void stop();

    // Any thread.
    std::vector<api::supplier_poll> polls() const { return *published_.load(); }

  private:
    void go_on();
    void ask(const supplier_question& what);
    void handle_result(const supplier_question& what, const std::expected<std::string, std::string>& answer);
    bool tell(const facts::tell_balance& what);
    void ask_standings();
    void show(const std::vector<facts::supplier_standing>& rows);
    void publish();

    supplier_watch_options options_;
    facts::command_port& engine_;
    api::metrics& numbers_;
    supplier_questions questions_;
    std::set<std::string, std::less<>> shown_;  // links that have numbers at /metrics
    bool stopped_ = false;
    std::atomic<std::shared_ptr<const std::vector<api::supplier_poll>>> published_;
    net::timer due_;
    net::timer standings_;
    // Last: no call comes back into what is already gone.
    net::http_client client_;
};

}  // namespace kaskad::gateway
