#include "engine/facts/codec.hpp"

#include "engine/facts/wire.hpp"

namespace kaskad::facts {

namespace {

template <typename T>
std::expected<T, std::string> decode(std::string_view octets, std::string_view what) {
    T value;
    wire::reader reader{octets};
    if (!reader.message(value)) return std::unexpected("not a " + std::string{what} + " of this format");
    return value;
}

}  // namespace

void encode(const group& value, std::string& out) {
    wire::append(value, out);
}

void encode(const record& value, std::string& out) {
    wire::append(value, out);
}

void encode(const fact& value, std::string& out) {
    wire::append(value, out);
}

std::string encoded(const record& value) {
    std::string out;
    encode(value, out);
    return out;
}

std::expected<group, std::string> decode_group(std::string_view octets) {
    return decode<group>(octets, "group of facts");
}

std::expected<record, std::string> decode_record(std::string_view octets) {
    return decode<record>(octets, "record");
}

std::expected<fact, std::string> decode_fact(std::string_view octets) {
    return decode<fact>(octets, "fact");
}

}  // namespace kaskad::facts
