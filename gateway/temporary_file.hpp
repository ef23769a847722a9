#pragma once

#include "gateway/file_descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// Room on disk for what memory should not hold: a file without a name, made with its first octets and gone with the
// process, however that ends. Written at its end, read anywhere. After the first failure nothing is done any more.

namespace kaskad::gateway {

class temporary_file {
  public:
    explicit temporary_file(std::string folder) : folder_{std::move(folder)} {}

    uint64_t octets() const { return octets_; }
    // By which this process may open it once more, as long as it is there; empty: there are no octets yet.
    std::string path() const;
    // Empty: none.
    const std::string& failure() const { return failure_; }

    void append(std::span<const std::byte> octets);
    // All of `into`; false: a failure.
    bool read(uint64_t offset, std::span<std::byte> into);

  private:
    bool open();
    void fail(const char* what);

    std::string folder_;
    file_descriptor file_;
    uint64_t octets_ = 0;
    std::string failure_;
};

}  // namespace kaskad::gateway
