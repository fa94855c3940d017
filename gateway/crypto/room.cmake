room(NAME crypto DIR gateway/crypto
     SOURCES digest.cpp chain.cpp keys.cpp signing_key.cpp pkcs11.cpp gcm.cpp key_wrap.cpp content_cipher.cpp jwe.cpp sealer.cpp backup_seal.cpp secret_text.cpp certificate.cpp merkle.cpp seal.cpp
     USES ports domain LIBS OpenSSL::Crypto)
