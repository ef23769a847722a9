#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// command_status: every value of SMPP 3.4 and 5.0, named by the specification's word without ESME_. A peer may send any
// 32-bit number: the enum holds it unchanged, only its name is unknown.

namespace kaskad::smpp {

enum class command_status : uint32_t {
    rok = 0x00000000,
    rinvmsglen = 0x00000001,
    rinvcmdlen = 0x00000002,
    rinvcmdid = 0x00000003,
    rinvbndsts = 0x00000004,
    ralybnd = 0x00000005,
    rinvprtflg = 0x00000006,
    rinvregdlvflg = 0x00000007,
    rsyserr = 0x00000008,
    rinvsrcadr = 0x0000000A,
    rinvdstadr = 0x0000000B,
    rinvmsgid = 0x0000000C,
    rbindfail = 0x0000000D,
    rinvpaswd = 0x0000000E,
    rinvsysid = 0x0000000F,
    rcancelfail = 0x00000011,
    rreplacefail = 0x00000013,
    rmsgqful = 0x00000014,
    rinvsertyp = 0x00000015,
    rinvnumdests = 0x00000033,
    rinvdlname = 0x00000034,
    rinvdestflag = 0x00000040,
    rinvsubrep = 0x00000042,
    rinvesmclass = 0x00000043,
    rcntsubdl = 0x00000044,
    rsubmitfail = 0x00000045,
    rinvsrcton = 0x00000048,
    rinvsrcnpi = 0x00000049,
    rinvdstton = 0x00000050,
    rinvdstnpi = 0x00000051,
    rinvsystyp = 0x00000053,
    rinvrepflag = 0x00000054,
    rinvnummsgs = 0x00000055,
    rthrottled = 0x00000058,
    rinvsched = 0x00000061,
    rinvexpiry = 0x00000062,
    rinvdftmsgid = 0x00000063,
    rx_t_appn = 0x00000064,
    rx_p_appn = 0x00000065,
    rx_r_appn = 0x00000066,
    rqueryfail = 0x00000067,
    rinvtlvstream = 0x000000C0,
    rtlvnotallwd = 0x000000C1,
    rinvtlvlen = 0x000000C2,
    rmissingtlv = 0x000000C3,
    rinvtlvval = 0x000000C4,
    rdeliveryfailure = 0x000000FE,
    runknownerr = 0x000000FF,
    rsertypunauth = 0x00000100,
    rprohibited = 0x00000101,
    rsertypunavail = 0x00000102,
    rsertypdenied = 0x00000103,
    rinvdcs = 0x00000104,
    rinvsrcaddrsubunit = 0x00000105,
    rinvdstaddrsubunit = 0x00000106,
    rinvbcastfreqint = 0x00000107,
    rinvbcastalias_name = 0x00000108,
    rinvbcastareafmt = 0x00000109,
    rinvnumbcast_areas = 0x0000010A,
    rinvbcastcnttype = 0x0000010B,
    rinvbcastmsgclass = 0x0000010C,
    rbcastfail = 0x0000010D,
    rbcastqueryfail = 0x0000010E,
    rbcastcancelfail = 0x0000010F,
    rinvbcast_rep = 0x00000110,
    rinvbcastsrvgrp = 0x00000111,
    rinvbcastchanind = 0x00000112,
};

// "ESME_RTHROTTLED"; empty for a value outside the table (vendor and reserved ones).
std::string_view status_name(command_status status);

// The specification's short description, for people; empty when unknown.
std::string_view status_text(command_status status);

// "ESME_RTHROTTLED" in any case, with or without ESME_.
std::optional<command_status> parse_status_name(std::string_view name);

// The peer asks the whole link to slow down (RTHROTTLED), or one queue is full, perhaps of one destination (RMSGQFUL).
constexpr bool is_throttling(command_status status) {
    return status == command_status::rthrottled || status == command_status::rmsgqful;
}

}  // namespace kaskad::smpp
