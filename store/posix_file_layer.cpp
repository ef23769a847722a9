#include "store/error.hpp"
#include "store/file_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kaskad::store {

namespace {

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path, int why = errno) {
    const bool retryable = why == ENOSPC || why == EDQUOT || why == EIO || why == EFBIG || why == EMFILE;
    throw failure{fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(why)), retryable};
}

class posix_file : public file {
  public:
    posix_file(std::filesystem::path path, int descriptor) : path_{std::move(path)}, descriptor_{descriptor} {}
    ~posix_file() override { ::close(descriptor_); }
    posix_file(const posix_file&) = delete;
    posix_file& operator=(const posix_file&) = delete;

    uint64_t size() const override {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0) fail("look at", path_);
        return static_cast<uint64_t>(status.st_size);
    }

    // Takes the disk's room now, so that a full disk is met when a segment begins and not in the middle of a group.
    void reserve(uint64_t octets) override {
        const int why = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(octets));
        if (why != 0) fail("reserve room for", path_, why);
    }

    void write(uint64_t offset, std::string_view octets) override {
        while (!octets.empty()) {
            const auto count = ::pwrite(descriptor_, octets.data(), octets.size(), static_cast<off_t>(offset));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("write", path_);
            octets.remove_prefix(static_cast<size_t>(count));
            offset += static_cast<uint64_t>(count);
        }
    }

    std::string read(uint64_t offset, size_t octets) const override {
        std::string out(octets, '\0');
        size_t filled = 0;
        while (filled < octets) {
            const auto at = static_cast<off_t>(offset + filled);
            const auto count = ::pread(descriptor_, out.data() + filled, octets - filled, at);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("read", path_);
            if (count == 0) break;
            filled += static_cast<size_t>(count);
        }
        out.resize(filled);
        return out;
    }

    void sync() override {
        if (::fdatasync(descriptor_) != 0) fail("sync", path_);
    }

  private:
    std::filesystem::path path_;
    int descriptor_;
};

class posix_layer : public file_layer {
  public:
    void make_folder(const std::filesystem::path& folder) override {
        std::error_code why;
        std::filesystem::create_directories(folder, why);
        if (why) fail("make the folder", folder, why.value());
        sync_names_above(std::filesystem::absolute(folder));
    }

    std::vector<std::string> list(const std::filesystem::path& folder) override {
        std::vector<std::string> names;
        std::error_code why;
        for (std::filesystem::directory_iterator at{folder, why}, end; !why && at != end; at.increment(why)) {
            names.push_back(at->path().filename().string());
        }
        if (why) fail("read folder", folder, why.value());
        std::ranges::sort(names);
        return names;
    }

    std::unique_ptr<file> open(const std::filesystem::path& path) override { return open(path, O_RDWR, "open"); }

    std::unique_ptr<file> open_read_only(const std::filesystem::path& path) override {
        return open(path, O_RDONLY, "open");
    }

    std::unique_ptr<file> create(const std::filesystem::path& path) override {
        return open(path, O_RDWR | O_CREAT | O_TRUNC, "create");
    }

    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) fail("rename", from);
    }

    void unlink(const std::filesystem::path& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("remove", path);
    }

    void sync_folder(const std::filesystem::path& folder) override {
        posix_file{folder, open_descriptor(folder, O_RDONLY | O_DIRECTORY, "open folder")}.sync();
    }

  private:
    // Up to where we may have made one. Each time: who made it may have been killed before its sync.
    static void sync_names_above(const std::filesystem::path& folder) {
        const auto parent = folder.parent_path();
        if (parent == folder || ::access(parent.c_str(), R_OK | W_OK | X_OK) != 0) return;
        posix_file{parent, open_descriptor(parent, O_RDONLY | O_DIRECTORY, "open folder")}.sync();
        sync_names_above(parent);
    }

    static int open_descriptor(const std::filesystem::path& path, int flags, std::string_view what) {
        const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0640);
        if (descriptor < 0) fail(what, path);
        return descriptor;
    }

    static std::unique_ptr<file> open(const std::filesystem::path& path, int flags, std::string_view what) {
        return std::make_unique<posix_file>(path, open_descriptor(path, flags, what));
    }
};

}  // namespace

file_layer& posix_file_layer() {
    static posix_layer layer;
    return layer;
}

}  // namespace kaskad::store
