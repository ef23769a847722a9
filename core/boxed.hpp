#pragma once

#include <memory>
#include <utility>

// A value in a place of its own, copied with it: for what is large and seldom in a variant, whose size is that of its
// largest alternative. One that was moved from can only be assigned to or destroyed.

namespace kaskad::core {

template <typename T>
class boxed {
  public:
    boxed() : value_{std::make_unique<T>()} {}
    // Without a word, as the value itself would be taken.
    boxed(T value) : value_{std::make_unique<T>(std::move(value))} {}
    boxed(const boxed& other) : value_{std::make_unique<T>(*other.value_)} {}
    boxed(boxed&&) noexcept = default;
    boxed& operator=(const boxed& other) { return *this = boxed{other}; }
    boxed& operator=(boxed&&) noexcept = default;
    ~boxed() = default;

    operator const T&() const { return *value_; }
    const T& operator*() const { return *value_; }
    T& operator*() { return *value_; }

  private:
    std::unique_ptr<T> value_;
};

// The value itself, boxed or not.
template <typename T>
T& unboxed(T& value) {
    return value;
}
template <typename T>
T& unboxed(boxed<T>& value) {
    return *value;
}
template <typename T>
const T& unboxed(const boxed<T>& value) {
    return *value;
}

}  // namespace kaskad::core
