room(NAME crypto DIR gateway/crypto
     SOURCES digest.cpp chain.cpp keys.cpp signing_key.cpp pkcs11.cpp gcm.cpp sealer.cpp backup_seal.cpp secret_text.cpp certificate.cpp merkle.cpp seal.cpp
     USES ports domain LIBS OpenSSL::Crypto)
