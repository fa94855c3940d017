// dvcpay-simulation: runs seeds, says which failed and how to run one of them again.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "simulation/world.hpp"

namespace {

using namespace dvcpay::simulation;

struct Arguments {
    std::uint64_t first = 1;
    std::uint64_t seeds = 1;
    bool verbose = false;
    bool twice = false;  ///< each seed twice: the same bytes
    PlantedBug bug = PlantedBug::none;
};

struct Outcome {
    bool agrees = false;
    std::uint64_t digest = 0;
    std::string faults, swarm;
    Auditor::Summary summary;
    std::size_t lines = 0;
    std::int64_t lives = 0;
};

Outcome run_seed(std::uint64_t seed, const Arguments& arguments) {
    WorldOptions options;
    options.seed = seed;
    options.swarm = Swarm::draw(Rng(seed).fork("swarm"));
    options.bug = arguments.bug;
    if (arguments.verbose) options.echo = [](const std::string& line) { fmt::print("{}\n", line); };
    const std::string swarm = options.swarm.text();
    World world(std::move(options));
    world.run_story();
    Outcome out;
    out.agrees = world.judgement.agrees();
    out.digest = world.trace.digest();
    out.faults = world.judgement.text();
    out.swarm = swarm;
    out.summary = world.auditor.summary();
    out.lines = world.trace.lines().size();
    out.lives = world.lives();
    return out;
}

void add(Auditor::Summary& sum, const Auditor::Summary& one) {
    sum.payments += one.payments;
    sum.paid += one.paid;
    sum.late += one.late;
    sum.expired += one.expired;
    sum.cancelled += one.cancelled;
    sum.unknown += one.unknown;
    sum.credits += one.credits;
    sum.duplicates += one.duplicates;
    sum.partial += one.partial;
    sum.surplus += one.surplus;
    sum.unmatched += one.unmatched;
    sum.incidents += one.incidents;
    sum.overdue += one.overdue;
    sum.unlearnt += one.unlearnt;
    sum.events += one.events;
    sum.refunds += one.refunds;
    sum.returned += one.returned;
}

std::optional<std::uint64_t> number(const char* text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
    if (error != std::errc() || *end != '\0') return std::nullopt;
    return value;
}

std::optional<PlantedBug> bug_named(std::string_view name) {
    for (const auto bug : all_planted_bugs) {
        if (word(bug) == name) return bug;
    }
    return std::nullopt;
}

std::optional<Arguments> read(int argc, char** argv) {
    Arguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--verbose") {
            out.verbose = true;
        } else if (name == "--twice") {
            out.twice = true;
        } else if (i + 1 < argc && (name == "--seeds" || name == "--seed")) {
            const auto value = number(argv[++i]);
            if (!value) return std::nullopt;
            (name == "--seeds" ? out.seeds : out.first) = *value;
        } else if (i + 1 < argc && name == "--bug") {
            const auto bug = bug_named(argv[++i]);
            if (!bug) return std::nullopt;
            out.bug = *bug;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read(argc, argv);
    if (!arguments) {
        fmt::print(
            stderr,
            "usage: dvcpay-simulation [--seeds N] [--seed FIRST] [--twice] [--verbose] [--bug "
            "NAME]\n"
        );
        return 2;
    }
    std::uint64_t failed = 0;
    Auditor::Summary sum;
    std::int64_t lives = 0;
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t seed = arguments->first; seed < arguments->first + arguments->seeds;
         ++seed) {
        const Outcome outcome = run_seed(seed, *arguments);
        bool good = outcome.agrees;
        std::string why = outcome.faults;
        if (arguments->twice) {
            const Outcome again = run_seed(seed, *arguments);
            if (again.digest != outcome.digest || again.lines != outcome.lines) {
                good = false;
                why += "  replay: the same seed gave other bytes\n";
            }
        }
        add(sum, outcome.summary);
        lives += outcome.lives;
        if (!good) {
            ++failed;
            fmt::print("seed {} failed\n  {}\n{}", seed, outcome.swarm, why);
            fmt::print("  again: tests/simulation/run --seed {} --seeds 1 --verbose\n", seed);
        } else if (arguments->verbose || arguments->seeds == 1) {
            fmt::print(
                "seed {} digest {:016x} lines {} lives {}\n",
                seed,
                outcome.digest,
                outcome.lines,
                outcome.lives
            );
        }
        std::fflush(stdout);
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    fmt::print(
        "{} payments: {} paid ({} late), {} expired, {} cancelled, {} of unknown outcome; {} "
        "credits ({} duplicate, {} "
        "partial, {} surplus), {} unmatched, {} that nobody could hear of; {} incidents, {} "
        "overdue; {} refunds, {} of them back; {} events; {} lives "
        "of the gateway\n",
        sum.payments,
        sum.paid,
        sum.late,
        sum.expired,
        sum.cancelled,
        sum.unknown,
        sum.credits,
        sum.duplicates,
        sum.partial,
        sum.surplus,
        sum.unmatched,
        sum.unlearnt,
        sum.incidents,
        sum.overdue,
        sum.refunds,
        sum.returned,
        sum.events,
        lives
    );
    fmt::print(
        "{:.1f} s, {:.1f} seeds/s\n", seconds, static_cast<double>(arguments->seeds) / seconds
    );
    fmt::print("{} passed, {} failed\n", arguments->seeds - failed, failed);
    return failed == 0 ? 0 : 1;
}
