#pragma once

#include "gateway/links/event_loop.hpp"
#include "tests/simulation/agenda.hpp"

#include <memory>

// The event loop of links on the simulation's clock. What it was to do dies with it.

namespace kaskad::simulation {

class clock_loop final : public gateway::links::event_loop {
  public:
    explicit clock_loop(agenda& when) : when_{when} {}

    int64_t steady_ms() const override { return when_.now_ms(); }
    void post(std::function<void()> what) override { when_.after(0, alive_, std::move(what)); }
    void dispatch(std::function<void()> what) override { what(); }
    std::unique_ptr<gateway::links::alarm> make_alarm(std::function<void()> expired) override {
        return std::make_unique<clock_alarm>(when_, std::move(expired));
    }

  private:
    class clock_alarm final : public gateway::links::alarm {
      public:
        clock_alarm(agenda& when, std::function<void()> expired) : when_{when}, expired_{std::move(expired)} {}

        int64_t due_ms() const override { return due_ms_; }
        void expire_at(int64_t ms) override {
            due_ms_ = ms;
            if (ms < armed_ms_) arm();
        }

      private:
        void arm() {
            armed_ms_ = due_ms_;
            when_.after(due_ms_ - when_.now_ms(), alive_, [this, planned = due_ms_] { ring(planned); });
        }
        // Armed too early, or anew for an earlier time.
        void ring(int64_t planned) {
            if (planned != armed_ms_) return;
            armed_ms_ = NEVER;
            if (due_ms_ == NEVER) return;
            if (when_.now_ms() < due_ms_) return arm();
            due_ms_ = NEVER;
            expired_();
        }

        agenda& when_;
        std::function<void()> expired_;
        int64_t due_ms_ = NEVER;
        int64_t armed_ms_ = NEVER;
        std::shared_ptr<int> alive_ = std::make_shared<int>();
    };

    agenda& when_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace kaskad::simulation
