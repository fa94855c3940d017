room(NAME toolkit DIR adapters/toolkit PRECOMPILED
     SOURCES canonical.cpp echo.cpp fold.cpp form.cpp json_text.cpp lexeme_json.cpp settings.cpp text.cpp url.cpp
     USES ports domain crypto LIBS nlohmann_json::nlohmann_json)
