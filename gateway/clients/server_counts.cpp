#include "gateway/clients/server_counts.hpp"

namespace kaskad::gateway::clients {

std::string_view to_string(smpp::bind_type type) {
    switch (type) {
        case smpp::bind_type::receiver:
            return "receiver";
        case smpp::bind_type::transmitter:
            return "transmitter";
        case smpp::bind_type::transceiver:
            return "transceiver";
    }
    return "";
}

}  // namespace kaskad::gateway::clients
