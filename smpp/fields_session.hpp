#pragma once

#include "smpp/fields.hpp"

// The field lists of pdu_session.hpp.

namespace kaskad::smpp::fields {

template <>
inline constexpr auto list<bind> = std::tuple{
    credential{"system_id", &bind::system_id, 16, command_status::rinvsysid},
    credential{"password", &bind::password, 9, command_status::rinvpaswd},
    c_octet_string{"system_type", &bind::system_type, 13, command_status::rinvsystyp},
    octet{"interface_version", &bind::interface_version},
    octet{"addr_ton", &bind::addr_ton},
    octet{"addr_npi", &bind::addr_npi},
    c_octet_string{"address_range", &bind::address_range, 41, command_status::rbindfail},
};

template <>
inline constexpr auto list<bind_resp> = std::tuple{
    c_octet_string{"system_id", &bind_resp::system_id, 16, command_status::rinvsysid, ANY_SIZE},
    tlvs{&bind_resp::tlvs},
};

template <>
inline constexpr auto list<outbind> = std::tuple{
    c_octet_string{"system_id", &outbind::system_id, 16, command_status::rinvsysid, CREDENTIAL_SIZE_LONG},
    c_octet_string{"password", &outbind::password, 9, command_status::rinvpaswd, CREDENTIAL_SIZE_LONG},
};

}  // namespace kaskad::smpp::fields
