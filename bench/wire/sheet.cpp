#include "bench/wire/sheet.hpp"

#include <chrono>
#include <fcntl.h>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace kaskad::bench {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

}  // namespace

sheet::sheet(const std::filesystem::path& path, uint32_t lines) : lines_{lines} {
    const auto octets = size_t{lines} * sizeof(sheet_line);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail(path);
    if (::ftruncate(file, static_cast<off_t>(octets)) != 0) fail(path);
    void* place = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (place == MAP_FAILED) fail(path);
    ::close(file);
    first_ = static_cast<sheet_line*>(place);
}

sheet::~sheet() {
    ::munmap(first_, size_t{lines_} * sizeof(sheet_line));
}

uint64_t steady_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

}  // namespace kaskad::bench
