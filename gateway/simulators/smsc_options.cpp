#include "gateway/simulators/smsc_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace kaskad::gateway::simulators {

namespace {

constexpr size_t NAME_LENGTH_MAX = 15;
constexpr size_t MESSAGES_LIMIT = 10'000'000;  // about 3 GB
constexpr size_t WINDOW_LIMIT = 10'000;
constexpr uint32_t ERROR_CODE_MAX = 999;  // three digits in a receipt

template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole ? std::optional{value} : std::nullopt;
}

std::optional<double> parse_probability(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole && value >= 0 && value <= 1 ? std::optional{value} : std::nullopt;
}

std::optional<smpp::command_status> parse_status(std::string_view text) {
    if (const auto named = smpp::parse_status_name(text)) return named;
    const bool is_hex = text.starts_with("0x");
    const auto number = parse_number<uint32_t>(is_hex ? text.substr(2) : text, is_hex ? 16 : 10);
    return number ? std::optional{static_cast<smpp::command_status>(*number)} : std::nullopt;
}

// Empty items are left out, so an empty text is an empty list.
std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (comma > 0) items.push_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

std::optional<error_rate> parse_error_rate(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto status = parse_status(text.substr(0, equals));
    const auto probability = parse_probability(text.substr(equals + 1));
    if (!status || !probability || *status == smpp::command_status::rok) return std::nullopt;
    return error_rate{*status, *probability};
}

}  // namespace

std::expected<std::vector<error_rate>, std::string> parse_error_rates(std::string_view text) {
    std::vector<error_rate> rates;
    for (const auto item : split(text)) {
        const auto rate = parse_error_rate(item);
        if (!rate) {
            return std::unexpected(
                fmt::format("\"{}\" is no error rate: expected STATUS=PROBABILITY like RSYSERR=0.01", item));
        }
        rates.push_back(*rate);
    }
    return rates;
}

std::expected<std::vector<uint32_t>, std::string> parse_error_codes(std::string_view text) {
    std::vector<uint32_t> codes;
    for (const auto item : split(text)) {
        const auto code = parse_number<uint32_t>(item);
        if (!code || *code > ERROR_CODE_MAX) {
            return std::unexpected(fmt::format("\"{}\" is no error code: expected a number from 0 to 999", item));
        }
        codes.push_back(*code);
    }
    return codes;
}

std::expected<id_form, std::string> parse_id_form(std::string_view text) {
    if (text == "decimal") return id_form::decimal;
    if (text == "hex") return id_form::hex;
    return std::unexpected(fmt::format("\"{}\": expected decimal or hex", text));
}

std::expected<receipt_policy, std::string> parse_receipt_policy(std::string_view text) {
    if (text == "as_asked") return receipt_policy::as_asked;
    if (text == "always") return receipt_policy::always;
    if (text == "never") return receipt_policy::never;
    return std::unexpected(fmt::format("\"{}\": expected as_asked, always or never", text));
}

std::string find_fault(const smsc_options& options) {
    const auto is_probability = [](double value) { return value >= 0 && value <= 1; };
    if (options.name.size() > NAME_LENGTH_MAX) return "name: at most 15 characters";
    for (const double each : {options.delivered, options.no_answer, options.receipt_first, options.receipt_twice,
                              options.receipt_elsewhere}) {
        if (!is_probability(each)) return "a probability is from 0 to 1";
    }
    double sum = options.no_answer;
    for (const auto& each : options.errors)
        sum += each.probability;
    if (sum > 1) return "the probabilities of errors and of no_answer together exceed 1";
    if (options.messages_max == 0 || options.messages_max > MESSAGES_LIMIT) return "messages_max: 1 to 10000000";
    if (options.receipt_window == 0 || options.receipt_window > WINDOW_LIMIT) return "receipt_window: 1 to 10000";
    const auto times = {options.receipt_retry_ms, options.receipt_age_max_ms, options.disconnect_ms,
                        options.read_pause_ms,    options.enquire_link_ms,    options.statistics_ms};
    if (std::ranges::any_of(times, [](int64_t each) { return each < 0; })) return "a time is not negative";
    return {};
}

}  // namespace kaskad::gateway::simulators
