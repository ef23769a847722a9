#include "store/postgres_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

bool is_postgres_url(const std::string& text) {
    return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

std::string connection_string(const postgres_options& options) {
    const auto question = options.url.find('?');
    const auto base = options.url.substr(0, question);
    const auto of_user = question == std::string::npos ? std::string{} : "&" + options.url.substr(question + 1);
    // A peer that acknowledges nothing is gone after tcp_user_timeout; one that says nothing, after the keepalives.
    return fmt::format(
        "{}?application_name=kaskad&connect_timeout={}&tcp_user_timeout={}&keepalives_idle=10&keepalives_interval=5"
        "&keepalives_count=3{}",
        base, options.connect_timeout.count(), options.statement_timeout.count(), of_user);
}

std::string place_of(const std::string& url) {
    auto begin = url.find("://");
    begin = begin == std::string::npos ? 0 : begin + 3;
    const auto end = std::min(url.find('?', begin), url.size());
    auto place = url.substr(begin, end - begin);
    // A password may hold what nobody encoded: all before the last '@' goes.
    if (const auto at = place.rfind('@'); at != std::string::npos) place.erase(0, at + 1);
    return place.empty() || place == "/" ? "the default server" : place;
}

}  // namespace kaskad::store
