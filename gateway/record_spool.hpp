#pragma once

#include "gateway/temporary_file.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Plain records that are put aside on disk and read back in the order in which they came. Memory holds a piece of them.
// First all add(), then reading, as often as is wanted. One thread.

namespace kaskad::gateway {

template <typename Record>
class record_spool {
    static_assert(std::is_trivially_copyable_v<Record>);

  public:
    static constexpr size_t PIECE_RECORDS = 512;

    explicit record_spool(std::string folder) : file_{std::move(folder)} {}

    void add(const Record& record) {
        held_.push_back(record);
        ++size_;
        if (held_.size() == PIECE_RECORDS) put_aside();
    }

    uint64_t size() const { return size_; }
    // Empty: none.
    const std::string& failure() const { return file_.failure(); }

    // All of them, appended. False: a failure.
    bool read_all(std::vector<Record>& into) {
        put_aside();
        const auto before = into.size();
        into.resize(before + size_);
        return file_.read(0, std::as_writable_bytes(std::span{into}.subspan(before)));
    }

    // In pieces, as long as `take` says true. False: a failure, or `take` said false.
    bool read_pieces(const std::function<bool(std::span<const Record>)>& take) {
        put_aside();
        std::vector<Record> piece;
        for (uint64_t done = 0; done < size_; done += piece.size()) {
            piece.resize(std::min<uint64_t>(PIECE_RECORDS, size_ - done));
            if (!file_.read(done * sizeof(Record), std::as_writable_bytes(std::span{piece}))) return false;
            if (!take(piece)) return false;
        }
        return true;
    }

  private:
    void put_aside() {
        if (!held_.empty()) file_.append(std::as_bytes(std::span{held_}));
        held_.clear();
    }

    temporary_file file_;
    std::vector<Record> held_;
    uint64_t size_ = 0;
};

}  // namespace kaskad::gateway
