#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>

// The octets of a file where the operating system keeps them: read in when they are looked at, given up when memory is
// short, shared by all who map them. Whoever replaces the file must rename another over it, never write into it: what
// is mapped would change, and reading behind a shortened end stops the process.

namespace kaskad::gateway {

class mapped_file {
  public:
    mapped_file() = default;
    ~mapped_file();
    mapped_file(mapped_file&& other) noexcept;
    mapped_file& operator=(mapped_file&& other) noexcept;

    // Refused, in words: a file that cannot be opened or mapped. An empty file has no octets.
    static std::expected<mapped_file, std::string> open(const std::string& path);

    // Aligned to a page; good while this lives.
    std::span<const std::byte> octets() const { return octets_; }

  private:
    std::span<const std::byte> octets_;
};

}  // namespace kaskad::gateway
