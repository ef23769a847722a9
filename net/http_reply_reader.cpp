#include "net/http_reply_reader.hpp"

#include "core/assert.hpp"
#include "net/http_parser.hpp"

#include <boost/asio/buffer.hpp>

#include <utility>

namespace kaskad::net {

namespace {

namespace http = boost::beast::http;

constexpr int INTERIM_REPLIES_MAX = 8;
constexpr std::size_t LINE_SLACK = 64 * 1024;

}  // namespace

struct http_reply_reader::parser_state {
    explicit parser_state(const http_reply_limits& limits)
        : parser{static_cast<std::uint32_t>(limits.header_max), limits.body_max} {}

    http_parser<false> parser;
};

http_reply_reader::http_reply_reader(http_reply_limits limits, bool head) : limits_{limits}, head_{head} {
    begin();
}

http_reply_reader::~http_reply_reader() = default;

void http_reply_reader::begin() {
    parser_ = std::make_unique<parser_state>(limits_);
    parser_->parser.skip(head_);
}

std::expected<void, http_reply_fault> http_reply_reader::handle_octets(std::span<const char> octets) {
    begun_ = begun_ || !octets.empty();
    input_.append(octets.data(), octets.size());
    return advance();
}

std::expected<void, http_reply_fault> http_reply_reader::advance() {
    while (!complete_ && !input_.empty()) {
        auto& parser = parser_->parser;
        boost::system::error_code ec;
        const auto count = parser.put(boost::asio::buffer(input_), ec);
        input_.erase(0, count);
        if (ec == http::error::header_limit || ec == http::error::body_limit) {
            return std::unexpected(http_reply_fault::too_large);
        }
        if (ec && ec != http::error::need_more) return std::unexpected(http_reply_fault::malformed);
        if (parser.is_done() && parser.status / 100 == 1) {
            if (++interim_replies_ > INTERIM_REPLIES_MAX) return std::unexpected(http_reply_fault::malformed);
            begin();
            continue;
        }
        // Octets behind a complete reply nobody asked for: the connection is not used again.
        complete_ = parser.is_done();
        keeps_alive_ = complete_ && parser.keep_alive() && input_.empty();
        if (ec == http::error::need_more || count == 0) break;
    }
    if (!complete_ && input_.size() > limits_.header_max + LINE_SLACK) {
        return std::unexpected(http_reply_fault::too_large);
    }
    return {};
}

std::expected<void, http_reply_fault> http_reply_reader::handle_end() {
    if (complete_) return {};
    boost::system::error_code ec;
    if (begun_ && parser_->parser.is_header_done()) parser_->parser.put_eof(ec);
    if (ec || !parser_->parser.is_done()) return std::unexpected(http_reply_fault::malformed);
    complete_ = true;
    return {};
}

http_response http_reply_reader::take() {
    ASSERT(complete_);
    auto& parser = parser_->parser;
    http_response result{.status = parser.status,
                         .content_type = std::string{parser.fields.find("Content-Type").value_or("")},
                         .body = std::move(parser.body),
                         .fields = std::move(parser.fields)};
    return result;
}

}  // namespace kaskad::net
