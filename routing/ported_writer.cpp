#include "routing/ported_writer.hpp"

#include "core/assert.hpp"
#include "core/crc32c.hpp"

#include <utility>

namespace kaskad::routing {

namespace {

template <typename T>
std::string_view octets_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename T>
void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

void ported_writer::add(ported_entry entry) {
    ASSERT(header_.empty());
    ASSERT(!is_full());
    ASSERT(entry.number > last_number_);
    ASSERT(entry.network < PORTED_NETWORKS_MAX);
    last_number_ = entry.number;
    block_.push_back(pack(entry));
    ++size_;
    if (block_.size() == PORTED_BLOCK) end_block();
}

void ported_writer::end_block() {
    for (size_t first = 0; first < block_.size(); first += PORTED_STRETCH)
        tops_.push_back(block_[first]);
    checks_.push_back(core::crc32c(octets_of(block_)));
    out_ += octets_of(block_);
    block_.clear();
}

void ported_writer::finish(std::span<const std::string> names, int64_t as_of_ms) {
    ASSERT(names.size() <= PORTED_NETWORKS_MAX);
    if (!block_.empty()) end_block();
    std::string tables{octets_of(tops_)};
    tables += octets_of(checks_);
    for (const auto& name : names) {
        ASSERT(name.size() < PORTED_NETWORK_OCTETS);
        tables.append(name).append(PORTED_NETWORK_OCTETS - name.size(), '\0');
    }
    header_ = PORTED_MAGIC;
    put(header_, PORTED_FORMAT);
    put(header_, static_cast<uint32_t>(names.size()));
    put(header_, size_);
    put(header_, as_of_ms);
    put(header_, core::crc32c(tables));
    ASSERT(header_.size() == PORTED_HEADER_CHECKED);
    put(header_, core::crc32c(header_));
    header_.resize(PORTED_HEADER_OCTETS, '\0');
    out_ += tables;
}

std::string ported_writer::take_octets() {
    return std::exchange(out_, {});
}

}  // namespace kaskad::routing
