# The only room that includes Beast, and the only one that opens a socket.
room(NAME net DIR gateway/net BEAST PRECOMPILED
     SOURCES address.cpp answer_reader.cpp breaker.cpp channel.cpp client.cpp dial.cpp http_text.cpp
             request_reader.cpp server.cpp session.cpp signals.cpp system.cpp tls.cpp url.cpp wire.cpp
     USES ports domain LIBS OpenSSL::SSL OpenSSL::Crypto boost_url)
