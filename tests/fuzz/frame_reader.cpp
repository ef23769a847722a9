#include "smpp/frame_reader.hpp"

#include "smpp/codec.hpp"

#include <algorithm>
#include <cstdlib>
#include <expected>
#include <vector>

// The first octet says how the rest, a stream, is cut into pieces. However it is cut, the same must be seen; only which
// PDU a hopeless command_length belongs to is known or not, as its header is there or not.

namespace {

using namespace kaskad::smpp;

using stream_events = std::vector<std::expected<pdu, pdu_error>>;

void take_events(frame_reader& reader, stream_events& seen) {
    for (;;) {
        const auto frame = reader.poll_frame();
        if (frame && frame->empty()) return;
        if (!frame) {
            pdu_error lost = frame.error();
            lost.id = {};
            lost.sequence_number = 0;
            return seen.push_back(std::unexpected(lost));
        }
        seen.push_back(decode(*frame));
    }
}

stream_events events_of(octets stream, size_t piece_size) {
    frame_reader reader;
    stream_events seen;
    while (!stream.empty()) {
        const size_t size = std::min(piece_size, stream.size());
        reader.handle_octets(stream.first(size));
        take_events(reader, seen);
        if (reader.buffered() >= COMMAND_LENGTH_MAX && seen.empty()) std::abort();
        stream = stream.subspan(size);
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const octets stream{data + 1, size - 1};
    if (events_of(stream, stream.size()) != events_of(stream, size_t{1} + data[0] % 64)) std::abort();
    return 0;
}
