room(NAME vietinbank DIR adapters/vietinbank PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp inbound.cpp inbound_answer.cpp mask.cpp messages.cpp module.cpp
             number.cpp refund.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
