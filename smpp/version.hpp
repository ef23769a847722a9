#pragma once

#include "smpp/command.hpp"
#include "smpp/status.hpp"

#include <cstdint>
#include <optional>

// interface_version: what peers really send and what it means, which version a session runs at, and what a peer of a
// version may not be sent. SMPP 3.4 §3.4 and §5.2.4, 5.0 §2.11.

namespace kaskad::smpp {

inline constexpr uint8_t VERSION_33 = 0x33;
inline constexpr uint8_t VERSION_34 = 0x34;
inline constexpr uint8_t VERSION_50 = 0x50;

// Peers send 3, 34 decimal, 44, 123 ... 0x35-0x4F count as 3.4, all above 0x50 as 5.0, and no value is a reason to
// refuse a bind (SMPP 3.4 §5.2.4).
constexpr uint8_t normal_version(uint8_t interface_version) {
    if (interface_version < VERSION_34) return VERSION_33;
    return interface_version < VERSION_50 ? VERSION_34 : VERSION_50;
}

// The lower of what a client asked for and what the server speaks.
constexpr uint8_t version_for_client(uint8_t own, uint8_t asked) {
    const uint8_t mine = normal_version(own);
    const uint8_t theirs = normal_version(asked);
    return mine < theirs ? mine : theirs;
}

// Towards a server that announced sc_interface_version in its bind_resp, or did not. The specification then takes it
// for 3.3 (3.4 §3.4); most that omit it speak 3.4 all the same.
constexpr uint8_t version_with_server(uint8_t own, std::optional<uint32_t> announced, bool is_34_unannounced) {
    if (announced) return version_for_client(own, static_cast<uint8_t>(*announced > 0xFF ? 0xFF : *announced));
    return version_for_client(own, is_34_unannounced ? VERSION_34 : VERSION_33);
}

// What to ask for next after a refused bind: some servers of 3.4 refuse 5.0 by these two instead of answering lower.
constexpr uint8_t version_after_refusal(uint8_t asked, command_status refusal) {
    const bool may_be_the_version = refusal == command_status::rbindfail || refusal == command_status::rsyserr;
    return asked >= VERSION_50 && may_be_the_version ? VERSION_34 : asked;
}

// Whether a request may be sent to a peer of this version. Of the binds only bind_transceiver is younger than 3.3, and
// peers of "3.3" take it.
constexpr bool is_request_known_to(uint8_t interface_version, command_id id) {
    switch (id) {
        case command_id::broadcast_sm:
        case command_id::query_broadcast_sm:
        case command_id::cancel_broadcast_sm:
            return interface_version >= VERSION_50;
        case command_id::data_sm:
        case command_id::outbind:
        case command_id::alert_notification:
            return interface_version >= VERSION_34;
        default:
            return true;
    }
}

// The status as a peer of this version can read it: 0x100 to 0x112 are of 5.0 and become the nearest of 3.4.
constexpr command_status status_for(uint8_t interface_version, command_status status) {
    const auto value = static_cast<uint32_t>(status);
    if (interface_version >= VERSION_50 || value < 0x100 || value > 0x112) return status;
    switch (status) {
        case command_status::rsertypunauth:
        case command_status::rsertypdenied:
            return command_status::rinvsertyp;
        case command_status::rsertypunavail:
            return command_status::rsyserr;
        default:
            return command_status::rsubmitfail;
    }
}

}  // namespace kaskad::smpp
