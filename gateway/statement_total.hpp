#pragma once

#include "core/money.hpp"

#include <string>

// A sum of amounts out of a file that nobody has judged yet: in 128 bits, so that no file can make it overflow.

namespace kaskad::gateway {

class statement_total {
  public:
    void add(core::amount value) { e6_ += value.e6; }
    void take(core::amount value) { e6_ -= value.e6; }
    bool is(core::amount value) const { return e6_ == value.e6; }
    // "more than can be" where it does not fit an amount.
    std::string text() const;

  private:
    __int128 e6_ = 0;
};

}  // namespace kaskad::gateway
