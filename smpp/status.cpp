#include "smpp/status.hpp"

#include <algorithm>
#include <array>

namespace kaskad::smpp {

namespace {

struct status_entry {
    command_status status;
    std::string_view name;
    std::string_view text;
};

// In rising order of value: looked up by binary search.
constexpr std::array STATUS_TABLE{
    status_entry{command_status::rok, "ESME_ROK", "no error"},
    status_entry{command_status::rinvmsglen, "ESME_RINVMSGLEN", "message length is invalid"},
    status_entry{command_status::rinvcmdlen, "ESME_RINVCMDLEN", "command length is invalid"},
    status_entry{command_status::rinvcmdid, "ESME_RINVCMDID", "invalid command id"},
    status_entry{command_status::rinvbndsts, "ESME_RINVBNDSTS", "incorrect bind status for this command"},
    status_entry{command_status::ralybnd, "ESME_RALYBND", "already bound"},
    status_entry{command_status::rinvprtflg, "ESME_RINVPRTFLG", "invalid priority flag"},
    status_entry{command_status::rinvregdlvflg, "ESME_RINVREGDLVFLG", "invalid registered delivery flag"},
    status_entry{command_status::rsyserr, "ESME_RSYSERR", "system error"},
    status_entry{command_status::rinvsrcadr, "ESME_RINVSRCADR", "invalid source address"},
    status_entry{command_status::rinvdstadr, "ESME_RINVDSTADR", "invalid destination address"},
    status_entry{command_status::rinvmsgid, "ESME_RINVMSGID", "message id is invalid"},
    status_entry{command_status::rbindfail, "ESME_RBINDFAIL", "bind failed"},
    status_entry{command_status::rinvpaswd, "ESME_RINVPASWD", "invalid password"},
    status_entry{command_status::rinvsysid, "ESME_RINVSYSID", "invalid system id"},
    status_entry{command_status::rcancelfail, "ESME_RCANCELFAIL", "cancel_sm failed"},
    status_entry{command_status::rreplacefail, "ESME_RREPLACEFAIL", "replace_sm failed"},
    status_entry{command_status::rmsgqful, "ESME_RMSGQFUL", "message queue full"},
    status_entry{command_status::rinvsertyp, "ESME_RINVSERTYP", "invalid service type"},
    status_entry{command_status::rinvnumdests, "ESME_RINVNUMDESTS", "invalid number of destinations"},
    status_entry{command_status::rinvdlname, "ESME_RINVDLNAME", "invalid distribution list name"},
    status_entry{command_status::rinvdestflag, "ESME_RINVDESTFLAG", "invalid destination flag"},
    status_entry{command_status::rinvsubrep, "ESME_RINVSUBREP", "invalid submit with replace"},
    status_entry{command_status::rinvesmclass, "ESME_RINVESMCLASS", "invalid esm_class"},
    status_entry{command_status::rcntsubdl, "ESME_RCNTSUBDL", "cannot submit to distribution list"},
    status_entry{command_status::rsubmitfail, "ESME_RSUBMITFAIL", "submit failed"},
    status_entry{command_status::rinvsrcton, "ESME_RINVSRCTON", "invalid source TON"},
    status_entry{command_status::rinvsrcnpi, "ESME_RINVSRCNPI", "invalid source NPI"},
    status_entry{command_status::rinvdstton, "ESME_RINVDSTTON", "invalid destination TON"},
    status_entry{command_status::rinvdstnpi, "ESME_RINVDSTNPI", "invalid destination NPI"},
    status_entry{command_status::rinvsystyp, "ESME_RINVSYSTYP", "invalid system_type"},
    status_entry{command_status::rinvrepflag, "ESME_RINVREPFLAG", "invalid replace_if_present flag"},
    status_entry{command_status::rinvnummsgs, "ESME_RINVNUMMSGS", "invalid number of messages"},
    status_entry{command_status::rthrottled, "ESME_RTHROTTLED", "allowed message limit exceeded"},
    status_entry{command_status::rinvsched, "ESME_RINVSCHED", "invalid scheduled delivery time"},
    status_entry{command_status::rinvexpiry, "ESME_RINVEXPIRY", "invalid validity period"},
    status_entry{command_status::rinvdftmsgid, "ESME_RINVDFTMSGID", "predefined message id is invalid"},
    status_entry{command_status::rx_t_appn, "ESME_RX_T_APPN", "temporary receiver error"},
    status_entry{command_status::rx_p_appn, "ESME_RX_P_APPN", "permanent receiver error"},
    status_entry{command_status::rx_r_appn, "ESME_RX_R_APPN", "receiver rejects this message"},
    status_entry{command_status::rqueryfail, "ESME_RQUERYFAIL", "query_sm failed"},
    status_entry{command_status::rinvtlvstream, "ESME_RINVTLVSTREAM", "error in the optional parameters"},
    status_entry{command_status::rtlvnotallwd, "ESME_RTLVNOTALLWD", "optional parameter not allowed"},
    status_entry{command_status::rinvtlvlen, "ESME_RINVTLVLEN", "invalid optional parameter length"},
    status_entry{command_status::rmissingtlv, "ESME_RMISSINGTLV", "expected optional parameter missing"},
    status_entry{command_status::rinvtlvval, "ESME_RINVTLVVAL", "invalid optional parameter value"},
    status_entry{command_status::rdeliveryfailure, "ESME_RDELIVERYFAILURE", "delivery failure"},
    status_entry{command_status::runknownerr, "ESME_RUNKNOWNERR", "unknown error"},
    status_entry{command_status::rsertypunauth, "ESME_RSERTYPUNAUTH", "not authorised to use this service_type"},
    status_entry{command_status::rprohibited, "ESME_RPROHIBITED", "prohibited from this operation"},
    status_entry{command_status::rsertypunavail, "ESME_RSERTYPUNAVAIL", "service_type unavailable"},
    status_entry{command_status::rsertypdenied, "ESME_RSERTYPDENIED", "service_type denied"},
    status_entry{command_status::rinvdcs, "ESME_RINVDCS", "invalid data coding scheme"},
    status_entry{command_status::rinvsrcaddrsubunit, "ESME_RINVSRCADDRSUBUNIT", "source address subunit is invalid"},
    status_entry{command_status::rinvdstaddrsubunit, "ESME_RINVDSTADDRSUBUNIT",
                 "destination address subunit is invalid"},
    status_entry{command_status::rinvbcastfreqint, "ESME_RINVBCASTFREQINT", "broadcast frequency interval is invalid"},
    status_entry{command_status::rinvbcastalias_name, "ESME_RINVBCASTALIAS_NAME", "broadcast alias name is invalid"},
    status_entry{command_status::rinvbcastareafmt, "ESME_RINVBCASTAREAFMT", "broadcast area format is invalid"},
    status_entry{command_status::rinvnumbcast_areas, "ESME_RINVNUMBCAST_AREAS", "number of broadcast areas is invalid"},
    status_entry{command_status::rinvbcastcnttype, "ESME_RINVBCASTCNTTYPE", "broadcast content type is invalid"},
    status_entry{command_status::rinvbcastmsgclass, "ESME_RINVBCASTMSGCLASS", "broadcast message class is invalid"},
    status_entry{command_status::rbcastfail, "ESME_RBCASTFAIL", "broadcast_sm failed"},
    status_entry{command_status::rbcastqueryfail, "ESME_RBCASTQUERYFAIL", "query_broadcast_sm failed"},
    status_entry{command_status::rbcastcancelfail, "ESME_RBCASTCANCELFAIL", "cancel_broadcast_sm failed"},
    status_entry{command_status::rinvbcast_rep, "ESME_RINVBCAST_REP", "number of repeated broadcasts is invalid"},
    status_entry{command_status::rinvbcastsrvgrp, "ESME_RINVBCASTSRVGRP", "broadcast service group is invalid"},
    status_entry{command_status::rinvbcastchanind, "ESME_RINVBCASTCHANIND", "broadcast channel indicator is invalid"},
};
static_assert(std::ranges::is_sorted(STATUS_TABLE, {}, &status_entry::status));

const status_entry* find(command_status status) {
    const auto* const entry = std::ranges::lower_bound(STATUS_TABLE, status, {}, &status_entry::status);
    return entry != STATUS_TABLE.end() && entry->status == status ? entry : nullptr;
}

char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, upper, upper);
}

}  // namespace

std::string_view status_name(command_status status) {
    const auto* const entry = find(status);
    return entry != nullptr ? entry->name : std::string_view{};
}

std::string_view status_text(command_status status) {
    const auto* const entry = find(status);
    return entry != nullptr ? entry->text : std::string_view{};
}

std::optional<command_status> parse_status_name(std::string_view name) {
    constexpr std::string_view PREFIX = "ESME_";
    const bool is_prefixed = equal_ignoring_case(name.substr(0, PREFIX.size()), PREFIX);
    for (const auto& entry : STATUS_TABLE)
        if (equal_ignoring_case(entry.name.substr(is_prefixed ? 0 : PREFIX.size()), name)) return entry.status;
    return std::nullopt;
}

}  // namespace kaskad::smpp
