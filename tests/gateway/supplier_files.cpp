#include "tests/gateway/supplier_files.hpp"

#include "core/calendar.hpp"
#include "smpp/message_id_forms.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::testing {

namespace {

core::civil_time local_of(const billed_part& row, int32_t minutes) {
    return core::to_civil(row.utc_ms + minutes * 60'000);
}

std::string amount_of(const billed_part& row) {
    return core::to_string(core::amount{row.amount_e6});
}

std::string price_of(const billed_part& row) {
    return core::to_string(core::price{row.price_e8});
}

std::string with_comma(std::string number) {
    std::ranges::replace(number, '.', ',');
    return number;
}

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(::toupper(c)); });
    return text;
}

std::string zone_line(const std::string& zone) {
    return zone.empty() ? std::string{} : "zone = \"" + zone + "\"\n";
}

// Commas, a header, ids in capitals.
std::string write_plain(const std::vector<billed_part>& rows, int32_t minutes) {
    std::string text = "MessageId,To,From,Time,Status,Parts,Price,Amount,Currency,MCCMNC,Note\n";
    for (const auto& row : rows) {
        const auto at = local_of(row, minutes);
        text +=
            fmt::format("{},+{},{},{:04}-{:02}-{:02} {:02}:{:02}:{:02},{},{},{},{},{},{},\"a, b\"\n",
                        in_capitals(row.id), row.recipient, row.sender, at.year, at.month, at.day, at.hour, at.minute,
                        at.second, row.status, row.parts, price_of(row), amount_of(row), row.currency, row.network);
    }
    return text;
}

std::string plain_mapping(const std::string& zone, int32_t) {
    return zone_line(zone) +
           "[columns]\nid = \"messageid\"\nrecipient = \"To\"\nsender = \"From\"\ntime = \"Time\"\nstatus = "
           "\"Status\"\n"
           "parts = \"Parts\"\nprice = \"Price\"\namount = \"Amount\"\ncurrency = \"Currency\"\nnetwork = \"MCCMNC\"\n";
}

// Semicolons, decimal commas, dates as in Germany or Russia, names in windows-1251, ids as decimal numbers, words of
// its own for statuses and networks, a sum in the last row.
std::string write_local(const std::vector<billed_part>& rows, int32_t minutes) {
    // "Номер" in windows-1251
    std::string text = "Report of November\nID;\xCD\xEE\xEC\xE5\xF0;Sender;Date;State;Parts;Rate;Sum;Cur;Net\n";
    for (const auto& row : rows) {
        const auto at = local_of(row, minutes);
        text += fmt::format("{};00{};{};{:02}.{:02}.{:04} {:02}:{:02}:{:02};{};{};{};{};{};{}\r\n",
                            smpp::hex_to_decimal(row.id).value_or(""), row.recipient, row.sender, at.day, at.month,
                            at.year, at.hour, at.minute, at.second, row.status == "DELIVRD" ? "ok" : "bad", row.parts,
                            with_comma(price_of(row)), with_comma(amount_of(row)), row.currency,
                            row.network == "26201" ? "Telekom" : row.network);
    }
    return text + ";;;;;;;999,99;;\n";
}

std::string local_mapping(const std::string& zone, int32_t) {
    return zone_line(zone) +
           "header_rows = 2\nfooter_rows = 1\nseparator = \";\"\nencoding = \"windows-1251\"\ndecimal = \"comma\"\n"
           "date_format = \"%d.%m.%Y %H:%M:%S\"\n"
           "[columns]\nid = \"ID\"\nrecipient = \"Номер\"\nsender = \"Sender\"\ntime = \"Date\"\nstatus = \"State\"\n"
           "parts = \"Parts\"\nprice = \"Rate\"\namount = \"Sum\"\ncurrency = \"Cur\"\nnetwork = \"Net\"\n"
           "[[status]]\nword = \"OK\"\nmeans = \"delivered\"\n[[status]]\nword = \"bad\"\nmeans = \"failed\"\n"
           "[[network]]\nword = \"Telekom\"\nmccmnc = \"26201\"\n";
}

// Columns of a fixed width, ids with zeros in front, national numbers.
std::string write_fixed(const std::vector<billed_part>& rows, int32_t minutes) {
    std::string text;
    for (const auto& row : rows) {
        const auto at = local_of(row, minutes);
        const bool is_home = row.recipient.starts_with("49");
        text += fmt::format("{:>12}{:<16}{:<11}{:04}{:02}{:02}{:02}{:02}{:02}{:<8}{:02}{:>10}{:>10}{:<3}{:<6}\n",
                            row.id.empty() ? "" : "0000" + row.id,
                            is_home ? "0" + row.recipient.substr(2) : "+" + row.recipient, row.sender, at.year,
                            at.month, at.day, at.hour, at.minute, at.second, row.status, row.parts, price_of(row),
                            amount_of(row), row.currency, row.network);
    }
    return text;
}

std::string fixed_mapping(const std::string& zone, int32_t) {
    return zone_line(zone) +
           "shape = \"fixed\"\nheader_rows = 0\ncountry_code = \"49\"\ndate_format = \"%Y%m%d%H%M%S\"\n"
           "[columns]\nid = \"1-12\"\nrecipient = \"13-28\"\nsender = \"29-39\"\ntime = \"40-53\"\nstatus = \"54-61\"\n"
           "parts = \"62-63\"\nprice = \"64-73\"\namount = \"74-83\"\ncurrency = \"84-86\"\nnetwork = \"87-92\"\n";
}

// Tabs, no header, columns by their numbers, a row a message.
std::string write_numbered(const std::vector<billed_part>& rows, int32_t minutes) {
    std::string text;
    for (const auto& row : rows) {
        const auto at = local_of(row, minutes);
        text += fmt::format("{:02}/{:02}/{:04} {:02}:{:02}:{:02}.250\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", at.month,
                            at.day, at.year, at.hour, at.minute, at.second, row.id, row.recipient, row.sender,
                            row.status, row.parts, price_of(row), amount_of(row), row.currency, row.network);
    }
    return text;
}

std::string numbered_mapping(const std::string& zone, int32_t) {
    return zone_line(zone) +
           "rows = \"messages\"\nheader_rows = 0\nseparator = \"tab\"\ndate_format = \"%m/%d/%Y %H:%M:%S\"\n"
           "[columns]\ntime = \"#1\"\nid = \"#2\"\nrecipient = \"#3\"\nsender = \"#4\"\nstatus = \"#5\"\nparts = "
           "\"#6\"\n"
           "price = \"#7\"\namount = \"#8\"\ncurrency = \"#9\"\nnetwork = \"#10\"\n";
}

// Every value in quotes, one with a line end in it, times with their offsets.
std::string write_quoted(const std::vector<billed_part>& rows, int32_t minutes) {
    std::string text =
        "\xEF\xBB\xBF\"id\",\"text\",\"to\",\"from\",\"at\",\"state\",\"n\",\"rate\",\"sum\",\"cur\",\"net\"\n";
    for (const auto& row : rows) {
        const auto at = local_of(row, minutes);
        const auto magnitude = minutes < 0 ? -minutes : minutes;
        text += fmt::format(
            "\"{}\",\"two\nlines, \"\"quoted\"\"\",\"{}\",\"{}\",\"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}\","
            "\"{}\",\"{}\",\"{}\",\"{}\",\"{}\",\"{}\"\n",
            row.id, row.recipient, row.sender, at.year, at.month, at.day, at.hour, at.minute, at.second,
            minutes < 0 ? '-' : '+', magnitude / 60, magnitude % 60, row.status, row.parts, price_of(row),
            amount_of(row), row.currency, row.network);
    }
    return text;
}

// Times say their offsets, so that there is no zone to be found; the days of the period are still the supplier's.
std::string zone_of(int32_t minutes) {
    switch (minutes) {
        case 180:
            return "Europe/Moscow";
        case -300:
            return "America/Bogota";
        case 345:
            return "Asia/Kathmandu";
        case 840:
            return "Pacific/Kiritimati";
        default:
            return "UTC";
    }
}

std::string quoted_mapping(const std::string& zone, int32_t minutes) {
    return zone_line(zone.empty() ? zone_of(minutes) : zone) +
           "date_format = \"%Y-%m-%dT%H:%M:%S\"\n"
           "[columns]\nid = \"id\"\nrecipient = \"to\"\nsender = \"from\"\ntime = \"at\"\nstatus = \"state\"\nparts = "
           "\"n\"\n"
           "price = \"rate\"\namount = \"sum\"\ncurrency = \"cur\"\nnetwork = \"net\"\n";
}

}  // namespace

const std::vector<file_shape_case>& all_shapes() {
    static const std::vector<file_shape_case> SHAPES{{"plain", write_plain, plain_mapping},
                                                     {"local", write_local, local_mapping},
                                                     {"fixed", write_fixed, fixed_mapping},
                                                     {"numbered", write_numbered, numbered_mapping},
                                                     {"quoted", write_quoted, quoted_mapping}};
    return SHAPES;
}

}  // namespace kaskad::gateway::testing
