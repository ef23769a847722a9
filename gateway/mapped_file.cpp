#include "gateway/mapped_file.hpp"

#include "gateway/file_descriptor.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <utility>

namespace kaskad::gateway {

mapped_file::~mapped_file() {
    if (!octets_.empty()) ::munmap(const_cast<std::byte*>(octets_.data()), octets_.size());
}

mapped_file::mapped_file(mapped_file&& other) noexcept : octets_{std::exchange(other.octets_, {})} {}

mapped_file& mapped_file::operator=(mapped_file&& other) noexcept {
    std::swap(octets_, other.octets_);
    return *this;
}

std::expected<mapped_file, std::string> mapped_file::open(const std::string& path) {
    const auto refuse = [&] { return std::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno))); };
    const file_descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in.is_open()) return refuse();
    struct stat about {};
    if (::fstat(in.number(), &about) != 0) return refuse();
    if (!S_ISREG(about.st_mode)) return std::unexpected(fmt::format("cannot read {}: it is no file", path));
    mapped_file mapped;
    if (about.st_size == 0) return mapped;
    const auto size = static_cast<size_t>(about.st_size);
    void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, in.number(), 0);
    if (start == MAP_FAILED) return refuse();
    mapped.octets_ = {static_cast<const std::byte*>(start), size};
    return mapped;
}

}  // namespace kaskad::gateway
