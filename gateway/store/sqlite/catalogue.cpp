// People, keys, services and agencies: small tables, replaced or read as a whole.
#include "store/sqlite/reads.hpp"

namespace dvcpay::sqlite {
namespace {

std::optional<std::string> day_text(const std::optional<Day>& day) {
    return day ? std::optional(to_string(*day)) : std::nullopt;
}

std::optional<Day> read_day(Row& row) {
    const auto text = row.maybe_text();
    return text ? parse_day(*text) : std::nullopt;
}

}  // namespace

std::vector<ApiKey> load_api_keys(Connection& db) {
    auto rows = db.query(
        "SELECT k.id, p.id, p.kind, p.name, k.sha256, k.client, k.scopes, k.agencies, "
        "k.created_at, k.expires_at, "
        "k.revoked_at FROM api_keys k JOIN principals p ON p.id = k.principal_id ORDER BY k.id"
    );
    std::vector<ApiKey> out;
    while (rows.next()) {
        Row row = rows.row();
        ApiKey key;
        key.id = row.id<KeyId>();
        key.principal.id = row.id<PrincipalId>();
        key.principal.kind = row.word(PrincipalKind::person);
        key.principal.name = row.text();
        key.sha256 = row.text();
        key.client = row.text();
        key.scopes = row.words();
        key.agencies = row.words();
        key.created_at = row.wall();
        key.expires_at = row.maybe_wall();
        key.revoked_at = row.maybe_wall();
        out.push_back(std::move(key));
    }
    return out;
}

void put_key(Connection& db, const ApiKey& key) {
    db.exec(
        "INSERT INTO principals (id, kind, name) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name",
        key.principal.id,
        key.principal.kind,
        key.principal.name
    );
    db.exec(
        "INSERT INTO api_keys (id, principal_id, sha256, client, scopes, agencies, created_at, "
        "expires_at, revoked_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO UPDATE SET "
        "principal_id = excluded.principal_id, sha256 = excluded.sha256, client = excluded.client, "
        "scopes = excluded.scopes, agencies = excluded.agencies, created_at = excluded.created_at, "
        "expires_at = excluded.expires_at, revoked_at = excluded.revoked_at",
        key.id,
        key.principal.id,
        key.sha256,
        key.client,
        join_words(key.scopes),
        join_words(key.agencies),
        key.created_at,
        key.expires_at,
        key.revoked_at
    );
}

std::vector<Service> load_services(Connection& db) {
    auto rows = db.query(
        "SELECT code, name_vi, level, fee_kind, listed_fee_dong, refundable, valid_from, valid_to "
        "FROM services "
        "ORDER BY number"
    );
    std::vector<Service> out;
    while (rows.next()) {
        Row row = rows.row();
        Service service;
        service.code = row.text();
        service.name_vi = row.text();
        service.level = row.text();
        service.fee_kind = row.text();
        service.listed_fee_dong = row.maybe_integer();
        service.refundable = row.word(Service::Refundable::no);
        service.validity.from = read_day(row);
        service.validity.to = read_day(row);
        out.push_back(std::move(service));
    }
    return out;
}

bool keeps_fee(Connection& db, const Payment& payment) {
    const Day day = ict_day(payment.created_at);
    auto rows = db.query(
        "SELECT refundable, valid_from, valid_to FROM services WHERE code = ?1 ORDER BY number",
        payment.service_code
    );
    while (rows.next()) {
        Row row = rows.row();
        const auto refundable = row.word(Service::Refundable::no);
        Validity validity;
        validity.from = read_day(row);
        validity.to = read_day(row);
        if (validity.holds_on(day)) return refundable == Service::Refundable::no;
    }
    return false;
}

void put_services(Connection& db, const std::vector<Service>& all) {
    db.exec("DELETE FROM services");
    for (const auto& s : all) {
        db.exec(
            "INSERT INTO services (code, name_vi, level, fee_kind, listed_fee_dong, refundable, "
            "valid_from, valid_to) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            s.code,
            s.name_vi,
            s.level,
            s.fee_kind,
            s.listed_fee_dong,
            s.refundable,
            day_text(s.validity.from),
            day_text(s.validity.to)
        );
    }
}

std::vector<Agency> load_agencies(Connection& db) {
    auto rows = db.query(
        "SELECT code, name_vi, kind, parent_code, old_code, valid_from, valid_to FROM agencies "
        "ORDER BY number"
    );
    std::vector<Agency> out;
    while (rows.next()) {
        Row row = rows.row();
        Agency agency;
        agency.code = row.text();
        agency.name_vi = row.text();
        agency.kind = row.text();
        agency.parent_code = row.text();
        agency.old_code = row.text();
        agency.validity.from = read_day(row);
        agency.validity.to = read_day(row);
        out.push_back(std::move(agency));
    }
    return out;
}

void put_agencies(Connection& db, const std::vector<Agency>& all) {
    db.exec("DELETE FROM agencies");
    for (const auto& a : all) {
        db.exec(
            "INSERT INTO agencies (code, name_vi, kind, parent_code, old_code, valid_from, "
            "valid_to) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            a.code,
            a.name_vi,
            a.kind,
            a.parent_code,
            a.old_code,
            day_text(a.validity.from),
            day_text(a.validity.to)
        );
    }
}

}  // namespace dvcpay::sqlite
