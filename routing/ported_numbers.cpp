#include "routing/ported_numbers.hpp"

#include "core/assert.hpp"
#include "core/crc32c.hpp"
#include "routing/codes.hpp"
#include "routing/ported_form.hpp"
#include "routing/sorted_search.hpp"

#include <algorithm>
#include <cstring>

namespace kaskad::routing {

namespace {

using octets_view = std::span<const std::byte>;

std::string_view text_of(octets_view octets, uint64_t from, uint64_t count) {
    return {reinterpret_cast<const char*>(octets.data()) + from, count};
}

template <typename T>
T read(octets_view octets, uint64_t at) {
    T value;
    std::memcpy(&value, octets.data() + at, sizeof value);
    return value;
}

template <typename T>
std::span<const T> table_of(octets_view octets, uint64_t from, uint64_t count) {
    return {reinterpret_cast<const T*>(octets.data() + from), count};
}

// The stretch at `index`, on its way to the processor: all of its lines at once instead of one after the other.
std::span<const uint64_t> fetch_stretch(std::span<const uint64_t> values, size_t index) {
    constexpr size_t LINE = 8;
    const size_t first = index * PORTED_STRETCH;
    const auto stretch = values.subspan(first, std::min(PORTED_STRETCH, values.size() - first));
    for (size_t line = 0; line < stretch.size(); line += LINE)
        __builtin_prefetch(&stretch[line]);
    return stretch;
}

std::optional<ported_damage> find_damage_of_header(octets_view octets) {
    if (octets.size() < PORTED_HEADER_OCTETS) return ported_damage{octets.size(), "the file ends within its header"};
    if (text_of(octets, 0, PORTED_MAGIC.size()) != PORTED_MAGIC) {
        return ported_damage{0, "this is no file of ported numbers, or its making was cut off"};
    }
    const auto checked = text_of(octets, 0, PORTED_HEADER_CHECKED);
    if (read<uint32_t>(octets, PORTED_HEADER_CHECKED) != core::crc32c(checked)) {
        return ported_damage{0, "the header is damaged"};
    }
    constexpr size_t PADDING = PORTED_HEADER_CHECKED + sizeof(uint32_t);
    const auto padding = text_of(octets, PADDING, PORTED_HEADER_OCTETS - PADDING);
    if (const auto other = padding.find_first_not_of('\0'); other != padding.npos) {
        return ported_damage{PADDING + other, "the header is damaged"};
    }
    if (read<uint32_t>(octets, 8) != PORTED_FORMAT) {
        return ported_damage{8, "format " + std::to_string(read<uint32_t>(octets, 8)) + " is not known; build it anew"};
    }
    return std::nullopt;
}

std::optional<ported_damage> find_wrong_size(const ported_places& places, uint64_t octets) {
    if (places.numbers > PORTED_NUMBERS_MAX) return ported_damage{16, "more than 100000000 numbers"};
    if (places.networks > PORTED_NETWORKS_MAX) return ported_damage{12, "more than 16383 networks"};
    if (octets == places.end()) return std::nullopt;
    return ported_damage{
        std::min(octets, places.end()),
        "the file has " + std::to_string(octets) + " octets, its header says " + std::to_string(places.end())};
}

// The tables behind the entries. What is right by its CRC and senseless was made so: our bug or somebody's play.
std::optional<ported_damage> find_damage_of_tables(octets_view octets, const ported_places& places) {
    const auto tables = text_of(octets, places.tops(), places.end() - places.tops());
    if (read<uint32_t>(octets, 32) != core::crc32c(tables)) {
        return ported_damage{places.tops(), "the tables behind the entries are damaged"};
    }
    for (uint32_t index = 0; index < places.networks; ++index) {
        const auto at = places.names() + uint64_t{index} * PORTED_NETWORK_OCTETS;
        const auto name = text_of(octets, at, PORTED_NETWORK_OCTETS);
        if (!is_mccmnc(name.substr(0, name.find('\0')))) return ported_damage{at, "a network has no MCC and MNC"};
    }
    return std::nullopt;
}

bool is_sound(std::span<const uint64_t> block, uint64_t before, uint32_t networks) {
    for (const uint64_t packed : block) {
        if ((packed >> PORTED_NETWORK_BITS) <= (before >> PORTED_NETWORK_BITS)) return false;
        if (unpack_ported(packed).network >= networks) return false;
        before = packed;
    }
    return true;
}

// Whether the table of tops says what the block at `first` says.
bool has_tops(std::span<const uint64_t> block, octets_view octets, const ported_places& places, uint64_t first) {
    for (size_t place = 0; place < block.size(); place += PORTED_STRETCH) {
        const uint64_t stretch = (first + place) / PORTED_STRETCH;
        if (read<uint64_t>(octets, places.tops() + stretch * sizeof(uint64_t)) != block[place]) return false;
    }
    return true;
}

std::optional<ported_damage> find_damage_of_block(octets_view octets, const ported_places& places, uint64_t block) {
    const uint64_t first = block * PORTED_BLOCK;
    const uint64_t count = std::min<uint64_t>(PORTED_BLOCK, places.numbers - first);
    const auto at = places.entries() + first * sizeof(uint64_t);
    const auto entries = table_of<uint64_t>(octets, at, count);
    if (read<uint32_t>(octets, places.checks() + block * sizeof(uint32_t)) !=
        core::crc32c(text_of(octets, at, count * sizeof(uint64_t)))) {
        return ported_damage{at, "entries are damaged"};
    }
    const uint64_t before = first == 0 ? 0 : read<uint64_t>(octets, at - sizeof(uint64_t));
    if (!has_tops(entries, octets, places, first) || !is_sound(entries, before, places.networks)) {
        return ported_damage{at, "entries are out of order or name no network"};
    }
    return std::nullopt;
}

std::optional<ported_damage> find_damage(octets_view octets, const ported_places& places) {
    auto damage = find_wrong_size(places, octets.size());
    if (!damage) damage = find_damage_of_tables(octets, places);
    for (uint64_t block = 0; block < places.blocks() && !damage; ++block)
        damage = find_damage_of_block(octets, places, block);
    return damage;
}

}  // namespace

std::expected<ported_numbers, ported_damage> ported_numbers::open(octets_view octets) {
    ASSERT(reinterpret_cast<uintptr_t>(octets.data()) % alignof(uint64_t) == 0);
    if (auto damage = find_damage_of_header(octets)) return std::unexpected(std::move(*damage));
    const ported_places places{read<uint64_t>(octets, 16), read<uint32_t>(octets, 12)};
    if (auto damage = find_damage(octets, places)) return std::unexpected(std::move(*damage));
    ported_numbers opened;
    opened.entries_ = table_of<uint64_t>(octets, places.entries(), places.numbers);
    opened.tops_ = table_of<uint64_t>(octets, places.tops(), places.stretches());
    for (size_t place = 0; place < opened.tops_.size(); place += PORTED_STRETCH)
        opened.summits_.push_back(opened.tops_[place]);
    opened.names_ = table_of<char>(octets, places.names(), places.networks * PORTED_NETWORK_OCTETS);
    opened.as_of_ms_ = read<int64_t>(octets, 24);
    return opened;
}

std::string_view ported_numbers::network(uint32_t index) const {
    ASSERT(index < networks());
    const std::string_view name{names_.data() + size_t{index} * PORTED_NETWORK_OCTETS, PORTED_NETWORK_OCTETS};
    return name.substr(0, name.find('\0'));
}

std::optional<std::string_view> ported_numbers::find(std::string_view digits) const {
    const auto number = ported_number_of(digits);
    if (!number) return std::nullopt;
    // No entry of the number is above this.
    const uint64_t last = pack({*number, PORTED_GONE});
    const size_t summits = count_up_to(summits_, last);
    if (summits == 0) return std::nullopt;
    const auto tops = fetch_stretch(tops_, summits - 1);
    const size_t stretch = (summits - 1) * PORTED_STRETCH + count_up_to(tops, last) - 1;
    const auto entries = fetch_stretch(entries_, stretch);
    const auto found = unpack_ported(entries[count_up_to(entries, last) - 1]);
    if (found.number != *number) return std::nullopt;
    return network(found.network);
}

}  // namespace kaskad::routing
