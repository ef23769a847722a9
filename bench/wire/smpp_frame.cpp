#include "bench/wire/smpp_frame.hpp"

namespace kaskad::bench {

namespace {

constexpr size_t HEADER_OCTETS = 16;
constexpr uint32_t RESPONSE_BIT = 0x80000000;

uint32_t read_u32(std::string_view octets, size_t at) {
    const auto octet = [&](size_t place) { return static_cast<uint32_t>(static_cast<uint8_t>(octets[at + place])); };
    return octet(0) << 24 | octet(1) << 16 | octet(2) << 8 | octet(3);
}

void write_u32(std::string& out, uint32_t value) {
    out.resize(out.size() + 4);
    put_u32(out.data() + out.size() - 4, value);
}

// Takes fields off the front; a field that is not there leaves it broken.
class reader {
  public:
    explicit reader(std::string_view body) : left_{body} {}

    bool is_broken() const { return broken_; }

    std::string_view text() {
        const auto end = left_.find('\0');
        if (end == std::string_view::npos) {
            broken_ = true;
            return {};
        }
        const auto value = left_.substr(0, end);
        left_.remove_prefix(end + 1);
        return value;
    }

    std::string_view octets(size_t count) {
        if (left_.size() < count) {
            broken_ = true;
            return {};
        }
        const auto value = left_.substr(0, count);
        left_.remove_prefix(count);
        return value;
    }

    uint8_t octet() {
        const auto value = octets(1);
        return value.empty() ? uint8_t{0} : static_cast<uint8_t>(value[0]);
    }

  private:
    std::string_view left_;
    bool broken_ = false;
};

}  // namespace

void put_u32(char* place, uint32_t value) {
    for (const int shift : {24, 16, 8, 0})
        *place++ = static_cast<char>(value >> shift & 0xff);
}

void write_header(std::string& out, size_t body, command id, uint32_t status, uint32_t sequence) {
    write_u32(out, static_cast<uint32_t>(HEADER_OCTETS + body));
    write_u32(out, static_cast<uint32_t>(id));
    write_u32(out, status);
    write_u32(out, sequence);
}

std::optional<frame> read_frame(std::string_view octets) {
    if (octets.size() < HEADER_OCTETS) return std::nullopt;
    const auto length = read_u32(octets, 0);
    if (length < HEADER_OCTETS || length > FRAME_OCTETS_MAX) return frame{};
    if (octets.size() < length) return std::nullopt;
    return frame{.length = length,
                 .id = read_u32(octets, 4),
                 .status = read_u32(octets, 8),
                 .sequence = read_u32(octets, 12),
                 .body = octets.substr(HEADER_OCTETS, length - HEADER_OCTETS)};
}

std::optional<short_message> read_message(std::string_view body) {
    reader fields{body};
    short_message read;
    fields.text();     // service_type
    fields.octets(2);  // source_addr_ton, source_addr_npi
    read.source = fields.text();
    fields.octets(2);  // dest_addr_ton, dest_addr_npi
    read.destination = fields.text();
    read.esm_class = fields.octet();
    fields.octets(2);  // protocol_id, priority_flag
    fields.text();     // schedule_delivery_time
    fields.text();     // validity_period
    read.registered_delivery = fields.octet();
    fields.octets(3);  // replace_if_present_flag, data_coding, sm_default_msg_id
    read.text = fields.octets(fields.octet());
    if (fields.is_broken()) return std::nullopt;
    return read;
}

void write_response(std::string& out, const frame& request, uint32_t status, std::optional<std::string_view> text) {
    write_header(out, text ? text->size() + 1 : 0, static_cast<command>(request.id | RESPONSE_BIT), status,
                 request.sequence);
    if (text) out.append(*text).push_back('\0');
}

void write_nack(std::string& out, const frame& request) {
    write_header(out, 0, command::generic_nack, ESME_RINVCMDID, request.sequence);
}

}  // namespace kaskad::bench
