#pragma once

#include "smpp/command.hpp"
#include "smpp/pdu_ancillary.hpp"
#include "smpp/pdu_broadcast.hpp"
#include "smpp/pdu_message.hpp"
#include "smpp/pdu_session.hpp"
#include "smpp/status.hpp"

#include <cstdint>
#include <string>
#include <variant>

// All 33 PDUs of SMPP 3.3, 3.4 and 5.0 as plain structs with the specification's words, each with its command_id. What
// a field may hold on the wire stands in the field lists (fields.hpp), the octets in codec.hpp. A command_id outside
// the table, 3.3's own three among them, travels as unknown_pdu with its raw octets.

namespace kaskad::smpp {

struct unknown_pdu {
    command_id id{};
    std::string body;

    friend bool operator==(const unknown_pdu&, const unknown_pdu&) = default;
};

// The most frequent first.
using pdu_body =
    std::variant<unknown_pdu, submit_sm, submit_sm_resp, deliver_sm, deliver_sm_resp, data_sm, data_sm_resp,
                 enquire_link, enquire_link_resp, bind, bind_resp, unbind, unbind_resp, generic_nack, submit_multi,
                 submit_multi_resp, query_sm, query_sm_resp, cancel_sm, cancel_sm_resp, replace_sm, replace_sm_resp,
                 alert_notification, outbind, broadcast_sm, broadcast_sm_resp, query_broadcast_sm,
                 query_broadcast_sm_resp, cancel_broadcast_sm, cancel_broadcast_sm_resp>;

struct pdu {
    command_status status = command_status::rok;
    uint32_t sequence_number = 0;
    pdu_body body;
    // Only in what was decoded: a response or receipt that ended early; what was readable is there, the rest is empty.
    bool is_truncated = false;

    friend bool operator==(const pdu&, const pdu&) = default;
};

// Any of the same structs, not owned.
template <typename Variant>
struct pointers_to;
template <typename... Body>
struct pointers_to<std::variant<Body...>> {
    using type = std::variant<const Body*...>;
};
using pdu_body_ref = pointers_to<pdu_body>::type;

command_id id_of(const pdu_body& body);

}  // namespace kaskad::smpp
