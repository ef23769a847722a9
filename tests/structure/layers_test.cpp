#include "tests/structure/layers.hpp"

#include "tests/structure/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The walls of docs/architecture.md, held against the real tree; and the checks themselves, held against made-up
// sources that break each wall once: a check that cannot fail proves nothing.

namespace kaskad::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::set<std::string> pure_modules = {"smpp", "routing", "billing", "billing/reconciliation", "engine"};

// Who may look at whom. config fills the options of all below the program; the program sees all.
const arrows& architecture() {
    static const arrows allowed = [] {
        arrows rows = {
            {"core", {}},
            {"net", {"core"}},
            {"smpp", {"core"}},
            {"routing", {"core"}},
            {"billing", {"core"}},
            {"billing/reconciliation", {"billing", "core"}},
            {"engine/facts", {"smpp", "routing", "billing", "core"}},
            {"engine", {"engine/facts", "smpp", "routing", "billing", "core"}},
            {"store", {"engine/facts", "billing", "core"}},
            {"channels", {"engine/facts", "net", "core"}},
            {"smpp/transport", {"smpp", "net", "core"}},
            {"gateway/links", {"smpp/transport", "smpp", "engine/facts", "net", "core"}},
            {"gateway/clients", {"smpp/transport", "smpp", "engine/facts", "net", "core"}},
            {"gateway/api", {"engine/facts", "store", "net", "routing", "core"}},
            {"gateway/simulators", {"smpp/transport", "channels", "smpp", "net", "engine/facts", "core"}},
        };
        std::set<std::string> all;
        for (const auto& [folder, depends] : rows)
            all.insert(folder);
        rows["config"] = all;
        all.insert("config");
        rows["gateway"] = all;
        return rows;
    }();
    return allowed;
}

std::vector<module_declaration> declared() {
    return parse_modules(read_file(std::string(KASKAD_BINARY_DIR) + "/modules.txt"));
}

std::vector<source_file> module_sources() {
    auto files = find_sources(KASKAD_SOURCE_DIR);
    std::erase_if(files, [](const source_file& file) {
        return file.path.starts_with("tests/") || file.path.starts_with("bench/");
    });
    return files;
}

// A small world with the walls of the real one.
std::vector<module_declaration> sample() {
    return parse_modules(
        "core [pure]: \nbilling [pure]: core\nnet: core\nengine/facts: core\nengine [pure]: engine/facts core\n");
}

complaints check(const std::string& path, const std::string& text) {
    return check_includes(sample(), {.path = path, .text = text});
}

std::string joined(const complaints& found) {
    std::string text;
    for (const auto& complaint : found)
        text += "\n  " + complaint;
    return text;
}

TEST(Layers, DeclaredDependenciesFollowTheArrows) {
    const auto modules = declared();
    ASSERT_GE(modules.size(), 10u) << "modules.txt is not what the build wrote";
    const auto found = check_declarations(modules, architecture());
    EXPECT_TRUE(found.empty()) << joined(found);
}

TEST(Layers, PureModulesSayThatTheyArePure) {
    std::set<std::string> pure;
    for (const auto& module : declared()) {
        if (module.is_pure) pure.insert(module.folder);
    }
    for (const auto& folder : pure_modules)
        EXPECT_TRUE(pure.contains(folder)) << folder;
}

TEST(Layers, EveryIncludeIsDeclared) {
    const auto modules = declared();
    complaints found;
    size_t includes = 0;
    for (const auto& file : module_sources()) {
        includes += find_includes(file.text).size();
        for (auto& complaint : check_includes(modules, file))
            found.push_back(std::move(complaint));
    }
    EXPECT_GT(includes, 50u) << "the tree was not found";
    EXPECT_TRUE(found.empty()) << joined(found);
}

TEST(Layers, OnlyFactsSeeProtobuf) {
    const auto found = check_protobuf_reach(module_sources());
    EXPECT_TRUE(found.empty()) << joined(found);
}

TEST(LayersCheck, ReadsDeclarations) {
    const auto modules = sample();
    ASSERT_EQ(modules.size(), 5u);
    EXPECT_EQ(modules[4].folder, "engine");
    EXPECT_TRUE(modules[4].is_pure);
    EXPECT_THAT(modules[4].depends, ElementsAre("core", "engine/facts"));
    EXPECT_FALSE(modules[2].is_pure);
    EXPECT_THAT(modules[0].depends, IsEmpty());
}

TEST(LayersCheck, FindsIncludesWithTheirLines) {
    const auto found = find_includes("// #include <no>\n#include <a>\n  #  include \"b/c.hpp\" // why\nint include;\n");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "a");
    EXPECT_EQ(found[0].line, 2);
    EXPECT_FALSE(found[0].is_quoted);
    EXPECT_EQ(found[1].name, "b/c.hpp");
    EXPECT_TRUE(found[1].is_quoted);
}

TEST(LayersCheck, AFolderInsideAnotherIsItsOwnModule) {
    const auto modules = sample();
    EXPECT_EQ(find_module(modules, "engine/facts/fact.hpp")->folder, "engine/facts");
    EXPECT_EQ(find_module(modules, "engine/decide.hpp")->folder, "engine");
    EXPECT_EQ(find_module(modules, "engines/decide.hpp"), nullptr);
}

TEST(LayersCheck, AcceptsOwnAndDeclaredModulesAndLibraries) {
    EXPECT_THAT(
        check("engine/a.cpp", "#include \"engine/a.hpp\"\n#include \"engine/facts/fact.hpp\"\n#include <vector>\n"),
        IsEmpty());
    EXPECT_THAT(check("net/timer.hpp", "#include <chrono>\n#include <boost/asio/ip/tcp.hpp>\n"), IsEmpty());
}

TEST(LayersCheck, RefusesUndeclaredModules) {
    EXPECT_THAT(check("engine/a.cpp", "\n#include \"net/timer.hpp\"\n"),
                ElementsAre("engine/a.cpp:2: includes net/timer.hpp, but engine does not declare net"));
    EXPECT_THAT(check("engine/facts/a.hpp", "#include <engine/a.hpp>\n"),
                ElementsAre(HasSubstr("does not declare engine")));
    EXPECT_THAT(check("engine/a.cpp", "#include \"a.hpp\"\n"), ElementsAre(HasSubstr("in no module")));
    EXPECT_THAT(check("stray/a.cpp", ""), ElementsAre(HasSubstr("lies in no module")));
}

TEST(LayersCheck, RefusesImpureIncludesInPureModules) {
    for (const std::string name :
         {"chrono", "ctime", "thread", "mutex", "fstream", "iostream", "filesystem", "sqlite3.h", "spdlog/spdlog.h",
          "boost/asio/ip/tcp.hpp", "boost/asio.hpp", "openssl/evp.h", "openssl/sha.h", "google/protobuf/message.h"}) {
        EXPECT_FALSE(check("engine/a.cpp", "#include <" + name + ">\n").empty()) << name;
    }
}

TEST(LayersCheck, LetsOnlySourcesOfBillingHash) {
    EXPECT_THAT(check("billing/chain.cpp", "#include <openssl/evp.h>\n#include <openssl/sha.h>\n"), IsEmpty());
    EXPECT_THAT(check("billing/chain.hpp", "#include <openssl/sha.h>\n"), ElementsAre(HasSubstr("is pure")));
    EXPECT_THAT(check("billing/chain.cpp", "#include <openssl/ssl.h>\n"), ElementsAre(HasSubstr("is pure")));
}

TEST(LayersCheck, KeepsProtobufInsideFacts) {
    EXPECT_THAT(check("engine/facts/octets.cpp", "#include \"engine/facts/fact.pb.h\"\n"), IsEmpty());
    EXPECT_THAT(check("net/a.cpp", "#include <google/protobuf/message.h>\n"),
                ElementsAre(HasSubstr("only engine/facts")));
    const source_file wire = {"engine/facts/wire.hpp", "#include <google/protobuf/message.h>\n"};
    const source_file fact = {"engine/facts/fact.hpp", "#include \"engine/facts/wire.hpp\"\n"};
    const source_file octets = {"engine/facts/octets.hpp", "#include <vector>\n"};
    const source_file store = {"store/a.cpp", "#include \"engine/facts/fact.hpp\"\n"};
    EXPECT_THAT(check_protobuf_reach({store, fact, wire}),
                ElementsAre("store/a.cpp: sees protobuf through engine/facts/fact.hpp"));
    EXPECT_THAT(check_protobuf_reach({octets, wire, {"store/b.cpp", "#include \"engine/facts/octets.hpp\"\n"}}),
                IsEmpty());
}

TEST(LayersCheck, RefusesDeclarationsAgainstTheArrows) {
    EXPECT_THAT(check_declarations(parse_modules("engine [pure]: core net\n"), architecture()),
                ElementsAre("engine: declares net, to which no arrow leads"));
    EXPECT_THAT(check_declarations(parse_modules("core: smpp\n"), architecture()), ElementsAre(HasSubstr("no arrow")));
    EXPECT_THAT(check_declarations(parse_modules("extras: core\n"), architecture()),
                ElementsAre("extras: is no module of the architecture"));
}

}  // namespace
}  // namespace kaskad::structure
