room(NAME vpbank DIR adapters/vpbank PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp inbound.cpp mask.cpp messages.cpp module.cpp numbers.cpp payouts.cpp
             settings.cpp signing.cpp words.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
