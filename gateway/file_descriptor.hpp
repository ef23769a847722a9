#pragma once

#include <unistd.h>
#include <utility>

// An open file of the operating system, closed when this goes. Reads and writes nothing itself.

namespace kaskad::gateway {

class file_descriptor {
  public:
    file_descriptor() = default;
    explicit file_descriptor(int number) : number_{number} {}
    ~file_descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    file_descriptor(file_descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }

  private:
    int number_ = -1;
};

}  // namespace kaskad::gateway
