#pragma once

#include "engine/facts/key.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What every database answers, whatever it lies on. Included by one file of each program that instantiates it.

namespace kaskad::store::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Database : public ::testing::TestWithParam<database_maker> {
  protected:
    void write(std::vector<facts::change> changes, core::message_id message = {}) {
        testing::write(*database_, groups_.make(std::move(changes), message));
    }

    message_view read(core::message_id id) {
        const auto reader = database_->make_reader();
        EXPECT_TRUE(reader.has_value());
        auto found = (*reader)->read_message(id);
        EXPECT_TRUE(found.has_value());
        return found ? *found : message_view{};
    }

    std::unique_ptr<any_database> subject_ = GetParam().make();
    any_database& database_ = *subject_;
    group_maker groups_;
};

TEST_P(Database, IsEmptyWhenNew) {
    const auto state = database_->state();
    ASSERT_TRUE(state.has_value());
    EXPECT_EQ(state->position, 0);
    EXPECT_EQ(state->postings, billing::chain_head{});
    const auto start = database_->load_start();
    ASSERT_TRUE(start.has_value()) << start.error().text;
    EXPECT_THAT(start->records, IsEmpty());
    EXPECT_THAT(start->in_flight, IsEmpty());
}

TEST_P(Database, KeepsThePositionAndTimeOfTheLastGroup) {
    write({});
    write({});
    const auto state = database_->state();
    ASSERT_TRUE(state.has_value());
    EXPECT_EQ(state->position, 2);
    EXPECT_EQ(state->now, (core::now{.steady_ms = 2, .utc_ms = 1002}));
    const auto start = database_->load_start();
    EXPECT_EQ(start->position, 2);
    EXPECT_EQ(start->now, state->now);
}

TEST_P(Database, ReturnsAMessageWithAllThatExplainsIt) {
    const core::message_id id{42};
    write(
        {put(facts::message{.id = id, .recipient = "491510000000"}), put(facts::message_text{.id = id, .text = "hi"})},
        id);
    write({put(facts::attempt_decision{.message = id, .attempt = 1})}, id);
    write({put(facts::attempt_decision{.message = id, .attempt = 2}),
           put(facts::attempt_decision{.message = {43}, .attempt = 1})},
          id);

    const auto view = read(id);
    EXPECT_EQ(view.position, 3);
    ASSERT_TRUE(view.message.has_value());
    EXPECT_EQ(view.message->recipient, "491510000000");
    EXPECT_EQ(view.text, "hi");
    ASSERT_EQ(view.decisions.size(), 2);
    EXPECT_EQ(view.decisions[1].attempt, 2);
    ASSERT_EQ(view.history.size(), 3);
    EXPECT_EQ(view.history[0].note, "step 1");
    EXPECT_EQ(view.history[0].utc, 1001);
    EXPECT_EQ(view.history[2].note, "step 3");
    EXPECT_EQ(view.history[2].position, 3);
}

TEST_P(Database, SaysThatItDoesNotHoldAMessage) {
    const auto view = read({1});
    EXPECT_FALSE(view.message.has_value());
    EXPECT_FALSE(view.text.has_value());
}

TEST_P(Database, ForgetsATextApartFromItsMessage) {
    write({put(facts::message{.id = {1}}), put(facts::message_text{.id = {1}, .text = "hi"})}, {1});
    write({gone(facts::message_text{.id = {1}})});
    EXPECT_TRUE(read({1}).message.has_value());
    EXPECT_FALSE(read({1}).text.has_value());
    EXPECT_EQ(read({1}).history.size(), 1);
}

TEST_P(Database, ConfirmsABatchItHoldsWithoutWritingItAgain) {
    std::vector<facts::group> groups;
    groups.push_back(groups_.make({put(facts::message{.id = {1}}), put(billing::posting{.sequence = 1})}, {1}));
    const auto batch = *fold(to_durable(groups), {});
    ASSERT_TRUE(database_->write(batch).has_value());
    const auto once = canonical_of(*database_);
    ASSERT_TRUE(database_->write(batch).has_value());
    EXPECT_EQ(canonical_of(*database_), once);
}

TEST_P(Database, ChainsPostingsByHash) {
    write({put(billing::posting{.sequence = 1, .booked_utc_ms = 5, .message = {9}})});
    std::vector<facts::group> more;
    more.push_back(groups_.make({put(billing::posting{.sequence = 2, .message = {8}})}));
    more.push_back(groups_.make({put(billing::posting{.sequence = 3, .message = {9}})}));
    testing::write(*database_, std::move(more));

    const auto reader = database_->make_reader();
    const auto rows = (*reader)->read_postings({9});
    ASSERT_TRUE(rows.has_value());
    ASSERT_EQ(rows->size(), 2);
    EXPECT_EQ((*rows)[0].sequence, 1);
    EXPECT_EQ((*rows)[0].booked_utc_ms, 5);
    EXPECT_EQ((*rows)[1].sequence, 3);

    std::vector<billing::posting> all;
    const auto stored = database_->rows(facts::table_of(facts::record{billing::posting{}}));
    for (const auto& row : *stored)
        all.push_back(std::get<billing::posting>(*facts::decode_record(row.octets)));
    const auto head = billing::verify_chain({}, all);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(*head, database_->state()->postings);
    EXPECT_EQ(head->sequence, 3);
}

TEST_P(Database, FetchesWhatIsDueInOrderOfTimeAndId) {
    const auto due = [](uint64_t id, int64_t at) { return put(facts::message{.id = {id}, .due_steady = at}); };
    write({due(5, 100), due(3, 100), due(9, 50), due(1, 200), due(7, 0), put(facts::message_text{.id = {3}})});

    const auto all = fetched(*database_, facts::fetch_due{.until_steady = 150, .limit = 10});
    EXPECT_THAT(ids_of(all), ElementsAre(9, 3, 5));
    EXPECT_EQ(all.size(), 4);  // with the one text there is
    const facts::fetch_due behind{.after_steady = 100, .after = {3}, .until_steady = 500, .limit = 10};
    EXPECT_THAT(ids_of(fetched(*database_, behind)), ElementsAre(5, 1));
    EXPECT_THAT(ids_of(fetched(*database_, facts::fetch_due{.until_steady = 500, .limit = 2})), ElementsAre(9, 3));

    write({due(9, 0), due(3, 120)});
    EXPECT_THAT(ids_of(fetched(*database_, facts::fetch_due{.until_steady = 150, .limit = 10})), ElementsAre(5, 3));
}

TEST_P(Database, FetchesWhatIsOpenOfOneClientToOneRecipient) {
    const auto open = [](uint64_t id, uint32_t client, std::string to, int64_t due = 100) {
        return put(facts::message{.id = {id}, .client = {client}, .recipient = std::move(to), .due_steady = due});
    };
    write({open(5, 1, "49151"), open(3, 1, "49151"), open(4, 2, "49151"), open(6, 1, "49152"), open(7, 1, "49151", 0),
           open(300, 1, "49151"), put(facts::message_text{.id = {3}, .text = "x"})});

    facts::fetch_open request{.client = {1}, .recipient = "49151", .after = {}, .limit = 10};
    const auto all = fetched(*database_, request);
    EXPECT_THAT(ids_of(all), ElementsAre(3, 5, 300));
    EXPECT_EQ(all.size(), 4) << "with the one text there is";
    request.after = {3};
    request.limit = 1;
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(5));
    write({open(5, 1, "49151", 0)});
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(300)) << "the other has ended";
}

TEST_P(Database, FetchesWhatIsUnderWayToAPersonByACascade) {
    const auto by_cascade = [](uint64_t id, std::string to, uint64_t cascade = 7,
                               facts::message_state state = facts::message_state::in_progress) {
        return put(
            facts::message{.id = {id}, .client = {1}, .recipient = std::move(to), .state = state, .cascade = cascade});
    };
    write({by_cascade(5, "49151"), by_cascade(3, "49151"), by_cascade(4, "49151", 0), by_cascade(6, "491512"),
           by_cascade(300, "49151"), by_cascade(8, "49151", 7, facts::message_state::delivered),
           put(facts::message_text{.id = {3}, .text = "x"})});

    facts::fetch_cascades request{.recipient = "49151", .limit = 10};
    const auto all = fetched(*database_, request);
    EXPECT_THAT(ids_of(all), ElementsAre(300, 5, 3)) << "the newest first";
    EXPECT_EQ(all.size(), 4) << "with the one text there is";
    request.limit = 2;
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(300, 5));
    EXPECT_THAT(database_->load_start()->people,
                ::testing::UnorderedElementsAre(facts::person_hash("49151"), facts::person_hash("491512")));

    write({by_cascade(300, "49151", 7, facts::message_state::delivered), by_cascade(5, "49151"),
           gone(facts::message{.id = {6}})});
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(5, 3)) << "one has ended";
    EXPECT_THAT(database_->load_start()->people, ElementsAre(facts::person_hash("49151")));
}

TEST_P(Database, FetchesAQueueInItsOrderAndCountsIt) {
    const auto queued = [](uint64_t id, uint64_t sequence, uint32_t link = 1, uint32_t client = 1,
                           core::message_class klass = core::message_class::otp) {
        return put(facts::message{
            .id = {id}, .client = {client}, .klass = klass, .queue_link = {link}, .queue_sequence = sequence});
    };
    write({queued(1, 30), queued(2, 10), queued(3, 20), queued(4, 5, 2), queued(5, 6, 1, 2),
           queued(6, 7, 1, 1, core::message_class::marketing), queued(7, 0)});

    facts::fetch_queue request{.link = {1}, .klass = core::message_class::otp, .client = {1}, .limit = 10};
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(2, 3, 1));
    request.after_sequence = 10;
    request.limit = 1;
    EXPECT_THAT(ids_of(fetched(*database_, request)), ElementsAre(3));

    const auto counts = database_->load_start()->queues;
    ASSERT_EQ(counts.size(), 4);
    EXPECT_EQ(counts[0].link.value, 1);
    EXPECT_EQ(counts[0].klass, core::message_class::otp);
    EXPECT_EQ(counts[0].client.value, 1);
    EXPECT_EQ(counts[0].messages, 3);
    EXPECT_EQ(counts[0].first_sequence, 10);

    write({queued(2, 0)});
    EXPECT_EQ(database_->load_start()->queues[0].messages, 2);
}

TEST_P(Database, FindsTheNewestMessageOfAnOperatorsId) {
    const auto entry = [](std::string key, uint64_t message, uint32_t link = 1) {
        return put(facts::operator_message{.link = {link}, .key = std::move(key), .message = {message}, .part = 1});
    };
    write({entry("ab", 5), entry("ab", 300), entry("AB", 200), entry("a", 900), entry("abc", 901), entry("ab", 902, 2),
           put(facts::message{.id = {300}}), put(facts::message_text{.id = {300}, .text = "x"})});

    const auto found = fetched(*database_, facts::fetch_operator_id{.link = {1}, .keys = {"AB", "ab"}});
    ASSERT_EQ(found.size(), 3);
    EXPECT_EQ(std::get<facts::operator_message>(found[0]).message.value, 300);
    EXPECT_EQ(std::get<facts::message>(found[1]).id.value, 300);
    EXPECT_EQ(std::get<facts::message_text>(found[2]).text, "x");
    EXPECT_THAT(fetched(*database_, facts::fetch_operator_id{.link = {1}, .keys = {"b"}}), IsEmpty());
}

TEST_P(Database, FindsAMessageByWhatALaterPieceWasTold) {
    write({put(facts::message{.id = {300}}), put(facts::message_text{.id = {300}, .text = "x"}),
           put(facts::submission_record({301}, {300})), put(facts::message{.id = {302}}),
           put(facts::submission_record({302}, {300}))},
          {300});
    EXPECT_THAT(ids_of(fetched(*database_, facts::fetch_message{{301}})), ElementsAre(300));
    EXPECT_EQ(fetched(*database_, facts::fetch_message{{301}}).size(), 2) << "with its text";
    const auto view = read({301});
    ASSERT_TRUE(view.message.has_value());
    EXPECT_EQ(view.message->id.value, 300);
    EXPECT_EQ(view.text, "x");
    EXPECT_EQ(view.history.size(), 1);
    EXPECT_EQ(read({302}).message->id.value, 302) << "its own id goes before";
    EXPECT_THAT(fetched(*database_, facts::fetch_message{{303}}), IsEmpty());
}

TEST_P(Database, FindsAnIdempotencyKeysFirstAndOwnItem) {
    const auto item = [](uint32_t number) {
        return put(facts::idempotency{.client = {1}, .key = "k", .item = number, .body_hash = std::to_string(number)});
    };
    write({item(0), item(1), item(2), put(facts::idempotency{.client = {2}, .key = "k"})});

    const facts::fetch_idempotency second{.client = {1}, .key = "k", .item = 2};
    const auto found = fetched(*database_, second);
    ASSERT_EQ(found.size(), 2);
    EXPECT_EQ(std::get<facts::idempotency>(found[0]).body_hash, "0");
    EXPECT_EQ(std::get<facts::idempotency>(found[1]).body_hash, "2");
    EXPECT_EQ(fetched(*database_, facts::fetch_idempotency{.client = {1}, .key = "k"}).size(), 1);
    EXPECT_THAT(fetched(*database_, facts::fetch_idempotency{.client = {1}, .key = "other"}), IsEmpty());
    EXPECT_THAT(database_->load_start()->idempotency,
                ::testing::UnorderedElementsAre(facts::key_hash({1}, "k", 0), facts::key_hash({1}, "k", 1),
                                                facts::key_hash({1}, "k", 2), facts::key_hash({2}, "k", 0)));
}

TEST_P(Database, FetchesEventsOfAnEndpointInOrder) {
    const auto raised = [](uint32_t endpoint, uint64_t sequence) {
        return put(facts::event{.endpoint = {endpoint}, .sequence = sequence});
    };
    write({raised(1, 300), raised(1, 2), raised(1, 1), raised(2, 5)});
    const auto found = fetched(*database_, facts::fetch_events{.endpoint = {1}, .after_sequence = 1, .limit = 10});
    ASSERT_EQ(found.size(), 2);
    EXPECT_EQ(std::get<facts::event>(found[0]).sequence, 2);
    EXPECT_EQ(std::get<facts::event>(found[1]).sequence, 300);
    EXPECT_EQ(fetched(*database_, facts::fetch_events{.endpoint = {1}, .limit = 1}).size(), 1);
    write({gone(facts::event{.endpoint = {1}, .sequence = 2})});
    EXPECT_EQ(fetched(*database_, facts::fetch_events{.endpoint = {1}, .limit = 10}).size(), 2);
}

TEST_P(Database, ListsAClientsMessagesByPages) {
    const auto of_client = [](uint64_t id, uint32_t client) {
        return put(facts::message{.id = {id}, .client = {client}});
    };
    write({of_client(1, 1), of_client(2, 2), of_client(3, 1), of_client(4, 1),
           put(facts::message_text{.id = {3}, .text = "t"})});

    const auto reader = database_->make_reader();
    const auto first = (*reader)->list_messages({.client = {1}, .after = {}, .limit = 2});
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->as_of, (core::now{.steady_ms = 1, .utc_ms = 1001}));
    ASSERT_EQ(first->messages.size(), 2);
    EXPECT_EQ(first->messages[0].message.id.value, 1);
    EXPECT_FALSE(first->messages[0].text.has_value());
    EXPECT_EQ(first->messages[1].text, "t");
    const auto second = (*reader)->list_messages({.client = {1}, .after = {3}, .limit = 2});
    ASSERT_EQ(second->messages.size(), 1);
    EXPECT_EQ(second->messages[0].message.id.value, 4);
}

TEST_P(Database, ListsAClientsTextsFromHandsetsByPage) {
    const auto text = [](uint32_t client, uint64_t id) {
        return put(facts::inbound_text{.client = {client}, .id = {id}, .text = "text " + std::to_string(id)});
    };
    write({text(1, 2), text(0, 1), text(1, 300), text(2, 3), text(1, 4)});
    const auto reader = database_->make_reader();
    const auto ids = [&](uint32_t client, uint64_t after, uint32_t limit) {
        std::vector<uint64_t> found;
        const auto page = (*reader)->list_inbound({.client = {client}, .after = {after}, .limit = limit});
        for (const auto& each : page->texts)
            found.push_back(each.id.value);
        return found;
    };
    EXPECT_THAT(ids(1, 0, 10), ElementsAre(2, 4, 300));
    EXPECT_THAT(ids(1, 2, 1), ElementsAre(4));
    EXPECT_THAT(ids(0, 0, 10), ElementsAre(1));
    EXPECT_THAT(ids(3, 0, 10), ElementsAre());
    const auto page = (*reader)->list_inbound({.client = {2}, .after = {}, .limit = 1});
    EXPECT_EQ(page->texts.at(0).text, "text 3");
    EXPECT_EQ(page->as_of, (core::now{.steady_ms = 1, .utc_ms = 1001}));
}

TEST_P(Database, StartsWithWhatIsAlwaysHot) {
    facts::message in_doubt{.id = {1}};
    in_doubt.attempts.push_back(
        {.parts = {{.state = facts::part_state::accepted}, {.state = facts::part_state::in_doubt}}});
    facts::message submitting{.id = {2}};
    submitting.attempts.push_back({.parts = {{.state = facts::part_state::submitting}}});
    write({put(in_doubt), put(submitting), put(facts::message{.id = {3}}), put(facts::message_text{.id = {1}}),
           put(facts::parked_receipt{.id = 7}), put(billing::account{.id = {1}}), put(facts::link{.id = {1}}),
           put(facts::client{.id = {1}}), put(facts::endpoint{.id = {1}}),
           put(facts::endpoint_progress{.endpoint = {1}}), put(facts::price_book{.version = 1}),
           put(facts::price_book{.version = 2}), put(facts::number_plan{.version = 300}), put(facts::job{.id = 1}),
           put(facts::node{.number = 1}), put(facts::inbound_text{.id = {4}}),
           put(facts::inbound_part{.text = {5}, .number = 1}), put(facts::inbound_print{.print = 6})});

    const auto start = database_->load_start();
    ASSERT_TRUE(start.has_value());
    EXPECT_THAT(ids_of(start->in_flight), ElementsAre(1, 2));
    EXPECT_EQ(start->in_flight.size(), 4);  // and a text and a receipt
    EXPECT_EQ(start->records.size(), 11);   // texts from handsets that are whole are for reading only
    const auto book = std::ranges::find_if(
        start->records, [](const auto& record) { return std::holds_alternative<facts::price_book>(record); });
    ASSERT_NE(book, start->records.end());
    EXPECT_EQ(std::get<facts::price_book>(*book).version, 2);

    submitting.attempts[0].parts[0].state = facts::part_state::accepted;
    write({put(submitting)});
    EXPECT_THAT(ids_of(database_->load_start()->in_flight), ElementsAre(1));
}

TEST_P(Database, StartsWithTheNewestParkedReceiptsOnly) {
    std::vector<facts::change> changes;
    for (uint64_t id = 1; id <= PARKED_START_MAX + 5; ++id)
        changes.push_back(put(facts::parked_receipt{.id = id}));
    write(std::move(changes));
    const auto start = database_->load_start();
    ASSERT_EQ(start->in_flight.size(), PARKED_START_MAX);
    for (const auto& record : start->in_flight)
        EXPECT_GT(std::get<facts::parked_receipt>(record).id, 5);
}

}  // namespace kaskad::store::testing
