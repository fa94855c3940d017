#pragma once
// config/dvcpay.toml as typed values, parsed and checked. What stands here can be used as it is:
// files named are there and readable, names are unique, references between tables lead somewhere.
// Every key is explained in config/dvcpay.toml.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/config_fault.hpp"
#include "app/config_secrets.hpp"
#include "crypto/keys.hpp"
#include "crypto/sealer.hpp"
#include "ports/config.hpp"
#include "ports/telemetry.hpp"
#include "ports/upkeep.hpp"

namespace dvcpay::app {

/// PEM files, paths absolute or relative to the working directory. Empty: not used.
struct TlsFiles {
    std::string certificate_file;
    std::string key_file;
    std::string ca_file;  ///< whom to believe: clients at a listener, the peer at a channel
};

struct ListenerConfig {
    std::string address;
    std::uint16_t port = 0;  ///< 0: any free one
    std::optional<TlsFiles> tls;
};

struct ServerConfig {
    ListenerConfig public_listener;
    ListenerConfig private_listener;
    std::string admin_socket;  ///< empty: none
    std::vector<std::string> trusted_proxies;
    std::int64_t connections_max = 2048;
    std::int64_t requests_in_flight_max = 512;
    std::int64_t new_work_in_flight_max =
        384;  ///< for the portal's calls: callbacks have the rest to themselves
    std::int64_t header_bytes_max = 16 * 1024;
    std::int64_t body_bytes_max = 64 * 1024;
    std::int64_t head_ms = 10'000;
    std::int64_t body_ms = 30'000;
    std::int64_t write_ms = 30'000;
    std::int64_t idle_ms = 60'000;
    std::int64_t drain_ms = 20'000;
};

struct StoreConfig {
    std::string path;
    std::int64_t queue_max = 4096;
    std::int64_t group_jobs_max = 512;
    std::int64_t busy_timeout_ms = 5000;
    std::int64_t writer_cache_kib = 16'384;
    std::int64_t reader_cache_kib = 4096;
};

struct ApiConfig {
    std::int64_t rate_per_second = 200;
    std::int64_t rate_burst = 1000;
    /// By client: subjects of client certificates that may use its keys; absent: none is asked for.
    std::map<std::string, std::vector<std::string>> client_subjects;
};

struct LogConfig {
    Level level = Level::info;
    std::string file;  ///< empty: standard output
};

struct AuditConfig {
    Secret seal_key;            ///< PEM; empty: the history is not sealed
    std::string seal_key_file;  ///< where it was read; empty: none
    std::int64_t seal_every_s = 3600;
    std::string witness_file;  ///< empty: none
};

/// First start only: an empty store takes its catalogue from here.
struct CatalogueFiles {
    std::string services;
    std::string agencies;
};

enum class Reach : std::uint8_t { public_only, private_networks, loopback };

/// Limits of one channel of the client pool.
struct ChannelLimits {
    std::int64_t connections_max = 16;
    std::int64_t requests_waiting_max = 64;
    std::int64_t connect_timeout_ms = 5000;
    std::int64_t idle_ms = 30'000;
    std::int64_t answer_bytes_max = 1024 * 1024;
    std::int64_t failures_to_open = 5;
    std::int64_t open_ms = 10'000;
    Reach reach = Reach::public_only;
    TlsFiles tls;
};

struct ProviderConfig {
    bool enabled = true;
    bool maintenance = false;  ///< no new attempt; callbacks, questions and health go on
    std::vector<std::string> ip_allowlist;
    ChannelLimits channel;
};

/// Of `dvcpay backup create`; the daemon has no use for it.
struct BackupConfig {
    std::string folder;    ///< empty: each run is told where
    std::string key_file;  ///< base64 of 32 bytes, mode 0600; read when it is used
    std::int64_t keep = 30;
};

struct Configuration {
    std::string file;
    ServerConfig server;
    StoreConfig store;
    ApiConfig api;
    LogConfig log;
    CatalogueFiles catalogue;
    AuditConfig audit;
    BackupConfig backup;
    std::map<std::string, ProviderConfig>
        providers;  ///< by name; every provider an account names is here
    std::map<std::string, ChannelLimits> webhook_channels;  ///< by endpoint id
    std::vector<InboundRoute> routes;
    /// Without order_ref_space and boot_id, which belong to a store and a process.
    FlowConfig flow;
    crypto::SecretsByName secrets;
    std::vector<crypto::RingKey> ring;  ///< the first seals
    RetentionRules retention;
    std::vector<std::string> lost_ring_keys;  ///< an operator has given them up
    bool clock_is_right = false;              ///< said on the daemon's command line
    std::string ring_folder;            ///< where `dvcpay ring rotate` puts keys; empty: nowhere
    std::map<KeyName, Day> key_expiry;  ///< where the reference names one
};

struct ConfigResult {
    std::optional<Configuration> config;  ///< empty where any fault is an error
    std::vector<ConfigFault> faults;      ///< all of them, warnings too
};

/// Reads and checks everything, secrets too. `environment` answers { env = … } references. Touches
/// no network.
ConfigResult load_config(const std::string& path, const Environment& environment);
/// The ring alone, as files and environment hold it now. Fault::configuration where the file has a
/// mistake: the whole of it is read.
Result<std::vector<crypto::RingKey>> read_ring(const std::string& path);
/// The process's own environment.
const char* process_environment(const std::string& name);

}  // namespace dvcpay::app
