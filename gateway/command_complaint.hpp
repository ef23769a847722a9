#pragma once

#include "gateway/serve.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

// What a command that cannot do what it was asked says, and the code that it ends with.

namespace kaskad::gateway {

struct complaint {
    std::string why;
    int code = EXIT_FAILED;
};

template <typename T>
using checked = std::expected<T, complaint>;

// Says it as the command of this name: "kaskad bill: ...".
class complainer {
  public:
    constexpr explicit complainer(std::string_view command) : command_{command} {}

    int operator()(const std::string& why, int code = EXIT_FAILED) const {
        fmt::print(stderr, "kaskad {}: {}\n", command_, why);
        return code;
    }
    int operator()(const complaint& made) const { return (*this)(made.why, made.code); }

  private:
    std::string_view command_;
};

inline std::unexpected<complaint> refuse(std::string why, int code = EXIT_FAILED) {
    return std::unexpected(complaint{std::move(why), code});
}

}  // namespace kaskad::gateway
