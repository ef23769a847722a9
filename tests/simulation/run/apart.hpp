#pragma once

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

// Work in a process of its own, beside others or because it may end in an assertion: what it returns comes back whole.

namespace kaskad::simulation {

class apart {
  public:
    explicit apart(const std::function<std::string()>& work);
    apart(const apart&) = delete;
    apart& operator=(const apart&) = delete;

    // Waits, once. Empty: it died.
    std::optional<std::string> result();

  private:
    int answer_ = -1;
    pid_t child_ = -1;
};

}  // namespace kaskad::simulation
