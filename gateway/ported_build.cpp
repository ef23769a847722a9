#include "gateway/ported_build.hpp"

#include "gateway/line_file.hpp"
#include "gateway/new_file.hpp"
#include "gateway/ported_sort.hpp"
#include "gateway/ported_table.hpp"
#include "routing/ported_row.hpp"
#include "routing/ported_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_set>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint64_t PROGRESS_ROWS = 5'000'000;
constexpr size_t WRITE_OCTETS = 1024 * 1024;

std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path{path}.parent_path();
    return parent.empty() ? "." : parent.string();
}

class builder {
  public:
    explicit builder(const ported_task& task) : task_{task}, sort_{folder_of(task.made)}, writer_{task.numbers_max} {}

    ported_report run() {
        if (open_before() && read_rows()) write();
        return std::move(report_);
    }

  private:
    routing::ported_list kind() const {
        return task_.before.empty() ? routing::ported_list::list : routing::ported_list::difference;
    }

    void blame(uint64_t line, std::string why) {
        ++report_.fault_count;
        if (report_.faults.size() < PORTED_FAULTS_LISTED) report_.faults.push_back({line, std::move(why)});
    }

    bool open_before();
    bool read_rows();
    void read_row(const line_file& from, std::string_view line);
    void write();
    std::optional<routing::ported_entry> next_row();
    void emit(new_file& out, routing::ported_entry entry);
    void blame_repeated();

    const ported_task& task_;
    ported_report report_;
    routing::ported_networks networks_;
    std::shared_ptr<const ported_table> before_;
    ported_sort sort_;
    routing::ported_writer writer_;
    bool is_over_full_ = false;
    uint64_t last_number_ = 0;
    std::unordered_set<uint64_t> repeated_;  // at most PORTED_FAULTS_LISTED of them
};

// Networks of the file before keep their indices; those of new rows count on.
bool builder::open_before() {
    if (task_.before.empty()) return true;
    task_.say_progress("checking " + task_.before);
    auto opened = ported_table::open(task_.before);
    if (!opened) {
        blame(0, std::move(opened.error()));
        return false;
    }
    before_ = std::move(*opened);
    for (uint32_t index = 0; index < before_->numbers().networks(); ++index)
        networks_.add(before_->numbers().network(index));
    return true;
}

void builder::read_row(const line_file& from, std::string_view line) {
    if (routing::is_ported_remark(line)) return;
    const auto entry = routing::read_ported_row(line, kind(), networks_);
    ++report_.rows;
    if (!entry) return blame(from.line(), entry.error());
    if (report_.fault_count == 0 && !sort_.add(routing::pack(*entry))) blame(from.line(), sort_.failure());
    if (report_.rows % PROGRESS_ROWS == 0) task_.say_progress(fmt::format("{} rows read", report_.rows));
}

bool builder::read_rows() {
    auto rows = line_file::open(task_.rows);
    if (!rows) {
        blame(0, std::move(rows.error()));
        return false;
    }
    while (const auto line = rows->next())
        read_row(*rows, *line);
    if (!rows->failure().empty()) blame(0, rows->failure());
    return report_.fault_count == 0;
}

// Rows in order of their numbers; a number that comes again is noted and passed over.
std::optional<routing::ported_entry> builder::next_row() {
    while (const auto packed = sort_.next()) {
        const auto entry = routing::unpack_ported(*packed);
        if (entry.number != std::exchange(last_number_, entry.number)) return entry;
        if (repeated_.size() < PORTED_FAULTS_LISTED) repeated_.insert(entry.number);
    }
    return std::nullopt;
}

void builder::emit(new_file& out, routing::ported_entry entry) {
    if (writer_.is_full()) {
        is_over_full_ = true;
        return;
    }
    writer_.add(entry);
    if (writer_.waiting() >= WRITE_OCTETS) out.append(writer_.take_octets());
    if (writer_.size() % PROGRESS_ROWS == 0) task_.say_progress(fmt::format("{} numbers written", writer_.size()));
}

void builder::write() {
    auto out = new_file::create(task_.made, routing::PORTED_HEADER_OCTETS);
    if (!out) return blame(0, std::move(out.error()));
    const routing::ported_numbers before = before_ ? before_->numbers() : routing::ported_numbers{};
    report_.change = routing::merge_ported(
        before, [this] { return next_row(); }, [&](routing::ported_entry entry) { emit(*out, entry); });
    if (!sort_.failure().empty()) blame(0, sort_.failure());
    if (is_over_full_) blame(0, fmt::format("a file holds at most {} numbers", task_.numbers_max));
    if (!repeated_.empty()) blame_repeated();
    if (report_.fault_count != 0) return;
    writer_.finish(networks_.names(), task_.as_of_ms);
    out->append(writer_.take_octets());
    out->write_front(writer_.header());
    const auto kept = out->keep();
    if (!kept) blame(0, kept.error());
    report_.numbers = writer_.size();
}

// Entries in order do not know their lines any more: the list is read once again for those.
void builder::blame_repeated() {
    auto rows = line_file::open(task_.rows);
    if (!rows) return blame(0, std::move(rows.error()));
    std::unordered_set<uint64_t> seen;
    while (const auto line = rows->next()) {
        if (routing::is_ported_remark(*line)) continue;
        const auto entry = routing::read_ported_row(*line, kind(), networks_);
        if (!entry || !repeated_.contains(entry->number) || seen.insert(entry->number).second) continue;
        blame(rows->line(), fmt::format("the number {} stands in the list already", entry->number));
    }
    if (report_.fault_count == 0) blame(0, "the list changed while it was read");
}

}  // namespace

ported_report build_ported(const ported_task& task) {
    return builder{task}.run();
}

}  // namespace kaskad::gateway
