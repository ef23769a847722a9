#include "net/http_request_reader.hpp"

#include "core/assert.hpp"
#include "net/http_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::net {

namespace {

namespace http = boost::beast::http;

// A chunk's header line and one read beyond it; more unparsed input than that is no HTTP.
constexpr std::size_t LINE_SLACK = 64 * 1024;

}  // namespace

struct http_request_reader::parser_state {
    explicit parser_state(const http_request_limits& limits)
        : parser{static_cast<std::uint32_t>(limits.header_max), limits.body_max} {
        parser.allow_large(limits.large_paths, limits.large_body_max);
    }

    http_parser<true> parser;
    bool header_checked = false;
    bool continue_wanted = false;
};

http_request_reader::http_request_reader(http_request_limits limits) : limits_{std::move(limits)} {}

http_request_reader::~http_request_reader() = default;

bool http_request_reader::is_inside_request() const {
    return parser_ != nullptr || !input_.empty();
}

std::size_t http_request_reader::octets_held() const {
    if (!parser_) return input_.size();
    const auto announced = parser_->header_checked ? parser_->parser.content_length().value_or(0) : 0;
    return input_.size() + std::max<std::size_t>(announced, parser_->parser.body.size());
}

void http_request_reader::handle_octets(std::span<const char> octets) {
    if (!fault_) input_.append(octets.data(), octets.size());
}

std::optional<http_request_reader::arrival> http_request_reader::poll_request() {
    if (fault_) return std::nullopt;
    if (!parser_) {
        skip_empty_lines();
        if (input_.empty()) return std::nullopt;
        parser_ = std::make_unique<parser_state>(limits_);
    }
    if (!advance()) return std::nullopt;
    return take();
}

bool http_request_reader::poll_continue() {
    return parser_ && std::exchange(parser_->continue_wanted, false);
}

// True when the request is complete.
bool http_request_reader::advance() {
    auto& parser = parser_->parser;
    while (!parser.is_done() && !input_.empty()) {
        boost::system::error_code ec;
        const auto count = parser.put(boost::asio::buffer(input_), ec);
        input_.erase(0, count);
        if (ec == http::error::header_limit) {
            fail(http_fault_kind::header_too_large, 431,
                 fmt::format("The header is longer than {} octets.", limits_.header_max));
            return false;
        }
        if (ec == http::error::body_limit) {
            fail(http_fault_kind::body_too_large, 413,
                 fmt::format("The body is longer than {} octets.", parser.body_max));
            return false;
        }
        if (ec && ec != http::error::need_more) {
            fail(http_fault_kind::malformed, 400, fmt::format("This is no HTTP request: {}.", ec.message()));
            return false;
        }
        if (parser.is_header_done() && !check_header()) return false;
        if (ec == http::error::need_more || count == 0) break;
    }
    if (!parser.is_done() && input_.size() > limits_.header_max + LINE_SLACK) {
        fail(http_fault_kind::malformed, 400, "A line of the request does not end.");
        return false;
    }
    return parser.is_done();
}

bool http_request_reader::check_header() {
    if (std::exchange(parser_->header_checked, true)) return true;
    const auto& parser = parser_->parser;
    // RFC 9112 section 3.2.
    if (parser.version == 11 && parser.hosts != 1) {
        fail(http_fault_kind::malformed, 400, "An HTTP/1.1 request carries exactly one Host field.");
        return false;
    }
    // RFC 9112 section 6.3: a coding other than chunked leaves the length unknown.
    if (parser.has_transfer_encoding && !parser.chunked()) {
        fail(http_fault_kind::malformed, 400, "The only transfer coding understood is chunked.");
        return false;
    }
    parser_->continue_wanted = parser.expects_continue && !parser.is_done() && parser.body.empty() && input_.empty();
    return true;
}

void http_request_reader::skip_empty_lines() {
    // RFC 9112 section 2.2: an empty line before a request is ignored.
    const auto begin = input_.find_first_not_of("\r\n");
    input_.erase(0, begin == std::string::npos ? input_.size() : begin);
}

void http_request_reader::fail(http_fault_kind kind, int status, std::string detail) {
    fault_ = http_fault{.kind = kind, .status = status, .detail = std::move(detail)};
    parser_.reset();
    input_.clear();
}

http_request_reader::arrival http_request_reader::take() {
    ASSERT(parser_->parser.is_done());
    auto& parser = parser_->parser;
    arrival result{
        .request = {},
        .how = {
            .keep_alive = parser.keep_alive(), .version_1_0 = parser.version < 11, .head = parser.method == "HEAD"}};
    result.request.method = std::move(parser.method);
    result.request.target = std::move(parser.target);
    result.request.fields = std::move(parser.fields);
    result.request.body = std::move(parser.body);
    parser_.reset();
    return result;
}

}  // namespace kaskad::net
