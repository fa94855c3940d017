room(NAME shb DIR adapters/shb PRECOMPILED
     SOURCES adapter.cpp answers.cpp belief.cpp bill.cpp codes.cpp inbound.cpp lookups.cpp mask.cpp messages.cpp
             module.cpp payouts.cpp qr.cpp settings.cpp signing.cpp statement.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
