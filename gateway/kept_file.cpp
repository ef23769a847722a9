#include "gateway/kept_file.hpp"

#include "gateway/file_descriptor.hpp"
#include "gateway/new_file.hpp"
#include "gateway/supplier_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <fcntl.h>
#include <string_view>
#include <system_error>

namespace kaskad::gateway {

namespace {

constexpr size_t EXTENSION_MAX = 8;
constexpr std::string_view PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789";

// ".csv"; nothing where it is no plain one.
std::string extension_of(const std::filesystem::path& file) {
    auto made = file.extension().string();
    std::ranges::transform(made, made.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    const bool is_plain =
        made.size() > 1 && made.size() <= EXTENSION_MAX && made.find_first_not_of(PLAIN, 1) == made.npos;
    return is_plain ? made : std::string{};
}

// A new folder is durable when the one it stands in is.
std::expected<void, std::string> make_folder(const std::filesystem::path& folder) {
    std::error_code trouble;
    const bool is_new = std::filesystem::create_directory(folder, trouble);
    if (trouble) return std::unexpected(fmt::format("cannot make {}: {}", folder.string(), trouble.message()));
    if (!is_new) return {};
    const auto parent = folder.has_parent_path() ? folder.parent_path() : std::filesystem::path{"."};
    const file_descriptor opened{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.is_open() && ::fsync(opened.number()) == 0) return {};
    return std::unexpected(fmt::format("cannot make {} durable", folder.string()));
}

}  // namespace

std::expected<std::filesystem::path, std::string> keep_file(const std::filesystem::path& file,
                                                            const std::string& sha256,
                                                            const std::filesystem::path& folder) {
    if (auto made = make_folder(folder); !made) return std::unexpected(made.error());
    const auto path = folder / (sha256 + extension_of(file));
    // A copy that was damaged since is made anew.
    const auto before = identify_file(path.string());
    if (before && before->sha256 == sha256) return path;
    auto copy = new_file::create(path.string(), 0);
    if (!copy) return std::unexpected(copy.error());
    const auto read = identify_file(file.string(), [&](std::string_view octets) { copy->append(octets); });
    if (!read) return std::unexpected(read.error());
    if (read->sha256 != sha256)
        return std::unexpected(fmt::format("{} has changed since it was read: reconcile it again", file.string()));
    if (const auto kept = copy->keep(); !kept) return std::unexpected(kept.error());
    return path;
}

}  // namespace kaskad::gateway
