room(NAME crypto DIR gateway/crypto SOURCES digest.cpp chain.cpp
     USES ports domain LIBS OpenSSL::Crypto)
