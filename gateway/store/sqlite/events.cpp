// The append-only history: hash chains, and the feed over all of them.
#include <algorithm>

#include "crypto/chain.hpp"
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

const std::string event_columns =
    "position,id,chain,sequence,type,at,client,agency_code,data,note,actor,prev_hash,hash";

Event read_event(Row row) {
    Event e;
    e.position = row.integer();
    e.id = row.id<EventId>();
    e.chain = row.text();
    e.sequence = row.integer();
    e.type = row.word(last_event_type);
    e.at = row.wall();
    e.client = row.text();
    e.agency_code = row.text();
    e.data = row.maybe_text().value_or("{}");
    e.note = row.text();
    e.actor = row.text();
    e.prev_hash = row.text();
    e.hash = row.text();
    return e;
}

/// The public types among those asked for; all public ones where none is.
std::vector<std::string> public_words(const std::vector<EventType>& types) {
    std::vector<std::string> out;
    for (int i = 0; i < event_type_count; ++i) {
        const auto type = static_cast<EventType>(i);
        if (!is_public(type)) continue;
        if (types.empty() || std::ranges::find(types, type) != types.end())
            out.emplace_back(to_string(type));
    }
    return out;
}

std::vector<Event> read_events(
    Connection& db, Where& where, const std::string& order, std::int64_t limit
) {
    where.values.push_back({.number = limit, .text = std::nullopt});
    auto rows = db.query_list(
        "SELECT " + event_columns + " FROM events" + where.sql + " ORDER BY " + order + " LIMIT ?",
        where.values
    );
    std::vector<Event> out;
    while (rows.next()) out.push_back(read_event(rows.row()));
    return out;
}

struct ChainEnd {
    std::int64_t sequence = 0;
    std::string hash = crypto::chain_start;
};

ChainEnd end_of(Connection& db, const std::string& chain) {
    auto rows = db.query(
        "SELECT sequence, hash FROM events WHERE chain = ?1 ORDER BY sequence DESC LIMIT 1", chain
    );
    ChainEnd end;
    if (rows.next()) {
        Row row = rows.row();
        end.sequence = row.integer();
        end.hash = row.text();
    }
    return end;
}

void insert_event(Connection& db, Event& e, const EventDraft& draft) {
    const std::optional<std::string_view> data =
        e.data == "{}" ? std::nullopt : std::optional<std::string_view>(e.data);
    db.exec(
        "INSERT INTO events (id, chain, sequence, type, at, client, agency_code, data, note, "
        "actor, incident_id, "
        "attempt_id, credit_id, refund_id, prev_hash, hash) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        e.id,
        e.chain,
        e.sequence,
        e.type,
        e.at,
        e.client,
        e.agency_code,
        data,
        e.note,
        e.actor,
        draft.incident,
        draft.attempt,
        draft.credit,
        draft.refund,
        e.prev_hash,
        e.hash
    );
    e.position = db.last_insert_rowid();
}

}  // namespace

std::vector<Event> load_chain(Connection& db, const std::string& chain) {
    static const std::string sql =
        "SELECT " + event_columns + " FROM events WHERE chain = ?1 ORDER BY sequence";
    auto rows = db.query(sql, chain);
    std::vector<Event> out;
    while (rows.next()) out.push_back(read_event(rows.row()));
    return out;
}

std::vector<Event> read_feed(Connection& db, const FeedFilter& filter) {
    const auto types = public_words(filter.types);
    if (types.empty()) return {};
    Where where;
    where.number("position > ?", filter.after);
    where.visible(filter.visible, "client", "agency_code");
    where.words("type", types);
    return read_events(db, where, "position", filter.limit);
}

std::optional<Event> load_event(Connection& db, const EventId& id) {
    static const std::string sql = "SELECT " + event_columns + " FROM events WHERE id = ?1";
    auto rows = db.query(sql, id);
    if (!rows.next()) return std::nullopt;
    return read_event(rows.row());
}

std::vector<Event> find_events_between(
    Connection& db,
    const Visibility& visible,
    Wall from,
    Wall to,
    const std::vector<EventType>& types,
    std::int64_t limit
) {
    const auto wanted = public_words(types);
    if (wanted.empty()) return {};
    Where where;
    where.number("at >= ?", from.ms);
    where.number("at < ?", to.ms);
    where.visible(visible, "client", "agency_code");
    where.words("type", wanted);
    return read_events(db, where, "position", limit);
}

std::vector<Event> append_events(
    Connection& db, const std::string& chain, const std::vector<NewEvent>& events
) {
    ChainEnd end = end_of(db, chain);
    std::vector<Event> out;
    for (const auto& fresh : events) {
        Event e;
        e.id = fresh.id;
        e.chain = chain;
        e.sequence = ++end.sequence;
        e.type = fresh.draft.type;
        e.at = fresh.at;
        e.client = fresh.client;
        e.agency_code = fresh.agency_code;
        e.data = fresh.data.empty() ? "{}" : fresh.data;
        e.note = fresh.draft.note;
        e.actor = fresh.draft.actor;
        e.prev_hash = end.hash;
        e.hash = crypto::chain_hash(e);
        end.hash = e.hash;
        insert_event(db, e, fresh.draft);
        out.push_back(std::move(e));
    }
    return out;
}

}  // namespace dvcpay::sqlite
