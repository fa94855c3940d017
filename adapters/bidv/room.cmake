room(NAME bidv DIR adapters/bidv PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp envelope.cpp inbound.cpp lists.cpp login.cpp mask.cpp messages.cpp module.cpp
             numbers.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
