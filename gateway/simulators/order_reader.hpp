#pragma once

#include <atomic>
#include <functional>
#include <string_view>
#include <thread>

// Lines of a person from a descriptor, on a thread of its own: the descriptor may be a terminal that others write to,
// so it stays as it is, blocking.

namespace kaskad::gateway::simulators {

class order_reader {
  public:
    // `on_line`: on the thread, without the line's end. Ends by itself where the input does.
    order_reader(int descriptor, std::function<void(std::string_view line)> on_line);
    ~order_reader() { stop(); }

    void stop();

  private:
    void run();

    int descriptor_;
    std::function<void(std::string_view)> on_line_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kaskad::gateway::simulators
