#pragma once

#include "engine/facts/command.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

// What clients ask for and the engine has not looked at yet, in a fair order: the higher class first with a floor for
// the lower ones, and within a class one command of each client in turn. So an otp waits neither for the arrays of
// another client nor for its own client's mailing. Order is kept within (class, client). Pure; on the engine's thread.

namespace kaskad::gateway {

class intake {
  public:
    // Of each call of take(): what a lower class gets although higher ones wait.
    static constexpr size_t FLOOR = 4;

    struct place {
        core::message_class klass = core::message_class::otp;
        core::client_id client;
    };

    bool is_empty() const { return size_ == 0; }
    size_t size() const { return size_; }

    void add(const place& at, facts::command&& what);
    // Appends at most `count_max` commands to `into` and gives how many.
    size_t take(std::vector<facts::command>& into, size_t count_max);

  private:
    // Commands in the order they came. It keeps its memory: most of the time it holds none or one.
    class line {
      public:
        bool is_empty() const { return first_ == commands_.size(); }
        void add(facts::command&& what) { commands_.push_back(std::move(what)); }
        facts::command take();

      private:
        std::vector<facts::command> commands_;
        size_t first_ = 0;
    };

    struct lane {
        std::unordered_map<core::client_id, line> lines;
        std::deque<core::client_id> turns;  // clients with something in their line
        size_t size = 0;
    };

    size_t take_from(lane& from, std::vector<facts::command>& into, size_t count_max);

    std::array<lane, core::MESSAGE_CLASS_COUNT> lanes_;
    size_t size_ = 0;
};

}  // namespace kaskad::gateway
