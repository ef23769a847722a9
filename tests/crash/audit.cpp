#include "config/config.hpp"
#include "gateway/storage.hpp"
#include "store/catch_up.hpp"
#include "store/memory_database.hpp"
#include "store/record_access.hpp"
#include "tests/crash/audit_json.hpp"
#include "tests/invariants/agreement.hpp"
#include "tests/invariants/books.hpp"
#include "tests/invariants/sendings.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/core.h>

// crash_audit CONFIG: opens the journal and database of a gateway that does not run, as a start would, checks that
// ledger, database and journal agree, and prints one JSON object: what is broken, and every message as it is recorded.
// Exit 0 when it could look, whatever it saw.

namespace kaskad::crash {
namespace {

using invariants::complaints;

template <typename T>
std::vector<T> all(store::database& from) {
    auto rows = from.rows(store::table_of<T>());
    if (!rows) throw store::failure{rows.error().text};
    std::vector<T> values;
    values.reserve(rows->size());
    for (const auto& row : *rows)
        values.push_back(store::decode_as<T>(row.octets));
    return values;
}

void check_chain(const std::vector<billing::posting>& rows, const billing::chain_head& head, complaints& broken) {
    const auto end = billing::verify_chain({}, rows);
    if (!end) {
        broken.push_back(fmt::format("the chain of postings breaks at {}: {}", end.error().sequence,
                                     billing::to_string(end.error().why)));
    } else if (*end != head) {
        broken.push_back(fmt::format("the chain ends at {}, the database says {}", end->sequence, head.sequence));
    }
}

// Every record by its last value in the journal, decoded here, not found by the projector's own reading.
size_t check_agreement(const gateway::storage& opened, complaints& broken) {
    invariants::agreement agreement;
    const auto& journal = *opened.journal;
    const auto replayed = journal.replay(journal.first_position(), [&](const store::journal_entry& entry) {
        const auto group = facts::decode_group(entry.octets);
        if (!group) throw store::failure{"a group cannot be read: " + group.error()};
        agreement.take(*group);
    });
    if (!replayed) throw store::failure{replayed.error().text};
    agreement.compare(*opened.database, broken);
    return agreement.size();
}

bool is_whole(const store::journal& journal) {
    return journal.first_position() == 1;
}

// Where nothing was trimmed, a second database made of the journal in one go is the same.
void check_whole(const gateway::storage& opened, complaints& broken) {
    if (!is_whole(*opened.journal)) return;
    store::memory_database again;
    const auto made = store::catch_up(*opened.journal, again);
    if (!made) throw store::failure{made.error().text};
    invariants::compare_whole(again, *opened.database, broken);
}

invariants::books check_books(store::database& database, complaints& broken) {
    const auto accounts = all<billing::account>(database);
    const auto rows = all<billing::posting>(database);
    check_chain(rows, database.state()->postings, broken);
    invariants::books books;
    for (const auto& account : accounts)
        books.set_limit(account);
    for (const auto& row : rows)
        books.take(row, broken);
    books.compare_all(accounts, broken);
    return books;
}

boost::json::array check_messages(store::database& database, const invariants::books& books, const names& names,
                                  complaints& broken) {
    boost::json::array told;
    const auto reader = database.make_reader();
    if (!reader) throw store::failure{reader.error().text};
    for (const auto& message : all<facts::message>(database)) {
        books.compare(message, broken);
        const auto view = (*reader)->read_message(message.id);
        if (!view) throw store::failure{view.error().text};
        const auto sent = invariants::check_sendings(message, view->history, broken);
        told.push_back(to_json(message, sent, names));
    }
    return told;
}

boost::json::array list_endpoints(store::database& database, const names& names) {
    boost::json::array told;
    for (const auto& progress : all<facts::endpoint_progress>(database))
        told.push_back(to_json(progress, names));
    return told;
}

boost::json::object audit(gateway::storage& opened) {
    complaints broken;
    const auto records = check_agreement(opened, broken);
    check_whole(opened, broken);
    auto& database = *opened.database;
    const auto books = check_books(database, broken);
    const names names{all<facts::client>(database), all<facts::link>(database), all<facts::endpoint>(database)};
    auto messages = check_messages(database, books, names, broken);
    return {{"position", opened.journal->last_position()},
            {"journal_first", opened.journal->first_position()},
            {"journal_whole", is_whole(*opened.journal)},
            {"records_compared", records},
            {"postings", database.state()->postings.sequence},
            {"open_reservations", books.open_reservations()},
            {"broken", boost::json::array(broken.begin(), broken.end())},
            {"endpoints", list_endpoints(database, names)},
            {"messages", std::move(messages)}};
}

int fail(const std::string& why) {
    fmt::print(stderr, "crash_audit: {}\n", why);
    return 1;
}

int run(const std::string& file) {
    const auto settings = config::load(file);
    if (!settings) return fail("the configuration is wrong: " + config::to_string(settings.error().front()));
    const auto say = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
    auto opened = gateway::open_storage(settings->process, {.info = say, .warning = say});
    if (!opened) return fail(opened.error());
    fmt::print("{}\n", boost::json::serialize(audit(*opened)));
    return 0;
}

}  // namespace
}  // namespace kaskad::crash

int main(int count, char** words) {
    if (count != 2) return kaskad::crash::fail("usage: crash_audit CONFIG");
    try {
        return kaskad::crash::run(words[1]);
    } catch (const std::exception& trouble) {
        return kaskad::crash::fail(trouble.what());
    }
}
