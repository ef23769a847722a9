#pragma once

#include "smpp/session.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

// One session as its application sees it, whatever carries the octets: `connection` over a socket, or the simulation's
// line on a manual clock. Writing, and the time, are the implementation's business. On one thread.

namespace kaskad::smpp::transport {

class session_port : public std::enable_shared_from_this<session_port> {
  public:
    virtual ~session_port() = default;

    virtual const smpp::session& session() const = 0;
    virtual const std::string& remote_address() const = 0;
    virtual uint16_t remote_port() const = 0;
    virtual bool is_secure() const = 0;

    virtual void accept_bind() = 0;
    virtual void reject_bind(command_status status) = 0;
    virtual std::expected<uint32_t, send_error> deliver(const deliver_sm& message, uint64_t token) = 0;
    virtual std::expected<uint32_t, send_error> data(const data_sm& message, uint64_t token) = 0;
    // As session::reply().
    virtual std::expected<void, pdu_error> reply(const request_ref& ref, command_status status,
                                                 std::string_view message_id = {}, tlv_list tlvs = {}) = 0;
    virtual std::expected<void, pdu_error> reply(const request_ref& ref, const pdu_body& response) = 0;
    virtual void unbind() = 0;
    virtual void close() = 0;
};

}  // namespace kaskad::smpp::transport
