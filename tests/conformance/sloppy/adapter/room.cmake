room(NAME sloppy PRECOMPILED
     SOURCES adapter.cpp
     USES toolkit ports domain crypto LIBS nlohmann_json::nlohmann_json)
