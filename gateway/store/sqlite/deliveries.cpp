// Webhook queues. The waiting rows of one endpoint and chain, in the order of their events, are a
// queue; its head, and only its head, has next_try_at. The count of tries stands on the row it
// belongs to, so the next head starts the schedule from its beginning. A new row never takes the
// head's place, which may be on its way; a row that somebody puts back by hand does, where it is
// older.
#include <map>
#include <stdexcept>

#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

const std::string delivery_columns =
    "d.id,d.endpoint,d.chain,d.sequence,d.position,d.event_id,d.type,d.client,d.state,d.tries,d."
    "next_try_at,"
    "d.last_try_at,d.last_status,d.last_error,d.created_at";

Delivery read_delivery(Row row) {
    Delivery d;
    d.id = row.id<DeliveryId>();
    d.endpoint = row.text();
    d.chain = row.text();
    d.sequence = row.integer();
    d.position = row.integer();
    d.event = row.id<EventId>();
    d.type = row.word(last_event_type);
    d.client = row.text();
    d.state = row.word(DeliveryState::dead);
    d.tries = row.integer();
    d.next_try_at = row.maybe_wall();
    d.last_try_at = row.maybe_wall();
    d.last_status = static_cast<int>(row.integer());
    d.last_error = row.text();
    d.created_at = row.wall();
    return d;
}

struct QueuePlace {
    std::int64_t number = 0;
    bool is_due = false;  ///< it has next_try_at
};

/// The oldest waiting row of the queue.
std::optional<QueuePlace> head_of(
    Connection& db, const std::string& endpoint, const std::string& chain
) {
    auto rows = db.query(
        "SELECT number, next_try_at IS NOT NULL FROM deliveries "
        "WHERE chain = ?1 AND endpoint = ?2 AND state = 'waiting' ORDER BY position, number LIMIT "
        "1",
        chain,
        endpoint
    );
    if (!rows.next()) return std::nullopt;
    Row row = rows.row();
    QueuePlace head;
    head.number = row.integer();
    head.is_due = row.flag();
    return head;
}

/// After the queue changed: its head is due (now, where it was not), and no other row is.
void mend_queue(Connection& db, const std::string& endpoint, const std::string& chain, Wall now) {
    const auto head = head_of(db, endpoint, chain);
    if (!head) return;
    db.exec(
        "UPDATE deliveries SET next_try_at = NULL WHERE chain = ?1 AND endpoint = ?2 AND state = "
        "'waiting' "
        "AND next_try_at IS NOT NULL AND number <> ?3",
        chain,
        endpoint,
        head->number
    );
    if (!head->is_due)
        db.exec("UPDATE deliveries SET next_try_at = ?2 WHERE number = ?1", head->number, now);
}

Delivery must_load(Connection& db, const DeliveryId& id) {
    auto found = load_delivery(db, id);
    if (!found) throw std::logic_error("no delivery " + id.text());
    return std::move(*found);
}

}  // namespace

std::vector<Delivery> find_deliveries(Connection& db, const DeliveryFilter& filter) {
    Where where;
    if (!filter.visible.client.empty()) where.text("d.client = ?", filter.visible.client);
    if (!filter.visible.agencies.empty()) {
        where.words(
            "(SELECT e.agency_code FROM events e WHERE e.position = d.position)",
            filter.visible.agencies
        );
    }
    // Literal words, so that the partial indexes are used.
    if (filter.state) where.plain("d.state = '" + std::string(to_string(*filter.state)) + "'");
    if (filter.before) where.text("d.id < ?", filter.before->text());
    where.values.push_back({.number = filter.limit, .text = std::nullopt});
    auto rows = db.query_list(
        "SELECT " + delivery_columns + " FROM deliveries d" + where.sql +
            " ORDER BY d.id DESC LIMIT ?",
        where.values
    );
    std::vector<Delivery> out;
    while (rows.next()) out.push_back(read_delivery(rows.row()));
    return out;
}

std::optional<Delivery> load_delivery(Connection& db, const DeliveryId& id) {
    static const std::string sql =
        "SELECT " + delivery_columns + " FROM deliveries d WHERE d.id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    return read_delivery(rows.row());
}

std::vector<Delivery> find_due_deliveries(
    Connection& db, const std::string& endpoint, Wall now, std::int64_t limit
) {
    static const std::string sql = "SELECT " + delivery_columns +
                                   " FROM deliveries d WHERE d.endpoint = ?1 AND d.next_try_at <= "
                                   "?2 ORDER BY d.next_try_at, d.position LIMIT ?3";
    auto rows = db.query(sql, endpoint, now, limit);
    std::vector<Delivery> out;
    while (rows.next()) out.push_back(read_delivery(rows.row()));
    return out;
}

std::optional<Wall> next_delivery(Connection& db) {
    // One step of the index per endpoint; there are few.
    std::optional<Wall> best;
    std::string endpoint;
    for (bool first = true;; first = false) {
        auto rows = db.query(
            "SELECT endpoint, next_try_at FROM deliveries WHERE next_try_at IS NOT NULL "
            "AND (endpoint, next_try_at) > (?1, ?2) ORDER BY endpoint, next_try_at LIMIT 1",
            endpoint,
            first ? INT64_MIN : INT64_MAX
        );
        if (!rows.next()) return best;
        Row row = rows.row();
        endpoint = row.text();
        const Wall at = row.wall();
        if (!best || at < *best) best = at;
    }
}

std::vector<EndpointCount> count_by_endpoint(Connection& db) {
    std::map<std::string, EndpointCount> found;
    // Over the partial indexes, so that delivered rows cost nothing; SQLite looks at each row it
    // finds there. Numbers grow with time, so that one row per endpoint tells the age.
    auto waiting = db.query(
        "SELECT w.endpoint, w.n, d.created_at FROM (SELECT endpoint, count(*) AS n, min(number) AS "
        "oldest FROM deliveries INDEXED BY deliveries_queue WHERE state = 'waiting' GROUP BY "
        "endpoint) w JOIN deliveries d ON d.number = w.oldest"
    );
    while (waiting.next()) {
        Row row = waiting.row();
        std::string endpoint = row.text();
        EndpointCount& count = found[endpoint];
        count.endpoint = std::move(endpoint);
        count.waiting = row.integer();
        count.oldest_waiting_at = row.wall();
    }
    auto dead = db.query(
        "SELECT endpoint, count(*) FROM deliveries INDEXED BY deliveries_dead WHERE state = 'dead' "
        "GROUP BY endpoint"
    );
    while (dead.next()) {
        Row row = dead.row();
        std::string endpoint = row.text();
        EndpointCount& count = found[endpoint];
        count.endpoint = std::move(endpoint);
        count.dead = row.integer();
    }
    std::vector<EndpointCount> out;
    out.reserve(found.size());
    for (auto& [endpoint, count] : found) out.push_back(std::move(count));
    return out;
}

void enqueue_delivery(Connection& db, const Delivery& d) {
    std::optional<Wall> due;
    if (!head_of(db, d.endpoint, d.chain)) due = d.created_at;
    db.exec(
        "INSERT INTO deliveries (id, endpoint, chain, sequence, position, event_id, type, client, "
        "state, tries, "
        "next_try_at, last_try_at, last_status, last_error, created_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'waiting', 0, ?10, NULL, 0, '', ?9)",
        d.id,
        d.endpoint,
        d.chain,
        d.sequence,
        d.position,
        d.event,
        d.type,
        d.client,
        d.created_at,
        due
    );
}

void settle(Connection& db, const DeliveryId& id, const Settled& outcome) {
    const Delivery before = must_load(db, id);
    if (before.state != DeliveryState::waiting)
        return;  // settled already: a late outcome changes nothing
    const bool stays = outcome.state == DeliveryState::waiting;
    // A row that is no longer its queue's head (an older one was put back) waits without a time of
    // its own.
    std::optional<Wall> next;
    if (stays && before.next_try_at) next = outcome.next_try_at.value_or(outcome.tried_at);
    db.exec(
        "UPDATE deliveries SET state = ?2, tries = ?3, next_try_at = ?4, last_try_at = ?5, "
        "last_status = ?6, "
        "last_error = ?7 WHERE id = ?1",
        id,
        outcome.state,
        outcome.tries,
        next,
        outcome.tried_at,
        outcome.status,
        outcome.error
    );
    if (!stays) mend_queue(db, before.endpoint, before.chain, outcome.tried_at);
}

void requeue_delivery(Connection& db, const DeliveryId& id, Wall now) {
    const Delivery before = must_load(db, id);
    db.exec(
        "UPDATE deliveries SET state = 'waiting', tries = 0, next_try_at = NULL WHERE id = ?1", id
    );
    mend_queue(db, before.endpoint, before.chain, now);
}

}  // namespace dvcpay::sqlite
