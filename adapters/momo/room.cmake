room(NAME momo DIR adapters/momo PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp inbound.cpp mask.cpp messages.cpp module.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
