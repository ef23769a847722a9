#include "billing/posting.hpp"

#include "billing/sha256.hpp"
#include "core/assert.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>
#include <utility>

namespace kaskad::billing {

namespace {

constexpr uint8_t LAYOUT_VERSION = 1;
constexpr size_t HEADER_OCTETS = 29;
constexpr size_t TRANSFER_OCTETS = 55;

class writer {
  public:
    explicit writer(size_t size) : octets_(size) {}

    template <typename Integer>
    void put(Integer value) {
        ASSERT(at_ + sizeof(Integer) <= octets_.size());
        const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
        for (int shift = (static_cast<int>(sizeof(Integer)) - 1) * 8; shift >= 0; shift -= 8) {
            octets_[at_++] = static_cast<uint8_t>(bits >> shift);
        }
    }

    void put(core::currency value) {
        for (const char letter : value.code)
            put(static_cast<uint8_t>(letter));
    }

    std::vector<uint8_t> take() {
        ASSERT(at_ == octets_.size());
        return std::move(octets_);
    }

  private:
    std::vector<uint8_t> octets_;
    size_t at_ = 0;
};

void put_transfer(writer& out, const transfer& value) {
    out.put(static_cast<uint8_t>(value.kind));
    out.put(static_cast<uint8_t>(value.code));
    out.put(static_cast<uint8_t>(value.side));
    out.put(value.level);
    out.put(value.debit.value);
    out.put(value.credit.value);
    out.put(value.currency);
    out.put(value.amount.e6);
    out.put(value.released.e6);
    out.put(value.message.value);
    out.put(value.attempt);
    out.put(value.price_version);
}

}  // namespace

std::vector<uint8_t> posting_octets(const posting& row) {
    ASSERT(row.transfers.size() <= std::numeric_limits<uint32_t>::max());
    const size_t size = HEADER_OCTETS + row.transfers.size() * TRANSFER_OCTETS;
    writer out{size};
    out.put(LAYOUT_VERSION);
    out.put(row.sequence);
    out.put(row.booked_utc_ms);
    out.put(row.message.value);
    out.put(static_cast<uint32_t>(row.transfers.size()));
    for (const auto& line : row.transfers)
        put_transfer(out, line);
    return out.take();
}

digest posting_hash(const posting& row) {
    const auto octets = posting_octets(row);
    return sha256({row.previous, octets});
}

posting make_posting(const chain_head& head, int64_t booked_utc_ms, core::message_id message,
                     std::vector<transfer> transfers) {
    ASSERT(!transfers.empty());
    posting row;
    row.sequence = head.sequence + 1;
    row.booked_utc_ms = booked_utc_ms;
    row.message = message;
    row.transfers = std::move(transfers);
    row.previous = head.hash;
    row.hash = posting_hash(row);
    return row;
}

chain_head head_of(const posting& row) {
    return {row.sequence, row.hash};
}

std::expected<chain_head, broken_chain> verify_chain(const chain_head& head, std::span<const posting> rows) {
    auto last = head;
    for (size_t index = 0; index < rows.size(); ++index) {
        const auto& row = rows[index];
        const auto broken = [&](chain_fault why) { return std::unexpected(broken_chain{why, index, row.sequence}); };
        if (row.sequence != last.sequence + 1) return broken(chain_fault::sequence_gap);
        if (row.previous != last.hash) return broken(chain_fault::previous_mismatch);
        if (row.hash != posting_hash(row)) return broken(chain_fault::hash_mismatch);
        last = head_of(row);
    }
    return last;
}

std::string to_string(const digest& value) {
    return fmt::format("{:02x}", fmt::join(value, ""));
}

std::string_view to_string(chain_fault value) {
    switch (value) {
        case chain_fault::sequence_gap:
            return "sequence_gap";
        case chain_fault::previous_mismatch:
            return "previous_mismatch";
        case chain_fault::hash_mismatch:
            return "hash_mismatch";
    }
    return "unknown";
}

}  // namespace kaskad::billing
