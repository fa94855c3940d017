room(NAME vietcombank DIR adapters/vietcombank PRECOMPILED
     SOURCES adapter.cpp checks.cpp codes.cpp collect.cpp inbound.cpp inbound_answer.cpp mask.cpp messages.cpp module.cpp
             numbers.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
