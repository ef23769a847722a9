#pragma once

#include <csignal>
#include <string>
#include <string_view>

// What the simulators share as programs of their own: how they write, where they log, and when they end.

namespace kaskad::gateway::simulators {

// To standard output in one write: a reader of the pipe sees whole lines soon.
void print_lines(std::string_view lines);

void log_to_standard_error(const std::string& name);

// SIGINT and SIGTERM, held back from now on in this thread and those it starts.
class stop_signals {
  public:
    stop_signals();

    // Until one of them comes.
    void wait();

  private:
    sigset_t signals_;
};

}  // namespace kaskad::gateway::simulators
