find_package(spdlog REQUIRED GLOBAL)
find_package(prometheus-cpp REQUIRED GLOBAL)
room(NAME ops DIR gateway/ops PRECOMPILED
     SOURCES redact.cpp metrics.cpp alarms.cpp telemetry.cpp checks.cpp health.cpp
             witness_text.cpp audit.cpp audit_seals.cpp audit_chains.cpp audit_rows.cpp proof.cpp
     USES crypto ports domain
     LIBS spdlog::spdlog prometheus-cpp::core nlohmann_json::nlohmann_json)
