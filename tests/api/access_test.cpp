#include "gateway/api/credentials.hpp"
#include "tests/api/fakes.hpp"

// What a key may do: its scopes, its end, where it may come from, and that a test key changes nothing.

namespace kaskad::gateway::api {
namespace {

using enum access;
using facts::key_scope;

constexpr int64_t NOW = 1'772'366'400'000;

std::string verdict(const credential& who, access wanted) {
    const auto why = why_not_allowed(who, wanted, "10.1.2.3", NOW);
    return why ? std::string{why->code()} : "";
}

TEST(Access, IsAllButToManageWhereNoScopeIsNamed) {
    const credential plain{.client = {1}};
    for (const auto wanted : {read, submit, send})
        EXPECT_EQ(verdict(plain, wanted), "");
    EXPECT_EQ(verdict(plain, manage), "missing_scope");
    EXPECT_EQ(verdict(plain, operate), "") << "for it there is nothing at that address: said by whoever is asked";
    const credential ours{.client = {1}, .operator_scope = true};
    EXPECT_EQ(verdict(ours, manage), "");
    EXPECT_EQ(verdict(ours, operate), "");
}

TEST(Access, IsWhatTheScopesName) {
    struct row {
        key_scope scope;
        std::vector<access> may;
    };
    for (const auto& [scope, may] : {row{key_scope::read, {read}}, row{key_scope::send, {submit, send}},
                                     row{key_scope::manage, {manage, operate}}}) {
        const credential who{.client = {1}, .operator_scope = true, .scopes = {scope}};
        for (const auto wanted : {read, submit, send, manage, operate}) {
            const bool is_allowed = std::ranges::find(may, wanted) != may.end();
            EXPECT_EQ(verdict(who, wanted), is_allowed ? "" : "missing_scope")
                << static_cast<int>(scope) << " " << static_cast<int>(wanted);
        }
    }
    const credential reader{.client = {1}, .scopes = {key_scope::read}};
    EXPECT_EQ(why_not_allowed(reader, send, "::1", NOW)->detail, "This API key lacks the scope \"send\".");
}

TEST(Access, EndsWhenTheKeyExpires) {
    EXPECT_EQ(verdict({.client = {1}, .expires_utc = NOW + 1}, read), "");
    EXPECT_EQ(verdict({.client = {1}, .expires_utc = NOW}, read), "unauthorized");
}

TEST(Access, IsFromTheKeysAddressesOnly) {
    credential_book book;
    auto client = make_client(1, "a");
    client.keys[0].addresses = {"10.1.0.0/16", "192.168.7.7"};
    auto broken = make_client(2, "b");
    broken.keys[0].addresses = {"nonsense"};
    book.apply({client});
    book.apply({broken});
    const auto known = book.snapshot();
    EXPECT_FALSE(why_not_allowed(*known->find("a"), read, "10.1.2.3", NOW));
    EXPECT_FALSE(why_not_allowed(*known->find("a"), read, "::ffff:192.168.7.7", NOW));
    EXPECT_EQ(why_not_allowed(*known->find("a"), read, "10.2.0.1", NOW)->code(), "address_denied");
    EXPECT_EQ(why_not_allowed(*known->find("b"), read, "10.1.2.3", NOW)->code(), "address_denied")
        << "a block that does not read lets nobody in";
}

TEST(Access, OfATestKeyChangesNothing) {
    credential tester{.client = {1}, .operator_scope = true, .is_test = true};
    tester.scopes = {key_scope::read, key_scope::send, key_scope::manage};
    EXPECT_EQ(verdict(tester, read), "");
    EXPECT_EQ(verdict(tester, submit), "");
    for (const auto wanted : {send, manage, operate})
        EXPECT_EQ(verdict(tester, wanted), "test_key");
}

TEST(Access, NamesOfClientsOutliveThem) {
    credential_book book;
    auto client = make_client(1, "a");
    client.name = "shop";
    book.apply({client});
    book.apply({client, true});
    EXPECT_EQ(book.snapshot()->name_of({1}), "shop");
    EXPECT_EQ(book.snapshot()->name_of({2}), "");
}

// Over a socket: each address asks for what its table says.
class ApiAccess : public ApiServer {
  protected:
    void open_with(const std::function<void(facts::api_key&)>& change) {
        open_starting();
        credential_book book;
        auto client = make_client(1, "anna");
        client.name = "shop";
        client.clients_max = 10;
        change(client.keys[0]);
        book.apply({client});
        server_->set_credentials(book.snapshot());
        server_->admit_clients();
        home_.start();
    }
};

TEST_F(ApiAccess, AReadersKeyOnlyReads) {
    open_with([](auto& key) { key.scopes = {0, 1}; });
    EXPECT_EQ(ask("GET", "/v1/clients", ANNA).code(), "missing_scope");
    EXPECT_EQ(ask("GET", "/v1/clients", ANNA).status, 403);
    EXPECT_EQ(ask("PUT", "/v1/clients/x", ANNA, "{}").code(), "missing_scope");
    EXPECT_EQ(engine_.count(), 0U);
}

TEST_F(ApiAccess, ASendersKeyDoesNotRead) {
    open_with([](auto& key) { key.scopes = {0}; });
    for (const auto* path : {"/v1/messages", "/v1/balance", "/v1/inbound", "/v1/messages/77"})
        EXPECT_EQ(ask("GET", path, ANNA).code(), "missing_scope") << path;
    auto client = connect();
    client.send("POST", "/v1/messages", ANNA, MESSAGE);
    EXPECT_FALSE(engine_.wait_for_last<facts::submit_message>(1).is_test);
}

TEST_F(ApiAccess, AKeyIsRefusedFromElsewhere) {
    open_with([](auto& key) { key.addresses = {"10.0.0.0/8"}; });
    EXPECT_EQ(ask("GET", "/v1/balance", ANNA).code(), "address_denied");
}

TEST_F(ApiAccess, ATestKeysMessagesAreMarkedAndNothingElseIsTaken) {
    open_with([](auto& key) {
        key.is_test = true;
        key.scopes = {0, 1, 2};
    });
    auto client = connect();
    client.send("POST", "/v1/messages", ANNA, MESSAGE);
    EXPECT_TRUE(engine_.wait_for_last<facts::submit_message>(1).is_test);
    EXPECT_EQ(ask("POST", "/v1/lookups", ANNA, R"({"numbers":["1"]})").code(), "test_key");
    EXPECT_EQ(ask("DELETE", "/v1/messages/77", ANNA).code(), "test_key");
    EXPECT_EQ(ask("POST", "/v1/ledger/orders", ANNA, "{}").code(), "test_key");
    EXPECT_EQ(ask("POST", "/v1/clients/x/keys", ANNA, R"({"name":"k"})").code(), "test_key");
    EXPECT_EQ(engine_.count(), 1U);
}

}  // namespace
}  // namespace kaskad::gateway::api
