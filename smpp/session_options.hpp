#pragma once

#include "smpp/codec.hpp"
#include "smpp/sequence.hpp"
#include "smpp/version.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// What one session needs to know before it starts. Times are milliseconds; 0 switches a timer off where it says so.

namespace kaskad::smpp {

enum class session_role : uint8_t { esme, smsc };

struct session_options {
    session_role role = session_role::esme;
    std::string system_id;                   // smsc: our name in bind_resp, at most 15 characters
    uint8_t interface_version = VERSION_34;  // ours; the session runs at the lower of both
    // Most peers that omit sc_interface_version understand TLVs all the same.
    bool send_tlvs_unannounced = true;

    size_t window_size = 10;            // our requests without a response (SMPP 3.4 §2.5.2 advises 10)
    size_t inbound_window_size = 1000;  // the peer's requests we have not answered; more are refused at once
    size_t command_length_max = COMMAND_LENGTH_MAX;
    size_t output_max = size_t{1} << 20;  // octets waiting to be written; a peer that does not read is dropped
    size_t violations_max = 100;          // bad or unfit PDUs without a good message between; more end the session
    uint32_t first_sequence_number = sequence::FIRST;

    bool awaits_outbind = false;  // esme: the peer connected, and says outbind before we bind

    int64_t session_init_timeout_ms = 10'000;   // smsc: no bind request by then; esme that awaits one: no outbind
    int64_t bind_timeout_ms = 10'000;           // esme: no bind_resp; smsc: the application did not decide
    int64_t enquire_link_interval_ms = 30'000;  // silence of the peer before we ask; 0 = never
    int64_t enquire_link_timeout_ms = 10'000;
    uint32_t enquire_link_misses_max = 2;  // unanswered in a row
    int64_t inactivity_timeout_ms = 0;     // no message either way (enquire_link does not count); 0 = never
    int64_t response_timeout_ms = 60'000;
    int64_t drain_timeout_ms = 5'000;   // unbind(): for outstanding responses before our unbind goes out
    int64_t unbind_timeout_ms = 5'000;  // for the unbind_resp; also for our answers to a peer that unbinds

    // Some message centres hand out system_ids and passwords longer than 15 and 8 characters.
    bool long_credentials = false;
    bool strict_fields = false;  // smsc: as request_check::is_strict
    // smsc: the application also answers submit_multi, query_sm, cancel_sm and replace_sm; otherwise they are unknown
    // commands.
    bool takes_rare_requests = false;
};

}  // namespace kaskad::smpp
