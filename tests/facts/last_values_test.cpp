#include "engine/facts/last_values.hpp"

#include "engine/facts/codec.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kaskad::facts {
namespace {

fact fact_with(std::vector<record> records) {
    fact made;
    for (auto& record : records)
        made.changes.push_back({std::move(record)});
    return made;
}

message message_in(uint64_t id, message_state state) {
    message made;
    made.id = {id};
    made.state = state;
    return made;
}

std::vector<std::string> octets_of(const fact& value) {
    std::vector<std::string> found;
    for (const auto& change : value.changes)
        found.push_back(encoded(change.after));
    return found;
}

TEST(FactsLastValues, DropsWhatALaterFactAssignsAgain) {
    const auto first = message_in(1, message_state::accepted);
    const auto last = message_in(1, message_state::in_progress);
    const message_text text{{1}, "Hello"};
    const billing::account before{.id = {9}, .posted = {1}};
    const billing::account after{.id = {9}, .posted = {2}};
    const node counters{.number = 1, .last_posting = 1};
    const node counted{.number = 1, .last_posting = 2};
    group value{.facts = {fact_with({text, first, before, counters}), fact_with({after, last, counted})}};
    last_values{}.keep(value);
    ASSERT_EQ(value.facts.size(), 2u);
    EXPECT_EQ(octets_of(value.facts[0]), std::vector{encoded(text)});
    EXPECT_EQ(octets_of(value.facts[1]), (std::vector{encoded(after), encoded(last), encoded(counted)}));
}

TEST(FactsLastValues, KeepsWhatIsAnother) {
    const billing::posting posting{.sequence = 1};
    const billing::posting next{.sequence = 2};
    // A message and an account may have the same number.
    group value{.facts = {fact_with({message_in(1, message_state::accepted), posting}),
                          fact_with({message_in(2, message_state::accepted), next, billing::account{.id = {1}}})}};
    last_values{}.keep(value);
    EXPECT_EQ(value.facts[0].changes.size(), 2u);
    EXPECT_EQ(value.facts[1].changes.size(), 3u);
}

TEST(FactsLastValues, OfTwoInOneFactKeepsTheSecond) {
    const auto first = message_in(1, message_state::accepted);
    const auto last = message_in(1, message_state::failed);
    group value{.facts = {fact_with({first, last})}};
    last_values{}.keep(value);
    EXPECT_EQ(octets_of(value.facts[0]), std::vector{encoded(last)});
}

TEST(FactsLastValues, RemembersNothingOfTheGroupBefore) {
    last_values kept;
    for (int round = 0; round < 2; ++round) {
        group value{.facts = {fact_with({message_in(1, message_state::accepted), node{.number = 1}})}};
        kept.keep(value);
        EXPECT_EQ(value.facts[0].changes.size(), 2u);
    }
}

}  // namespace
}  // namespace kaskad::facts
