room(NAME toolkit DIR adapters/toolkit PRECOMPILED
     SOURCES authorizer.cpp canonical.cpp echo.cpp fold.cpp form.cpp json_text.cpp latch.cpp lexeme_json.cpp mask.cpp
             settings.cpp text.cpp token_answer.cpp url.cpp
     USES ports domain crypto LIBS nlohmann_json::nlohmann_json)
