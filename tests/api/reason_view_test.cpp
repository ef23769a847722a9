#include "gateway/api/reason_view.hpp"

#include "core/reason.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway::api {

namespace json = boost::json;

TEST(ApiReasonView, ShowsTheCatalogue) {
    const auto shown = json::parse(render_reasons(true).body).as_array();
    EXPECT_EQ(shown.size(), core::reason_catalogue().size() - 1) << "all but none";
    EXPECT_EQ(shown.at(0), json::parse(R"({"code": "absent_subscriber", "culprit": "subscriber", "final": false,
        "try_elsewhere": true, "supplier_bills": true, "text": {"en": "The phone was switched off or out of coverage.",
        "ru": "Телефон был выключен или находился вне зоны покрытия."}})"));
}

TEST(ApiReasonView, TellsClientsNothingOfSuppliers) {
    for (const auto& entry : json::parse(render_reasons(false).body).as_array()) {
        EXPECT_FALSE(entry.as_object().contains("supplier_bills"));
        EXPECT_FALSE(entry.as_object().contains("try_elsewhere"));
    }
}

TEST(ApiReasonView, ShowsWhatNoMapKnows) {
    facts::link link;
    link.name = "alpha";
    const facts::unmapped_codes codes{{{.link = core::link_id{1},
                                        .stat = "UNDELIV",
                                        .err = "0\xFF",
                                        .reason = core::reason::undeliverable,
                                        .count = 7,
                                        .last_utc = 1'767'225'600'000},
                                       {.link = core::link_id{2}, .command_status = 0x444, .count = 1}},
                                      3};
    const auto shown = json::parse(render_unmapped(codes, {{core::link_id{1}, link}}).body);
    const auto& first = shown.at("codes").at(0);
    EXPECT_EQ(first.at("link"), "alpha");
    EXPECT_EQ(first.at("stat"), "UNDELIV");
    EXPECT_TRUE(first.at("network").is_null());
    EXPECT_TRUE(first.at("command_status").is_null());
    EXPECT_EQ(first.at("taken_for"), "undeliverable");
    EXPECT_EQ(first.at("count"), 7);
    EXPECT_TRUE(shown.at("codes").at(1).at("link").is_null());
    EXPECT_EQ(shown.at("codes").at(1).at("command_status"), "0x00000444");
    EXPECT_EQ(shown.at("uncounted"), 3);
}

}  // namespace kaskad::gateway::api
