#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Parameters of a statement in PostgreSQL's binary form: integers in network order, octets as they are, and arrays of
// both, so that one statement carries all rows of a batch (unnest) without a text form being written and read.

namespace kaskad::store {

// A one-dimensional array of `bigint` or of `bytea`, built element by element.
class postgres_array {
  public:
    enum class kind : uint8_t { integers, octets };

    explicit postgres_array(kind of);

    void add(int64_t value);
    void add(std::string_view octets);
    void clear();

    size_t size() const { return count_; }
    // The finished parameter, until the next change.
    const std::string& encoded();

  private:
    kind kind_;
    int32_t count_ = 0;
    std::string octets_;
};

class postgres_arguments {
  public:
    postgres_arguments& add(int64_t value);
    postgres_arguments& add(uint64_t value) { return add(static_cast<int64_t>(value)); }
    postgres_arguments& add_octets(std::string_view octets);
    postgres_arguments& add(postgres_array& array);

    const std::vector<std::string>& values() const { return values_; }

  private:
    std::vector<std::string> values_;
};

}  // namespace kaskad::store
