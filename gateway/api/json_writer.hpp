#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Writes JSON text member by member, in the order of the calls: equal calls give equal octets, which callbacks need.
// Strings may come from operators: what is no valid UTF-8 in them becomes U+FFFD, so the result is always JSON.

namespace kaskad::gateway::api {

class json_writer {
  public:
    explicit json_writer(size_t octets = 512) { out_.reserve(octets); }

    // An empty name stands for "no name": the root or an element of an array.
    void begin_object(std::string_view name = {});
    void end_object();
    void begin_array(std::string_view name = {});
    void end_array();

    void text(std::string_view name, std::string_view value);
    void number(std::string_view name, int64_t value);
    void flag(std::string_view name, bool value);
    void null(std::string_view name);
    // An empty text is null.
    void text_or_null(std::string_view name, std::string_view value);
    // A finished JSON value.
    void raw(std::string_view name, std::string_view json);

    std::string take();

  private:
    void start(std::string_view name);

    std::string out_;
    int depth_ = 0;
};

// Appends the text as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

}  // namespace kaskad::gateway::api
