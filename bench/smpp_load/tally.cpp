#include "bench/smpp_load/tally.hpp"

#include "bench/wire/cost.hpp"
#include "bench/wire/counts_json.hpp"
#include "bench/wire/smpp_frame.hpp"
#include "bench/wire/specimen.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>

namespace kaskad::bench {

namespace {

constexpr uint8_t TYPE_BITS = 0x3c;  // of esm_class
constexpr uint8_t RECEIPT = 0x04;

uint64_t read_id(std::string_view text) {
    uint64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

std::string_view field(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return {};
    const auto value = text.substr(at + name.size());
    return value.substr(0, value.find(' '));
}

}  // namespace

bool tally::note_answer(uint32_t number, uint32_t status, std::string_view message_id) {
    ++statuses_[status];
    if (status == ESME_RMSGQFUL || status == ESME_RTHROTTLED) {
        ++refused_;
        return true;
    }
    if (status != ESME_ROK) {
        ++failed_;
        return false;
    }
    ++accepted_;
    lines_.at(number).id = read_id(message_id);
    lines_.at(number).answered_us = steady_us();
    return false;
}

void tally::note_receipt(uint8_t esm_class, std::string_view source, std::string_view text) {
    const auto number = (esm_class & TYPE_BITS) == RECEIPT ? read_number(source) : std::nullopt;
    if (!number || !lines_.holds(*number)) return note_stranger();
    auto& line = lines_.at(*number);
    heard_us_ = steady_us();
    if (line.callbacks++ == 0) {
        line.called_back_us = heard_us_;
        ++receipts_;
    }
    if (read_id(field(text, "id:")) != line.id) line.note(fault::callback_differs);
    if (field(text, "stat:") != "DELIVRD") line.note(fault::not_delivered);
}

void tally::print(uint64_t begin_us, uint32_t numbers) const {
    fmt::print(R"({{"begin_us":{},"end_us":{},"numbers":{},"accepted":{},"refused":{},"failed":{},"lost_answers":{},)"
               R"("receipts":{},"strangers":{},"statuses":{},"reads":{{}},"read_p99_us":0,"cpu_us":{}}})"
               "\n",
               begin_us, load_end_us_, numbers, accepted_, refused_, failed_, lost_answers_, receipts_, strangers_,
               to_json(statuses_), cpu_us());
}

}  // namespace kaskad::bench
