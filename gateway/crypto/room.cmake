room(NAME crypto DIR gateway/crypto
     SOURCES digest.cpp chain.cpp keys.cpp sealer.cpp secret_text.cpp certificate.cpp
     USES ports domain LIBS OpenSSL::Crypto)
