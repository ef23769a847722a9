#include "gateway/line_file.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr size_t BUFFER_OCTETS = 256 * 1024;
static_assert(BUFFER_OCTETS > LINE_OCTETS_MAX);

std::string_view without_return(std::string_view line) {
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

std::expected<line_file, std::string> line_file::open(const std::string& path) {
    file_descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in.is_open()) return std::unexpected(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    ::posix_fadvise(in.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return line_file{path, std::move(in)};
}

line_file::line_file(std::string path, file_descriptor in)
    : path_{std::move(path)}, in_{std::move(in)}, buffer_(BUFFER_OCTETS) {}

// Moves what is left to the front and reads more behind it. False: the end, or a failure.
bool line_file::fill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    ssize_t got = 0;
    do {
        got = ::read(in_.number(), buffer_.data() + end_, buffer_.size() - end_);
    } while (got < 0 && errno == EINTR);
    if (got < 0) failure_ = fmt::format("cannot read {}: {}", path_, std::strerror(errno));
    if (got <= 0) {
        is_at_end_ = true;
        return false;
    }
    end_ += static_cast<size_t>(got);
    octets_read_ += static_cast<uint64_t>(got);
    return true;
}

std::optional<std::string_view> line_file::next() {
    while (failure_.empty()) {
        const std::string_view ready{buffer_.data() + begin_, end_ - begin_};
        const size_t length = ready.find('\n');
        const bool is_whole = length != ready.npos;
        if (!is_whole && ready.size() < LINE_OCTETS_MAX && !is_at_end_) {
            fill();
            continue;
        }
        if (ready.empty()) return std::nullopt;
        begin_ += is_whole ? length + 1 : ready.size();
        // The rest of a line whose beginning was given.
        if (std::exchange(is_passing_over_, !is_whole)) continue;
        ++line_;
        return without_return(ready.substr(0, std::min(length, LINE_OCTETS_MAX)));
    }
    return std::nullopt;
}

}  // namespace kaskad::gateway
