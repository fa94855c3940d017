room(NAME toolkit DIR adapters/toolkit PRECOMPILED
     SOURCES amount.cpp authorizer.cpp canonical.cpp contracts.cpp echo.cpp fold.cpp form.cpp ict.cpp json_text.cpp jwe.cpp jws.cpp
             latch.cpp lexeme_json.cpp mask.cpp memo.cpp settings.cpp text.cpp token_answer.cpp token_endpoint.cpp url.cpp
             vietqr.cpp vietqr_parse.cpp
     USES ports domain crypto LIBS nlohmann_json::nlohmann_json)
