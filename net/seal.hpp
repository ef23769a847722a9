#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// Secrets that must lie in facts and tables (passwords of links, secrets of endpoints) are sealed: AES-256-GCM under a
// key that lies in a file of its own. Immutable once made, so shared by threads.

namespace kaskad::net {

class sealing_key {
  public:
    static constexpr size_t SIZE = 32;
    using octets = std::array<uint8_t, SIZE>;

    explicit sealing_key(const octets& key) : key_{key} {}

    // Reads the 32 octets of the file; where there is none it is made, random, readable by its owner only. Refused: a
    // file of another size, or one that others may read. The error is a sentence that names the file.
    static std::expected<sealing_key, std::string> open_file(const std::string& path);

    // Base64 of: version (1) | nonce (12) | ciphertext | tag (16). Each call gives another text.
    std::string seal(std::string_view secret) const;
    // Refused: a text that was not sealed with this key, or was changed.
    std::expected<std::string, std::string> open(std::string_view sealed) const;

  private:
    octets key_;
};

}  // namespace kaskad::net
