#include "gateway/api/contract_request.hpp"
#include "gateway/api/contract_view.hpp"
#include "tests/api/resale.hpp"

// Contracts, invoices and closed months: what is asked of the engine, by whom, and which answer means what.

namespace kaskad::gateway::api {
namespace {

const std::string CONTRACT =
    R"({"version":2,"from":"2026-11-16","notice_days":30,"seller":"main","buyer":{"name":"Shop GmbH","address":["Weg 1"],
    "tax_number":"DE1","bank":[]},"language":"en","tax_code":"de19","payment_days":14,
    "overdue":{"warn_days":1,"stop_marketing_days":7,"stop_days":14},"step_rule":"whole_volume",
    "steps":[{"from_unit":1000,"percent":"2.5"}],"commitment":"100",
    "fees":[{"name":"bind","subject":"bind","of":"one","cycle":"monthly","amount":"10","from":"2026-11-01",
             "until":"2027-01-01","pro_rata":true}]})";

const std::string DRAFT = R"({"client":"shop","seller":"main","prefix":"RE-","language":"en","from_day":"2026-11-01",
    "to_day":"2026-12-01","issued":"2026-12-01","due":"2026-12-15","from":{"name":"Wir"},"to":{"name":"Shop GmbH"},
    "tax_code":"de19","tax_percent":"19","tax_text":"",
    "lines":[{"kind":"messages","country":"DE","network":"26201","items":10,"units":12,"exact":"1.234567"},
             {"kind":"volume_credit","text":"steps","exact":"-0.5"}]})";

class ApiContracts : public ApiResale {
  protected:
    static billing::invoice invoice() {
        billing::invoice made;
        made.seller = "main";
        made.number = 12;
        made.prefix = "RE-";
        made.client = {1};
        made.currency = *core::parse_currency("EUR");
        made.from_day = 20'758;
        made.to_day = 20'788;
        made.tax_ppm = 190'000;
        made.net = {1'230'000};
        made.tax = {230'000};
        made.gross = {1'460'000};
        made.by = "root";
        return made;
    }
};

TEST_F(ApiContracts, SayEverythingThatIsAgreed) {
    open_world();
    const auto asked =
        asked_by<facts::put_contract>("PUT", "/v1/admin/contracts/shop?dry_run=true", CONTRACT, facts::contracts{{{}}});
    EXPECT_EQ(asked.client, "shop");
    EXPECT_TRUE(asked.is_dry_run);
    const auto& value = asked.value;
    EXPECT_EQ(value.version, 2U);
    EXPECT_EQ(value.from_day, 20'773U);
    EXPECT_EQ(value.notice_days, 30U);
    EXPECT_EQ(value.seller, "main");
    EXPECT_EQ(value.buyer, (billing::party{"Shop GmbH", {"Weg 1"}, "DE1", {}}));
    EXPECT_EQ(value.payment_days, 14U);
    EXPECT_EQ(value.overdue, (facts::overdue_steps{1, 7, 14}));
    EXPECT_EQ(value.by, "owner/root");
    const billing::tariff agreed{.rule = billing::step_rule::whole_volume,
                                 .steps = {{1'000, 25'000}},
                                 .commitment = {100'000'000},
                                 .fees = {{.name = "bind",
                                           .subject = billing::fee_subject::bind,
                                           .of = "one",
                                           .cycle = billing::fee_cycle::monthly,
                                           .amount = {10'000'000},
                                           .from_day = 20'758,
                                           .until_day = 20'819,
                                           .is_pro_rata = true}}};
    EXPECT_EQ(value.tariff, agreed);
    // What is told can be said again as it is; who agreed it is not the body's to say.
    facts::contract_row row{value, "shop"};
    row.value.tariff.fees.push_back({.name = "open", .amount = {1}, .from_day = 20'758});
    auto again = read_contract(render_contract(row));
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->by, "");
    again->by = value.by;
    EXPECT_EQ(*again, row.value);
}

TEST_F(ApiContracts, AreMadeReadAndMissing) {
    open_world();
    auto first = CONTRACT;
    first.replace(first.find("\"version\":2"), 11, "\"version\":0");
    asked_by<facts::put_contract>("PUT", "/v1/admin/contracts/shop", first, facts::contracts{{{{}, "shop"}}});
    EXPECT_EQ(last_->status, 201);
    asked_by<facts::put_contract>("PUT", "/v1/admin/contracts/shop", CONTRACT, facts::contracts{{{{}, "shop"}}});
    EXPECT_EQ(last_->status, 200);
    asked_by<facts::put_contract>("PUT", "/v1/admin/contracts/shop", CONTRACT,
                                  facts::refusal{facts::refusal_code::outdated, "version", "newer"});
    EXPECT_EQ(last_->status, 409);
    EXPECT_EQ(asked_by<facts::query_contracts>("GET", "/v1/admin/contracts", "", facts::contracts{}).client, "");
    EXPECT_TRUE(last_->json().at("contracts").as_array().empty());
    EXPECT_EQ(asked_by<facts::query_contracts>("GET", "/v1/admin/contracts/shop", "", facts::contracts{{{{}, "shop"}}})
                  .client,
              "shop");
    EXPECT_EQ(last_->json().at("client"), "shop");
}

TEST_F(ApiContracts, ABadOneIsNamedByItsFieldAndNotAsked) {
    open_world();
    struct row {
        const char* body;
        const char* field;
    };
    for (const auto& [body, field] :
         {row{R"({})", "version"}, row{R"({"version":0,"steps":[{"from_unit":1}]})", "steps[0].percent"},
          row{R"({"version":0,"steps":[{"from_unit":1,"percent":"101"}]})", "steps[0].percent"},
          row{R"({"version":0,"steps":[{"from_unit":1,"percent":"0.00001"}]})", "steps[0].percent"},
          row{R"({"version":0,"fees":[{"name":"a","amount":"1","from":"2026-02-30"}]})", "fees[0].from"},
          row{R"({"version":0,"from":"2026-02-30"})", "from"}, row{R"({"version":0,"notice_days":400})", "notice_days"},
          row{R"({"version":0,"buyer":{"nom":"a"}})", "buyer.nom"}, row{R"({"version":0,"buyer":"a"})", "buyer"},
          row{R"({"version":0,"overdue":{"warn_days":400}})", "overdue.warn_days"}}) {
        const auto refused = ask("PUT", "/v1/admin/contracts/shop", OPERATOR, body);
        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(refused.json().at("errors").at(0).at("field"), field) << body;
    }
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiContracts, ADraftBecomesAnInvoice) {
    open_world();
    const auto asked =
        asked_by<facts::issue_invoice>("POST", "/v1/admin/invoices", DRAFT, facts::invoiced{invoice(), false, false});
    EXPECT_EQ(last_->status, 201);
    EXPECT_EQ(asked.client, "shop");
    EXPECT_EQ(asked.by, "owner/root");
    EXPECT_EQ(asked.draft.from_day, 20'758U);
    EXPECT_EQ(asked.draft.tax_ppm, 190'000U);
    ASSERT_EQ(asked.draft.lines.size(), 2U);
    EXPECT_EQ(asked.draft.lines[0].units, 12U);
    EXPECT_EQ(asked.draft.lines[1].exact, core::amount{-500'000});
    const auto told = last_->json();
    EXPECT_EQ(told.at("printed_number"), "RE-0012");
    EXPECT_EQ(told.at("tax_percent"), "19");
    EXPECT_EQ(told.at("gross"), "1.46");
    EXPECT_EQ(told.at("from_day"), "2026-11-01");
    EXPECT_TRUE(told.at("cites").is_null());
    asked_by<facts::issue_invoice>("POST", "/v1/admin/invoices", DRAFT, facts::invoiced{invoice(), true, false});
    EXPECT_EQ(last_->status, 200);
    const auto back = asked_by<facts::take_back_invoice>("POST", "/v1/admin/invoices/main/12/take-back?dry_run=true",
                                                         "", facts::invoiced{invoice(), false, true});
    EXPECT_EQ(last_->status, 200);
    EXPECT_EQ(back.seller, "main");
    EXPECT_EQ(back.number, 12U);
    EXPECT_TRUE(back.is_dry_run);
    EXPECT_EQ(ask("POST", "/v1/admin/invoices/main/x/take-back", OPERATOR).status, 404);
    EXPECT_EQ(ask("POST", "/v1/admin/invoices", OPERATOR, R"({"client":"a","seller":"b"})").status, 422);
}

TEST_F(ApiContracts, AClientReadsItsOwnInvoicesAndNobodyElses) {
    open_world();
    const auto all = asked_by<facts::query_invoices>("GET", "/v1/admin/invoices?client=shop&unpaid=true&limit=5", "",
                                                     facts::invoices{{invoice()}, true});
    EXPECT_EQ(all.client, "shop");
    EXPECT_TRUE(all.only_unpaid);
    EXPECT_EQ(all.limit, 5U);
    EXPECT_EQ(last_->json().at("has_more"), true);
    EXPECT_EQ(last_->json().at("next_after"), "main/12");
    EXPECT_EQ(last_->json().at("invoices").at(0).at("by"), "root");
    const auto next = asked_by<facts::query_invoices>("GET", "/v1/admin/invoices?after=north/main/12", "",
                                                      facts::invoices{{invoice()}, false});
    EXPECT_EQ(next.after_seller, "north/main");
    EXPECT_EQ(next.after_number, 12U);
    EXPECT_TRUE(last_->json().at("next_after").is_null());
    for (const auto* after : {"main", "main/", "/12", "main/0", "main/x"})
        EXPECT_EQ(ask("GET", std::string{"/v1/admin/invoices?after="} + after, OPERATOR).status, 422) << after;
    const auto own = asked_by<facts::query_invoices>(
        "GET", "/v1/invoices?client=other", "", facts::invoices{{invoice()}, false}, "Authorization: Bearer anna\r\n");
    EXPECT_EQ(own.client, "shop");
    EXPECT_FALSE(last_->json().at("invoices").at(0).as_object().contains("by"));
    // Nothing under /v1/admin/ is for a client's key, not even for one that manages clients.
    for (const auto* path : {"contracts", "contracts/shop", "invoices", "periods"})
        EXPECT_EQ(ask("GET", std::string{"/v1/admin/"} + path, ACME).status, 404) << path;
    for (const auto* path : {"invoices", "invoices/main/12/take-back", "periods"})
        EXPECT_EQ(ask("POST", std::string{"/v1/admin/"} + path, ACME, DRAFT).status, 404) << path;
    EXPECT_EQ(ask("PUT", "/v1/admin/contracts/shop", ACME, CONTRACT).status, 404);
    EXPECT_EQ(ask("GET", "/v1/admin/invoices?number=0", OPERATOR).status, 422);
}

TEST_F(ApiContracts, AMonthIsClosedOrItIsSaidWhatIsMissing) {
    open_world();
    facts::period_check check{{.from_day = 20'758, .to_day = 20'788, .by = {}}, {"client shop is not invoiced"}, false};
    const auto asked = asked_by<facts::close_period>("POST", "/v1/admin/periods",
                                                     R"({"month":"2026-11","nothing_for":["bank"]})", check);
    EXPECT_EQ(asked.from_day, 20'758U);
    EXPECT_EQ(asked.nothing_for, std::vector<std::string>{"bank"});
    EXPECT_EQ(last_->status, 200);
    EXPECT_EQ(last_->json().at("closed"), false);
    EXPECT_EQ(last_->json().at("missing").as_array().size(), 1U);
    check.missing.clear();
    asked_by<facts::close_period>("POST", "/v1/admin/periods", R"({"month":"2026-11"})", check);
    EXPECT_EQ(last_->status, 201);
    EXPECT_EQ(last_->json().at("closed"), true);
    asked_by<facts::query_periods>("GET", "/v1/admin/periods", "", facts::periods{{check.value}});
    EXPECT_EQ(last_->json().at("periods").at(0).at("from_day"), "2026-11-01");
    EXPECT_EQ(ask("POST", "/v1/admin/periods", OPERATOR, R"({"month":"2026-13"})").status, 422);
}

TEST_F(ApiContracts, AnOrderNamesItsDayAndTheInvoiceItPays) {
    open_world();
    const auto asked = asked_by<facts::order_money>(
        "POST", "/v1/admin/ledger/orders",
        R"({"client":"shop","kind":"payment","amount":"1.46","reference":"bank/1","for_day":"2026-12-03",
            "invoice":{"seller":"main","number":12}})",
        facts::ordered{.value = {.client = {1}, .for_day = 20'790, .seller = "main", .invoice = 12}});
    EXPECT_EQ(asked.kind, facts::money_order_kind::payment);
    EXPECT_EQ(asked.for_day, 20'790U);
    EXPECT_EQ(asked.invoice_seller, "main");
    EXPECT_EQ(asked.invoice, 12U);
    EXPECT_EQ(last_->json().at("for_day"), "2026-12-03");
    EXPECT_EQ(last_->json().at("invoice").at("number"), 12);
}

}  // namespace
}  // namespace kaskad::gateway::api
