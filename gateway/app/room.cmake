find_package(tomlplusplus REQUIRED GLOBAL)
# Configuration and catalogue files: shared by dvcpayd and dvcpay, needs no socket.
room(NAME app DIR gateway/app
     SOURCES config.cpp config_check.cpp config_fault.cpp config_portal.cpp config_providers.cpp config_secrets.cpp
             config_section.cpp config_server.cpp config_tree.cpp known_providers.cpp csv.cpp catalogue_csv.cpp
     USES momo toolkit crypto ports domain
     LIBS tomlplusplus::tomlplusplus)
