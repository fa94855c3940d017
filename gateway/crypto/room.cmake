room(NAME crypto DIR gateway/crypto
     SOURCES digest.cpp chain.cpp keys.cpp sealer.cpp secret_text.cpp certificate.cpp merkle.cpp seal.cpp
     USES ports domain LIBS OpenSSL::Crypto)
