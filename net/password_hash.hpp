#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Passwords as they are kept: scrypt (RFC 7914) by OpenSSL, written "scrypt$N$r$p$SALT$HASH" with salt and hash in
// hexadecimal digits. Making or comparing one takes tens of milliseconds on purpose: never on a shard.

namespace kaskad::net {

class password_hash {
  public:
    // 16 MiB and some 50 ms a guess (RFC 7914 section 2 advises r = 8, p = 1).
    static constexpr uint64_t COST = 16'384;

    // Nothing for another form, and for parameters that would take too long or too much memory.
    static std::optional<password_hash> parse(std::string_view text);
    static password_hash make(std::string_view password, std::string_view salt);

    std::string to_string() const;
    // In a time that does not depend on where they differ.
    bool matches(std::string_view password) const;

  private:
    password_hash() = default;
    std::string derive(std::string_view password) const;

    uint64_t cost_ = COST;      // N
    uint64_t block_size_ = 8;   // r
    uint64_t parallelism_ = 1;  // p
    std::string salt_;          // octets
    std::string hash_;          // octets
};

}  // namespace kaskad::net
