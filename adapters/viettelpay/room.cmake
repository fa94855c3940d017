room(NAME viettelpay DIR adapters/viettelpay PRECOMPILED
     SOURCES adapter.cpp answers.cpp codes.cpp inbound.cpp mask.cpp messages.cpp module.cpp paybiz.cpp settings.cpp
             signing.cpp
     USES toolkit ports domain crypto)
