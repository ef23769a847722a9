#pragma once

#include "core/assert.hpp"
#include "engine/engine.hpp"
#include "engine/facts/codec.hpp"
#include "store/memory_database.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

// The engine on a manual clock with a database in memory, and the shells played by the test: every effect is kept by
// kind, and the test answers it. `restart` throws the engine away and starts another from the database.

namespace kaskad::engine::test {

// Links are chosen by cost alone here, so that a test can say which one.
inline kaskad::engine::options plain_limits() {
    kaskad::engine::options limits;
    for (auto& each : limits.classes) {
        each.policy = routing::policy_kind::least_cost;
        each.wait_max_ms = 0;
    }
    return limits;
}

struct rig_options {
    kaskad::engine::options limits = plain_limits();
    bool project_at_once = true;  // else the test calls project()
};

class rig {
  public:
    explicit rig(rig_options options = {}) : options_{std::move(options)} { start(); }

    // --- the clock ---
    core::now now{1'000'000, 1'767'225'600'000};
    void pass(int64_t ms) {
        now.steady_ms += ms;
        now.utc_ms += ms;
        run();
    }

    // --- the shells ---
    void tell(facts::command command) {
        engine->handle(std::move(command), now);
        run();
    }

    // Works until nothing is left, seals, lets the effects go.
    void run() {
        for (int slice = 0; slice < 10'000; ++slice) {
            engine->work(now);
            seal();
            if (!engine->has_work() && answered_fetches() == 0) return;
        }
        FAIL() << "the engine never comes to rest";
    }

    void restart() {
        project();
        engine.reset();
        start();
        run();
    }

    // For the next restart.
    void change_limits(const std::function<void(kaskad::engine::options&)>& change) { change(options_.limits); }

    void project() {
        if (unprojected_.empty()) return;
        const auto position = unprojected_.back().position;
        const auto batch = store::fold(store::to_durable(std::exchange(unprojected_, {})), database.state()->postings);
        ASSERT_TRUE(batch && database.write(*batch));
        engine->handle(facts::projected{position}, now);
    }

    // --- set-up ---
    void declare(facts::declare command) {
        tell(std::move(command));
        const auto answer = take_answer();
        ASSERT_TRUE(std::holds_alternative<facts::declared>(answer.value))
            << std::get<facts::refusal>(answer.value).detail;
    }

    // --- what left ---
    facts::answer take_answer() {
        EXPECT_FALSE(answers.empty());
        if (answers.empty()) return {};
        auto first = answers.front();
        answers.pop_front();
        return first;
    }
    facts::submit_part take_submit() {
        EXPECT_FALSE(submits.empty());
        if (submits.empty()) return {};
        auto first = submits.front();
        submits.pop_front();
        return first;
    }

    facts::message message(core::message_id id) {
        project();
        auto reader = database.make_reader();
        auto view = (*reader)->read_message(id);
        EXPECT_TRUE(view && view->message);
        return *view->message;
    }
    core::amount posted(billing::account_kind kind, uint32_t owner) {
        const auto* account = engine->memory().accounts.find(billing::make_account_id(kind, owner, euro));
        return account ? account->posted : core::amount{};
    }

    store::memory_database database;
    std::unique_ptr<kaskad::engine::engine> engine;
    std::deque<facts::answer> answers;
    std::deque<facts::submit_part> submits;
    std::deque<facts::answer_deliver> deliver_answers;
    std::deque<facts::call_endpoint> calls;
    std::deque<facts::query_part> queries;
    std::deque<facts::ask_lookup> lookups;
    std::deque<facts::slow_link> slowed;
    std::deque<facts::send_over_channel> sendings;
    std::deque<facts::revoke_over_channel> revocations;
    std::deque<facts::cancel_part> cancels;
    std::deque<facts::publish_link> published_links;
    std::vector<facts::group> groups;  // all of them, in order
    bool fetches_fail = false;
    core::currency euro{{'E', 'U', 'R'}};

  private:
    void start() {
        engine = std::make_unique<kaskad::engine::engine>(options_.limits, 1);
        fetches_.clear();
        auto view = database.load_start();
        ASSERT_TRUE(view) << view.error().text;
        engine->start(*view, now);
        seal();
    }

    void seal() {
        auto sealed = engine->seal(now);
        if (!sealed.group.facts.empty()) {
            groups.push_back(sealed.group);
            unprojected_.push_back(sealed.group);
        }
        for (auto& effect : sealed.effects)
            std::visit([this](auto& value) { keep(value); }, effect);
        if (options_.project_at_once) project();
    }

    size_t answered_fetches() {
        auto fetches = std::exchange(fetches_, {});
        for (const auto& fetch : fetches) {
            auto reader = database.make_reader();
            auto result = store::fetch(**reader, fetch.request);
            result.failed = result.failed || fetches_fail;
            engine->handle(facts::fetched{fetch.request, result}, now);
        }
        return fetches_fail ? 0 : fetches.size();
    }

    void keep(facts::answer& value) { answers.push_back(value); }
    void keep(facts::submit_part& value) { submits.push_back(value); }
    void keep(facts::answer_deliver& value) { deliver_answers.push_back(value); }
    void keep(facts::call_endpoint& value) { calls.push_back(value); }
    void keep(facts::slow_link& value) { slowed.push_back(value); }
    void keep(facts::query_part& value) { queries.push_back(value); }
    void keep(facts::fetch& value) { fetches_.push_back(value); }
    void keep(facts::publish_link& value) { published_links.push_back(value); }
    void keep(facts::publish_client&) {}
    void keep(facts::publish_endpoint&) {}
    void keep(facts::ask_lookup& value) { lookups.push_back(value); }
    void keep(facts::send_over_channel& value) { sendings.push_back(value); }
    void keep(facts::revoke_over_channel& value) { revocations.push_back(value); }
    void keep(facts::cancel_part& value) { cancels.push_back(value); }

    rig_options options_;
    std::vector<facts::group> unprojected_;
    std::deque<facts::fetch> fetches_;
};

}  // namespace kaskad::engine::test
