#include "gateway/new_file.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <utility>

namespace kaskad::gateway {

namespace {

std::unexpected<std::string> refuse(const std::string& path, int error) {
    return std::unexpected(fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

// The new name is durable when its folder is.
int sync_folder_of(const std::string& path) {
    const auto parent = std::filesystem::path{path}.parent_path();
    const auto folder = parent.empty() ? std::string{"."} : parent.string();
    const file_descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened.is_open() && ::fsync(opened.number()) == 0 ? 0 : errno;
}

// False: the name was given to another file, or taken away, since it was opened.
bool is_still_named(const file_descriptor& file, const std::string& path) {
    struct stat opened {};
    struct stat named {};
    return ::fstat(file.number(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

}  // namespace

// A second maker of the same file is refused by the lock; what a killed one left is written over.
std::expected<new_file, std::string> new_file::create(const std::string& path, uint64_t start) {
    const auto unfinished = path + ".new";
    file_descriptor out{::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)};
    if (!out.is_open()) return refuse(unfinished, errno);
    if (::flock(out.number(), LOCK_EX | LOCK_NB) != 0 || !is_still_named(out, unfinished)) {
        return std::unexpected(fmt::format("{} is being written by somebody else", unfinished));
    }
    if (::ftruncate(out.number(), 0) != 0) return refuse(unfinished, errno);
    return new_file{path, std::move(out), start};
}

new_file::new_file(std::string path, file_descriptor out, uint64_t start)
    : path_{std::move(path)}, out_{std::move(out)}, end_{start} {}

new_file::new_file(new_file&& other) noexcept
    : path_{std::exchange(other.path_, {})}, out_{std::move(other.out_)}, end_{other.end_}, failure_{other.failure_} {}

new_file::~new_file() {
    if (!path_.empty()) ::unlink(unfinished().c_str());
}

void new_file::write(uint64_t offset, std::string_view octets) {
    while (!octets.empty() && failure_ == 0) {
        const auto written = ::pwrite(out_.number(), octets.data(), octets.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            failure_ = written < 0 ? errno : ENOSPC;
            return;
        }
        offset += static_cast<uint64_t>(written);
        octets.remove_prefix(static_cast<size_t>(written));
    }
}

void new_file::append(std::string_view octets) {
    write(end_, octets);
    end_ += octets.size();
}

void new_file::write_front(std::string_view octets) {
    write(0, octets);
}

std::expected<void, std::string> new_file::keep() {
    if (failure_ == 0 && ::fsync(out_.number()) != 0) failure_ = errno;
    if (failure_ == 0 && ::rename(unfinished().c_str(), path_.c_str()) != 0) failure_ = errno;
    if (failure_ != 0) return refuse(path_, failure_);
    // After this point the file stands under its name.
    const auto path = std::exchange(path_, {});
    const int failure = sync_folder_of(path);
    if (failure != 0) return refuse(path, failure);
    return {};
}

}  // namespace kaskad::gateway
