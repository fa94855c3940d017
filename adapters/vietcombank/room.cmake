room(NAME vietcombank DIR adapters/vietcombank PRECOMPILED
     SOURCES adapter.cpp bank_api.cpp checkout.cpp checkout_codes.cpp checkout_messages.cpp checks.cpp codes.cpp collect.cpp
             inbound.cpp inbound_answer.cpp ipn.cpp mask.cpp messages.cpp module.cpp numbers.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
