#pragma once

#include <expected>
#include <stdexcept>
#include <string>
#include <utility>

// What the disk, the database or an older file did to us. Interfaces of this module give `result`; exceptions
// (`failure`) stay inside it.

namespace kaskad::store {

// `text` is one clear line for an operator. retryable: the same call may succeed later (disk full, busy, away).
// taken_over: the store is another process's now; this one can do nothing but end.
struct error {
    std::string text;
    bool retryable = false;
    bool taken_over = false;
};

template <typename T>
using result = std::expected<T, error>;

// Thrown and caught within this module.
class failure : public std::runtime_error {
  public:
    explicit failure(const std::string& text, bool retryable = false) : failure{error{text, retryable}} {}
    explicit failure(error why) : std::runtime_error{why.text}, error_{std::move(why)} {}

    const error& to_error() const { return error_; }

  private:
    error error_;
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
