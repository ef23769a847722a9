#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

// The one thread that links live on, as they see it: something to be done a turn later, and alarms. A shard is one
// (shard_loop.hpp); a simulation on a manual clock is another.

namespace kaskad::gateway::links {

// One deadline and what to do when it passes. After cancel() or the destructor the function is never called.
class alarm {
  public:
    static constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();

    virtual ~alarm() = default;
    virtual int64_t due_ms() const = 0;
    virtual void expire_at(int64_t steady_ms) = 0;
    void cancel() { expire_at(NEVER); }
};

class event_loop {
  public:
    virtual ~event_loop() = default;

    virtual int64_t steady_ms() const = 0;
    // Any thread. Runs later, in the order posted by one thread.
    virtual void post(std::function<void()> what) = 0;
    // At once if already on the loop, else like post().
    virtual void dispatch(std::function<void()> what) = 0;
    virtual std::unique_ptr<alarm> make_alarm(std::function<void()> expired) = 0;
};

}  // namespace kaskad::gateway::links
