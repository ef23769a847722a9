#include "smpp/frame_reader.hpp"

#include "core/assert.hpp"

namespace kaskad::smpp {

frame_reader::frame_reader(size_t command_length_max) : command_length_max_{command_length_max} {
    ASSERT(command_length_max >= HEADER_SIZE);
}

void frame_reader::handle_octets(octets input) {
    if (is_broken_) return;
    discard_consumed();
    buffer_.append(as_text(input));
}

std::expected<octets, pdu_error> frame_reader::poll_frame() {
    const octets rest = as_octets(buffer_).subspan(position_);
    if (is_broken_ || rest.size() < 4) return octets{};
    const size_t command_length = load_uint32(rest.data());
    if (command_length < HEADER_SIZE || command_length > command_length_max_) {
        is_broken_ = true;
        return std::unexpected(length_error(rest));
    }
    if (rest.size() < command_length) return octets{};
    position_ += command_length;
    return rest.first(command_length);
}

// The rest of the header is believed if it is there: the peer can then tell which PDU was refused.
pdu_error frame_reader::length_error(octets rest) const {
    const auto fault =
        load_uint32(rest.data()) < HEADER_SIZE ? pdu_fault::bad_command_length : pdu_fault::oversized_pdu;
    pdu_error error{severity::fatal, command_status::rinvcmdlen, 0, {}, "command_length", 0, fault};
    if (rest.size() < HEADER_SIZE) return error;
    error.id = static_cast<command_id>(load_uint32(rest.data() + 4));
    error.sequence_number = load_uint32(rest.data() + 12);
    return error;
}

void frame_reader::discard_consumed() {
    buffer_.erase(0, position_);
    position_ = 0;
}

}  // namespace kaskad::smpp
