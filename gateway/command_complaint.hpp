#pragma once

#include "gateway/serve.hpp"

#include <expected>
#include <string>
#include <utility>

// What a command that cannot do what it was asked says, and the code that it ends with.

namespace kaskad::gateway {

struct complaint {
    std::string why;
    int code = EXIT_FAILED;
};

template <typename T>
using checked = std::expected<T, complaint>;

inline std::unexpected<complaint> refuse(std::string why, int code = EXIT_FAILED) {
    return std::unexpected(complaint{std::move(why), code});
}

}  // namespace kaskad::gateway
