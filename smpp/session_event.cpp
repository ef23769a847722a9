#include "smpp/session_event.hpp"

namespace kaskad::smpp {

std::string_view to_string(close_reason reason) {
    switch (reason) {
        case close_reason::closed_by_us:
            return "closed_by_us";
        case close_reason::unbound_by_peer:
            return "unbound_by_peer";
        case close_reason::connection_lost:
            return "connection_lost";
        case close_reason::bind_refused:
            return "bind_refused";
        case close_reason::bind_timeout:
            return "bind_timeout";
        case close_reason::enquire_link_timeout:
            return "enquire_link_timeout";
        case close_reason::inactivity:
            return "inactivity";
        case close_reason::unbind_timeout:
            return "unbind_timeout";
        case close_reason::output_overflow:
            return "output_overflow";
        case close_reason::framing_error:
            return "framing_error";
        case close_reason::nacked:
            return "nacked";
        case close_reason::violations:
            return "violations";
    }
    return "";
}

}  // namespace kaskad::smpp
