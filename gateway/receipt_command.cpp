#include "gateway/receipt_command.hpp"

#include "core/calendar.hpp"
#include "gateway/serve.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/receipt.hpp"
#include "smpp/receipt_text.hpp"
#include "smpp/time_format.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <iostream>
#include <optional>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

std::string iso_seconds(int64_t utc_ms) {
    const auto at = core::to_civil(utc_ms);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at.year, at.month, at.day, at.hour, at.minute, at.second);
}

// With the tenth of a second where there is one.
std::string iso_utc(int64_t utc_ms) {
    const auto tenth = (utc_ms % 1000 + 1000) % 1000 / 100;
    return iso_seconds(utc_ms) + (tenth != 0 ? fmt::format(".{}", tenth) : "") + "Z";
}

class receipt_object {
  public:
    explicit receipt_object(std::string_view text)
        : fields_{smpp::split_receipt(text)}, read_{smpp::parse_receipt_text(text)} {}

    json::object make() {
        add_text("id", fields_.id, read_.id);
        add_number("sub", read_.submitted_count);
        add_number("dlvrd", read_.delivered_count);
        add_date("submit_date", read_.submit_utc_ms);
        add_date("done_date", read_.done_utc_ms);
        add_text("stat", fields_.stat, read_.stat);
        add_text("err", fields_.err, read_.err);
        if (fields_.stat) made_["state"] = smpp::to_string(read_.state);
        add_text("text", fields_.text, read_.text);
        return std::move(made_);
    }

  private:
    void add_text(std::string_view name, const std::optional<std::string_view>& field, std::string_view value) {
        if (field) made_[name] = smpp::decode_utf8(smpp::as_octets(value));
    }
    void add_number(std::string_view name, std::optional<uint32_t> value) {
        if (value) made_[name] = *value;
    }
    void add_date(std::string_view name, std::optional<int64_t> local_ms) {
        if (local_ms) made_[name] = iso_seconds(*local_ms);
    }

    smpp::receipt_fields fields_;
    smpp::receipt read_;  // in UTC, so its times are those that stand in the text
    json::object made_;
};

}  // namespace

std::string describe_receipt(std::string_view text) {
    return json::serialize(receipt_object{text}.make());
}

described_time describe_time(std::string_view text) {
    const auto time = smpp::parse_time(text);
    if (!time) return {json::serialize(json::object{{"error", smpp::to_string(time.error())}}), false};
    if (!time->is_relative) return {json::serialize(json::object{{"utc", iso_utc(time->utc_ms)}})};
    const auto& offset = time->relative;
    const json::object units{{"years", offset.years}, {"months", offset.months},   {"days", offset.days},
                             {"hours", offset.hours}, {"minutes", offset.minutes}, {"seconds", offset.seconds}};
    return {json::serialize(json::object{{"relative", units}})};
}

int print_receipt(std::string_view text) {
    std::cout << describe_receipt(text) << '\n';
    return EXIT_OK;
}

int print_time(std::string_view text) {
    const auto described = describe_time(text);
    std::cout << described.json << '\n';
    return described.is_time ? EXIT_OK : EXIT_FAILED;
}

}  // namespace kaskad::gateway
