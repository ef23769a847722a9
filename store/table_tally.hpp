#pragma once

#include "engine/facts/fact.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// What a walk through a database saw, table by table: rows, octets, and a check over all of them in their order. Equal
// contents give equal tallies, whatever batches wrote them. It finds what was lost or changed by accident; against
// intent there is the ledger's chain.

namespace kaskad::store {

struct table_tally {
    uint64_t rows = 0;
    uint64_t octets = 0;  // of keys and records
    uint32_t crc = 0;     // over key and record of each, chained

    void add(std::string_view key, std::string_view record);

    friend bool operator==(const table_tally&, const table_tally&) = default;
};

// Every table of records by its place (facts::table_of), and behind them what happened to messages, a row for each,
// the roots of days, and seals.
class database_tally {
  public:
    static constexpr size_t HISTORY = std::variant_size_v<facts::record>;
    static constexpr size_t DAYS = HISTORY + 1;
    static constexpr size_t SEALS = DAYS + 1;
    static constexpr size_t COUNT = SEALS + 1;

    table_tally& operator[](size_t table) { return tables_[table]; }
    const table_tally& operator[](size_t table) const { return tables_[table]; }
    uint64_t rows() const;
    uint64_t octets() const;

  private:
    std::array<table_tally, COUNT> tables_;
};

std::string_view tally_name(size_t table);

// A sentence about the first table that is not the same.
std::optional<std::string> difference(const database_tally& from, const database_tally& to);

}  // namespace kaskad::store
