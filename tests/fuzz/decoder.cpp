#include "smpp/codec.hpp"
#include "smpp/request_check.hpp"
#include "smpp/version.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

// One PDU with any octets in it. What is read and may be sent must read the same when it was written again.

namespace {

using namespace kaskad::smpp;

std::vector<uint8_t> frame_of(const uint8_t* data, size_t size) {
    std::vector<uint8_t> frame(data, data + size);
    for (size_t i = 0; i < 4; ++i)
        frame[i] = static_cast<uint8_t>(size >> (24 - 8 * i));
    return frame;
}

void check_written_again(const pdu& value) {
    for (const uint8_t version : {VERSION_33, VERSION_34, VERSION_50}) {
        std::string written;
        if (!encode(value, written, {version, true})) continue;
        const auto again = decode(as_octets(written), {.long_credentials = true});
        if (!again || again->is_truncated) std::abort();
        const bool is_refusal = is_response(id_of(value.body)) && value.status != command_status::rok;
        const bool is_whole = version == VERSION_50 && !is_refusal && !value.is_truncated;
        if (is_whole && *again != value) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < HEADER_SIZE || size > COMMAND_LENGTH_MAX) return 0;
    const auto frame = frame_of(data, size);
    for (const bool is_liberal : {false, true}) {
        const auto value = decode(frame, {.long_credentials = is_liberal, .trim_leading_spaces = is_liberal});
        if (!value) {
            if (value.error().severity != severity::recoverable || value.error().position > size) std::abort();
            continue;
        }
        (void)find_request_fault(value->body, {VERSION_34, is_liberal});
        check_written_again(*value);
    }
    return 0;
}
