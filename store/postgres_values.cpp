#include "store/postgres_values.hpp"

#include "core/assert.hpp"

#include <limits>

namespace kaskad::store {

namespace {

// pg_type.dat: the numbers of the types, fixed since they exist.
constexpr int32_t BIGINT = 20;
constexpr int32_t BYTEA = 17;

// array_send of PostgreSQL's arrayfuncs.c: dimensions, has nulls, element type, length, lower bound; then elements,
// each with its length.
constexpr size_t HEADER_OCTETS = 20;

void put_big_endian(std::string& out, uint64_t value, size_t octets) {
    for (size_t i = octets; i-- > 0;)
        out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

void put_int32(std::string& out, int32_t value) {
    put_big_endian(out, static_cast<uint32_t>(value), 4);
}

}  // namespace

postgres_array::postgres_array(kind of) : kind_{of} {
    clear();
}

void postgres_array::clear() {
    count_ = 0;
    octets_.assign(HEADER_OCTETS, '\0');
}

void postgres_array::add(int64_t value) {
    ASSERT(kind_ == kind::integers);
    ++count_;
    put_int32(octets_, sizeof value);
    put_big_endian(octets_, static_cast<uint64_t>(value), sizeof value);
}

void postgres_array::add(std::string_view octets) {
    ASSERT(kind_ == kind::octets);
    ASSERT(octets.size() <= std::numeric_limits<int32_t>::max());
    ++count_;
    put_int32(octets_, static_cast<int32_t>(octets.size()));
    octets_ += octets;
}

const std::string& postgres_array::encoded() {
    std::string header;
    put_int32(header, 1);
    put_int32(header, 0);
    put_int32(header, kind_ == kind::integers ? BIGINT : BYTEA);
    put_int32(header, count_);
    put_int32(header, 1);
    octets_.replace(0, HEADER_OCTETS, header);
    return octets_;
}

postgres_arguments& postgres_arguments::add(int64_t value) {
    put_big_endian(values_.emplace_back(), static_cast<uint64_t>(value), sizeof value);
    return *this;
}

postgres_arguments& postgres_arguments::add_octets(std::string_view octets) {
    values_.emplace_back(octets);
    return *this;
}

postgres_arguments& postgres_arguments::add(postgres_array& array) {
    values_.push_back(array.encoded());
    return *this;
}

}  // namespace kaskad::store
