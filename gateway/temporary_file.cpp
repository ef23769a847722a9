#include "gateway/temporary_file.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace kaskad::gateway {

void temporary_file::fail(const char* what) {
    failure_ = fmt::format("cannot {} in {}: {}", what, folder_, std::strerror(errno));
}

bool temporary_file::open() {
    if (file_.is_open()) return true;
    file_ = file_descriptor{::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    return file_.is_open();
}

std::string temporary_file::path() const {
    return file_.is_open() ? fmt::format("/proc/self/fd/{}", file_.number()) : std::string{};
}

void temporary_file::append(std::span<const std::byte> octets) {
    if (!failure_.empty()) return;
    if (!open()) return fail("put anything aside");
    while (!octets.empty()) {
        const auto written = ::pwrite(file_.number(), octets.data(), octets.size(), static_cast<off_t>(octets_));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return fail("put more aside");
        octets = octets.subspan(static_cast<size_t>(written));
        octets_ += static_cast<uint64_t>(written);
    }
}

bool temporary_file::read(uint64_t offset, std::span<std::byte> into) {
    while (!into.empty() && failure_.empty()) {
        const auto got = ::pread(file_.number(), into.data(), into.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            fail("read back what was put aside");
            break;
        }
        into = into.subspan(static_cast<size_t>(got));
        offset += static_cast<uint64_t>(got);
    }
    return failure_.empty();
}

}  // namespace kaskad::gateway
