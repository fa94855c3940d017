room(NAME toolkit DIR adapters/toolkit PRECOMPILED
     SOURCES authorizer.cpp canonical.cpp echo.cpp jwe.cpp jws.cpp latch.cpp lexeme_json.cpp text.cpp token_answer.cpp token_endpoint.cpp url.cpp
     USES ports domain crypto LIBS nlohmann_json::nlohmann_json)
