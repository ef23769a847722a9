#include "gateway/supplier_lines.hpp"

#include "core/assert.hpp"
#include "gateway/mapped_file.hpp"
#include "gateway/spreadsheet.hpp"
#include "net/digest.hpp"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr size_t PIECE_OCTETS = 1024 * 1024;

std::string failure_of(const std::string& path) {
    return fmt::format("cannot read {}: {}", path, std::strerror(errno));
}

// OpenSSL's digest of a file that is too large for memory.
class running_digest {
  public:
    running_digest() : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
        ASSERT(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    }
    void add(std::string_view octets) { ASSERT(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) == 1); }
    std::string hex() {
        net::sha256_digest digest{};
        ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
        return net::to_hex(net::as_octets(digest));
    }

  private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

std::string_view without_end(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

std::expected<file_identity, std::string> identify_file(const std::string& path,
                                                        const std::function<void(std::string_view)>& also) {
    const file_descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return std::unexpected(failure_of(path));
    file_identity made;
    running_digest digest;
    std::vector<char> piece(PIECE_OCTETS);
    for (;;) {
        const auto got = ::read(file.number(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::unexpected(failure_of(path));
        if (got == 0) break;
        const std::string_view octets{piece.data(), static_cast<size_t>(got)};
        if (made.octets == 0) made.is_spreadsheet = is_spreadsheet(octets);
        made.ends_with_line = octets.ends_with('\n');
        made.octets += octets.size();
        digest.add(octets);
        if (also) also(octets);
    }
    made.sha256 = digest.hex();
    return made;
}

std::expected<supplier_lines, std::string> supplier_lines::open(const std::string& path, bool is_spreadsheet,
                                                                const std::string& date_format) {
    if (is_spreadsheet) {
        const auto file = mapped_file::open(path);
        if (!file) return std::unexpected(file.error());
        const auto octets = file->octets();
        auto csv = spreadsheet_to_csv({reinterpret_cast<const char*>(octets.data()), octets.size()},
                                      {.date_format = date_format});
        if (!csv) return std::unexpected(csv.error());
        return supplier_lines{std::move(*csv)};
    }
    auto file = line_file::open(path);
    if (!file) return std::unexpected(file.error());
    file_descriptor again{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!again.is_open()) return std::unexpected(failure_of(path));
    return supplier_lines{std::move(*file), std::move(again)};
}

std::optional<std::string_view> supplier_lines::next() {
    offset_ = next_;
    if (auto* file = std::get_if<line_file>(&from_)) {
        const auto read = file->next();
        line_ = file->line();
        next_ = file->position();
        return read;
    }
    const std::string_view text{std::get<std::string>(from_)};
    if (offset_ >= text.size()) return std::nullopt;
    const auto end = text.find('\n', offset_);
    next_ = end == text.npos ? text.size() : end + 1;
    ++line_;
    return without_end(text.substr(offset_, next_ - offset_));
}

std::string supplier_lines::failure() const {
    const auto* file = std::get_if<line_file>(&from_);
    return file == nullptr ? std::string{} : file->failure();
}

std::string_view supplier_lines::at(uint64_t offset) {
    if (const auto* text = std::get_if<std::string>(&from_))
        return offset < text->size() ? std::string_view{*text}.substr(offset, LINE_OCTETS_MAX) : std::string_view{};
    read_again_.resize(LINE_OCTETS_MAX);
    const auto got = ::pread(again_.number(), read_again_.data(), read_again_.size(), static_cast<off_t>(offset));
    return std::string_view{read_again_}.substr(0, static_cast<size_t>(std::max<ssize_t>(0, got)));
}

}  // namespace kaskad::gateway
