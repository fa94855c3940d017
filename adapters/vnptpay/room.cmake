room(NAME vnptpay DIR adapters/vnptpay PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp inbound.cpp mask.cpp messages.cpp module.cpp settings.cpp signing.cpp
     USES toolkit ports domain crypto)
