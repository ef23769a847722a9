#include "gateway/ported_table.hpp"

#include <fmt/core.h>

#include <utility>

namespace kaskad::gateway {

std::expected<std::shared_ptr<const ported_table>, std::string> ported_table::open(const std::string& path) {
    auto file = mapped_file::open(path);
    if (!file) return std::unexpected(std::move(file.error()));
    const auto numbers = routing::ported_numbers::open(file->octets());
    if (!numbers) {
        const auto& [offset, why] = numbers.error();
        return std::unexpected(fmt::format("{}: octet {}: {}", path, offset, why));
    }
    return std::make_shared<const ported_table>(std::move(*file), *numbers);
}

}  // namespace kaskad::gateway
