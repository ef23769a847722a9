#pragma once

#include <expected>
#include <stdexcept>
#include <string>

// What the disk, the database or an older file did to us. Interfaces of this module give `result`; exceptions
// (`failure`) stay inside it.

namespace kaskad::store {

// `text` is one clear line for an operator. retryable: the same call may succeed later (disk full, busy, away).
struct error {
    std::string text;
    bool retryable = false;
};

template <typename T>
using result = std::expected<T, error>;

// Thrown and caught within this module.
class failure : public std::runtime_error {
  public:
    explicit failure(const std::string& text, bool retryable = false)
        : std::runtime_error{text}, retryable_{retryable} {}

    error to_error() const { return {.text = what(), .retryable = retryable_}; }

  private:
    bool retryable_;
};

// The edge of the module: what `body` returns, or the failure it threw.
template <typename Body>
auto guarded(Body&& body) -> result<decltype(body())> {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return {};
        } else {
            return body();
        }
    } catch (const failure& thrown) {
        return std::unexpected(thrown.to_error());
    }
}

}  // namespace kaskad::store
