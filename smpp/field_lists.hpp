#pragma once

#include "smpp/fields_ancillary.hpp"
#include "smpp/fields_broadcast.hpp"
#include "smpp/fields_message.hpp"
#include "smpp/fields_session.hpp"

// The field list of every PDU, and the way through one.

namespace kaskad::smpp::fields {

// Calls visit(field) for each field of the body's list, in wire order, as long as it returns true.
template <typename Body, typename Visit>
constexpr bool for_each_while(Visit visit) {
    return std::apply([&](const auto&... field) { return (visit(field) && ...); }, list<Body>);
}

template <typename Body, typename Visit>
constexpr void for_each(Visit visit) {
    std::apply([&](const auto&... field) { (visit(field), ...); }, list<Body>);
}

}  // namespace kaskad::smpp::fields
