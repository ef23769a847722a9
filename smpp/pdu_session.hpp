#pragma once

#include "smpp/command.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <string>

// The PDUs by which a session begins, lives and ends: SMPP 3.4 §4.1 to §4.3 and §4.11.

namespace kaskad::smpp {

// bind_receiver, bind_transmitter and bind_transceiver: SMPP 3.4 §4.1.
struct bind {
    bind_type type = bind_type::transceiver;
    std::string system_id;
    std::string password;
    std::string system_type;
    uint8_t interface_version = 0x34;
    uint8_t addr_ton = 0;
    uint8_t addr_npi = 0;
    std::string address_range;

    friend bool operator==(const bind&, const bind&) = default;
};

struct bind_resp {
    bind_type type = bind_type::transceiver;
    std::string system_id;
    tlv_list tlvs;

    friend bool operator==(const bind_resp&, const bind_resp&) = default;
};

// SMPP 3.4 §4.1.7: the message centre asks an ESME to bind. It has no response.
struct outbind {
    static constexpr command_id ID = command_id::outbind;

    std::string system_id;
    std::string password;

    friend bool operator==(const outbind&, const outbind&) = default;
};

struct unbind {
    static constexpr command_id ID = command_id::unbind;

    friend bool operator==(const unbind&, const unbind&) = default;
};

struct unbind_resp {
    static constexpr command_id ID = command_id::unbind_resp;

    friend bool operator==(const unbind_resp&, const unbind_resp&) = default;
};

struct enquire_link {
    static constexpr command_id ID = command_id::enquire_link;

    friend bool operator==(const enquire_link&, const enquire_link&) = default;
};

struct enquire_link_resp {
    static constexpr command_id ID = command_id::enquire_link_resp;

    friend bool operator==(const enquire_link_resp&, const enquire_link_resp&) = default;
};

struct generic_nack {
    static constexpr command_id ID = command_id::generic_nack;

    friend bool operator==(const generic_nack&, const generic_nack&) = default;
};

}  // namespace kaskad::smpp
