#include "net/http_reply_reader.hpp"

#include "core/assert.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace kaskad::net {

namespace {

namespace http = boost::beast::http;

constexpr int INTERIM_REPLIES_MAX = 8;
constexpr std::size_t LINE_SLACK = 64 * 1024;

}  // namespace

struct http_reply_reader::parser_state {
    http::response_parser<http::string_body> parser;
};

http_reply_reader::http_reply_reader(http_reply_limits limits, bool head) : limits_{limits}, head_{head} {
    begin();
}

http_reply_reader::~http_reply_reader() = default;

void http_reply_reader::begin() {
    parser_ = std::make_unique<parser_state>();
    parser_->parser.header_limit(static_cast<std::uint32_t>(limits_.header_max));
    parser_->parser.body_limit(limits_.body_max);
    parser_->parser.eager(true);
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
        if (parser.is_done() && parser.get().result_int() / 100 == 1) {
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
    auto message = parser_->parser.release();
    http_response result{.status = static_cast<int>(message.result_int())};
    result.content_type = message[http::field::content_type];
    for (const auto& field : message)
        result.fields.add(field.name_string(), field.value());
    result.body = std::move(message.body());
    return result;
}

}  // namespace kaskad::net
