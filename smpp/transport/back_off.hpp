#pragma once

#include <chrono>
#include <cstdint>

// How long to wait before the next try to connect. Pure: chance comes from a seed, so that many binds cut at once do
// not come back at once, and a test can say what happens. A bind that lasts resets it.

namespace kaskad::smpp::transport {

// What went wrong decides the pace.
enum class failure_kind : uint8_t {
    lost,         // network: connecting failed, or the connection ended
    busy,         // bind refused, as by ESME_RALYBND or ESME_RBINDFAIL: often our old session is still held there
    credentials,  // wrong system_id, password or type: a person must act, and many providers lock the account
};

struct back_off_range {
    std::chrono::milliseconds min;
    std::chrono::milliseconds max;
};

struct back_off_options {
    back_off_range lost{std::chrono::seconds{1}, std::chrono::seconds{60}};
    back_off_range busy{std::chrono::seconds{5}, std::chrono::minutes{5}};
    back_off_range credentials{std::chrono::minutes{1}, std::chrono::minutes{10}};
    uint64_t seed = 0;
};

class back_off {
  public:
    explicit back_off(back_off_options options);

    // Failures in a row.
    uint32_t failures() const { return failures_; }

    // The delay doubles from min to max; half of it is fixed, half by chance. Another kind of failure starts at its
    // min.
    std::chrono::milliseconds next(failure_kind kind);
    void reset() { failures_ = 0; }
    // Other ranges from now on; the chance goes on as it was.
    void change(const back_off_options& options) { options_ = options; }

  private:
    uint64_t draw();

    back_off_options options_;
    uint64_t state_;
    failure_kind kind_ = failure_kind::lost;
    uint32_t failures_ = 0;
};

}  // namespace kaskad::smpp::transport
