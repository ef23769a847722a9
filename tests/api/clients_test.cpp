#include "tests/api/resale.hpp"

// Clients and keys over real sockets: for whom the engine is asked, in which steps, and what is told.

namespace kaskad::gateway::api {
namespace {

class ApiClients : public ApiResale {
  protected:
    static facts::client_standings shop() {
        facts::client_standing row{.value = make_client(1, "anna"), .parent = "acme"};
        row.value.name = "shop";
        row.value.currency = *core::parse_currency("EUR");
        row.value.weight = 3;
        return {{row}};
    }
    static facts::refusal nobody() { return {facts::refusal_code::not_found, "client", "there is no client"}; }
};

TEST_F(ApiClients, AreThereForOperatorsAndResellersOnly) {
    open_world();
    for (const auto* path : {"/v1/admin/clients", "/v1/admin/clients/shop", "/v1/admin/clients/shop/keys",
                             "/v1/admin/ledger/orders", "/v1/admin/exchange-rates"})
        for (const auto& who : {ANNA, ACME}) {
            const auto status = ask("GET", path, who).status;
            EXPECT_TRUE(status == 404 || status == 403) << path << status;
        }
    EXPECT_EQ(ask("PUT", "/v1/admin/clients/shop", ACME, "{}").status, 404);
    EXPECT_EQ(ask("PUT", "/v1/clients/shop", ANNA, "{}").code(), "missing_scope");
    EXPECT_EQ(ask("POST", "/v1/clients/shop", OPERATOR, "{}").status, 405);
    EXPECT_EQ(ask("GET", "/v1/clients/", OPERATOR).status, 404);
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiClients, AreListedForWhoAsks) {
    open_world();
    auto client = connect();
    client.send("GET", "/v1/admin/clients", OPERATOR);
    const auto ours = engine_.wait_for_last<facts::query_clients>(1);
    EXPECT_FALSE(ours.seller);
    EXPECT_EQ(ours.name, "");
    answer(ours.reply_to, 0, shop());
    EXPECT_EQ(client.receive().json().at("clients").at(0).at("name"), "shop");
    client.send("GET", "/v1/clients/shop", ACME);
    const auto theirs = engine_.wait_for_last<facts::query_clients>(2);
    EXPECT_EQ(theirs.seller.value, 4U);
    EXPECT_EQ(theirs.name, "shop");
    answer(theirs.reply_to, 0, shop());
    const auto told = client.receive().json();
    EXPECT_EQ(told.at("parent"), "acme");
    EXPECT_FALSE(told.as_object().contains("margin_min"));
}

TEST_F(ApiClients, APutGoesOnFromWhatIsThere) {
    open_world();
    auto client = connect();
    client.send("PUT", "/v1/admin/clients/shop?dry_run=true", OPERATOR, R"({"limit":"5"})");
    answer(engine_.wait_for_last<facts::query_clients>(1).reply_to, 0, shop());
    const auto command = engine_.wait_for_last<facts::put_client>(2);
    EXPECT_EQ(command.value.weight, 3U) << "what is left out stays";
    EXPECT_EQ(command.value.limit.e6, 5'000'000);
    EXPECT_EQ(command.parent, "acme");
    EXPECT_TRUE(command.is_dry_run);
    EXPECT_FALSE(command.must_be_new);
    answer(command.reply_to, 0, shop());
    EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ApiClients, APutMakesWhatIsNotThere) {
    open_world();
    auto client = connect();
    client.send("PUT", "/v1/clients/new", ACME + "If-None-Match: *\r\n", R"({"currency":"EUR"})");
    answer(engine_.wait_for_last<facts::query_clients>(1).reply_to, 0, nobody());
    const auto command = engine_.wait_for_last<facts::put_client>(2);
    EXPECT_EQ(command.value.name, "new");
    EXPECT_EQ(command.seller.value, 4U);
    EXPECT_TRUE(command.must_be_new);
    answer(command.reply_to, 0, shop());
    EXPECT_EQ(client.receive().status, 201);
    // Somebody else has the name: the reseller does not see the client, and the engine says no.
    client.send("PUT", "/v1/clients/taken?must_be_new", ACME, R"({"currency":"EUR"})");
    answer(engine_.wait_for_last<facts::query_clients>(3).reply_to, 0, nobody());
    answer(engine_.wait_for_last<facts::put_client>(4).reply_to, 0,
           facts::refusal{facts::refusal_code::already_exists, "name", "the name is taken"});
    const auto refused = client.receive();
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.json().at("errors").at(0).at("field"), "name");
}

TEST_F(ApiClients, ABadBodyReachesNoPut) {
    open_world();
    auto client = connect();
    client.send("PUT", "/v1/admin/clients/shop", OPERATOR, R"({"limit":5})");
    answer(engine_.wait_for_last<facts::query_clients>(1).reply_to, 0, shop());
    EXPECT_EQ(client.receive().code(), "wrong_type");
    client.send("PUT", "/v1/admin/clients/new", OPERATOR, R"({})");
    answer(engine_.wait_for_last<facts::query_clients>(2).reply_to, 0, nobody());
    EXPECT_EQ(client.receive().code(), "missing_field");
    EXPECT_EQ(ask("PUT", "/v1/admin/clients/shop?colour=red", OPERATOR, "{}").code(), "unknown_field");
    EXPECT_EQ(ask("PUT", "/v1/admin/clients/shop?dry_run=perhaps", OPERATOR, "{}").code(), "invalid_field");
    EXPECT_EQ(engine_.count(), 2U);
}

TEST_F(ApiClients, ADeleteDisables) {
    open_world();
    auto client = connect();
    client.send("DELETE", "/v1/admin/clients/shop", OPERATOR);
    answer(engine_.wait_for_last<facts::query_clients>(1).reply_to, 0, shop());
    const auto command = engine_.wait_for_last<facts::put_client>(2);
    EXPECT_FALSE(command.value.enabled);
    EXPECT_EQ(command.value.weight, 3U);
    answer(command.reply_to, 0, facts::refusal{facts::refusal_code::declared_in_config, "name", "the file has it"});
    EXPECT_EQ(client.receive().status, 409);
    client.send("DELETE", "/v1/admin/clients/none", OPERATOR);
    answer(engine_.wait_for_last<facts::query_clients>(3).reply_to, 0, nobody());
    EXPECT_EQ(client.receive().status, 404);
}

TEST_F(ApiClients, NothingIsChangedThatCannotBeMadeDurable) {
    open_world();
    durable_ = false;
    EXPECT_EQ(ask("PUT", "/v1/admin/clients/shop", OPERATOR, "{}").code(), "not_ready");
    EXPECT_EQ(ask("POST", "/v1/admin/ledger/orders", OPERATOR, "{}").code(), "not_ready");
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiClients, AKeyIsToldOnceAndKeptAsItsDigest) {
    open_world();
    auto client = connect();
    const std::string wanted = R"({"name":"app","scopes":["send","send"],"addresses":["10.0.0.0/8"],"test":true})";
    client.send("POST", "/v1/clients/shop/keys", ACME, wanted);
    const auto command = engine_.wait_for_last<facts::put_key>(1);
    EXPECT_EQ(command.seller.value, 4U);
    EXPECT_EQ(command.client, "shop");
    EXPECT_EQ(command.key.scopes, std::vector<uint8_t>{0});
    EXPECT_TRUE(command.key.is_test);
    EXPECT_FALSE(command.key.operator_scope);
    answer(command.reply_to, 0, shop());
    const auto response = client.receive();
    EXPECT_EQ(response.status, 201);
    const std::string key{response.json().at("key").as_string()};
    EXPECT_TRUE(key.starts_with("kk_test_"));
    EXPECT_EQ(key.size(), 8 + 64U) << "256 bits";
    EXPECT_EQ(net::to_hex(net::as_octets(net::sha256(key))), command.key.sha256);
    EXPECT_FALSE(response.body.contains(command.key.sha256));
    client.send("POST", "/v1/clients/shop/keys", ACME, wanted);
    EXPECT_NE(engine_.wait_for_last<facts::put_key>(2).key.sha256, command.key.sha256);
}

TEST_F(ApiClients, ABadKeyIsNamed) {
    open_world();
    const std::string path = "/v1/admin/clients/shop/keys";
    for (const auto& [body, field] : {std::pair{R"({})", "name"}, std::pair{R"({"name":"a b"})", "name"},
                                      std::pair{R"({"name":"a","scopes":["all"]})", "scopes"},
                                      std::pair{R"({"name":"a","addresses":["10.0.0.0/33"]})", "addresses"},
                                      std::pair{R"({"name":"a","expires":"soon"})", "expires"},
                                      std::pair{R"({"name":"a","operator_scope":true})", "operator_scope"}}) {
        const auto refused = ask("POST", path, OPERATOR, body);
        EXPECT_EQ(refused.status, 422) << body;
        EXPECT_EQ(refused.json().at("errors").at(0).at("field"), field) << body;
    }
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiClients, KeysAreListedAndRemovedByTheirNames) {
    open_world();
    auto client = connect();
    client.send("GET", "/v1/admin/clients/shop/keys", OPERATOR);
    answer(engine_.wait_for_last<facts::query_clients>(1).reply_to, 0, shop());
    const auto told = client.receive();
    EXPECT_EQ(told.json().at("keys").at(0).at("name"), "anna");
    EXPECT_FALSE(told.body.contains(shop().rows[0].value.keys[0].sha256));
    client.send("DELETE", "/v1/admin/clients/shop/keys/anna", OPERATOR);
    const auto command = engine_.wait_for_last<facts::put_key>(2);
    EXPECT_EQ(command.key.name, "anna");
    EXPECT_EQ(command.key.sha256, "");
    EXPECT_EQ(command.key.expires_utc, 0);
    answer(command.reply_to, 0, shop());
    EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ApiClients, AKeyMayEndLater) {
    open_world();
    auto client = connect();
    const std::string path = "/v1/admin/clients/shop/keys/anna";
    client.send("DELETE", path + "?at=2100-01-01T00:00:00Z", OPERATOR);
    const auto command = engine_.wait_for_last<facts::put_key>(1);
    EXPECT_EQ(command.key.expires_utc, 4'102'444'800'000);  // date -u -d 2100-01-01 +%s
    answer(command.reply_to, 0, shop());
    EXPECT_EQ(client.receive().status, 200);
    for (const auto* query : {"?at=tomorrow", "?at=1969-12-31T00:00:00Z", "?when=now"})
        EXPECT_EQ(ask("DELETE", path + query, OPERATOR).status, 422) << query;
    EXPECT_EQ(engine_.count(), 1U);
}

}  // namespace
}  // namespace kaskad::gateway::api
