#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

// What other implementations' test suites assert: tests/data/smpp_vectors.json, one kind at a time.

namespace kaskad::smpp {

namespace json = boost::json;

// A file of tests/data.
inline std::string read_data(const std::string& name) {
    std::ifstream stream{KASKAD_SOURCE_DIR "/tests/data/" + name};
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
}

inline json::value read_json(const std::string& name) {
    return json::parse(read_data(name));
}

inline const json::array& vectors() {
    static const json::value file = read_json("smpp_vectors.json");
    return file.at("vectors").as_array();
}

inline std::string text_of(const json::value& value) {
    return std::string{value.as_string().c_str(), value.as_string().size()};
}

// Calls check(vector, input, expect) for each vector of a kind; there must be some.
template <typename Check>
void for_each(std::string_view kind, Check check) {
    size_t count = 0;
    for (const auto& vector : vectors()) {
        if (vector.at("kind").as_string() != kind) continue;
        SCOPED_TRACE(text_of(vector.at("id")));
        ++count;
        check(vector.as_object(), vector.at("input").as_object(), vector.at("expect").as_object());
    }
    EXPECT_GT(count, 0U) << "no vectors of kind " << kind;
}

}  // namespace kaskad::smpp
