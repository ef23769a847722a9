#pragma once

#include "engine/facts/effect.hpp"
#include "net/http_message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Everything the API says no with: RFC 9457 problem details with a stable code. One table holds code, status, title and
// whether trying again makes sense.

namespace kaskad::gateway::api {

struct problem_kind {
    std::string_view code;
    int status;
    std::string_view title;
    bool retryable;
};

// The code must be in the table.
const problem_kind& find_problem_kind(std::string_view code);

struct field_error {
    std::string field;
    std::string why;

    friend bool operator==(const field_error&, const field_error&) = default;
};

// Where a body stopped making sense. All from 1, but for the offset, which counts octets from 0.
struct text_position {
    size_t offset = 0;
    size_t line = 1;
    size_t column = 1;
};

struct problem {
    const problem_kind* kind = nullptr;
    std::string detail;
    std::vector<field_error> errors;
    std::optional<text_position> where;
    uint32_t retry_after_s = 0;  // 0 = not said
    std::string allow;           // 405: the methods there are
    std::string results;         // an array of which nothing was accepted: the items' results, as JSON

    int status() const { return kind->status; }
    std::string_view code() const { return kind->code; }
};

problem make_problem(std::string_view code, std::string detail);
problem make_problem(const facts::refusal& refusal);
// About one field; `why` is half a sentence: "must be ...".
problem make_field_fault(std::string_view code, std::string field, std::string why);
problem make_problem(const net::http_fault& fault);

// {type, title, status, code, detail, retryable, errors?, where?, results?} as application/problem+json.
net::http_response render_problem(const problem& value);

// The same for one item of an array: {"error": {code, status, detail, retryable, field?, errors?}}
std::string render_item_problem(const problem& value);

inline constexpr std::string_view JSON_TYPE = "application/json";
inline constexpr std::string_view PROBLEM_TYPE = "application/problem+json";

net::http_response make_json(int status, std::string body);

}  // namespace kaskad::gateway::api
