#pragma once

#include <chrono>

// What commands that may take long have in common: Ctrl-C asks them to end behind the page under way, and now and then
// they say how far they are. One thread.

namespace kaskad::gateway {

// From here on Ctrl-C ends nothing by itself.
void heed_interrupts();
bool is_interrupted();

// Every two seconds it is time for another line.
class telling_pace {
  public:
    bool is_due();

  private:
    std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

}  // namespace kaskad::gateway
