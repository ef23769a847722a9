#include "store/lock_file.hpp"

#include "store/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace kaskad::store {

namespace {

std::string read_owner(int descriptor) {
    char text[32] = {};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    return size > 0 ? std::string{text, static_cast<size_t>(size)} : "unknown";
}

// Only for people: the lock itself is the kernel's.
void write_owner(int descriptor) {
    const auto text = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0) return;
    [[maybe_unused]] const auto written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

}  // namespace

lock_file::lock_file(const std::filesystem::path& path)
    : descriptor_{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)} {
    if (descriptor_ < 0) throw failure{fmt::format("cannot open {}: {}", path.string(), std::strerror(errno))};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const auto owner = read_owner(descriptor_);
        ::close(descriptor_);
        throw failure{fmt::format("{} is in use by another process (pid {})", path.parent_path().string(), owner)};
    }
    write_owner(descriptor_);
}

lock_file::~lock_file() {
    ::close(descriptor_);
}

}  // namespace kaskad::store
