#include "smpp/command.hpp"

#include <array>

namespace kaskad::smpp {

namespace {

struct command_entry {
    command_id id;
    std::string_view name;
};

constexpr std::array COMMAND_TABLE{
    command_entry{command_id::bind_receiver, "bind_receiver"},
    command_entry{command_id::bind_transmitter, "bind_transmitter"},
    command_entry{command_id::query_sm, "query_sm"},
    command_entry{command_id::submit_sm, "submit_sm"},
    command_entry{command_id::deliver_sm, "deliver_sm"},
    command_entry{command_id::unbind, "unbind"},
    command_entry{command_id::replace_sm, "replace_sm"},
    command_entry{command_id::cancel_sm, "cancel_sm"},
    command_entry{command_id::bind_transceiver, "bind_transceiver"},
    command_entry{command_id::outbind, "outbind"},
    command_entry{command_id::enquire_link, "enquire_link"},
    command_entry{command_id::submit_multi, "submit_multi"},
    command_entry{command_id::alert_notification, "alert_notification"},
    command_entry{command_id::data_sm, "data_sm"},
    command_entry{command_id::broadcast_sm, "broadcast_sm"},
    command_entry{command_id::query_broadcast_sm, "query_broadcast_sm"},
    command_entry{command_id::cancel_broadcast_sm, "cancel_broadcast_sm"},
    command_entry{command_id::generic_nack, "generic_nack"},
    command_entry{command_id::bind_receiver_resp, "bind_receiver_resp"},
    command_entry{command_id::bind_transmitter_resp, "bind_transmitter_resp"},
    command_entry{command_id::query_sm_resp, "query_sm_resp"},
    command_entry{command_id::submit_sm_resp, "submit_sm_resp"},
    command_entry{command_id::deliver_sm_resp, "deliver_sm_resp"},
    command_entry{command_id::unbind_resp, "unbind_resp"},
    command_entry{command_id::replace_sm_resp, "replace_sm_resp"},
    command_entry{command_id::cancel_sm_resp, "cancel_sm_resp"},
    command_entry{command_id::bind_transceiver_resp, "bind_transceiver_resp"},
    command_entry{command_id::enquire_link_resp, "enquire_link_resp"},
    command_entry{command_id::submit_multi_resp, "submit_multi_resp"},
    command_entry{command_id::data_sm_resp, "data_sm_resp"},
    command_entry{command_id::broadcast_sm_resp, "broadcast_sm_resp"},
    command_entry{command_id::query_broadcast_sm_resp, "query_broadcast_sm_resp"},
    command_entry{command_id::cancel_broadcast_sm_resp, "cancel_broadcast_sm_resp"},
};
static_assert(COMMAND_TABLE.size() == 33);

}  // namespace

std::string_view command_name(command_id id) {
    for (const auto& entry : COMMAND_TABLE)
        if (entry.id == id) return entry.name;
    return {};
}

std::optional<command_id> parse_command_name(std::string_view name) {
    for (const auto& entry : COMMAND_TABLE)
        if (entry.name == name) return entry.id;
    return std::nullopt;
}

}  // namespace kaskad::smpp
