#include "gateway/api/csv_line.hpp"

namespace kaskad::gateway::api {

void csv_line::add(std::string_view value) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        out_ += value;
        return;
    }
    out_ += '"';
    for (const char octet : value) {
        if (octet == '"') out_ += '"';
        out_ += octet;
    }
    out_ += '"';
}

void append_csv_line(std::string& out, std::initializer_list<std::string_view> fields) {
    csv_line line{out};
    for (const auto field : fields)
        line.add(field);
    line.end();
}

}  // namespace kaskad::gateway::api
