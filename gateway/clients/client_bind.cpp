#include "gateway/clients/client_bind.hpp"

#include "gateway/clients/service.hpp"

namespace kaskad::gateway::clients {

bool client_bind::can_take_receipt() const {
    const auto& session = connection_.session();
    return session.bind_type() != smpp::bind_type::transmitter && session.window_free() > 0 &&
           session.outstanding() < account_->who->terms.window;
}

void client_bind::handle(smpp::session_event& event) {
    if (auto* request = std::get_if<smpp::event::request_received>(&event)) {
        service_.handle_request(*this, *request);
    } else if (const auto* response = std::get_if<smpp::event::response_received>(&event)) {
        service_.handle_receipt_answer(*this, response->token, response->status);
    } else if (const auto* late = std::get_if<smpp::event::request_timed_out>(&event)) {
        service_.handle_receipt_timeout(*this, late->token);
    } else if (const auto* asked = std::get_if<smpp::event::bind_requested>(&event)) {
        service_.handle_bind(*this, asked->request);
    } else if (std::holds_alternative<smpp::event::bound>(event)) {
        service_.handle_bound(*this);
    } else if (const auto* closed = std::get_if<smpp::event::closed>(&event)) {
        service_.handle_closed(*this, *closed);
    }
}

}  // namespace kaskad::gateway::clients
